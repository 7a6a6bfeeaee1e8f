"""The views of other libraries give the numbers that those libraries gave, and say why not.

Golden values and how they were made: tests/golden/compat-v1.
"""

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine as ob
from engine.backtest import compat
from engine.backtest.metrics import CATALOG
from engine.data.intervals import DAY
from engine.errors import ParameterError

GOLDEN = Path(__file__).parents[1] / "golden" / "compat-v1"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text())
REAL = ("daily", "first_bar", "intraday")
EDGES = ("idle", "winners")
COSTS = {"percent": 0.0005}
NONE = compat.Trades(*(np.empty(0, kind) for kind in (float, float, int, int)))


def golden(name):
    """The account of a stored run."""
    run = json.loads((GOLDEN / f"{name}.json").read_text())
    still = np.array(run["trades"]["open"], bool)
    kinds = {"pnl": float, "share": float, "entered": int, "left": int}
    columns = [np.array(run["trades"][key], kind) for key, kind in kinds.items()]
    return compat.Account(
        capital=run["capital"],
        ts=np.array(run["ts"], np.int64),
        step=run["step"],
        equity=np.array(run["equity"]),
        returns=np.array(run["returns"]),
        benchmark=np.array(run["benchmark"]),
        closed=compat.Trades(*(column[~still] for column in columns)),
        still=compat.Trades(*(column[still] for column in columns)),
    )


def of_returns(returns):
    """An account of daily returns without trades, on weekdays, its own benchmark."""
    days = np.busday_offset("2020-01-01", np.arange(len(returns)), roll="forward")
    ts = days.astype("datetime64[ns]").astype(np.int64)
    equity = 100_000.0 * np.cumprod(1.0 + returns)
    return compat.Account(100_000.0, ts, DAY, equity, returns, returns, NONE, NONE)


def by_metric(run, library, *names):
    """A library's numbers in Openbell's units."""
    frame = compat.side_by_side(run, {})
    return [frame.filter(pl.col("metric") == name)[library].item() for name in names]


@pytest.mark.parametrize("library", compat.LIBRARIES)
@pytest.mark.parametrize("name", REAL)
def test_each_number_is_the_librarys_own(name, library):
    ours = compat.values(golden(name), library)
    assert ours == pytest.approx(EXPECTED[name][library], rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("library", compat.LIBRARIES)
@pytest.mark.parametrize("name", EDGES)
def test_what_a_library_shows_for_an_undefined_number_is_in_its_definition(name, library):
    theirs, run = EXPECTED[name][library], golden(name)
    rows = {row.key: row for row in compat.definitions(library)}
    ours = compat.values(run, library)
    absent = [key for key, value in ours.items() if value is None]
    defined = {key: value for key, value in ours.items() if value is not None}
    shown = {
        key: value if isinstance(value, str) else f"{value:g}" for key, value in theirs.items()
    }
    assert [key for key in absent if shown[key] not in rows[key].undefined] == []
    assert defined == pytest.approx({key: theirs[key] for key in defined}, rel=1e-9, abs=1e-13)
    assert absent != []


@pytest.mark.parametrize(
    ("name", "bars", "params"),
    [
        ("daily", ob.synthetic("jumps", bars=756, seed=21), {"fast": 5, "slow": 20}),
        (
            "intraday",
            ob.synthetic("intraday", bars=1_560, interval="5m", seed=22, start="2024-01-01"),
            {"fast": 6, "slow": 30},
        ),
    ],
)
def test_a_result_gives_the_same_as_its_stored_numbers(name, bars, params):
    result = ob.backtest(bars, "sma_cross", params=params, costs=COSTS)
    for library in compat.LIBRARIES:
        assert result.compat(library) == pytest.approx(EXPECTED[name][library], rel=1e-9, abs=1e-13)


def test_one_series_of_returns_has_three_sharpe_ratios():
    returns = np.random.default_rng(7).standard_t(4, 756) * 0.008 + 0.0006
    returns[0] = 0.0
    run = of_returns(returns)
    names = ("sharpe", "sortino", "volatility", "cagr", "max_drawdown", "calmar")
    american = [0.3187, 0.4647, 0.1651, 0.0398, 0.2943, 0.1352]
    assert by_metric(run, "empyrical", *names) == pytest.approx(american, abs=5e-5)
    assert by_metric(run, "quantstats", *names) == pytest.approx(american, abs=5e-5)
    around_the_clock = [0.3835, 0.5592, 0.1987, 0.0581, 0.2943, 0.1976]
    assert by_metric(run, "vectorbt", *names) == pytest.approx(around_the_clock, abs=5e-5)
    geometric = [0.2304, 0.3516, 0.1729, 0.0413, 0.2943, 0.1354]
    assert by_metric(run, "backtesting.py", *names) == pytest.approx(geometric, abs=5e-5)


def test_a_loss_in_the_first_bar_is_no_drawdown_for_vectorbt():
    returns = np.random.default_rng(7).standard_t(4, 756) * 0.008 + 0.0006
    returns[0] = -0.15
    run = of_returns(returns)
    assert by_metric(run, "empyrical", "max_drawdown") == pytest.approx([0.3988], abs=5e-5)
    assert by_metric(run, "vectorbt", "max_drawdown") == pytest.approx([0.2943], abs=5e-5)


@given(st.integers(-20, 20), st.sampled_from(REAL), st.sampled_from(list(compat.LIBRARIES)))
def test_an_account_of_other_money_has_the_same_numbers(power, name, library):
    run, scale = golden(name), 2.0**power
    richer = run._replace(
        capital=run.capital * scale,
        equity=run.equity * scale,
        closed=run.closed._replace(pnl=run.closed.pnl * scale),
        still=run.still._replace(pnl=run.still.pnl * scale),
    )
    money = {row.key for row in compat.definitions(library) if row.metric == "expectancy"}
    before, after = compat.values(run, library), compat.values(richer, library)
    assert after == before | {key: before[key] * scale for key in money}


@given(
    st.lists(st.floats(-1.0, 1e9), min_size=1, max_size=30), st.sampled_from(list(compat.LIBRARIES))
)
def test_every_number_is_finite_or_none_and_nothing_warns(returns, library):
    values = compat.values(of_returns(np.array(returns)), library)
    assert [key for key, each in values.items() if not (each is None or math.isfinite(each))] == []


def test_several_symbols_and_shorts_are_one_account():
    markets = {name: ob.synthetic("ranging", bars=300, seed=seed) for seed, name in enumerate("AB")}
    risk = {"allow_short": True, "stop": "percent", "stop_value": 0.03}
    result = ob.backtest(
        markets, "sma_cross", params={"fast": 3, "slow": 9}, risk=risk, costs=COSTS
    )
    assert set(result.trades["side"]) == {"long", "short"}
    total = result.compat().row(by_predicate=pl.col("metric") == "total_return", named=True)
    account = {key: total[key] for key in ("empyrical", "quantstats", "vectorbt", "freqtrade")}
    assert account == pytest.approx(dict.fromkeys(account, result.metrics["total_return"]))
    assert result.compat("vectorbt")["Total Trades"] == result.trades.height
    assert result.compat("freqtrade")["total_trades"] == result.trades.height
    assert result.compat("backtesting.py")["# Trades"] == result.metrics["trades"]


@pytest.mark.parametrize("library", compat.LIBRARIES)
def test_an_account_below_zero_has_no_growth_and_warns_of_nothing(library):
    run = golden("daily")
    lost = np.where(np.arange(run.equity.size) < 400, run.equity, -500.0)
    returns = np.diff(lost, prepend=run.capital) / np.r_[run.capital, lost[:-1]]
    values = compat.values(run._replace(equity=lost, returns=returns), library)
    growth = {row.metric: values[row.key] for row in compat.definitions(library)}["cagr"]
    assert growth is None or library == "freqtrade"


def test_the_frame_has_openbells_numbers_first_and_in_its_units():
    result = ob.backtest(ob.synthetic("jumps", bars=300, seed=3), "sma_cross", costs=COSTS)
    frame = result.compat()
    assert frame.columns == ["metric", "openbell", *compat.LIBRARIES]
    row = frame.row(by_predicate=pl.col("metric") == "max_drawdown", named=True)
    assert row["openbell"] == result.metrics["max_drawdown"]
    assert row["empyrical"] == pytest.approx(-result.compat("empyrical")["max_drawdown"])
    assert row["backtesting.py"] == pytest.approx(
        -0.01 * result.compat("backtesting.py")["Max. Drawdown [%]"]
    )
    own = [name for name in frame["metric"] if name in CATALOG]
    assert frame["metric"].to_list()[: len(own)] == own == [key for key in CATALOG if key in own]


def test_every_definition_is_a_sentence_of_its_own_library():
    for rows in compat.LIBRARIES.values():
        assert len({row.key for row in rows}) == len({row.metric for row in rows}) == len(rows)
        assert [row.key for row in rows if not (row.formula and row.undefined)] == []


def test_an_unknown_library_is_refused_with_the_nearest_name():
    run = of_returns(np.zeros(3))
    with pytest.raises(ParameterError, match=r"did you mean 'quantstats'\?"):
        compat.values(run, "quantstat")
