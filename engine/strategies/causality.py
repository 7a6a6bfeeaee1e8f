"""Proof that a strategy's output at a bar depends on bars up to that bar only.

The future behind a prefix is hidden in three ways (+inf, -inf, NaN) and nothing before it may
change, bit for bit: first in the bars that the features read, then in the columns that the signal
reads. Every call on a hidden future goes to a twin that checks its indices, so that a function
which reads beside its arrays is found instead of ending the process.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import numpy as np

from kernels.bars import Bars
from kernels.enums import SignalType
from kernels.jit import F64

from ..errors import LookaheadError, ParameterError
from ..indicators.columns import columns as feature_columns
from . import cuts as places
from .base import BaseStrategy
from .compiling import checked
from .evaluation import SIGNAL, Outputs, fill, inputs
from .parts import TRIAL_NAME, Part, parts
from .prefixes import POISONS, first_change, hidden_bars, hidden_columns
from .purity import impurity
from .trial import small_market
from .variants import variants
from .verdict import Difference, Verdict
from .watch import STALLED_SECONDS, run_watched

MARGIN = 64
COMPILE_BARS = 64  # a first call before the watch begins: it may have to compile
WHOLE_LENGTH_POISON = 2  # one is enough: the signal gets every poison in `_hide_columns`
TILES = (1, 128)
VARIANT_CUTS = 200
LONG_TILES = 10_000  # bars of long data that are tried alone: 0.1 s
ENDLESS = (
    f"signal() did not return within {STALLED_SECONDS:.0f} s: does a loop in it end where a price"
    " is NaN or infinite?"
)


def require_causal(
    strategy: BaseStrategy, bars: Bars | Mapping[str, Bars] | None = None
) -> Verdict:
    """The verdict of `check`, remembered; raises LookaheadError with its line if it failed."""
    from .verdicts import remembered

    verdict = remembered(strategy, bars)
    if not verdict.passed:
        raise LookaheadError(verdict.describe())
    return verdict


def check(
    strategy: BaseStrategy, bars: Bars | Mapping[str, Bars] | None = None, seed: int = 0
) -> Verdict:
    """Try the strategy on the given bars, of several symbols on up to three, and on a trial market.

    Long data is tried closely in parts (`cuts.stretches`; `Verdict.tried` says how much was), and
    its signals, at fewer places, as a whole. `seed` draws the random cuts. Raises StrategyError
    where the strategy does not have the form of one.
    """
    given = {"data": bars} if isinstance(bars, Bars) else dict(bars or {})
    total = sum(each.ts.size for each in given.values())
    strategy.signal_arguments()
    reason = impurity(strategy)
    if reason is not None:
        reason += ": a strategy may use its bars and parameters only, no clock and no randomness"
        return Verdict(strategy.name, False, 0, 0, 0, total, 0, None, (reason,))
    trial = _Trial(strategy, seed)
    if not run_watched(lambda: trial.run_all(given), lambda: trial.calls):
        trial.reasons.append(ENDLESS)
    found = (str(trial.first),) if trial.first else ()
    return Verdict(
        strategy=strategy.name,
        passed=not (found or trial.reasons),
        cuts=trial.cuts,
        bars=trial.bars,
        tried=trial.tried,
        given=total,
        signals=trial.signals,
        first=trial.first,
        reasons=(*found, *trial.reasons),
        whole=trial.whole,
    )


class _Trial:
    """The search for the first value that changes, over the parts of one check."""

    def __init__(self, strategy: BaseStrategy, seed: int) -> None:
        self._strategy = strategy
        self._seed = seed
        self._features = strategy.features()
        self._checked = checked(strategy)
        self.calls = self.cuts = self.whole = self.bars = self.tried = self.signals = 0
        self.first: Difference | None = None
        self.reasons: list[str] = []
        self._call(feature_columns(self._features, small_market(self._features, COMPILE_BARS)))

    def run_all(self, given: Mapping[str, Bars]) -> None:
        """Try the parts of all markets, then other parameters, until something is found."""
        for part in parts(self._strategy, given):
            (self._run_long if part.is_long else self._run)(part)
            if self.reasons or self.first:
                return
        for setting, other in variants(self._strategy):
            self._run_variant(setting, other)
            if self.first:
                return

    def _run(self, part: Part) -> None:
        bars = part.bars
        self._market, self._first_bar, self._ts = part.name, part.first_bar, bars.ts
        columns = feature_columns(self._features, bars)
        full, problem = self._call(columns)
        if problem is not None:
            self.reasons.append(f"signal() reads or writes beside its columns: {problem}")
        cuts = places.cuts(bars.ts, full, self._seed)
        everywhere = cuts
        if self._strategy.reach is None:
            everywhere = sorted({*cuts, *places.latest(bars.ts.size)})
        self.cuts += len(everywhere)
        self.bars += bars.ts.size
        self.tried += bars.ts.size if part.name != TRIAL_NAME else 0
        self.signals += int(np.count_nonzero(full[SIGNAL]))
        self._hide_bars(bars, cuts, columns, full)
        self._hide_columns(everywhere, columns, full)
        if problem is None:
            self._repeat(bars, full)
            for length in TILES if self._strategy.reach is not None else ():
                self._tile(columns, full, length, range(0, bars.ts.size, length))

    def _run_variant(self, setting: str, other: BaseStrategy) -> None:
        """The signals of the trial market under another parameter, if its features exist."""
        try:
            trial = _Trial(other, self._seed)
            part = parts(other, {})[0]
        except ParameterError:
            return
        trial._run_long(part, VARIANT_CUTS)
        self.calls += trial.calls
        if trial.first is not None:
            cause = f"{trial.first.cause}, with {setting}"
            self.first = msgspec.structs.replace(trial.first, cause=cause)

    def _run_long(self, part: Part, most: int | None = None) -> None:
        """The signals of a whole long market, cut at a few bars that are spread over it."""
        self._market, self._first_bar, self._ts = part.name, part.first_bar, part.bars.ts
        size = part.bars.ts.size
        columns = feature_columns(self._features, part.bars)
        full, problem = self._call(columns)
        if problem is not None:
            self.reasons.append(f"signal() reads or writes beside its columns: {problem}")
        cuts = places.sparse(size, full, self._seed, most or places.affordable(size))
        self.whole += len(cuts)
        self._hide_columns(cuts, columns, full)
        if problem is None and most is None and self._strategy.reach is not None:
            self._tile(columns, full, 1, places.sparse(size, full, self._seed, LONG_TILES))

    def _hide_bars(
        self, bars: Bars, cuts: list[int], columns: dict[str, F64], full: Outputs
    ) -> None:
        named = {f"feature {name}": column for name, column in columns.items()}
        for poison, (label, _) in enumerate(POISONS):
            for cut, hidden in hidden_bars(bars, cuts, poison):
                cause = f"when the bars after bar {cut + self._first_bar} hold {label}"
                altered = feature_columns(self._features, hidden)
                seen = {f"feature {name}": column for name, column in altered.items()}
                self._compare(named, seen, slice(0, cut + 1), cut, cause)
                if poison == WHOLE_LENGTH_POISON:
                    self._compare(full, self._call(altered)[0], slice(0, cut + 1), cut, cause)

    def _hide_columns(self, cuts: Iterable[int], columns: dict[str, F64], full: Outputs) -> None:
        arrays, numbers = inputs(self._strategy, columns)
        for poison, (label, _) in enumerate(POISONS):
            for cut, hidden in hidden_columns(arrays, cuts, poison, MARGIN):
                found = self._fill(hidden, numbers)[0]
                cause = f"when the columns after bar {cut + self._first_bar} hold {label}"
                self._compare(full, found, slice(0, cut + 1), cut, cause)

    def _repeat(self, bars: Bars, full: Outputs) -> None:
        """Call the function itself again and again on two threads, on memory left in disorder."""

        def again(pattern: int) -> Outputs:
            columns = feature_columns(self._features, bars)
            arrays, numbers = inputs(self._strategy, columns)
            _disorder(bars.ts.size, pattern)
            return fill(self._strategy.signal, arrays, numbers, self._strategy)[0]

        with ThreadPoolExecutor(2) as pool:
            for found in pool.map(again, (0x00, 0x7F, 0xFF, 0x3F)):
                cause = "when the same function is called again on the same bars"
                self._compare(full, found, slice(0, bars.ts.size), None, cause)

    def _tile(
        self, columns: dict[str, F64], full: Outputs, length: int, begins: Iterable[int]
    ) -> None:
        """Call the signal on tiles that begin `reach` bars early, as a sweep may.

        A tile that ends with its only bar has no future at all, so that this is a proof for each of
        those bars; without a reach `_hide_columns` cuts there instead.
        """
        reach = self._strategy.reach or 0
        arrays, numbers = inputs(self._strategy, columns)
        size = arrays[0].size
        for begin in begins:
            early, end = max(0, begin - reach), min(begin + length, size)
            tile = [array[early:end] for array in arrays]
            found = self._fill(tile, numbers)[0]
            here = {name: column[early:end] for name, column in full.items()}
            at = early + self._first_bar
            cause = f"when it is called on the bars from bar {at} on (reach is {reach})"
            rows = slice(begin - early, end - early)
            self._compare(here, found, rows, None, cause, offset=early)

    def _call(self, columns: dict[str, F64]) -> tuple[Outputs, str | None]:
        return self._fill(*inputs(self._strategy, columns))

    def _fill(
        self, arrays: list[F64], numbers: list[int | float | bool]
    ) -> tuple[Outputs, str | None]:
        self.calls += 1
        return fill(self._checked, arrays, numbers, self._strategy)

    def _compare(
        self,
        full: Mapping[str, Any],
        found: Mapping[str, Any],
        rows: slice,
        cut: int | None,
        cause: str,
        offset: int = 0,
    ) -> None:
        for column, values in full.items():
            unknown = self._still_unknown(rows, offset)
            row = first_change(values, found[column], unknown)
            if row is None:
                continue
            bar = row + offset + self._first_bar
            if self.first is None or bar < self.first.bar:
                self.first = Difference(
                    market=self._market,
                    bar=bar,
                    ts=int(self._ts[row + offset]),
                    column=column,
                    expected=_word(column, values[row]),
                    got=_word(column, found[column][row]),
                    cut=None if cut is None else cut + self._first_bar,
                    cause=cause,
                )

    def _still_unknown(self, rows: slice, offset: int) -> slice:
        """Of these rows those before the first change that is known already."""
        if self.first is None:
            return rows
        return slice(rows.start, min(rows.stop, self.first.bar - self._first_bar - offset))


def _word(column: str, value: float) -> str:
    if column == SIGNAL and value in tuple(SignalType):
        return SignalType(int(value)).name
    return f"{value:.12g}"


def _disorder(size: int, pattern: int) -> None:
    """Leave freed memory of the sizes that a signal may ask for filled with a pattern."""
    sizes = (size, 4 * size, 8 * size)
    spare = [
        np.full(each + extra, pattern, np.uint8) for each in sizes for extra in range(0, 256, 16)
    ]
    del spare
