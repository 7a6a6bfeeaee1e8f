(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const lib = window.LightweightCharts;
  const element = (id) => document.getElementById(id);
  const running = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };
  const LINES = ["--one", "--two", "--three", "--four", "--five"];
  const KINDS = { "1": ["long", "closed long"], "-1": ["short", "closed short"] };

  // one page theme, read again when the system or the printer changes it
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const fade = (hex, alpha) => hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
  const painters = [];
  const painted = (paint) => { painters.push(paint); paint(); };

  const moment = (time) => {
    const text = new Date(time * 1000).toISOString();
    return data.intraday ? text.slice(0, text.slice(17, 19) === "00" ? 16 : 19).replace("T", " ") : text.slice(0, 10);
  };
  const figure = (value, decimals) => value === null || value === undefined ? "–"
    : value.toLocaleString("en-US", { minimumFractionDigits: Math.min(decimals, 2), maximumFractionDigits: decimals });

  const build = (box, panes) => {
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
    box.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) event.stopImmediatePropagation(); // the page scrolls; Ctrl or a pinch zooms
    }, { capture: true, passive: true });
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
  const quiet = { priceLineVisible: false, lastValueVisible: false, crosshairMarkerRadius: 3 };
  const points = (times, values) => times.map((time, i) => values[i] === null ? { time } : { time, value: values[i] });

  // what the crosshair is at, written above the chart; without a crosshair the last bar
  const legend = (chart, box, times, parts) => {
    const write = (i) => {
      box.replaceChildren(...parts(i).map(([name, text, swatch]) => {
        const span = document.createElement("span");
        if (swatch) { const mark = document.createElement("i"); mark.style.background = `var(${swatch})`; span.append(mark); }
        if (name) { const label = document.createElement("span"); label.className = "muted"; label.textContent = name + " "; span.append(label); }
        span.append(text);
        return span;
      }));
    };
    const at = new Map(times.map((time, i) => [time, i]));
    const follow = (event) => {
      const i = event.time === undefined ? undefined : at.get(event.time);
      write(i === undefined ? times.length - 1 : i);
    };
    chart.subscribeCrosshairMove(follow);
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

  const charts = {};
  const drawEquity = () => {
    const curve = data.equity;
    const times = running(curve.t);
    if (!times.length) return;
    const chart = build(element("equity-chart"), 2);
    const money = { type: "custom", minMove: 0.01, formatter: (value) => figure(value, Math.abs(value) < 1000 ? 2 : 0) };
    charts.equity = chart;
    const held = curve.benchmark.length ? chart.addSeries(lib.LineSeries, { ...quiet, lineWidth: 1, priceFormat: money }, 0) : null;
    const equity = chart.addSeries(lib.LineSeries, { ...quiet, lineWidth: 2, priceFormat: money }, 0);
    const loss = chart.addSeries(lib.BaselineSeries, {
      ...quiet, lineWidth: 1, baseValue: { type: "price", price: 0 }, topLineColor: "transparent",
      topFillColor1: "transparent", topFillColor2: "transparent",
      priceFormat: { type: "custom", minMove: 0.01, formatter: (value) => value.toFixed(1) + "%" },
    }, 1);
    painted(() => {
      equity.applyOptions({ color: color("--blue") });
      if (held) held.applyOptions({ color: color("--candle") });
      loss.applyOptions({
        bottomLineColor: color("--orange"), bottomFillColor1: fade(color("--orange"), 0.15), bottomFillColor2: fade(color("--orange"), 0.4),
      });
    });
    if (held) held.setData(points(times, curve.benchmark));
    equity.setData(points(times, curve.equity));
    loss.setData(points(times, curve.drawdown));
    const [above, below] = chart.panes();
    loss.priceScale().applyOptions({ scaleMargins: { top: 0.04, bottom: 0.1 } });
    scale("equity", steep(curve.equity, curve.benchmark));
    above.setStretchFactor(3);
    below.setStretchFactor(1);
    chart.timeScale().fitContent();
    legend(chart, element("equity-legend"), times, (i) => [
      ["", moment(times[i])],
      ["Equity", figure(curve.equity[i], 2), "--blue"],
      ...(held ? [["Buy and hold", figure(curve.benchmark[i], 2), "--candle"]] : []),
      ["Drawdown", figure(Math.abs(curve.drawdown[i]), 2) + "%", "--orange"],
    ]);
  };

  const events = (number) => {
    const found = new Map();
    data.trades.forEach(([chart, entry, exit, side, paid, got, quantity]) => {
      if (chart !== number) return;
      const add = (i, bought, closing, text) => {
        if (!found.has(i)) found.set(i, []);
        found.get(i).push({ bought, closing, text });
      };
      const [opened, closed] = KINDS[side];
      add(entry, side > 0, false, `${opened} ${figure(quantity, 4)} at ${figure(paid, 8)}`);
      if (exit >= 0) add(exit, side < 0, true, `${closed} at ${figure(got, 8)}`);
    });
    return found;
  };
  const markers = (times, found, range, size) => {
    const list = [];
    [...found.keys()].filter((i) => i >= range.from && i <= range.to).sort((a, b) => a - b).forEach((i) => {
      [[true, false], [true, true], [false, false], [false, true]].forEach(([bought, closing]) => {
        const count = found.get(i).filter((event) => event.bought === bought && event.closing === closing).length;
        if (!count) return;
        list.push({
          time: times[i], position: bought ? "belowBar" : "aboveBar", shape: bought ? "arrowUp" : "arrowDown", size,
          color: color((bought ? "--blue" : "--orange") + (closing ? "-pale" : "")), text: count > 1 ? "×" + count : undefined,
        });
      });
    });
    return list;
  };

  let shownPrice = -1;
  let fixed = 0;
  const drawPrice = (number) => {
    const price = data.prices[number];
    if (!price || !price.t.length) return;
    if (charts.price) { charts.price.remove(); painters.length = fixed; } else fixed = painters.length;
    const times = running(price.t);
    const panes = 1 + price.lines.filter((line) => !line.on_price).length;
    const chart = build(element("price-chart"), panes);
    charts.price = chart;
    shownPrice = number;
    const format = { type: "price", precision: price.decimals, minMove: 10 ** -price.decimals };
    const candles = chart.addSeries(lib.CandlestickSeries, { ...quiet, priceFormat: format }, 0);
    painted(() => candles.applyOptions({
      upColor: color("--panel"), downColor: color("--candle"), borderUpColor: color("--candle"),
      borderDownColor: color("--candle"), wickUpColor: color("--candle"), wickDownColor: color("--candle"),
    }));
    candles.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.12 } });
    candles.setData(times.map((time, i) => ({
      time, open: price.open[i], high: price.high[i], low: price.low[i], close: price.close[i],
    })));
    scale("price", steep(price.low, price.high));
    let pane = 0;
    price.lines.forEach((line, k) => {
      const swatch = LINES[k % LINES.length];
      const series = chart.addSeries(lib.LineSeries, {
        ...quiet, lineWidth: 2, ...(line.on_price ? { priceFormat: format } : {}),
      }, line.on_price ? 0 : (pane += 1));
      painted(() => series.applyOptions({ color: color(swatch) }));
      series.setData(points(times, line.values));
    });
    chart.panes().forEach((part, i) => part.setStretchFactor(i ? 1 : 3));
    const found = events(number);
    const marks = lib.createSeriesMarkers(candles, [], { autoScale: false });
    // a mark needs about four pixels: fewer in view, or none and a word that says so
    const mark = () => {
      const range = chart.timeScale().getVisibleLogicalRange();
      const room = element("price-chart").clientWidth / 4;
      if (!range || !room) return;
      const list = markers(times, found, range, 1);
      const crowded = list.length > room;
      element("price-crowd").textContent = crowded ? `${list.length.toLocaleString("en-US")} trade marks are in view: zoom in to see them.` : "";
      marks.setMarkers(crowded ? [] : list.length > room / 3 ? markers(times, found, range, 0.5) : list);
    };
    chart.timeScale().subscribeVisibleLogicalRangeChange(mark);
    painted(mark);
    chart.timeScale().fitContent();
    legend(chart, element("price-legend"), times, (i) => [
      ["", moment(times[i])],
      ...[["O", "open"], ["H", "high"], ["L", "low"], ["C", "close"]].map(([letter, name]) => [letter, figure(price[name][i], price.decimals)]),
      ...price.lines.map((line, k) => [line.name, figure(line.values[i], line.on_price ? price.decimals : 4), LINES[k % LINES.length]]),
      ...(found.get(i) || []).slice(0, 4).map((event) => [event.bought ? "▲" : "▼", event.text]),
    ]);
  };

  const showTrade = (row) => {
    const [chart, entry, exit] = data.trades[row];
    if (chart < 0) return;
    if (chart !== shownPrice) {
      drawPrice(chart);
      const pick = element("symbol");
      if (pick) pick.value = String(chart);
    }
    const end = exit < 0 ? data.prices[chart].t.length - 1 : exit;
    const room = Math.max(15, end - entry);
    charts.price.timeScale().setVisibleLogicalRange({ from: entry - room, to: end + room });
    element("price").scrollIntoView();
  };

  drawEquity();
  drawPrice(0);
  document.querySelectorAll("table.sortable").forEach((table) => {
    if (table.id !== "trade-table") { tables.sortable(table, () => {}); return; }
    [...table.tBodies[0].rows].forEach((row, i) => {
      if (data.trades[i][0] < 0) return;
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Show in the chart";
      button.textContent = row.cells[0].textContent;
      button.addEventListener("click", () => showTrade(i));
      row.cells[0].replaceChildren(button);
    });
    tables.sortable(table, tables.paged(table, element("trade-pages"), 25));
  });
  const pick = element("symbol");
  if (pick) pick.addEventListener("change", () => drawPrice(Number(pick.value)));
  document.querySelectorAll("button.all").forEach((button) => button.addEventListener("click", () => {
    const chart = charts[button.dataset.chart];
    if (chart) chart.timeScale().fitContent();
  }));
  document.querySelectorAll("button.log").forEach((button) => button.addEventListener("click", () => {
    if (charts[button.dataset.chart]) scale(button.dataset.chart, button.getAttribute("aria-pressed") !== "true");
  }));
  const repaint = () => painters.forEach((paint) => paint());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  // paper gets a picture of each chart in the light colours: a canvas does not follow the page's width
  addEventListener("beforeprint", () => {
    const root = document.documentElement;
    root.classList.add("paper");
    repaint();
    Object.keys(charts).forEach((name) => {
      const picture = new Image();
      picture.className = "printed";
      picture.alt = element(name + "-chart").getAttribute("aria-label");
      picture.src = charts[name].takeScreenshot().toDataURL();
      element(name + "-chart").before(picture);
    });
    root.classList.remove("paper");
    repaint();
  });
  addEventListener("afterprint", () => document.querySelectorAll(".printed").forEach((picture) => picture.remove()));
  document.documentElement.dataset.ready = "true";
})();
