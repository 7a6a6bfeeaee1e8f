"""Every strategy that peeks is refused with its bar named, every honest one passes."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import msgspec
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from engine import compile_cache
from engine.data.bars import arrays
from engine.data.synthetic import synthetic
from engine.errors import LookaheadError
from engine.settings import home
from engine.strategies import BUILT_IN, strategy
from engine.strategies.causality import check, require_causal
from engine.strategies.compiling import checked
from engine.strategies.cuts import affordable, cuts, session_starts, sparse, stretches
from engine.strategies.evaluation import fill, inputs
from engine.strategies.parts import parts
from engine.strategies.prefixes import first_change, hidden_bars, hidden_columns
from engine.strategies.trial import trial_market
from engine.strategies.verdict import Verdict
from engine.strategies.verdicts import key, remembered
from kernels.bars import Bars
from tests.generators import FIRST, frozen, walk

CORPUS = Path(__file__).parents[1] / "corpus"
EXPECTED_BARS = {"three_times": 400, "closes_at_the_end": 2_018, "written_late": 2}


def files(folder: str) -> list[str]:
    return sorted(path.stem for path in (CORPUS / folder).glob("*.py"))


def found(folder: str, name: str) -> Verdict:
    return check(strategy(CORPUS / folder / f"{name}.py"))


@pytest.mark.parametrize("name", files("peeking"))
def test_a_peeking_strategy_is_refused_with_its_bar_named(name):
    verdict = found("peeking", name)
    assert not verdict.passed
    assert verdict.first is not None
    assert f"bar {verdict.first.bar} (" in verdict.describe()
    assert verdict.first.expected != verdict.first.got
    assert EXPECTED_BARS.get(name, verdict.first.bar) == verdict.first.bar


@pytest.mark.parametrize("name", files("clean"))
def test_an_honest_strategy_passes(name):
    verdict = found("clean", name)
    assert verdict.passed, verdict.describe()
    assert verdict.first is None
    assert verdict.signals > 20


@pytest.mark.parametrize("name", files("impure"))
def test_the_clock_randomness_and_unwritten_memory_are_refused(name):
    verdict = found("impure", name)
    assert not verdict.passed
    assert verdict.reasons


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_a_built_in_strategy_passes_on_real_looking_data(name):
    verdict = check(strategy(name), walk(1_000))
    assert verdict.passed, verdict.describe()
    assert verdict.given == 1_000
    assert verdict.tried == 1_000
    assert verdict.bars > 2_900
    assert "prefixes of 1,000 of the 1,000 bars and " in verdict.describe()


def test_the_corpus_is_as_large_as_promised():
    assert len(files("peeking")) == 30
    assert len(files("clean")) == 30


@pytest.mark.parametrize(
    ("name", "column"),
    [("strength_peeks", "strength"), ("stop_peeks", "stop"), ("limit_peeks", "limit")],
)
def test_a_peek_in_an_extra_column_beside_an_honest_signal_is_named_by_it(name, column):
    verdict = found("peeking", name)
    assert verdict.first is not None
    assert verdict.first.column == column


def test_a_peek_behind_a_parameter_is_found_whatever_value_is_to_run():
    peek = CORPUS / "peeking" / "rare_parameter.py"
    for ahead in range(4):
        verdict = check(strategy(peek, {"ahead": ahead}))
        assert not verdict.passed
    assert "with ahead=" in check(strategy(peek)).describe()


GATED = """
from engine import F64, I8, Annotated, BaseStrategy, Feature, Meta, kernel

LIMIT = 500

@kernel
def later(close: F64, i: int, gate: KIND) -> bool:
    return gate CONDITION and i + 1 < close.size and close[i + 1] > close[i]

@kernel
def rule(close: F64, gate: KIND, out: I8) -> None:
    for i in range(1, close.size):
        if close[i] > 1.003 * close[i - 1] or later(close, i, gate):
            out[i] = 1

class Gated(BaseStrategy):
    gate: DECLARED
    signal = staticmethod(rule)

    def features(self):
        return {"close": Feature("close")}
"""


@pytest.mark.parametrize(
    ("kind", "declared", "condition", "setting"),
    [
        ("int", "Annotated[int, Meta(ge=1, le=1_000)] = 20", "== 137", "gate=137"),
        ("int", "Annotated[int, Meta(ge=1, le=1_000)] = 20", "> 136", "gate=1000"),
        ("int", "int = 20", "> 500", "gate=501"),
        ("float", "Annotated[float, Meta(gt=0, lt=1)] = 0.5", "> 0.75", "gate=0.99"),
        ("float", "float = 0.5", "< 0.25", "gate=0.2475"),
        ("int", "int = 20", "in (31, 33)", "gate=31"),
        ("int", "int = 20", "> LIMIT", "gate=501"),
        ("bool", "bool = False", "", "gate=True"),
    ],
)
def test_the_values_tried_are_those_at_which_a_branch_may_turn(
    kind, declared, condition, setting, tmp_path
):
    text = GATED.replace("KIND", kind).replace("DECLARED", declared)
    file = tmp_path / "gated.py"
    file.write_text(text.replace("CONDITION", condition))
    line = check(strategy(file)).describe()
    assert line.startswith("gated: refused: signal at bar ")
    assert f", with {setting}" in line


def test_an_unbounded_lag_is_not_refused_for_what_a_negative_one_would_do(tmp_path):
    text = GATED.replace("KIND", "int").replace("DECLARED", "int = 1")
    ahead = "gate CONDITION and i + 1 < close.size and close[i + 1]"
    text = text.replace(ahead, "gate > -2 and close[i - gate]")
    file = tmp_path / "lag.py"
    file.write_text(text)
    assert check(strategy(file)).passed
    bounded = tmp_path / "bounded.py"
    bounded.write_text(text.replace("int = 1", "Annotated[int, Meta(ge=-1, le=1)] = 1"))
    assert ", with gate=-1" in check(strategy(bounded)).describe()


def test_a_peek_that_wakes_after_thousands_of_bars_is_found_in_the_whole_of_them():
    peek = strategy(CORPUS / "peeking" / "late_riser.py")
    verdict = check(peek, {"LONG": walk(20_000)})
    assert verdict.first is not None
    assert verdict.first.market == "LONG"
    assert verdict.first.bar > 5_000
    stretch_by_stretch = [part for part in parts(peek, {"LONG": walk(20_000)}) if not part.is_long]
    assert max(part.bars.ts.size for part in stretch_by_stretch) < 5_000


@pytest.mark.parametrize("choice", [*sorted(BUILT_IN), CORPUS.parents[1] / "examples/rsi_dip.py"])
def test_a_year_of_minute_bars_takes_less_than_five_seconds_of_work(choice):
    bars = arrays(synthetic("intraday", bars=252 * 390, interval="1m", seed=3))
    chosen = strategy(choice)
    check(chosen)
    begin = process_time()  # of this process: other work on the machine does not count
    verdict = check(chosen, {"YEAR": bars})
    assert process_time() - begin < 5.0
    assert verdict.passed
    assert verdict.given == 98_280


def test_the_longer_the_data_the_fewer_cuts_of_the_whole():
    signal = np.zeros(98_280, np.int8)
    signal[[7, 50_000]] = 1
    chosen = sparse(98_280, {"signal": signal}, 1, affordable(98_280))
    assert {7, 50_000} <= set(chosen)
    assert 90 < len(chosen) <= affordable(98_280) == 101
    assert affordable(1_000) == 600
    assert affordable(10**9) == 2


def test_a_slice_instead_of_a_copy_would_have_missed_the_peek():
    peek = strategy(CORPUS / "peeking" / "three_times.py")
    columns = {"close": walk(500).close}
    arrays, numbers = inputs(peek, columns)
    full, _ = fill(peek.signal, arrays, numbers, peek)
    slices, _ = fill(peek.signal, [arrays[0][:402]], numbers, peek)
    assert_array_equal(slices["signal"][:401], full["signal"][:401])
    (_, copy), *_ = hidden_columns(arrays, [400], 0, 1)
    up = fill(peek.signal, copy, numbers, peek)[0]["signal"][400]
    (_, copy), *_ = hidden_columns(arrays, [400], 1, 1)
    down = fill(peek.signal, copy, numbers, peek)[0]["signal"][400]
    assert (up, down) == (1, -1)


def test_a_peek_that_shows_on_the_given_bars_only_is_found():
    peek = strategy(CORPUS / "peeking" / "rare_condition.py")
    quiet = walk(400, volatility=0.001)
    falling = frozen(np.concatenate((quiet.close[:300], quiet.close[299] * 0.97 ** np.arange(100))))
    bars = Bars(quiet.ts, *(falling,) * 4, quiet.volume)
    verdict = check(peek, {"FALL": bars})
    assert verdict.first is not None
    assert verdict.first.market == "FALL"


def test_a_verdict_on_long_data_names_the_position_in_the_whole_data():
    peek = strategy(CORPUS / "peeking" / "next_close.py")
    bars = walk(20_000, volatility=0.0001)
    jump = bars.close.copy()
    jump[15_001:] *= 2.0
    verdict = check(peek, {"LONG": Bars(bars.ts, *(frozen(jump),) * 4, bars.volume)})
    assert verdict.first is not None
    assert 13_000 < verdict.first.bar <= 15_000
    assert verdict.first.ts == bars.ts[verdict.first.bar]
    when = datetime.fromtimestamp(verdict.first.ts // 1_000_000_000, UTC)
    assert f"bar {verdict.first.bar} ({when:%Y-%m-%d %H:%M}, LONG) is " in verdict.describe()


def test_the_verdict_is_the_same_each_time():
    peek = strategy(CORPUS / "peeking" / "spared_losses.py")
    assert check(peek) == check(peek)


def test_empty_and_one_bar_of_data_are_no_obstacle():
    assert check(strategy("sma_cross"), {"NONE": walk(0), "ONE": walk(1)}).passed


def test_a_strategy_that_never_fires_is_told_apart():
    silent = strategy(CORPUS / "clean" / "oversold.py", {"low": 0.0, "high": 100.0})
    verdict = check(silent)
    assert verdict.passed
    assert "it never fired, so little was tested" in verdict.describe()


BESIDE = """
from engine import F64, I8, BaseStrategy, Feature, kernel

@kernel
def mark(out: I8, i: int) -> None:
    out[i] = 1

@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if close[i] < 0.0 or i + AHEAD == close.size:
            mark(out, i + AHEAD)

class Beside(BaseStrategy):
    signal = staticmethod(rule)

    def features(self):
        return {"close": Feature("close")}
"""


@pytest.mark.parametrize("ahead", [1, 5])
def test_a_write_beside_the_columns_is_found_in_a_kernel_that_the_signal_calls(ahead, tmp_path):
    file = tmp_path / f"beside_{ahead}.py"
    file.write_text(BESIDE.replace("AHEAD", str(ahead)))
    verdict = check(strategy(file))
    assert not verdict.passed
    assert "signal() reads or writes beside its columns" in verdict.describe()


ENDLESS = """
from engine import F64, I8, BaseStrategy, Feature, kernel

@kernel
def rule(close: F64, out: I8) -> None:
    level = 0.0
    for i in range(close.size):
        while level < close[i]:
            level += 1.0
        out[i] = 1 if level > 100.0 else 0

class Climb(BaseStrategy):
    signal = staticmethod(rule)

    def features(self):
        return {"close": Feature("close")}
"""


def test_a_loop_that_an_infinite_price_keeps_going_is_told_and_not_waited_for(tmp_path):
    file = tmp_path / "climb.py"
    file.write_text(ENDLESS)
    program = (
        "import sys\n"
        "from engine.strategies import strategy, watch\n"
        "watch.STALLED_SECONDS = 2.0\n"
        "from engine.strategies.causality import check\n"
        "print(check(strategy(sys.argv[1])).describe())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        cwd=CORPUS.parents[1],
        env={**os.environ, compile_cache.VARIABLE: str(compile_cache.directory())},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "climb: refused: signal() did not return within" in done.stdout


def test_of_many_symbols_three_are_tried():
    given = {name: walk(200, seed) for seed, name in enumerate("ABCDEFG")}
    tried = [part.name for part in parts(strategy("sma_cross"), given)]
    assert tried == ["A", "D", "G", "the trial market", "the trial market"]


def test_a_refusal_is_an_error_and_is_remembered():
    peek = strategy(CORPUS / "peeking" / "next_close.py")
    with pytest.raises(LookaheadError, match=r"next_close: refused: signal at bar \d+ .* is "):
        require_causal(peek)
    file = home() / "verdicts" / f"{key(peek, {})}.json"
    assert msgspec.json.decode(file.read_bytes(), type=Verdict) == check(peek)


def test_a_remembered_verdict_is_not_worked_out_again():
    honest = strategy("sma_cross", {"fast": 7})
    file = home() / "verdicts" / f"{key(honest, {})}.json"
    told = Verdict("sma_cross", True, 1, 2, 3, 4, 5)
    require_causal(honest)
    file.write_bytes(msgspec.json.encode(told))
    assert remembered(honest) == told
    file.write_bytes(b"{ damaged")
    assert remembered(honest).bars > 2_000


def test_the_memory_knows_parameters_bars_and_code_apart():
    bars = {"A": walk(100)}
    crossing = strategy("sma_cross")
    keys = {
        key(crossing, {}),
        key(crossing, bars),
        key(crossing, {"A": walk(100, seed=8)}),
        key(strategy("sma_cross", {"fast": 5}), {}),
        key(strategy("momentum"), {}),
    }
    assert len(keys) == 5
    assert key(crossing, bars) == key(strategy("sma_cross"), {"A": walk(100)})


def test_hidden_bars_keep_the_past_and_only_it():
    bars = trial_market(60)
    for cut, hidden in hidden_bars(bars, [10, 59, 0], 2):
        assert_array_equal(hidden.close[: cut + 1], bars.close[: cut + 1])
        assert np.isnan(hidden.volume[cut + 1 :]).all()
        assert (np.diff(hidden.ts) > 0).all()
        assert not hidden.close.flags.writeable


def test_hidden_bars_of_long_bars_stay_within_the_time_that_there_is():
    month = 31 * 86_400_000_000_000
    bars = walk(200)._replace(ts=FIRST + month * np.arange(200), interval=month)
    for _, hidden in hidden_bars(bars, [0, 100], 2):
        assert (np.diff(hidden.ts) > 0).all()
        assert not ((hidden.ts - FIRST) % month).any()


def test_bits_are_compared_and_not_values():
    zero, negative = np.array([0.0, np.nan, 1.0]), np.array([-0.0, np.nan, 2.0])
    assert first_change(zero, negative, slice(0, 3)) == 0
    assert first_change(zero, negative, slice(1, 2)) is None
    assert first_change(zero, negative, slice(1, 3)) == 2


def test_cuts_lie_round_events_and_sessions():
    bars = trial_market(400)
    signal = np.zeros(400, np.int8)
    signal[[57, 200]] = 1
    chosen = set(cuts(bars.ts, {"signal": signal}, seed=1))
    assert {56, 57, 58, 199, 200, 201} <= chosen
    assert {12, 13, 25, 26} <= set(session_starts(bars.ts)) | set(session_starts(bars.ts) - 1)
    assert len(chosen) < 400


def test_parts_of_long_data_hold_the_signals():
    signal = np.zeros(100_000, np.int8)
    signal[[40_000, 70_000]] = 1
    found = stretches(100_000, {"signal": signal}, 100)
    assert any(40_000 in range(part.start, part.stop) for part in found)
    assert any(70_000 in range(part.start, part.stop) for part in found)
    assert all(part.stop - part.start == 2_100 for part in found)
    assert stretches(3_000, {"signal": signal[:3_000]}, 100) == [slice(0, 3_000)]


def test_the_checking_twin_agrees_where_no_index_is_wrong():
    crossing = strategy("sma_cross")
    bars = walk(300)
    columns = {"fast": bars.close, "slow": bars.open}
    arrays, numbers = inputs(crossing, columns)
    own, _ = fill(crossing.signal, arrays, numbers, crossing)
    twin, problem = fill(checked(crossing), arrays, numbers, crossing)
    assert problem is None
    assert_array_equal(own["signal"], twin["signal"])


def test_the_trial_market_is_sound():
    bars = trial_market(2_000)
    whole = ~np.isnan(bars.close)
    assert np.count_nonzero(~whole) == 3
    assert (bars.high[whole] >= np.maximum(bars.open, bars.close)[whole]).all()
    assert (bars.low[whole] <= np.minimum(bars.open, bars.close)[whole]).all()
    assert (bars.low[whole] > 0.0).all()
    assert (np.diff(bars.ts) > 0).all()
    assert_array_equal(trial_market(500).close, bars.close[:500])
