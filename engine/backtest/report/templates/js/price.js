// candles with features and trade marks: the whole run, or one trade's close-up
const KINDS = { "1": ["long", "closed long"], "-1": ["short", "closed short"] };
const entered = running(data.trades.entry);
const trade = (row) => ({
  row, chart: data.trades.chart[row], entry: entered[row],
  exit: data.trades.held[row] === null ? null : entered[row] + data.trades.held[row],
  side: data.trades.side[row], paid: data.trades.paid[row], got: data.trades.got[row],
  size: data.trades.size[row], pnl: data.trades.pnl[row],
});
let shownPrice = -1;
let shownView = null;
let events = new Map();
let fixed = 0;

// what happened at each candle of a view: [{row, bought, closing, text}]
const eventsIn = (number, times) => {
  const found = new Map();
  const add = (time, event) => {
    if (time < times[0]) return;
    const i = position(times, time);
    if (!found.has(i)) found.set(i, []);
    found.get(i).push(event);
  };
  entered.forEach((_, row) => {
    if (data.trades.chart[row] !== number) return;
    const one = trade(row);
    const [opened, closed] = KINDS[one.side];
    const bought = one.side > 0;
    add(one.entry, { row, bought, closing: false, text: `${opened} ${figure(one.size, 4)} at ${figure(one.paid, 8)}` });
    if (one.exit !== null) add(one.exit, { row, bought: !bought, closing: true, text: `${closed} at ${figure(one.got, 8)}: ${signed(one.pnl, 2)}` });
  });
  return found;
};
const marksIn = (times, range, size) => {
  const list = [];
  [...events.keys()].filter((i) => i >= range.from - 2 && i <= range.to + 2).sort((a, b) => a - b).forEach((i) => {
    [[true, false], [true, true], [false, false], [false, true]].forEach(([bought, closing]) => {
      const count = events.get(i).filter((event) => event.bought === bought && event.closing === closing).length;
      if (!count) return;
      list.push({
        time: times[i], position: bought ? "belowBar" : "aboveBar", shape: bought ? "arrowUp" : "arrowDown", size,
        color: color((bought ? "--blue" : "--orange") + (closing ? "-pale" : "")), text: count > 1 ? "×" + count : undefined,
      });
    });
  });
  return list;
};

const drawPrice = (number, view = null) => {
  const price = data.prices[number];
  if (!price || !price.whole.t.length) return;
  price.coarse ||= decoded(price.whole, price);
  const candles = view || price.coarse;
  const times = candles.times;
  if (charts.price) { charts.price.remove(); painters.length = fixed; } else fixed = painters.length;
  const chart = build("price", 1 + price.lines.filter((line) => !line.on_price).length);
  [shownPrice, shownView] = [number, view];
  const format = { type: "price", precision: price.decimals, minMove: 10 ** -price.decimals };
  const series = chart.addSeries(lib.CandlestickSeries, { ...quiet, priceFormat: format }, 0);
  painted(() => series.applyOptions({
    upColor: color("--panel"), downColor: color("--candle"), borderUpColor: color("--candle"),
    borderDownColor: color("--candle"), wickUpColor: color("--candle"), wickDownColor: color("--candle"),
  }));
  series.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.12 } });
  series.setData(times.map((time, i) => ({
    time, open: candles.open[i], high: candles.high[i], low: candles.low[i], close: candles.close[i],
  })));
  scale("price", steep(candles.low, candles.high));
  let pane = 0;
  price.lines.forEach((line, k) => {
    const swatch = LINES[k % LINES.length];
    const drawn = chart.addSeries(lib.LineSeries, {
      ...quiet, lineWidth: 2, ...(line.on_price ? { priceFormat: format } : {}),
    }, line.on_price ? 0 : (pane += 1));
    painted(() => drawn.applyOptions({ color: color(swatch) }));
    drawn.setData(points(times, candles.lines[k]));
  });
  chart.panes().forEach((part, i) => part.setStretchFactor(i ? 1 : 3));
  events = eventsIn(number, times);
  const marks = lib.createSeriesMarkers(series, [], { autoScale: false });
  // a mark needs about four pixels: fewer in view, or none and a word that says so
  const mark = () => {
    const range = chart.timeScale().getVisibleLogicalRange();
    const room = element("price-chart").clientWidth / 4;
    if (!range || !room) return;
    const list = marksIn(times, range, 1);
    const crowded = list.length > room;
    if (!view) element("price-view").textContent = crowded ? `${list.length.toLocaleString("en-US")} trade marks are in view: zoom in to see them.` : "";
    marks.setMarkers(crowded ? [] : list.length > room / 3 ? marksIn(times, range, 0.5) : list);
    element("price-chart").dataset.marks = crowded ? 0 : list.length;
  };
  chart.timeScale().subscribeVisibleLogicalRangeChange(mark);
  painted(mark);
  chart.subscribeClick((event) => {
    if (!event.point) return;
    const near = [...events.keys()]
      .map((i) => ({ i, far: Math.abs(chart.timeScale().logicalToCoordinate(i) - event.point.x) }))
      .filter((one) => one.far <= 8).sort((a, b) => a.far - b.far)[0];
    if (near) chooseTrades(events.get(near.i).map((one) => one.row));
  });
  fit("price");
  legend(chart, "price", times, (i) => [
    ["", moment(times[i])],
    ...[["O", "open"], ["H", "high"], ["L", "low"], ["C", "close"]].map(([letter, name]) => [letter, figure(candles[name][i], price.decimals)]),
    ...price.lines.map((line, k) => [line.name, figure(candles.lines[k][i], line.on_price ? price.decimals : 4), LINES[k % LINES.length]]),
    ...(events.get(i) || []).slice(0, 4).map((event) => [event.bought ? "▲" : "▼", event.text]),
  ]);
};

const showTrade = (row) => {
  const one = trade(row);
  if (one.chart < 0) return;
  const price = data.prices[one.chart];
  price.coarse ||= decoded(price.whole, price);
  const view = closeUp(price, one.entry, one.exit);
  if (view || shownView || one.chart !== shownPrice) drawPrice(one.chart, view);
  const pick = element("symbol");
  if (pick) pick.value = String(one.chart);
  const times = view ? view.times : price.coarse.times;
  const start = position(times, one.entry);
  const end = one.exit === null ? times.length - 1 : position(times, one.exit);
  const room = Math.max(15, end - start);
  whole.delete("price");
  charts.price.timeScale().setVisibleLogicalRange({ from: start - room, to: end + room });
  if (view) {
    element("price-view").textContent = view.apart
      ? "Every bar near the fills, coarser candles between them. Show all goes back to the whole run."
      : "Every bar near this trade. Show all goes back to the whole run.";
  }
  chooseTrades([row]);
  element("price").scrollIntoView();
};

const pick = element("symbol");
if (pick) pick.addEventListener("change", () => drawPrice(Number(pick.value)));
const everything = document.querySelector('button.all[data-chart="price"]');
if (everything) everything.addEventListener("click", () => { if (shownView) drawPrice(shownPrice); });
