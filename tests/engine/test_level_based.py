"""level_based trades retests and rejections of its levels, each session for itself."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import engine as ob
from engine.data.bars import to_bars
from engine.data.sessions import dated
from engine.data.synthetic import synthetic
from engine.errors import ParameterError
from engine.indicators.columns import columns
from engine.indicators.feature import Feature
from engine.strategies import strategy
from engine.strategies.causality import check
from engine.strategies.evaluation import outputs
from engine.strategies.level_based import LevelBased, levels_traded
from kernels.enums import SignalType
from tests.generators import frozen, walk

BUY, SELL, HOLD, CLOSE = SignalType.BUY, SignalType.SELL, SignalType.HOLD, SignalType.CLOSE
NAN = float("nan")
BOTH, RETEST, REJECTION = 0, 1, 2


class Row(NamedTuple):
    """A bar; its session; its levels stand at 110 and 90 and their zones reach 1 to either side."""

    open: float
    high: float
    low: float
    close: float
    session: int = 1
    above: float = 110.0
    below: float = 90.0
    atr: float = 4.0


def traded(rows, setup=BOTH, retest_bars=3, flat_after=0):
    """Signal, stop and target of the rows, by the compiled function."""
    size = len(rows)
    out, stop, target = np.zeros(size, np.int8), np.full(size, NAN), np.full(size, NAN)
    arrays = [frozen([row[at] for row in rows]) for at in range(8)]
    levels_traded(*arrays, setup, 0.25, retest_bars, flat_after, 0.5, 2.0, out, stop, target)
    return out.tolist(), stop.tolist(), target.tolist()


class Level:
    """One level of one session in words; `way` is 1 for the upper one, -1 for the lower."""

    def __init__(self, way):
        self.way, self.broken, self.chance = way, False, 0

    def beyond(self, price, level, zone):
        return self.way * (price - level) > zone

    def inside(self, price, level, zone):
        return self.way * (price - level) < -zone

    def seen(self, row, first, retest_bars):
        """What the bar does at the level: a set of words."""
        level, zone = (row.above if self.way > 0 else row.below), row.atr * 0.25
        near, far = (row.low, row.high) if self.way > 0 else (row.high, row.low)
        words = set()
        if first and self.beyond(row.open, level, zone):
            self.broken, self.chance = True, retest_bars + 1
        came_back = not self.beyond(near, level, zone)
        if self.broken and self.chance > 0 and came_back and self.beyond(row.close, level, zone):
            words.add("retest")
        reached = not self.inside(far, level, zone)
        from_inside = self.inside(row.open, level, zone)
        if reached and from_inside and self.inside(row.close, level, zone):
            words.add("rejection")
        return words

    def update(self, row, retested, retest_bars):
        """Whether the level's state turns at the bar's close."""
        level, zone = (row.above if self.way > 0 else row.below), row.atr * 0.25
        self.chance = 0 if retested else self.chance - 1
        if not self.broken and self.beyond(row.close, level, zone):
            self.broken, self.chance = True, retest_bars
            return True
        if self.broken and self.inside(row.close, level, zone):
            self.broken = False
            return True
        return False


def told(rows, setup=BOTH, retest_bars=3, flat_after=0):
    """The rules in words, a session at a time, with counted-down chances."""
    signal, stop, target = [HOLD] * len(rows), [NAN] * len(rows), [NAN] * len(rows)
    session, count, upper, lower = None, 0, None, None
    for i, row in enumerate(rows):
        if row.session != session:
            session, count, upper, lower = row.session, 0, Level(1), Level(-1)
        count += 1
        if flat_after and count >= flat_after:
            signal[i] = CLOSE if count == flat_after else HOLD
            continue
        if any(value != value for value in row):
            upper.chance -= 1
            lower.chance -= 1
            continue
        at_upper = upper.seen(row, count == 1, retest_bars)
        at_lower = lower.seen(row, count == 1, retest_bars)
        up = setup != REJECTION and "retest" in at_upper
        down = setup != REJECTION and "retest" in at_lower
        capped = setup != RETEST and "rejection" in at_upper
        held = setup != RETEST and "rejection" in at_lower
        turned = [upper.update(row, up, retest_bars), lower.update(row, down, retest_bars)]
        if (up or held) and not capped:
            risk_at = min(row.low, row.below if held else row.above) - 0.5 * row.atr
            if risk_at > 0:
                signal[i], stop[i] = BUY, risk_at
                target[i] = row.close + 2 * (row.close - risk_at)
        elif (down or capped) and not held:
            risk_at = max(row.high, row.above if capped else row.below) + 0.5 * row.atr
            signal[i], stop[i] = SELL, risk_at
            reward = row.close - 2 * (risk_at - row.close)
            target[i] = reward if reward > 0 else NAN
        elif any(turned):
            signal[i] = CLOSE
    return signal, stop, target


@st.composite
def markets(draw):
    """Bars about the levels, sessions of any length, some values missing."""
    rows, session = [], 1
    for _ in range(draw(st.integers(0, 40))):
        session += draw(st.sampled_from([0, 0, 0, 0, 1]))
        prices = [draw(st.integers(86, 114)) + draw(st.sampled_from([0.0, 0.5])) for _ in range(4)]
        open_, close = prices[:2]
        row = Row(open_, max(prices), min(prices), close, session)
        gap = draw(st.sampled_from([*[None] * 12, "close", "above", "atr"]))
        rows.append(row._replace(**{gap: NAN}) if gap else row)
    return rows


@given(markets(), st.sampled_from([BOTH, RETEST, REJECTION]), st.integers(1, 4), st.integers(0, 9))
def test_it_follows_its_definition(rows, setup, retest_bars, flat_after):
    found = traded(rows, setup, retest_bars, flat_after)
    for each, expected in zip(found, told(rows, setup, retest_bars, flat_after), strict=True):
        assert_array_equal(each, expected)


INSIDE = Row(100, 101, 99, 100)
BREAK = Row(109, 113, 108, 112)
BACK = Row(112, 113, 110.5, 112.5)
AWAY = Row(113, 115, 112, 114)


def test_it_buys_the_retest_of_a_broken_level_once():
    signal, stop, target = traded([INSIDE, BREAK, AWAY, BACK, BACK])
    assert signal == [HOLD, CLOSE, HOLD, BUY, HOLD]
    assert stop[3] == 110 - 0.5 * 4
    assert target[3] == 112.5 + 2 * (112.5 - 108)


def test_it_sells_the_retest_of_a_broken_support():
    down = [Row(91, 92, 87, 88), Row(88, 89.5, 87, 87.5)]
    signal, stop, target = traded([INSIDE, *down])
    assert signal == [HOLD, CLOSE, SELL]
    assert stop[2] == 90 + 0.5 * 4
    assert target[2] == 87.5 - 2 * (92 - 87.5)


def test_a_retest_that_comes_too_late_does_not_count():
    assert traded([INSIDE, BREAK, AWAY, AWAY, BACK])[0][-1] == BUY
    assert traded([INSIDE, BREAK, AWAY, AWAY, AWAY, BACK])[0][-1] == HOLD


def test_a_close_back_through_the_level_ends_the_trade_and_the_break():
    fails = Row(112, 113, 108, 108.5)
    again = Row(108.5, 113, 108, 112)
    signal = traded([INSIDE, BREAK, BACK, fails, BACK._replace(low=111.5), again, BACK], RETEST)[0]
    assert signal == [HOLD, CLOSE, BUY, CLOSE, CLOSE, BUY, HOLD]


def test_it_buys_a_rejection_at_the_lower_level():
    signal, stop, target = traded([INSIDE, Row(93, 94, 88, 92)])
    assert signal == [HOLD, BUY]
    assert stop[1] == 88 - 0.5 * 4
    assert target[1] == 92 + 2 * (92 - 86)


def test_it_sells_a_rejection_at_the_upper_level():
    signal, stop, _ = traded([INSIDE, Row(107, 109, 106, 108)])
    assert signal == [HOLD, SELL]
    assert stop[1] == 110 + 0.5 * 4


@pytest.mark.parametrize(
    "row",
    [
        Row(93, 94, 91.5, 92),
        Row(93, 94, 88, 91),
        Row(91, 94, 88, 92),
        Row(100, 110, 90, 100),
        Row(93, 94, 88, 92)._replace(atr=NAN),
        Row(93, 94, 88, 92)._replace(below=NAN),
    ],
    ids=["does not reach it", "does not leave it", "comes from it", "both", "no atr", "no level"],
)
def test_it_does_not_buy(row):
    assert traded([INSIDE, row])[0] == [HOLD, HOLD]


@pytest.mark.parametrize(("setup", "signals"), [(RETEST, [BUY, HOLD]), (REJECTION, [HOLD, BUY])])
def test_a_set_up_can_be_chosen_alone(setup, signals):
    assert traded([INSIDE, BREAK, BACK], setup)[0][2] == signals[0]
    assert traded([INSIDE, Row(93, 94, 88, 92)], setup)[0][1] == signals[1]


def test_a_new_session_knows_of_no_break():
    later = [row._replace(session=2) for row in (AWAY._replace(open=109), BACK)]
    assert traded([INSIDE, BREAK, BACK])[0][-1] == BUY
    assert traded([INSIDE, BREAK, later[1]._replace(open=109)])[0][-1] == CLOSE


def test_a_session_that_opens_beyond_its_level_has_broken_it():
    gap = Row(112, 113, 110.5, 112, session=2)
    assert traded([INSIDE, gap])[0] == [HOLD, BUY]
    assert traded([INSIDE, gap._replace(session=1)])[0] == [HOLD, CLOSE]


def test_a_count_of_bars_closes_and_silences_the_session():
    rejection = Row(93, 94, 88, 92)
    rows = [rejection] * 4 + [rejection._replace(session=2)] * 2
    assert traded(rows, flat_after=3)[0] == [BUY, BUY, CLOSE, HOLD, BUY, BUY]


@pytest.mark.parametrize("levels", ["previous_day", "pivot_points", "opening_range"])
def test_each_choice_of_levels_trades_an_intraday_market_both_ways(levels):
    market = dated(to_bars(synthetic("intraday", bars=20_000, interval="5m", seed=3)))
    chosen = strategy("level_based", {"levels": levels, "opening_bars": 6})
    read = columns(chosen.features(), market)
    found = outputs(chosen, read)
    signal, close = found["signal"], market.close
    buys, sells = signal == BUY, signal == SELL
    assert min(buys.sum(), sells.sum(), (signal == CLOSE).sum()) > 20
    assert (found["stop"][buys] < close[buys]).all()
    assert (found["stop"][sells] > close[sells]).all()
    assert (found["target"][buys] > close[buys]).all()
    assert (found["target"][sells] < close[sells]).all()
    assert np.isnan(found["stop"][~(buys | sells)]).all()
    distance = np.abs(found["target"] - close) / np.abs(found["stop"] - close)
    np.testing.assert_allclose(distance[buys | sells], chosen.target_r)


def test_the_levels_are_those_of_the_session_before():
    assert LevelBased().features()["above"] == Feature(
        "previous_day", "high", "low", "close", output="previous_high"
    )
    chosen = strategy("level_based", {"levels": "opening_range", "opening_bars": 15})
    assert chosen.features()["below"] == Feature(
        "opening_range", "high", "low", 15, output="range_low"
    )


def test_on_daily_bars_a_rejection_needs_one_bar_and_there_is_no_opening_range():
    market = dated(to_bars(synthetic("ranging", bars=1_000)))
    chosen = LevelBased()
    signal = outputs(chosen, columns(chosen.features(), market))["signal"]
    assert {BUY, SELL, CLOSE} <= set(signal.tolist())
    opening = LevelBased(levels="opening_range")
    assert not outputs(opening, columns(opening.features(), market))["signal"].any()


def test_a_run_whose_levels_never_come_says_so():
    days = synthetic("ranging", bars=1_000)
    params = {"levels": "opening_range"}
    silent = ob.backtest(days, "level_based", params=params, symbol="DAYS").warnings
    assert [line.partition(":")[0] for line in silent] == ["never_ready"]
    assert "DAYS could not be traded" in silent[0]
    assert "1000 bars" in silent[0]
    assert not ob.backtest(days, "level_based").warnings
    assert not ob.backtest(days.head(101), "sma_cross").warnings
    assert "99 bars" in ob.backtest(days.head(99), "sma_cross").warnings[0]


PARAMETERS = [
    {"levels": levels, "setup": setup, "opening_bars": 3, "flat_after": flat_after}
    for levels in ("previous_day", "pivot_points", "opening_range")
    for setup, flat_after in (("both", 0), ("break_retest", 11), ("rejection", 0))
]


@pytest.mark.parametrize("params", PARAMETERS, ids=lambda each: "-".join(map(str, each.values())))
def test_no_choice_of_parameters_looks_ahead(params):
    verdict = check(strategy("level_based", params), walk(400))
    assert verdict.passed, verdict.describe()
    assert verdict.signals > 40


def test_the_session_is_a_column_of_ordinals():
    frame = synthetic("intraday", bars=1_000, interval="5m")
    market = dated(to_bars(frame))
    read = columns({"session": Feature("session")}, market)["session"]
    assert read.dtype == np.float64
    assert not read.flags.writeable
    assert_array_equal(read, market.session)
    days = frame["ts"].dt.date()
    assert_array_equal(np.diff(read) != 0, (days != days.shift(1))[1:].to_numpy())


@pytest.mark.parametrize(
    ("feature", "message"),
    [
        (Feature("session", 3), "feature session(3): session takes nothing and has no interval"),
        (Feature("session", interval="1d"), "session takes nothing and has no interval"),
        (Feature("sma", Feature("session"), 3), "ordinals of sessions are no prices"),
    ],
)
def test_sessions_are_not_computed_with(feature, message):
    with pytest.raises(ParameterError) as caught:
        columns({"session": feature}, dated(walk(20)))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (
            {"levels": "opening_range", "flat_after": 30},
            "level_based flat_after=30: must be 0 or above opening_bars=30, as no bar would be"
            " left to trade",
        ),
        (
            {"levels": "weekly"},
            "level_based levels=weekly: must be opening_range or pivot_points or previous_day",
        ),
        ({"retest_bars": 0}, "level_based retest_bars=0: must be an integer from 1 to 1000"),
        ({"target_r": 0}, "level_based target_r=0: must be a number from 0.1 to 20"),
    ],
)
def test_parameters_that_cannot_be_are_named(params, message):
    with pytest.raises(ParameterError) as caught:
        strategy("level_based", params)
    assert str(caught.value) == message
