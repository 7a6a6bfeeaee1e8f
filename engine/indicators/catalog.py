"""The catalogue of indicators: one row each, which functions, features and commands all read.

Only descriptions live here. A row names its kernel by path and imports it when it is first needed,
so that listing the catalogue compiles nothing.
"""

import math
from collections.abc import Callable
from functools import cache
from importlib import import_module
from numbers import Real
from typing import Any

import msgspec

from ..errors import ParameterError
from ..nearest import hint

LONGEST = 100_000
Value = int | float


class Parameter(msgspec.Struct, frozen=True):
    """One number that an indicator takes: whole where its default is whole; bounds included."""

    name: str
    default: Value
    minimum: Value
    maximum: Value

    def value(self, given: Any, indicator: str) -> Value:
        """The given number in this parameter's type; raises ParameterError if it is not allowed."""
        whole = isinstance(self.default, int)
        if not isinstance(given, bool) and isinstance(given, Real):
            number = float(given)
            if self.minimum <= number <= self.maximum and not (whole and number % 1.0):
                return int(number) if whole else number
        seen = repr(given) if isinstance(given, Real | str) else type(given).__name__
        raise ParameterError(
            f"{indicator} {self.name}={seen}: must be a {'whole ' if whole else ''}number"
            f" from {self.minimum} to {self.maximum}"
        )


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator: what it reads, what it takes, what it gives, and where it comes from.

    kernel      path of the compiled function below kernels.indicators
    inputs      columns in the order of its arguments, named by the prices they usually are
    outputs     names of the columns it gives
    overlay     outputs in the units and at the level of the input: drawn over it, not below
    ready       bars that are NaN before every output stands, from the parameters
    ready_early the same for outputs that stand earlier
    settling    further bars until the weight of what came before them is below 1e-9; None: at once
    """

    name: str
    family: str
    summary: str
    formula: str
    source: str
    kernel: str
    inputs: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    outputs: tuple[str, ...]
    overlay: tuple[str, ...] = ()
    ready: Callable[..., int]
    ready_early: dict[str, Callable[..., int]] = {}
    settling: Callable[..., int] | None = None

    def function(self) -> Callable[..., Any]:
        """The compiled function: columns, then parameters; an array, or a tuple of arrays."""
        return _function(self.kernel)

    def values(self, *given: object) -> tuple[Value, ...]:
        """The parameters in order, checked, defaults filled in; raises ParameterError."""
        if len(given) > len(self.parameters):
            raise ParameterError(
                f"{self.usage()} takes {len(self.parameters)} parameters after"
                f" {', '.join(self.inputs)}, not {len(given)}"
            )
        defaults = [parameter.default for parameter in self.parameters[len(given) :]]
        return tuple(
            parameter.value(value, self.name)
            for parameter, value in zip(self.parameters, (*given, *defaults), strict=True)
        )

    def output(self, name: str | None) -> int:
        """Position of an output; without a name, of the only one or of the indicator's namesake."""
        if name is None and len(self.outputs) == 1:
            return 0
        wanted = self.name if name is None else name
        if wanted in self.outputs:
            return self.outputs.index(wanted)
        listed = ", ".join(self.outputs)
        if name is None:
            raise ParameterError(f"{self.name} has several outputs: give output= one of {listed}")
        raise ParameterError(f"{self.name} has no output {name!r}; it has {listed}")

    def warmup(self, *given: object, output: str | None = None) -> int:
        """Bars at the start that are NaN, of all outputs or of the named one."""
        ready = self.ready if output is None else self.ready_early.get(output, self.ready)
        return ready(*self.values(*given))

    def unstable(self, *given: object) -> int:
        """Bars after the warm-up until where history began weighs less than 1e-9 in a value."""
        return 0 if self.settling is None else self.settling(*self.values(*given))

    def usage(self) -> str:
        """How it is called: inputs, then parameters with their defaults."""
        parameters = [f"{each.name}={each.default}" for each in self.parameters]
        return f"{self.name}({', '.join([*self.inputs, *parameters])})"

    def document(self) -> dict[str, Any]:
        """The row as plain data, the warm-up taken at the defaults."""
        return {
            "name": self.name,
            "family": self.family,
            "summary": self.summary,
            "usage": self.usage(),
            "formula": self.formula,
            "source": self.source,
            "inputs": list(self.inputs),
            "parameters": [
                {"type": "int" if isinstance(each.default, int) else "float"}
                | msgspec.structs.asdict(each)
                for each in self.parameters
            ],
            "outputs": list(self.outputs),
            "warmup": self.warmup(),
            "unstable": self.unstable(),
        }


def indicator(name: str) -> Indicator:
    """The row of that name; raises ParameterError with the nearest one."""
    row = CATALOG.get(name)
    if row is None:
        raise ParameterError(f"unknown indicator {name!r}{hint(name, CATALOG)}")
    return row


@cache
def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.rpartition(".")
    function: Callable[..., Any] = getattr(import_module(f"kernels.indicators.{module}"), name)
    return function


def _period(default: int, minimum: int = 1) -> tuple[Parameter, ...]:
    return (Parameter("period", default, minimum, LONGEST),)


def _fading(weight: float, needed: float = 20.8) -> int:
    """Bars until `needed` e-foldings of a smoothing with that weight: e^-20.8 is below 1e-9."""
    return 0 if weight >= 1.0 else math.ceil(needed / -math.log1p(-weight))


_WILDER = "J. W. Wilder, New Concepts in Technical Trading Systems, 1978"

_ROWS = (
    Indicator(
        name="sma",
        family="averages",
        summary="Simple moving average: the mean of the last period values.",
        formula="sma = (x[t] + x[t-1] + ... + x[t-period+1]) / period",
        source="arithmetic mean; exact sums, so that history before the window leaves no trace",
        kernel="averages.sma",
        inputs=("close",),
        parameters=_period(30),
        outputs=("sma",),
        overlay=("sma",),
        ready=lambda period: period - 1,
    ),
    Indicator(
        name="ema",
        family="averages",
        summary="Exponential moving average, begun by the mean of the first period values.",
        formula="ema[t] = ema[t-1] + 2 / (period + 1) * (x[t] - ema[t-1])",
        source="P. Kaufman, Trading Systems and Methods, 2013, chapter 7; start as in TA-Lib",
        kernel="averages.ema",
        inputs=("close",),
        parameters=_period(30),
        outputs=("ema",),
        overlay=("ema",),
        ready=lambda period: period - 1,
        settling=lambda period: _fading(2.0 / (period + 1.0)),
    ),
    Indicator(
        name="rsi",
        family="momentum",
        summary="Relative strength index, 0 to 100: the share of rises in all movement.",
        formula="rsi = 100 * up / (up + down), up and down Wilder means of rises and falls;"
        " 0 where nothing moved",
        source=f"{_WILDER}, section VI",
        kernel="momentum.rsi",
        inputs=("close",),
        parameters=_period(14),
        outputs=("rsi",),
        ready=lambda period: period,
        settling=lambda period: _fading(1.0 / period),
    ),
    Indicator(
        name="roc",
        family="momentum",
        summary="Rate of change over period bars, in percent.",
        formula="roc = 100 * (x[t] / x[t-period] - 1)",
        source="as TA-Lib's ROC",
        kernel="momentum.roc",
        inputs=("close",),
        parameters=_period(10),
        outputs=("roc",),
        ready=lambda period: period,
    ),
    Indicator(
        name="adx",
        family="trend",
        summary="Average directional index and its two indicators, 0 to 100: strength of a trend.",
        formula="plus_di = 100 * smoothed(+DM) / smoothed(TR), minus_di likewise;"
        " adx = Wilder mean of 100 * |plus_di - minus_di| / (plus_di + minus_di)",
        source=f"{_WILDER}, section IV; start as in TA-Lib",
        kernel="trend.adx",
        inputs=("high", "low", "close"),
        parameters=_period(14, minimum=2),
        outputs=("adx", "plus_di", "minus_di"),
        ready=lambda period: 2 * period - 1,
        ready_early={"plus_di": lambda period: period, "minus_di": lambda period: period},
        settling=lambda period: _fading(1.0 / period, needed=24.1),
    ),
    Indicator(
        name="true_range",
        family="volatility",
        summary="The bar's range, widened to the close before.",
        formula="tr = max(high - low, |high - close[t-1]|, |low - close[t-1]|)",
        source=f"{_WILDER}, section III",
        kernel="volatility.true_range",
        inputs=("high", "low", "close"),
        outputs=("true_range",),
        ready=lambda: 1,
    ),
    Indicator(
        name="atr",
        family="volatility",
        summary="Average true range: Wilder's smoothing of the true range, in price units.",
        formula="atr[t] = atr[t-1] + (tr[t] - atr[t-1]) / period, begun by a mean of period values",
        source=f"{_WILDER}, section III",
        kernel="volatility.atr",
        inputs=("high", "low", "close"),
        parameters=_period(14),
        outputs=("atr",),
        ready=lambda period: period,
        settling=lambda period: _fading(1.0 / period),
    ),
    Indicator(
        name="bollinger",
        family="volatility",
        summary="Bollinger bands: an average with standard deviations (ddof 0) above and below.",
        formula="middle = sma; upper, lower = middle +- deviations * sd;"
        " percent_b = (x - lower) / (upper - lower); width = (upper - lower) / middle",
        source="J. Bollinger, Bollinger on Bollinger Bands, 2001, chapters 7 and 8",
        kernel="volatility.bollinger",
        inputs=("close",),
        parameters=(
            Parameter("period", 20, 2, LONGEST),
            Parameter("deviations", 2.0, 0.0, 1_000.0),
        ),
        outputs=("upper", "middle", "lower", "percent_b", "width"),
        overlay=("upper", "middle", "lower"),
        ready=lambda period, _: period - 1,
    ),
    Indicator(
        name="donchian",
        family="volatility",
        summary="Donchian channel: highest high and lowest low, the present bar included.",
        formula="upper = max(high[t-period+1..t]); lower = min(low[t-period+1..t]);"
        " middle = (upper + lower) / 2",
        source="R. Donchian's four-week rule, 1960",
        kernel="volatility.donchian",
        inputs=("high", "low"),
        parameters=_period(20),
        outputs=("upper", "middle", "lower"),
        overlay=("upper", "middle", "lower"),
        ready=lambda period: period - 1,
    ),
)

CATALOG: dict[str, Indicator] = {row.name: row for row in _ROWS}
