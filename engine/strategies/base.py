"""The form of a strategy: parameters, the features it reads, and one compiled signal function."""

import inspect
import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from ..errors import ParameterError, StrategyError
from ..indicators.feature import Feature

Period = Annotated[int, Meta(ge=1, le=1_000, extra={"step": 1})]
EXTRA_COLUMNS = ("strength", "stop", "target", "limit", "trigger")


def snake_case(name: str) -> str:
    """`SmaCross` as `sma_cross`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return words.lower()


class BaseStrategy(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="type",
    tag=snake_case,
):
    """Data plus one compiled function.

    Fields are the parameters: type, default and bounds (`Annotated[int, Meta(ge=1, le=100)]`) in
    one declaration that serves validation, the command line, forms and the search space. The tag is
    class's name in snake case unless it gives another (`class X(BaseStrategy, tag="y")`).

    signal        compiled `signal(feature…, parameter…, out[, extra column…])`. Its arguments are
                  named after the features, then after the parameters it needs as numbers; `out` is
                  a zeroed int8 column that it fills with SignalType values; then one float64
                  column, filled with NaN, for each name in `columns`.
    columns       extra columns that the function fills: "strength" (0..1 scales the size; NaN is
                  1), and prices of which NaN leaves the decision to the risk settings: "stop" and
                  "target" of the position, "limit" or "trigger" of the entry (NaN: a market order)
    reach         bars back that the signal reads besides the present one (1 for a crossing), or
                  None if it is not known
    default_risk  risk settings, which a run's own settings override
    """

    signal: ClassVar[Callable[..., None]]
    columns: ClassVar[tuple[str, ...]] = ()
    reach: ClassVar[int | None] = None
    default_risk: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        function = cls.__dict__.get("signal")
        if function is not None and not isinstance(function, staticmethod):
            cls.signal = staticmethod(function)  # else it would get the strategy as first argument

    def features(self) -> dict[str, Feature]:
        """The columns that the signal reads, by argument name."""
        raise StrategyError(
            f"{type(self).__name__} declares no features: define features() so that it returns"
            ' {"argument": Feature(...)}'
        )

    @property
    def name(self) -> str:
        """The tag under which commands and saved runs know the strategy."""
        return str(self.__struct_config__.tag)

    def parameters(self) -> dict[str, Any]:
        """Parameter values by name."""
        return msgspec.structs.asdict(self)

    def signal_arguments(self) -> tuple[list[str], list[str]]:
        """Names of the features and of the parameters that the signal function takes, in its order.

        Raises StrategyError where the function's arguments are not of the form above.
        """
        if not hasattr(type(self), "signal"):
            raise StrategyError(
                f"{self.name} has no signal: add `signal = staticmethod(f)`, f being a @kernel"
            )
        function = getattr(self.signal, "py_func", self.signal)
        names = list(inspect.signature(function).parameters)
        outputs = ["out", *self.columns]
        features = list(self.features())
        inputs = names[: len(names) - len(outputs)]
        where = f"{self.name}: signal({', '.join(names)})"
        if not features:
            raise StrategyError(f"{where}: features() is empty; a signal reads one column at least")
        if not set(self.columns) <= set(EXTRA_COLUMNS):
            raise StrategyError(f"{where}: columns may name {', '.join(EXTRA_COLUMNS)} only")
        if names[len(inputs) :] != outputs:
            raise StrategyError(
                f"{where} must end with the columns that it fills: {', '.join(outputs)}"
            )
        if inputs[: len(features)] != features:
            raise StrategyError(
                f"{where} must begin with its features in the order of features():"
                f" {', '.join(features)}"
            )
        scalars = inputs[len(features) :]
        unknown = [name for name in scalars if name not in self.__struct_fields__]
        if unknown:
            raise StrategyError(
                f"{where}: {unknown[0]!r} is neither a feature nor a parameter of the strategy"
            )
        return features, scalars


def require(holds: bool, message: str) -> None:
    """Raise ParameterError with the message unless the rule between parameters holds."""
    if not holds:
        raise ParameterError(message)
