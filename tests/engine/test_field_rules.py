"""The rules that field notes drew from other systems' failures, each held by a test that exists.

Most are held where their subject is tested; `HELD_BY` says where. What had no other home is here.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine as ob
from engine.data.bars import arrays
from engine.data.calendars import session_of, sessions_of
from engine.data.intervals import DAY
from engine.data.sessions import session_dates, sessions
from engine.data.synthetic import synthetic

TESTS = Path(__file__).parents[1]
MINUTE = 60_000_000_000
NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = date(1998, 1, 1), date(2027, 12, 31)
OPENING, CLOSING, EARLY = time(9, 30), time(16, 0), time(13, 0)

HELD_BY = {
    "1 prefix invariance of every indicator, pattern and strategy": [
        "engine/test_indicators.py::test_past_values_stay_when_new_bars_arrive",
        "engine/test_indicators.py::test_a_feed_that_computes_anew_from_its_first_bar_gives_the_bits_of_the_batch",
        "engine/test_causality.py::test_a_peeking_strategy_is_refused_with_its_bar_named",
        "engine/test_causality.py::test_an_honest_strategy_passes",
        "engine/test_causality.py::test_a_built_in_strategy_passes_on_real_looking_data",
        "engine/test_causality.py::test_a_refusal_is_an_error_and_is_remembered",
    ],
    "2 the engine itself cannot peek": [
        "engine/test_properties_causality.py::test_no_fill_comes_before_its_signal",
        "engine/test_properties_causality.py::test_the_future_changed_at_random_moves_nothing_before_it",
        "engine/test_properties_causality.py::test_a_poisoned_future_moves_nothing_before_it",
        "engine/test_one_step.py::test_the_step_fed_bar_by_bar_is_the_loop_to_the_last_bit",
    ],
    "3 one step for backtest and feed": [
        "engine/test_one_step.py::test_the_step_fed_bar_by_bar_is_the_loop_to_the_last_bit",
    ],
    "4 an unstable length that is known, and warned of": [
        "engine/test_indicators.py::test_after_settling_it_does_not_matter_where_history_began",
        "engine/test_indicators.py::test_the_warmup_is_the_number_of_bars_without_a_value",
        "engine/test_run_warnings.py::test_a_window_that_begins_before_the_features_have_settled_is_warned_of",
        "engine/test_run_warnings.py::test_from_where_it_settles_a_feature_does_not_know_where_the_data_begins",
    ],
    "5 warm-up is no performance": [
        "engine/test_rows_marks.py::test_row_2_bars_before_the_start_are_not_evaluated",
        "engine/test_rows_marks.py::test_row_2_bars_before_the_start_warm_the_features",
        "engine/test_rows_marks.py::test_row_32_the_first_open_is_that_of_the_window",
        "engine/test_rows_signals.py::test_a_signal_before_the_symbols_features_are_ready_is_warm_up",
        "engine/test_field_rules.py::test_what_happened_before_the_window_is_in_no_metric",
    ],
    "6 three readings of a bar, and a bracket": [
        "engine/test_bracket.py::test_the_result_on_ticks_lies_inside_the_bound",
        "engine/test_bracket.py::test_the_bracket_is_the_same_whichever_policy_the_run_had",
        "engine/test_bracket.py::test_other_settings_are_not_called_a_bound",
        "engine/test_run_warnings.py::test_a_bracket_across_zero_is_no_gain_and_no_loss",
        "engine/test_run_warnings.py::test_a_bracket_on_one_side_of_zero_is_not_doubted",
    ],
    "7 a stop inside the bars is not testable": [
        "engine/test_run_warnings.py::test_a_stop_nearer_than_the_median_bar_is_high_is_not_testable",
        "engine/test_run_warnings.py::test_it_is_the_median_over_the_trades_and_of_each_symbol",
    ],
    "8 one table of fills": [
        "engine/test_fill_table.py::test_a_stop_and_a_limit_fill_where_the_table_says",
        "engine/test_fill_table.py::test_a_market_order_fills_at_the_open_whatever_the_bar",
        "engine/test_fill_table.py::test_before_slippage_every_fill_lies_in_a_bar_that_printed",
        "engine/test_rows_fills.py::test_row_16_what_the_open_satisfies_fills_at_the_open",
    ],
    "9 no fill on a bar that is not there": [
        "engine/test_rows_signals.py::test_row_38_a_missing_bar_fills_nothing_and_refuses_its_signal",
        "engine/test_rows_signals.py::test_row_38_one_price_that_is_nan_makes_the_bar_missing",
        "engine/test_rows_signals.py::test_row_55_an_order_waits_for_the_symbols_next_bar_and_fills_at_its_open",
        "engine/test_rows_signals.py::test_row_55_an_entry_that_waited_more_than_max_age_sessions_is_stale",
        "engine/test_fill_table.py::test_before_slippage_every_fill_lies_in_a_bar_that_printed",
        "engine/test_indicators.py::test_a_missing_bar_gives_no_value_and_leaves_no_lasting_harm",
    ],
    "16 clocks that change, and half days": [
        "engine/test_calendars.py::test_every_new_york_session_from_1998_to_2026_is_that_of_the_list",
        "engine/test_calendars.py::test_the_open_moves_in_utc_with_both_changes_of_the_clocks",
        "engine/test_calendars.py::test_new_york_closes_early_on_the_days_of_an_independent_list",
        "engine/test_field_rules.py::test_every_session_of_thirty_years_opens_and_closes_by_the_clock_on_the_wall",
        "engine/test_field_rules.py::test_round_every_change_of_the_clocks_and_half_day_minutes_make_whole_days",
    ],
    "17 when a bar is known is derived": [
        "engine/test_calendars.py::test_row_40_a_daily_bar_belongs_to_its_date_and_is_known_at_the_close",
        "engine/test_resample.py::test_a_longer_bar_counts_from_its_end_and_no_sooner",
        "engine/test_resample.py::test_by_an_exchange_a_day_is_known_when_the_next_bar_is_another_session",
        "engine/test_resample.py::test_a_still_forming_bar_is_kept_by_resample_and_unknown_to_features",
    ],
    "18 one resampler": [
        "engine/test_resample.py::test_two_steps_give_what_one_gives_and_volume_is_kept",
        "engine/test_resample.py::test_longer_bars_are_what_a_walk_over_the_shorter_ones_finds",
        "engine/test_resample.py::test_real_minute_bars_become_what_polars_makes_of_them",
    ],
}


@pytest.mark.parametrize("rule", HELD_BY)
def test_every_rule_is_held_by_tests_that_exist(rule):
    absent = [
        node
        for node in HELD_BY[rule]
        if f"def {node.partition('::')[2]}("
        not in (TESTS / node.partition("::")[0]).read_text(encoding="utf-8")
    ]
    assert absent == []


def altered_before(frame: pl.DataFrame, rows: int, seed: int) -> pl.DataFrame:
    """The bars with other prices in the first `rows`."""
    random = np.random.default_rng(seed)
    close = random.uniform(50.0, 200.0, rows)
    prices = {"open": close, "high": close * 1.1, "low": close * 0.9, "close": close}
    before = frame.head(rows).with_columns(**{name: pl.Series(v) for name, v in prices.items()})
    return pl.concat([before, frame.slice(rows)])


@settings(max_examples=40)
@given(rows=st.integers(1, 250), seed=st.integers(0, 2**32 - 1))
def test_what_happened_before_the_window_is_in_no_metric(rows, seed):
    """Rule 5: the bars before the window changed or left away, every metric keeps its bits."""
    frame = synthetic("jumps", bars=260, seed=seed % 100)
    signals = np.random.default_rng(seed).choice(np.array([-1, 0, 0, 1, 2], np.int8), 260)
    chosen = {"risk": {"stop": "percent", "stop_value": 0.02}, "interval": "1d"}
    start = frame["ts"][rows].strftime("%Y-%m-%d")
    done = ob.backtest(frame, signals=signals, start=start, **chosen)
    other = ob.backtest(altered_before(frame, rows, seed), signals=signals, start=start, **chosen)
    alone = ob.backtest(frame.slice(rows), signals=signals[rows:], **chosen)
    assert done.metrics == other.metrics == alone.metrics
    assert done.equity.height == 260 - rows


def utc(day: date, clock: time) -> int:
    """Nanoseconds of a time of day in New York."""
    moment = datetime.combine(day, clock, NEW_YORK).astimezone(UTC)
    return int(moment.timestamp()) * 1_000_000_000


def thirty_years():
    """The sessions of New York from 1998 to 2027: dates, opens and closes."""
    table = sessions_of("XNYS")
    inside = (table.date >= (FIRST - date(1970, 1, 1)).days) & (
        table.date <= (LAST - date(1970, 1, 1)).days
    )
    days = [date(1970, 1, 1) + timedelta(days=int(each)) for each in table.date[inside]]
    return days, table.open[inside], table.close[inside]


def test_every_session_of_thirty_years_opens_and_closes_by_the_clock_on_the_wall():
    days, opens, closes = thirty_years()
    assert len(days) > 7_500
    assert opens.tolist() == [utc(day, OPENING) for day in days]
    full = np.array([utc(day, CLOSING) for day in days])
    early = np.array([utc(day, EARLY) for day in days])
    is_early = closes == early
    assert np.array_equal(closes[~is_early], full[~is_early])
    assert 60 < np.count_nonzero(is_early) < 90  # two or three a year
    offsets = (opens // MINUTE) % 1_440
    assert set(offsets.tolist()) == {13 * 60 + 30, 14 * 60 + 30}
    assert np.count_nonzero(np.diff(offsets)) == 60  # both changes of every year


def test_round_every_change_of_the_clocks_and_half_day_minutes_make_whole_days():
    days, opens, closes = thirty_years()
    length = (closes - opens) // MINUTE
    moved = np.flatnonzero(np.diff((opens // MINUTE) % 1_440)) + 1
    chosen = np.unique(np.concatenate((moved - 1, moved, np.flatnonzero(length < 390))))
    ts = np.concatenate([opens[i] + MINUTE * np.arange(length[i]) for i in chosen])
    counts = length[chosen]
    expected = np.repeat(np.array([(days[i] - date(1970, 1, 1)).days for i in chosen]), counts)
    table = sessions_of("XNYS")
    assert np.array_equal(session_of(ts, table), expected)
    assert np.array_equal(session_dates(ts, "XNYS", MINUTE), expected)
    assert np.array_equal(np.diff(sessions(ts, "XNYS", MINUTE)) > 0, np.diff(expected) > 0)
    minutes = pl.DataFrame(
        {
            "ts": pl.Series(ts).cast(pl.Datetime("ns", "UTC")),
            **dict.fromkeys(("open", "high", "low", "close"), pl.Series(np.arange(ts.size) + 1.0)),
            "volume": pl.Series(np.ones(ts.size)),
        }
    )
    daily = ob.resample(minutes, "1d", calendar="XNYS")
    assert arrays(daily).ts.tolist() == (np.unique(expected) * DAY).tolist()
    assert daily["volume"].to_list() == counts.tolist()
    assert daily["close"].to_list() == (np.cumsum(counts) * 1.0).tolist()
    hourly = ob.resample(minutes, "30m", calendar="XNYS")
    assert hourly["volume"].to_list() == [30.0] * (ts.size // 30)
