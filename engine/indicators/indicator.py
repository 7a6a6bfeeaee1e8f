"""What the catalogue knows of an indicator; its kernel is imported when it is first needed."""

import math
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from itertools import pairwise
from numbers import Real
from typing import Any

import msgspec

from ..errors import ParameterError

LONGEST = 100_000
WILDER = "J. W. Wilder, New Concepts in Technical Trading Systems, 1978"
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


class Indicator(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One indicator: what it reads, what it takes, what it gives, and where it comes from.

    kernel      path of the compiled function: a module of kernels.indicators and its function, or
                a longer path below kernels
    inputs      columns in the order of its arguments, named by the prices they usually are
    outputs     names of the columns it gives
    overlay     outputs in the units and at the level of the input: drawn over it, not below
    ready       bars that are NaN before every output stands, from the parameters; an indicator of
                sessions may need more
    ready_early the same for outputs that stand earlier
    settling    further bars until the weight of what came before them is below 1e-9; None: at once
    fades       False where no number of bars makes that sure; `settling` is then the usual one
    rising      parameters of which each must be above the one before
    talib       function of TA-Lib that gives the same, where there is one
    differs     where it does not
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
    fades: bool = True
    rising: tuple[str, ...] = ()
    talib: str = ""
    differs: str = ""

    @property
    def by_session(self) -> bool:
        """Whether the last input is the session of each bar, which callers may leave out."""
        return self.inputs[-1] == "session"

    def function(self) -> Callable[..., Any]:
        """The compiled function: columns, then parameters; an array, or a tuple of arrays."""
        return _function(self.kernel)

    def defaults(self) -> tuple[Value, ...]:
        """The parameters' defaults in order."""
        return _checked(self)

    def values(self, *given: object) -> tuple[Value, ...]:
        """The parameters in order, checked, defaults filled in; raises ParameterError."""
        try:
            return _checked(self, *given)
        except TypeError:  # what cannot be hashed cannot have been asked before
            return self.checked(*given)

    def checked(self, *given: object) -> tuple[Value, ...]:
        """The same without a look at what was asked before."""
        if len(given) > len(self.parameters):
            raise ParameterError(
                f"{self.usage()} takes {len(self.parameters)} parameters after"
                f" {', '.join(self.inputs)}, not {len(given)}"
            )
        defaults = [parameter.default for parameter in self.parameters[len(given) :]]
        values = tuple(
            parameter.value(value, self.name)
            for parameter, value in zip(self.parameters, (*given, *defaults), strict=True)
        )
        by_name = dict(zip((each.name for each in self.parameters), values, strict=True))
        for lower, upper in pairwise(self.rising):
            if by_name[lower] >= by_name[upper]:
                raise ParameterError(
                    f"{self.name} {lower}={by_name[lower]}: must be below {upper}={by_name[upper]}"
                )
        return values

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
            "fades": self.fades,
            "talib": self.talib,
            "differs": self.differs,
        }


@lru_cache(maxsize=4_096, typed=True)
def _checked(row: Indicator, *given: object) -> tuple[Value, ...]:
    return row.checked(*given)


@cache
def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.rpartition(".")
    package = "kernels" if "." in module else "kernels.indicators"
    function: Callable[..., Any] = getattr(import_module(f"{package}.{module}"), name)
    return function


def period(default: int, minimum: int = 1) -> tuple[Parameter, ...]:
    """The one parameter of most indicators: bars in the window."""
    return (Parameter("period", default, minimum, LONGEST),)


def fading(weight: float, needed: float = 20.8) -> int:
    """Bars until `needed` e-foldings of a smoothing with that weight: e^-20.8 is below 1e-9."""
    return 0 if weight >= 1.0 else math.ceil(needed / -math.log1p(-weight))
