"""What becomes of a signal: docs/semantics.md, from a bar's close to an order or a reason."""

import math

import numpy as np
import pytest
from pytest import approx

import engine as ob
from engine.backtest.rules import rules
from engine.backtest.spec import BacktestSpec, Leg
from kernels.backtest.signals import respond
from kernels.backtest.state import new_state
from kernels.enums import OrderStatus, Reason, Side

from .small_markets import BUY, CLOSE, GONE, SELL, fills, flat, frame, market, refused, rows, run


@ob.kernel
def at_once(average: ob.F64, out: ob.I8) -> None:
    out[:] = BUY


class AtOnce(ob.BaseStrategy):
    """Buys on every bar, whether its average is there or not."""

    signal = staticmethod(at_once)

    def features(self):
        return {"average": ob.Feature("sma", "close", 3)}


BOTH = {"stop": "percent", "stop_value": 0.1, "target": "percent", "target_value": 0.1}


def ended(result):
    """Type, purpose, status and reason of every order, in the order in which they were placed."""
    return [(row.type, row.purpose, row.status, row.reason) for row in rows(result.orders)]


def test_row_18_a_signals_exit_fills_at_the_open_before_the_stop():
    result = run(market([*flat(100, 100), (80, 120, 70, 100)], {0: BUY, 1: CLOSE}), **BOTH)
    (trade,) = rows(result.trades)
    assert (trade.exit_ts, trade.exit_reason, trade.exit_price) == (2, "signal", 80)
    inside = run(market([*flat(100, 100), (101, 120, 70, 100)], {0: BUY, 1: CLOSE}), **BOTH)
    assert rows(inside.trades)[0].exit_price == 101


def test_row_18_the_stop_and_the_target_are_cancelled_with_it():
    result = run(market([*flat(100, 100), (80, 120, 70, 100)], {0: BUY, 1: CLOSE}), **BOTH)
    assert ended(result) == [
        ("market", "entry", "filled", "none"),
        ("stop", "stop", "cancelled", "position_closed"),
        ("limit", "target", "cancelled", "position_closed"),
        ("market", "signal", "filled", "none"),
    ]
    stopped = run(market([*flat(100, 100), (100, 120, 70, 100)], {0: BUY}), **BOTH)
    assert ended(stopped)[1:] == [
        ("stop", "stop", "filled", "none"),
        ("limit", "target", "cancelled", "position_closed"),
    ]


def test_row_19_after_an_exit_inside_a_bar_its_close_may_enter_at_the_next_open():
    bars = [*flat(100, 100), (100, 105, 80, 104), (103, 104, 102, 103)]
    result = run(market(bars, {0: BUY, 2: BUY}), stop="percent", stop_value=0.1)
    assert [(fill.ts, fill.price) for fill in fills(result)] == [(1, 100), (2, 90), (3, 103)]
    assert refused(result) == []  # the account was flat at the close of bar 2


def test_row_19_the_signal_before_the_exit_does_not_enter_in_its_bar():
    bars = [*flat(100, 100), (100, 105, 80, 104), *flat(104)]
    result = run(market(bars, {0: BUY, 1: BUY}), stop="percent", stop_value=0.1)
    assert [fill.ts for fill in fills(result)] == [1, 2]
    assert refused(result) == [(1, "A", "already_long")]


def compiled(**risk):
    """The compiled rules of one symbol A under these risk settings."""
    leg = Leg(symbols=("A",), strategy=None, params={}, risk=ob.Risk(**risk), code="")
    spec = BacktestSpec(
        legs=(leg,),
        instruments=(ob.Instrument(symbol="A"),),
        costs=ob.Costs(),
        capital=1_000.0,
        interval="1d",
    )
    return rules(spec, {})[0]


def say(state, rule, signal):
    """Hand the account a signal at a close of 100, without a strength or an ATR."""
    account = state.account[0]
    account["said"] = (100.0, *[math.nan] * 7)
    respond(account, state.books[0], state.log, rule, signal, account["said"], 0)


@pytest.mark.parametrize("newer", [BUY, SELL])
def test_row_20_a_newer_signal_replaces_the_order_that_still_waits(newer):
    state = new_state(1, 1_000.0, 20)  # bars alone never get here: each settles what waits first
    rule = compiled(allow_short=True)
    say(state, rule, BUY)
    say(state, rule, newer)
    events = state.log[: state.account["events"][0]]
    assert events["order"].tolist() == [1, 1, 2]
    assert events["side"].tolist() == [Side.BUY, Side.BUY, Side(newer)]
    assert events["status"].tolist() == [
        OrderStatus.WORKING,
        OrderStatus.CANCELLED,
        OrderStatus.WORKING,
    ]
    assert events["reason"].tolist() == [Reason.NONE, Reason.REPLACED, Reason.NONE]
    assert state.books["count"].tolist() == [1]


@pytest.mark.parametrize("said", [CLOSE, SELL])
def test_row_20_leaving_takes_back_an_entry_that_still_waits(said):
    state = new_state(1, 1_000.0, 20)
    rule = compiled()
    say(state, rule, BUY)
    say(state, rule, said)
    assert state.books["count"].tolist() == [0]
    events = state.log[: state.account["events"][0]]
    assert events["reason"].tolist() == [Reason.NONE, Reason.REPLACED]
    say(state, rule, said)
    last = state.log[state.account["events"][0] - 1]
    assert last["reason"] == (Reason.ALREADY_FLAT if said == CLOSE else Reason.SHORT_NOT_ALLOWED)


def test_row_21_a_reversal_is_two_orders_at_one_open_with_a_fee_each():
    result = run(
        market(flat(100, 100, 100, 100), {0: BUY, 1: SELL}),
        costs={"percent": 0.25},
        allow_short=True,
    )
    entry, closing, short = fills(result)
    assert (entry.quantity, entry.fee) == approx((8, 200))  # 1,000 / 125
    assert (closing.ts, closing.side, closing.purpose) == (2, "sell", "signal")
    assert (short.ts, short.side, short.purpose) == (2, "sell", "entry")
    assert closing.order < short.order
    assert closing.fee == approx(200)  # 600 are left
    assert (short.quantity, short.fee) == approx((4.8, 120))  # 600 / 125


def test_row_21_from_short_to_long_is_the_same():
    result = run(market(flat(100, 100, 50), {0: SELL, 1: BUY}), allow_short=True)
    assert [fill.quantity for fill in fills(result)] == approx([10, 10, 30])  # 1,500 at 50
    assert [trade.side for trade in rows(result.trades)] == ["short", "long"]


def test_row_38_a_missing_bar_fills_nothing_and_refuses_its_signal():
    bars = [*flat(100, 100), GONE, *flat(120)]
    result = run(market(bars, {0: BUY, 2: CLOSE}), stop="percent", stop_value=0.1)
    assert [fill.ts for fill in fills(result)] == [1]
    assert refused(result) == [(2, "A", "missing_bar")]


@pytest.mark.parametrize("missing", range(4))
def test_row_38_one_price_that_is_nan_makes_the_bar_missing(missing):
    broken = tuple(math.nan if i == missing else 50 for i in range(4))
    result = run(market([*flat(100, 100), broken], {0: BUY}), stop="percent", stop_value=0.1)
    assert [fill.ts for fill in fills(result)] == [1]


def test_row_39_a_bar_without_volume_fills_like_any_other():
    bars = [*flat(100, 100), (100, 100, 80, 90)]
    signals = np.array([1, 0, 0])
    risk = {"stop": "percent", "stop_value": 0.1}
    loud = ob.backtest(frame(bars, volume=1e6), signals=signals, interval="1d", risk=risk)
    still = ob.backtest(frame(bars, volume=0.0), signals=signals, interval="1d", risk=risk)
    assert loud.metrics["trades"] == 1
    assert still.order_log.equals(loud.order_log)


REASONS = [
    ({0: BUY, 1: BUY}, {}, [(1, "A", "already_long")]),
    ({0: SELL, 1: SELL}, {"allow_short": True}, [(1, "A", "already_short")]),
    ({0: CLOSE}, {}, [(0, "A", "already_flat")]),
    ({0: SELL}, {}, [(0, "A", "short_not_allowed")]),
    ({0: BUY, 1: SELL}, {}, []),
    ({0: BUY, 1: CLOSE}, {}, []),
    ({0: BUY}, {"stop": "atr", "stop_value": 1.0}, [(0, "A", "no_atr")]),
    ({0: BUY}, {"lot": 11.0}, [(0, "A", "too_small")]),
    ({0: BUY}, {"sizing": "quantity", "quantity": 11.0}, [(0, "A", "no_cash")]),
    ({2: BUY}, {}, [(2, "A", "end_of_data")]),
]


@pytest.mark.parametrize(("signals", "risk", "reasons"), REASONS)
def test_a_signal_that_changes_nothing_says_why(signals, risk, reasons):
    assert refused(run(market(flat(100, 100, 100), signals), **risk)) == reasons


def test_a_signal_before_the_symbols_features_are_ready_is_warm_up():
    frames = {"A": frame(flat(*[100] * 4)), "B": frame(flat(*[100] * 4), days=[2, 3, 4, 5])}
    result = ob.backtest(frames, AtOnce, allow_lookahead=True)
    early = [row for row in refused(result) if row[2] == "warm_up"]
    assert early == [
        (0, "A", "warm_up"),
        (1, "A", "warm_up"),
        (2, "B", "warm_up"),
        (3, "B", "warm_up"),
    ]
    assert [(fill.symbol, fill.ts) for fill in fills(result)] == [("A", 3), ("B", 5)]


def test_a_strength_of_zero_is_too_small():
    assert refused(run(market(flat(100, 100), {0: BUY}, strength=0.0))) == [(0, "A", "too_small")]


def test_row_55_an_order_waits_for_the_symbols_next_bar_and_fills_at_its_open():
    entry = run(market([*flat(100), GONE, GONE, *flat(110)], {0: BUY}))
    assert [(fill.ts, fill.price) for fill in fills(entry)] == [(3, 110)]
    absent = run(market(flat(100, 110), {0: BUY}, days=[0, 3]))
    assert [(fill.ts, fill.price) for fill in fills(absent)] == [(3, 110)]


@pytest.mark.parametrize(
    ("days", "entered"),
    [((0, 1, 8), True), ((0, 1, 9), False)],  # Tuesday to Tuesday is 5 sessions, one more 6
)
def test_row_55_an_entry_that_waited_more_than_max_age_sessions_is_stale(days, entered):
    result = run(market(flat(100, 100, 100), {1: BUY}, days=days))
    assert len(fills(result)) == entered
    assert refused(result) == [(1, "A", "stale")] * (not entered)


def test_row_55_an_exit_waits_for_ever():
    result = run(market(flat(100, 100, 90), {0: BUY, 1: CLOSE}, days=[0, 1, 300]), max_age=1)
    (trade,) = rows(result.trades)
    assert (trade.exit_ts, trade.exit_reason, trade.exit_price) == (300, "signal", 90)


def test_row_55_an_entry_that_waits_when_the_data_ends_is_listed():
    result = run(market([*flat(100, 100), GONE, GONE], {1: BUY}))
    assert refused(result) == [(1, "A", "end_of_data")]
    assert [order.status for order in rows(result.orders)] == ["working"]
