"""What a report adds to a run agrees with the run's own metrics."""

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

import engine as ob
from engine.backtest.report import costs, drawdowns, page, sessions
from engine.data.quality.grade import check

from .report_data import DAY, prices

COSTS = {"percent": 0.001, "slippage_bps": 3.0}
FAST = {"fast": 3, "slow": 8}
RUNS = {
    "long": {},
    "short": {"risk": {"allow_short": True}},
    "protected": {
        "risk": {"stop": "percent", "stop_value": 0.02, "target": "r", "target_value": 1.5}
    },
    "ruined": {"risk": {"allow_short": True, "fraction": 20.0, "max_leverage": 20.0}},
    "contracts": {
        "risk": {"sizing": "quantity", "quantity": 5.0, "lot": 1.0},
        "instruments": {"A": ob.Instrument(symbol="A", multiplier=50.0)},
    },
}


@pytest.fixture(scope="module", params=RUNS)
def run(request):
    """A run on two symbols, one of which has a gap."""
    bars = {"A": prices(11, 500, DAY), "B": prices(12, 500, DAY)}
    bars["B"] = bars["B"].filter(pl.int_range(pl.len()) % 50 > 2)
    return ob.backtest(bars, "sma_cross", params=FAST, costs=COSTS, **RUNS[request.param])


def test_exposure_averages_to_the_metrics(run):
    data = run.report_data()
    gross = data.exposure["gross"].fill_null(0.0)
    assert_allclose(gross.mean(), run.metrics["average_exposure"], rtol=1e-9)
    assert_allclose((gross > 0.0).mean(), run.metrics["exposure"], rtol=1e-12)
    assert (data.exposure["net"].abs() <= data.exposure["gross"] + 1e-12).all()


def test_profit_before_costs_is_that_of_the_trades(run):
    parts = costs.waterfall(run.report_data())
    gross = run.trades.select(pl.sum_horizontal("pnl", "fees", "slippage")).sum().item()
    ruined = any(line.startswith("ruined") for line in run.warnings)
    assert ruined or abs(parts.gross / 100.0 - gross) < 0.02
    assert parts.gross + parts.fees + parts.slippage == parts.net


def test_the_deepest_drawdown_and_the_years_are_those_of_the_metrics(run):
    data = run.report_data()
    value = data.equity["value"].to_numpy()
    found = drawdowns.drawdowns(value, data.capital)
    assert_allclose(max(each.depth for each in found), run.metrics["max_drawdown"], rtol=1e-12)
    years = sessions.compounded(data.returns, "1y")["value"]
    assert_allclose((years + 1.0).product(), value[-1] / data.capital, rtol=1e-9, atol=1e-12)


def test_the_longest_drawdown_lasts_as_long_as_the_metric_says(run):
    data = run.report_data()
    rows = drawdowns.deepest(data.equity, data.capital, data.returns, timed=False, listed=999)
    longest = max(int(row["length"].replace(",", "")) for row in rows)
    assert longest == run.metrics["drawdown_length"]


def test_every_page_of_a_run_can_be_made(run):
    assert "Certificate of causality: passed" in page.render(run.report_data())


def test_bars_are_graded_for_the_report_unless_a_grade_was_given():
    bars = prices(11, 300, DAY)
    flat = bars.with_columns(
        pl.when(pl.int_range(pl.len()).is_between(100, 200))
        .then(100.0)
        .otherwise(pl.col(name))
        .alias(name)
        for name in ("open", "high", "low", "close")
    )
    (own,) = ob.backtest({"A": flat}, "sma_cross").report_data().grades
    looked = check(flat, ob.Instrument(symbol="A"), DAY)
    assert (own.grade, own.rows) == (looked.grade, 300)
    assert own.grade != "A"
    assert own.reasons
    given = check(bars, ob.Instrument(symbol="A"), DAY, refused=4)
    (taken,) = ob.backtest({"A": flat}, "sma_cross", quality={"A": given}).report_data().grades
    assert taken.grade == given.grade
    assert any("refused: 4" in reason for reason in taken.reasons)


def test_fingerprints_name_the_bars():
    result = ob.backtest({"A": prices(11, 120, DAY)}, "sma_cross", params=FAST)
    assert result.report_data().fingerprints == result.fingerprints
    assert result.fingerprints["A"][:16] in page.render(result.report_data())
    assert np.isfinite(result.equity["value"].to_numpy()).all()
