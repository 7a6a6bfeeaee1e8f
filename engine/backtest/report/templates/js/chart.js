// what all charts share: colours, panes, a legend that follows the pointer, scales
const lib = window.LightweightCharts;
const charts = {};
const LINES = ["--one", "--two", "--three", "--four", "--five"];
const quiet = { priceLineVisible: false, lastValueVisible: false, crosshairMarkerRadius: 3 };
const points = (times, values) => times.map((time, i) => values[i] === null ? { time } : { time, value: values[i] });

// a chart shows everything until it is moved: its width is known only once its axis is drawn
const whole = new Set();
const fit = (name) => { whole.add(name); charts[name].timeScale().fitContent(); };

const build = (name, panes) => {
  const box = element(`${name}-chart`);
  const chart = lib.createChart(box, {
    autoSize: true,
    localization: { locale: "en-US", timeFormatter: moment },
    timeScale: { timeVisible: data.intraday, secondsVisible: false, minBarSpacing: 0.02, borderVisible: false },
    rightPriceScale: { borderVisible: false },
    handleScroll: { vertTouchDrag: false },
    crosshair: { mode: lib.CrosshairMode.Normal },
    layout: { attributionLogo: true, fontSize: 12 },
  });
  for (let i = 1; i < panes; i += 1) chart.addPane();
  if (!charts[name]) {
    box.addEventListener("wheel", (event) => {
      if (event.ctrlKey) whole.delete(name);
      else event.stopImmediatePropagation(); // the page scrolls; Ctrl or a pinch zooms
    }, { capture: true, passive: true });
    ["mousedown", "touchstart"].forEach((kind) => box.addEventListener(kind, () => whole.delete(name), { capture: true, passive: true }));
  }
  charts[name] = chart;
  // told of a new width before the chart itself has taken it
  chart.timeScale().subscribeSizeChange(() => setTimeout(() => {
    if (charts[name] === chart && whole.has(name)) fit(name);
  }, 50));
  painted(() => chart.applyOptions({
    layout: {
      background: { type: "solid", color: color("--panel") },
      textColor: color("--muted"),
      fontFamily: getComputedStyle(document.body).fontFamily,
      panes: { separatorColor: color("--line"), separatorHoverColor: color("--grid") },
    },
    grid: { vertLines: { color: color("--grid") }, horzLines: { color: color("--grid") } },
  }));
  return chart;
};

// what the crosshair is at, written above the chart; without a crosshair the last bar
const legend = (chart, name, times, parts) => {
  const box = element(`${name}-legend`);
  const write = (i) => {
    box.replaceChildren(...parts(i).map(([label, text, swatch]) => {
      const span = document.createElement("span");
      if (swatch) { const mark = document.createElement("i"); mark.style.background = `var(${swatch})`; span.append(mark); }
      if (label) { const muted = document.createElement("span"); muted.className = "muted"; muted.textContent = label + " "; span.append(muted); }
      span.append(text);
      return span;
    }));
  };
  const at = new Map(times.map((time, i) => [time, i]));
  chart.subscribeCrosshairMove((event) => {
    const i = event.time === undefined ? undefined : at.get(event.time);
    write(i === undefined ? times.length - 1 : i);
  });
  write(times.length - 1);
};

// growth of several times the start is read on a log scale, which a button changes
const scale = (name, log) => {
  const button = document.querySelector(`.log[data-chart="${name}"]`);
  button.setAttribute("aria-pressed", String(log));
  charts[name].priceScale("right", 0).applyOptions({ mode: log ? lib.PriceScaleMode.Logarithmic : lib.PriceScaleMode.Normal });
};
const steep = (...columns) => {
  const known = columns.flat().filter((value) => value !== null);
  const low = known.reduce((a, b) => Math.min(a, b), Infinity);
  return low > 0 && known.reduce((a, b) => Math.max(a, b), 0) > 4 * low;
};
const percents = (decimals) => ({ type: "custom", minMove: 10 ** -decimals, formatter: (value) => value.toFixed(decimals) + "%" });

document.querySelectorAll("button.all").forEach((button) => button.addEventListener("click", () => {
  if (charts[button.dataset.chart]) fit(button.dataset.chart);
}));
document.querySelectorAll("button.log").forEach((button) => button.addEventListener("click", () => {
  if (charts[button.dataset.chart]) scale(button.dataset.chart, button.getAttribute("aria-pressed") !== "true");
}));
