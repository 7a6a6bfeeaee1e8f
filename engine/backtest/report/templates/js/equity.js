// equity against buy and hold, the drawdown below
const drawEquity = () => {
  const curve = data.equity;
  const times = running(curve.t);
  if (!times.length) return;
  const chart = build("equity", 2);
  const amount = { type: "custom", minMove: 0.01, formatter: (value) => figure(value, Math.abs(value) < 1000 ? 2 : 0) };
  const held = curve.benchmark.length ? chart.addSeries(lib.LineSeries, { ...quiet, lineWidth: 1, priceFormat: amount }, 0) : null;
  const equity = chart.addSeries(lib.LineSeries, { ...quiet, lineWidth: 2, priceFormat: amount }, 0);
  const loss = chart.addSeries(lib.BaselineSeries, {
    ...quiet, lineWidth: 1, baseValue: { type: "price", price: 0 }, topLineColor: "transparent",
    topFillColor1: "transparent", topFillColor2: "transparent", priceFormat: percents(1),
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
  fit("equity");
  legend(chart, "equity", times, (i) => [
    ["", moment(times[i])],
    ["Equity", figure(curve.equity[i], 2), "--blue"],
    ...(held ? [["Buy and hold", figure(curve.benchmark[i], 2), "--candle"]] : []),
    ["Drawdown", figure(Math.abs(curve.drawdown[i]), 2) + "%", "--orange"],
  ]);
};
drawEquity();
