"""Example markets are the same everywhere, honest inside each bar, and what their names say."""

import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import intervals
from engine.data.bars import SCHEMA, to_bars
from engine.data.fingerprint import fingerprint
from engine.data.sessions import annual, sessions
from engine.data.synthetic import bars_from_ticks, demo_markets, synthetic, tick_path
from engine.errors import ParameterError

RECIPES = ["trending", "ranging", "jumps", "intraday"]
PRINT = """
from engine.data.bars import to_bars
from engine.data.fingerprint import fingerprint
from engine.data.synthetic import demo_markets
print({name: fingerprint(to_bars(frame)) for name, frame in demo_markets().items()})
"""


def returns(frame: pl.DataFrame) -> np.ndarray:
    return frame["close"].pct_change().drop_nulls().to_numpy()


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("interval", ["1m", "1h", "1d", "1w"])
def test_every_recipe_gives_sound_bars_in_whole_cents(recipe, interval):
    frame = synthetic(recipe, bars=800, interval=interval)
    bars = to_bars(frame)
    assert frame.schema == SCHEMA
    assert bars.ts.size == 800
    assert all(np.array_equal(column, np.round(column, 2)) for column in bars[1:5])
    assert (bars.volume >= 1.0).all()
    assert intervals.label(intervals.of(bars.ts)) == interval


@given(st.sampled_from(RECIPES), st.integers(0, 2**32), st.integers(1, 300))
def test_any_seed_gives_sound_bars(recipe, seed, bars):
    assert to_bars(synthetic(recipe, bars=bars, seed=seed)).ts.size == bars


def test_another_process_makes_the_same_markets(root):
    run = [sys.executable, "-c", PRINT]
    other = subprocess.run(run, cwd=root, capture_output=True, text=True, check=True)
    mine = {name: fingerprint(to_bars(frame)) for name, frame in demo_markets().items()}
    assert other.stdout.strip() == str(mine)


def test_another_seed_makes_another_market():
    assert not synthetic("jumps", bars=50, seed=1).equals(synthetic("jumps", bars=50, seed=2))


def test_the_demo_has_four_markets_of_years_of_bars():
    markets = demo_markets()
    assert list(markets) == ["TREND", "RANGE", "JUMPS", "INTRADAY"]
    assert [frame.height for frame in markets.values()] == [2_520, 2_520, 2_520, 19_656]
    assert [annual(to_bars(frame).ts) for frame in markets.values()] == [252] * 4


def test_daily_bars_fall_on_weekdays_and_intraday_ones_into_sessions():
    assert synthetic("trending", bars=30)["ts"].dt.weekday().max() == 5
    ts = synthetic("intraday", bars=390 * 7, start="2024-01-06")["ts"]
    assert ts[0].isoformat() == "2024-01-08T14:30:00+00:00"
    assert ts.dt.weekday().max() == 5
    assert ts.dt.strftime("%H:%M").min() == "14:30"
    assert ts.dt.strftime("%H:%M").max() == "20:59"
    assert np.unique(sessions(ts.to_physical().to_numpy())).size == 7


def test_the_trend_goes_far_and_the_range_stays():
    trend, ranging = synthetic("trending", bars=2_520), synthetic("ranging", bars=2_520)
    assert trend["close"][-1] > 2.0 * trend["close"][0]
    assert ranging["close"].is_between(60.0, 160.0).all()


def test_jumps_lie_between_the_bars():
    frame = synthetic("jumps", bars=2_520)
    gaps = (frame["open"] / frame["close"].shift() - 1.0).drop_nulls().abs()
    assert 20 < (gaps > 0.035).sum() < 130
    assert (
        synthetic("trending")["open"] / synthetic("trending")["close"].shift() - 1.0
    ).abs().max() < 0.03


@pytest.mark.parametrize(("recipe", "low", "high"), [("trending", 0.12, 0.24), ("jumps", 0.2, 0.4)])
def test_the_volatility_of_a_year_is_that_of_a_stock(recipe, low, high):
    assert low < returns(synthetic(recipe, bars=2_520)).std() * np.sqrt(252) < high


def test_unrest_comes_in_stretches():
    moves = np.abs(returns(synthetic("ranging", bars=20_000, interval="1h")))
    assert np.corrcoef(moves[1:], moves[:-1])[0, 1] > 0.05


def test_intraday_bars_are_livelier_at_the_ends_of_the_session():
    frame = synthetic("intraday", bars=390 * 40)
    span = (
        ((frame["high"] - frame["low"]) / frame["close"]).to_numpy().reshape(40, 390).mean(axis=0)
    )
    assert span[:30].mean() > 1.3 * span[180:210].mean()
    assert span[-30:].mean() > 1.3 * span[180:210].mean()


@given(st.integers(1, 400), st.integers(0, 1_000), st.sampled_from([0.01, 0.25, 5.0]))
def test_a_tick_path_moves_by_one_tick_at_most(count, seed, tick):
    path = tick_path(count, seed=seed, tick=tick, start=tick * 10)
    assert path.size == count
    assert (path >= tick).all()
    assert (np.abs(np.diff(path)) < 1.01 * tick).all()


@given(st.integers(1, 9), st.integers(9, 100), st.integers(0, 100))
def test_bars_of_ticks_hold_their_ticks(per_bar, count, seed):
    path = tick_path(count, seed=seed)
    frame = bars_from_ticks(path, per_bar)
    whole = path[: count // per_bar * per_bar].reshape(-1, per_bar)
    assert np.array_equal(frame["open"], whole[:, 0])
    assert np.array_equal(frame["close"], whole[:, -1])
    assert np.array_equal(frame["high"], whole.max(axis=1))
    assert np.array_equal(frame["low"], whole.min(axis=1))
    assert to_bars(frame).volume.sum() == whole.size


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"recipe": "sideways"}, "trending, ranging"),
        ({"recipe": "jumps", "bars": 0}, "at least 1"),
        ({"recipe": "jumps", "price": 0.0}, "0.01"),
        ({"recipe": "jumps", "start": "soon"}, "must be a date"),
        ({"recipe": "jumps", "bars": 1_000_000}, "shorter interval"),
        ({"recipe": "jumps", "start": "9999-01-01"}, "1970 to 2199"),
    ],
)
def test_what_cannot_be_made_is_refused(arguments, word):
    with pytest.raises(ParameterError, match=word):
        synthetic(**arguments)


def test_too_few_ticks_for_a_bar_are_refused():
    with pytest.raises(ParameterError, match="do not fill a bar"):
        bars_from_ticks(tick_path(3), 4)
