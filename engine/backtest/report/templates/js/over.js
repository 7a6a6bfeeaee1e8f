// the rolling Sharpe ratio by sessions, exposure by bars
const drawOver = () => {
  const { sharpe, exposure } = data.over;
  const kinds = [
    ...(sharpe.t.length ? [{ label: "Sharpe", swatch: "--two", t: sharpe.t, values: sharpe.value, unit: "", pane: 0 }] : []),
    ...(exposure.t.length ? [{ label: "Exposure", swatch: "--three", t: exposure.t, values: exposure.gross, unit: "%", pane: sharpe.t.length ? 1 : 0 }] : []),
    ...(exposure.t.length && exposure.net.length ? [{ label: "Net", swatch: "--four", t: exposure.t, values: exposure.net, unit: "%", pane: sharpe.t.length ? 1 : 0 }] : []),
  ];
  if (!kinds.length) return;
  const chart = build("over", kinds[kinds.length - 1].pane + 1);
  kinds.forEach((kind) => {
    kind.times = running(kind.t);
    const filled = kind.label === "Exposure";
    const series = chart.addSeries(filled ? lib.BaselineSeries : lib.LineSeries, {
      ...quiet, lineWidth: kind.unit ? 1 : 2,
      ...(kind.unit ? { priceFormat: percents(0), lineType: lib.LineType.WithSteps } : {}),
      ...(filled ? { baseValue: { type: "price", price: 0 } } : {}),
    }, kind.pane);
    if (!kind.unit) kind.zero = series.createPriceLine({ price: 0, lineWidth: 1, lineStyle: lib.LineStyle.Dashed, axisLabelVisible: false });
    painted(() => {
      const ink = color(kind.swatch);
      series.applyOptions(filled
        ? { topLineColor: ink, topFillColor1: fade(ink, 0.35), topFillColor2: fade(ink, 0.2), bottomLineColor: ink }
        : { color: ink });
      if (kind.zero) kind.zero.applyOptions({ color: color("--candle") });
    });
    series.setData(points(kind.times, kind.values));
  });
  chart.panes().forEach((pane) => pane.setStretchFactor(1));
  fit("over");
  const times = [...new Set(kinds.flatMap((kind) => kind.times))].sort((a, b) => a - b);
  const before = (kind, time) => {
    let [low, high] = [0, kind.times.length];
    while (low < high) { const middle = (low + high) >> 1; if (kind.times[middle] <= time) low = middle + 1; else high = middle; }
    return low ? kind.values[low - 1] : null;
  };
  legend(chart, "over", times, (i) => [
    ["", moment(times[i])],
    ...kinds.map((kind) => {
      const value = before(kind, times[i]);
      return [kind.label, figure(value, 2) + (value === null ? "" : kind.unit), kind.swatch];
    }),
  ]);
};
drawOver();
