"""Candle patterns are TA-Lib's bar by bar, but for ties; one drawn by hand is found."""

from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from engine.data.bars import to_bars
from engine.data.read import read_bars
from engine.indicators.catalog import CATALOG
from kernels.patterns.candles import (
    bottoms,
    continuations,
    engulfings,
    hammers,
    hikkake,
    pairs,
    stars,
)
from tests.generators import frozen, shared, walk
from tests.oracles.indicators.candles import ta_lib, tied

PATTERNS = [row.name for row in CATALOG.values() if row.family == "candles"]
PENETRATED = [name for name in PATTERNS if CATALOG[name].parameters]
FILES = (
    "daily/us_unadjusted_ibm_1d.csv",
    "daily/skender_msft_1d.csv",
    "daily/fx_eurusd_1d_oanda.csv",
    "daily/crypto_ethusd_1d_2016_2025_coinbase.csv",
    "intraday/crypto_btcusdt_5m_2025.parquet",
    "intraday/us_aapl_1h_unadjusted.parquet",
    "intraday/fx_eurusd_1h_backtestingpy.csv",
)
REST = (100.0, 101.0, 99.0, 100.5)  # a bar before which nothing was ever different
THREE_STARS = [
    (106.0, 106.2, 101.0, 104.0),
    (105.0, 105.1, 102.0, 104.0),
    (103.5, 103.6, 103.1, 103.2),
]
SWALLOW = [
    (110.0, 110.0, 108.0, 108.0),
    (108.0, 108.0, 106.0, 106.0),
    (105.5, 107.0, 104.9, 105.0),
    (107.0, 107.5, 104.5, 104.6),
]
MAT_HOLD = [
    (100.0, 104.0, 100.0, 104.0),
    (105.0, 105.2, 104.5, 104.6),
    (103.8, 104.0, 103.3, 103.4),
    (103.5, 103.6, 103.0, 103.1),
    (103.4, 106.0, 103.3, 105.8),
]


def rounded(size, seed, digits):
    """A walk whose four prices are whole ticks: many equal prices, many exact ties."""
    random = np.random.default_rng(seed)
    close = 100.0 + np.cumsum(random.normal(size=size)) * 0.4
    gap = random.normal(size=size) * 0.2 * (random.random(size) < 0.5)
    open_ = np.concatenate([[100.0], close[:-1]]) + gap
    reach = np.abs(random.normal(size=(2, size))) * 0.3 * (random.random((2, size)) < 0.7)
    high, low = np.maximum(open_, close) + reach[0], np.minimum(open_, close) - reach[1]
    return tuple(frozen(np.round(each, digits)) for each in (open_, high, low, close))


def blocks(size, seed):
    """Bars of a few large ticks with gaps and few shadows, in which rare patterns are common."""
    random = np.random.default_rng(seed)
    gap = random.integers(-10, 11, size) * (random.random(size) < 0.9)
    body = np.round(random.normal(size=size) * random.choice([3.0, 8.0, 16.0], size))
    close = 100_000 + np.cumsum(gap + body)
    open_ = close - body
    shadows = random.integers(0, 4, (2, size)) * (random.random((2, size)) < 0.5)
    high, low = np.maximum(open_, close) + shadows[0], np.minimum(open_, close) - shadows[1]
    return tuple(frozen(each * 0.01) for each in (open_, high, low, close))


def planted(times, seed):
    """The rarest patterns over and over between bars at rest, each price moved by some ticks."""
    random = np.random.default_rng(seed)
    bars = np.array([REST] * 20 + THREE_STARS + [REST] * 20 + SWALLOW + [REST] * 20 + MAT_HOLD)
    bars = np.tile(bars, (times, 1))
    bars += 0.1 * random.integers(-3, 4, bars.shape) * (random.random(bars.shape) < 0.2)
    open_, high, low, close = np.round(bars, 1).T
    high, low = np.maximum.reduce([open_, high, close]), np.minimum.reduce([open_, low, close])
    return tuple(map(frozen, (open_, high, low, close)))


@cache
def markets():
    return {
        "walk": walk(20_000, seed=2)[1:5],
        "cents": rounded(20_000, 1, 2),
        "dimes": rounded(20_000, 2, 1),
        "units": rounded(20_000, 3, 0),
        "blocks": blocks(400_000, 4),
        "planted": planted(500, 5),
    }


@cache
def real(file):
    return tuple(map(frozen, to_bars(read_bars(shared(file)))[1:5]))


def unexplained(name, columns, values):
    """Bars where TA-Lib says otherwise although no mean is tied."""
    row = CATALOG[name]
    ours, theirs = row.function()(*columns, *values), ta_lib(row, *columns, *values)
    assert_array_equal(np.isnan(ours), np.isnan(theirs))
    apart = np.flatnonzero((ours != theirs) & ~np.isnan(ours))
    return [i for i in apart if not (row.differs and tied(name, (*columns, *values), i))]


@pytest.mark.parametrize("market", markets())
@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_ta_libs_bar_by_bar_but_for_ties(name, market):
    assert unexplained(name, markets()[market], CATALOG[name].values()) == []


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_ta_libs_on_real_bars_but_for_ties(name, file):
    assert unexplained(name, real(file), CATALOG[name].values()) == []


@pytest.mark.parametrize("penetration", [0.0, 0.1, 0.75, 1.0, 2.0])
@pytest.mark.parametrize("name", PENETRATED)
def test_so_it_is_at_any_penetration(name, penetration):
    assert unexplained(name, markets()["blocks"], (penetration,)) == []


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_occurs_where_it_is_compared(name):
    values = CATALOG[name].values()
    found = [CATALOG[name].function()(*each, *values) for each in markets().values()]
    assert np.count_nonzero(np.nan_to_num(np.concatenate(found))) >= 10


@pytest.mark.parametrize("name", PATTERNS)
def test_prices_in_another_unit_make_the_same_patterns(name):
    columns = markets()["cents"]
    values = CATALOG[name].values()
    found = CATALOG[name].function()(*columns, *values)
    for unit in (0.25, 1_024.0):
        scaled = [frozen(each * unit) for each in columns]
        assert_array_equal(CATALOG[name].function()(*scaled, *values), found)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_spike_leaves_no_trace_once_it_is_out_of_the_window(name):
    row = CATALOG[name]
    columns = markets()["cents"]
    spiked = [each.copy() for each in columns]
    for each in spiked:
        each[100] = 1e15
    found = row.function()(*map(frozen, spiked), *row.values())
    after = 101 + row.warmup()
    assert_array_equal(found[after:], row.function()(*columns, *row.values())[after:])


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("column", range(4))
@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
def test_one_missing_price_takes_the_bars_that_need_it_and_no_other(name, column, missing):
    row = CATALOG[name]
    columns = [each[:3_000].copy() for each in markets()["cents"]]
    whole = row.function()(*map(frozen, columns), *row.values())
    columns[column][[0, 1_020, 2_047]] = missing  # passes go over the bars in pieces of 1024
    found = row.function()(*map(frozen, columns), *row.values())
    unknown = np.flatnonzero(np.isnan(found))
    reach = np.arange(row.warmup() + 1)
    assert_array_equal(unknown, np.concatenate([reach, 1_020 + reach, 2_047 + reach]))
    alike = found == whole
    alike[unknown] = True
    assert alike.all()


def drawn(*candles):
    """Twenty bars at rest, then the given ones: (open, high, low, close)."""
    return [frozen(each) for each in zip(*([REST] * 20), *candles, strict=True)]


@pytest.mark.parametrize(
    ("function", "parameters", "candles", "expected"),
    [
        (hammers.hammer, (), [(99.0, 99.2, 95.0, 99.2)], 100.0),
        (hammers.hanging_man, (), [(101.0, 101.2, 98.0, 101.2)], -100.0),
        (hammers.shooting_star, (), [(101.0, 105.0, 101.0, 101.2)], -100.0),
        (hammers.inverted_hammer, (), [(99.0, 103.0, 99.0, 99.2)], 100.0),
        (engulfings.engulfing, (), [(101.0, 101.0, 99.0, 99.5)], -100.0),
        (engulfings.engulfing, (), [(100.5, 101.0, 99.0, 99.5)], -80.0),
        (engulfings.engulfing, (), [(100.5, 101.0, 99.0, 100.0)], 0.0),
        (engulfings.harami, (), [(104.0, 105.0, 99.0, 100.0), (101.0, 102.0, 100.5, 101.4)], 100.0),
        (engulfings.harami, (), [(104.0, 105.0, 99.0, 100.0), (100.0, 102.0, 99.5, 100.4)], 80.0),
        (pairs.piercing, (), [(104.0, 105.0, 99.0, 100.0), (98.0, 103.0, 98.0, 102.5)], 100.0),
        (pairs.piercing, (), [(104.0, 105.0, 99.0, 100.0), (98.0, 103.0, 98.0, 102.0)], 0.0),
        (
            pairs.dark_cloud_cover,
            (0.5,),
            [(100.0, 105.0, 99.0, 104.0), (106.0, 106.0, 101.0, 101.9)],
            -100.0,
        ),
        (
            pairs.dark_cloud_cover,
            (0.6,),
            [(100.0, 105.0, 99.0, 104.0), (106.0, 106.0, 101.0, 101.9)],
            0.0,
        ),
        (
            stars.morning_star,
            (0.3,),
            [(104.0, 104.0, 99.0, 100.0), (99.5, 99.8, 99.0, 99.3), (99.5, 103.0, 99.0, 102.0)],
            100.0,
        ),
        (
            stars.evening_star,
            (0.3,),
            [
                (100.0, 104.0, 99.0, 104.0),
                (104.5, 105.0, 104.3, 104.7),
                (104.5, 105.0, 101.0, 102.0),
            ],
            -100.0,
        ),
        (bottoms.three_stars_in_the_south, (), THREE_STARS, 100.0),
        (bottoms.concealing_baby_swallow, (), SWALLOW, 100.0),
        (continuations.mat_hold, (0.5,), MAT_HOLD, 100.0),
        (continuations.mat_hold, (0.2,), MAT_HOLD, 0.0),
        (
            continuations.three_line_strike,
            (),
            [
                (100.0, 102.0, 100.0, 101.5),
                (101.0, 103.0, 101.0, 102.5),
                (102.0, 104.0, 102.0, 103.5),
                (104.0, 104.0, 99.0, 99.5),
            ],
            100.0,
        ),
    ],
)
def test_a_pattern_drawn_by_hand_is_seen(function, parameters, candles, expected):
    assert function(*drawn(*candles), *parameters)[-1] == expected


def test_a_hikkake_is_confirmed_once_and_within_three_bars():
    inside = [(100.0, 100.8, 99.2, 100.5)]
    down = [(99.5, 100.0, 98.5, 99.0)]
    held = (99.2, 101.0, 98.4, 99.5)
    beyond = (99.5, 101.5, 98.3, 101.2)
    at_once = hikkake.hikkake(*drawn(*inside, *down, beyond, beyond))
    in_time = hikkake.hikkake(*drawn(*inside, *down, held, held, beyond))
    too_late = hikkake.hikkake(*drawn(*inside, *down, held, held, held, beyond))
    assert_array_equal(at_once[-3:], [100.0, 200.0, 0.0])
    assert_array_equal(in_time[-4:], [100.0, 0.0, 0.0, 200.0])
    assert_array_equal(too_late[-5:], [100.0, 0.0, 0.0, 0.0, 0.0])


@pytest.mark.parametrize("name", PATTERNS)
def test_short_columns_give_no_values(name):
    row = CATALOG[name]
    empty, short = frozen([]), frozen([1.0, 2.0])
    assert row.function()(*[empty] * 4, *row.values()).size == 0
    assert np.isnan(row.function()(*[short] * 4, *row.values())).all()
