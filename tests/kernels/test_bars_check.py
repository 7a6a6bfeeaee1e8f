"""The compiled check finds the first row that no market can have made, and nothing else."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.bars import Bars
from kernels.data.check import Fault, first_fault

from ..generators import bars, frozen

VALUES = (100.0, 99.0, 101.0, 100.5, 0.0, -1.0, math.inf, -math.inf, math.nan)


def oracle(bars: Bars) -> int:
    """First faulty row by the plain rules, -1 without one."""
    return next((i for i in range(bars.ts.size) if not sound(bars, i)), -1)


def sound(bars: Bars, i: int) -> bool:
    prices = [float(column[i]) for column in bars[1:5]]
    open_, high, low, close = prices
    volume = float(bars.volume[i])
    missing = any(math.isnan(price) for price in prices)
    plausible = all(0.0 < price < math.inf for price in prices) and low <= open_ <= high
    return (
        (i == 0 or int(bars.ts[i]) > int(bars.ts[i - 1]))
        and not volume < 0.0
        and not math.isinf(volume)
        and (missing or (plausible and low <= close <= high))
    )


def flat(count: int) -> dict[str, list]:
    return {
        "ts": list(range(10, 10 + count)),
        "open": [100.0] * count,
        "high": [101.0] * count,
        "low": [99.0] * count,
        "close": [100.0] * count,
        "volume": [5.0] * count,
    }


def made(columns: dict[str, list]) -> Bars:
    ts = np.array(columns.pop("ts"), np.int64)
    ts.flags.writeable = False
    return Bars(ts, *(frozen(column) for column in columns.values()))


@given(bars(gaps=True))
def test_generated_bars_pass(bars):
    assert first_fault(*bars[:6]) == (-1, Fault.NONE, 0)


@given(st.lists(st.tuples(*[st.sampled_from(VALUES)] * 5, st.integers(0, 2)), max_size=6))
def test_agrees_with_the_plain_rules(rows):
    columns = {name: [row[k] for row in rows] for k, name in enumerate("ohlcv")}
    steps = np.cumsum([row[5] for row in rows], dtype=np.int64)
    bars = made({"ts": steps} | columns)
    assert first_fault(*bars[:6])[0] == oracle(bars)


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("ts", 2_009, Fault.TS_DUPLICATE),
        ("ts", 2_008, Fault.TS_BACKWARDS),
        ("open", math.inf, Fault.OPEN_INFINITE),
        ("high", math.inf, Fault.HIGH_INFINITE),
        ("low", -math.inf, Fault.LOW_INFINITE),
        ("close", -math.inf, Fault.CLOSE_INFINITE),
        ("open", 0.0, Fault.OPEN_NOT_POSITIVE),
        ("high", -1.0, Fault.HIGH_NOT_POSITIVE),
        ("low", 0.0, Fault.LOW_NOT_POSITIVE),
        ("close", -0.0, Fault.CLOSE_NOT_POSITIVE),
        ("high", 98.0, Fault.HIGH_BELOW_LOW),
        ("open", 102.0, Fault.HIGH_BELOW_OPEN),
        ("close", 102.0, Fault.HIGH_BELOW_CLOSE),
        ("open", 98.0, Fault.LOW_ABOVE_OPEN),
        ("close", 98.0, Fault.LOW_ABOVE_CLOSE),
        ("volume", math.inf, Fault.VOLUME_INFINITE),
        ("volume", -1.0, Fault.VOLUME_NEGATIVE),
    ],
)
def test_names_the_row_and_the_fault(column, value, fault):
    columns = flat(2_500)
    columns[column][2_000] = value
    assert first_fault(*made(columns)[:6]) == (2_000, fault, 0)


def test_counts_rows_that_lack_some_prices_but_not_all():
    columns = flat(50)
    columns["close"][3] = math.nan
    columns["open"][9] = columns["low"][9] = math.nan
    columns["open"][20] = columns["high"][20] = columns["low"][20] = columns["close"][20] = math.nan
    assert first_fault(*made(columns)[:6]) == (-1, Fault.NONE, 2)


def test_an_unknown_volume_is_no_fault():
    columns = flat(5)
    columns["volume"][2] = math.nan
    assert first_fault(*made(columns)[:6]) == (-1, Fault.NONE, 0)
