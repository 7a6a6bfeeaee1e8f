// the runs' curves, indexed, with their drawdowns below
const drawRuns = () => {
  const times = running(data.compare.t);
  const { runs } = data.compare;
  if (!times.length) return;
  const chart = build("compare", 2);
  runs.forEach((run) => {
    const grown = chart.addSeries(lib.LineSeries, { ...quiet, lineWidth: 2 }, 0);
    const lost = chart.addSeries(lib.LineSeries, { ...quiet, lineWidth: 1, priceFormat: percents(1) }, 1);
    painted(() => [grown, lost].forEach((series) => series.applyOptions({ color: color(run.color) })));
    grown.setData(points(times, run.index));
    lost.setData(points(times, run.drawdown));
  });
  const [above, below] = chart.panes();
  above.setStretchFactor(5);
  below.setStretchFactor(2);
  scale("compare", steep(...runs.map((run) => run.index)));
  fit("compare");
  legend(chart, "compare", times, (i) => [
    ["", moment(times[i])],
    ...runs.map((run) => [run.name, run.index[i] === null ? "–" : `${figure(run.index[i], 2)} (drawdown ${figure(Math.abs(run.drawdown[i]), 2)}%)`, run.color]),
  ]);
};
drawRuns();
