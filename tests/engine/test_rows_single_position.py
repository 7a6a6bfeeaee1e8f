"""The further risk settings through the product: what it computes for them, logs and refuses.

docs/semantics.md, rows 11, 13, 14, 17, 19, 24, 61 and 62; the fills themselves are worked out in
test_rows_entries, test_rows_parts, test_rows_more_stops and test_rows_more_sizing.
"""

import numpy as np
import pytest
from pytest import approx

import engine as ob

from .small_markets import BUY, CLOSE, SELL, fills, flat, market, refused, rows, run, values

QUIET = (100, 102, 98, 100)  # a true range of 4, and so an ATR of 4 over any period


def filled(result):
    """Day, purpose and price of each fill."""
    return [(fill.ts, fill.purpose, fill.price) for fill in fills(result)]


@pytest.mark.parametrize(
    "given",
    [
        {"stop": "percent,time", "stop_value": "0.1,2"},
        {"stop": ["percent", "time"], "stop_value": [0.1, 2]},
        {"stop": ("percent", "time"), "stop_value": (0.1, 2.0)},
    ],
)
def test_row_14_a_time_stop_beside_another_however_it_is_written(given):
    result = run(market(flat(100, 101, 102, 103), {0: BUY}), **given)
    assert filled(result) == [(1, "entry", 101), (3, "time", 103)]
    (trade,) = rows(result.trades)
    assert (trade.exit_reason, trade.bars) == ("time", 2)
    assert result.document()["risk"] == {"stop": ("percent", "time"), "stop_value": (0.1, 2.0)}


def test_row_13_a_chandelier_takes_the_atr_of_its_period():
    bars = [QUIET, QUIET, (100, 104, 92.5, 103), (103, 103, 92, 95)]
    rule = {"stop": "chandelier", "stop_value": 2.0, "atr_period": 1}
    # entry at 100, first stop 92; then an ATR of 11.5: 104 - 23 is below it
    assert filled(run(market(bars, {1: BUY}), **rule)) == [(2, "entry", 100), (3, "stop", 92)]


def test_row_11_an_atr_target_takes_the_signal_bars_atr():
    bars = [QUIET, QUIET, (100, 108, 92.5, 103)]
    rule = {"target": "atr", "target_value": 2.0, "atr_period": 1}
    assert filled(run(market(bars, {1: BUY}), **rule)) == [(2, "entry", 100), (2, "target", 108)]
    assert refused(run(market(bars, {0: BUY}), **rule)) == [(0, "A", "no_atr")]


def test_row_24_parts_are_fills_of_their_own_and_one_trade():
    bars = [*flat(100, 100), (105, 111, 104, 108), (115, 121, 114, 118)]
    rule = {"stop": "percent", "stop_value": 0.1, "target": "percent,percent"}
    rule |= {"target_value": "0.1,0.2", "target_part": "0.5,0.5"}
    result = run(market(bars, {0: BUY}), **rule)
    assert [(fill.purpose, fill.quantity) for fill in fills(result)] == [
        ("entry", approx(10)),
        ("target", approx(5)),
        ("target", approx(5)),
    ]
    assert len({fill.order for fill in fills(result)}) == 3
    (trade,) = rows(result.trades)
    assert (trade.exit_ts, trade.exit_reason, trade.quantity) == (3, "target", approx(10))
    assert (trade.exit_price, trade.pnl, trade.r) == approx((115, 150, 1.5))
    assert (trade.mfe, trade.mae) == approx((0.2, 0))
    assert values(result) == approx([1_000, 1_000, 1_090, 1_150])
    assert rows(result.symbols)[0].pnl == approx(150)


def test_row_62_after_a_part_the_stop_is_for_what_is_left():
    bars = [*flat(100, 100), (105, 111, 104, 108)]
    rule = {"stop": "percent", "stop_value": 0.1, "target": "percent", "target_value": 0.1}
    result = run(market(bars, {0: BUY}), target_part=0.25, **rule)
    (stop,) = [row for row in rows(result.orders) if row.purpose == "stop"]
    assert (stop.status, stop.quantity) == ("working", approx(7.5))
    (trade,) = rows(result.trades)
    assert (trade.exit_reason, trade.quantity, trade.pnl) == ("open", approx(10), approx(25 + 60))


def test_row_17_limits_and_triggers_stand_in_the_order_log():
    bars = [*flat(100), (100, 105, 95, 100)]
    by_limit = run(market(bars, {0: BUY}, limit=96))
    assert [(fill.type, fill.level, fill.price) for fill in fills(by_limit)] == [("limit", 96, 96)]
    by_stop = run(market(bars, {0: BUY}, trigger=104))
    assert [(fill.type, fill.level, fill.price) for fill in fills(by_stop)] == [("stop", 104, 104)]
    late = run(market(bars, {0: BUY}, limit=90))
    assert refused(late) == [(0, "A", "expired")]
    (order,) = rows(late.orders)
    assert (order.status, order.reason, order.done_ts) == ("cancelled", "expired", 1)


def test_row_62_a_signals_own_stop_measures_the_risk():
    result = run(market(flat(100, 100), {0: BUY}, stop=95, target=110), sizing="risk")
    assert [fill.quantity for fill in fills(result)] == approx([2])
    working = [row for row in rows(result.orders) if row.status == "working"]
    assert [(row.purpose, row.level) for row in working] == [("stop", 95), ("target", 110)]


CLOSES = [100.0, 101.0] * 11
VOLATILITY = float(np.std(np.diff(CLOSES[:21]) / CLOSES[:20], ddof=1)) * 252**0.5


def test_row_61_volatility_is_of_the_last_twenty_returns_a_year():
    bars = flat(*CLOSES)
    rule = {"sizing": "volatility", "target_volatility": 0.08, "calendar": "252"}
    result = run(market(bars, {20: BUY}), **rule)
    assert VOLATILITY > 0.08
    (entry,) = fills(result)
    assert entry.quantity == approx(0.08 / VOLATILITY * 1_000 / 101)
    assert refused(run(market(bars, {19: BUY}), **rule)) == [(19, "A", "no_volatility")]
    still = run(market(flat(*[100.0] * 22), {20: BUY}), **rule)
    assert refused(still) == [(20, "A", "no_volatility")]


def test_row_61_volatility_knows_nothing_after_its_signal():
    jump = flat(*CLOSES[:21], 150)
    rule = {"sizing": "volatility", "target_volatility": 0.08, "calendar": "252"}
    (entry,) = fills(run(market(jump, {20: BUY}), **rule))
    assert entry.quantity == approx(0.08 / VOLATILITY * 1_000 / 150)


def test_row_61_a_drawdown_shrinks_the_next_entry():
    signals = {0: BUY, 1: CLOSE, 2: BUY}
    result = run(market(flat(100, 100, 90, 90), signals), drawdown_scale=0.2)
    assert [fill.quantity for fill in fills(result)] == approx([10, 10, 5])
    none = run(market(flat(100, 100, 90, 90), signals), drawdown_scale=0.05)
    assert refused(none) == [(2, "A", "drawdown")]


def test_row_19_a_cooldown_refuses_by_its_name():
    result = run(market(flat(*[100] * 6), {0: BUY, 1: CLOSE, 2: BUY, 3: BUY}), cooldown=1)
    assert refused(result) == [(2, "A", "cooldown")]
    assert [fill.ts for fill in fills(result)] == [1, 2, 4]


@pytest.mark.parametrize(
    ("risk", "message"),
    [
        ({"sizing": "risk"}, "risk sizing=risk needs a stop to measure by"),
        ({"target": "r", "target_value": 2}, "risk target=r counts distances to the stop"),
        ({"stop": "break_even", "stop_value": 1}, "risk stop=break_even counts distances"),
        ({"stop": "time,percent", "stop_value": 2}, "risk stop has 2 and stop_value 1 values"),
        ({"stop": "percent,tme", "stop_value": "0.1,2"}, r"risk stop='percent,tme': .*'tme'"),
    ],
)
def test_row_62_what_cannot_be_is_refused_before_the_run(risk, message):
    with pytest.raises(ob.ParameterError, match=f"^{message}"):
        run(market(flat(100, 100), {0: SELL}), **risk)


@pytest.mark.parametrize("risk", [{"sizing": "risk"}, {"target": "r", "target_value": 2.0}])
def test_row_62_a_stop_that_comes_with_the_signals_is_enough(risk):
    result = run(market(flat(100, 100), {0: BUY}, stop=90), **risk)
    assert len(fills(result)) == 1
    assert result.bracket.ambiguous_bars == 0
