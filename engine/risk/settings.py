"""Risk settings: how much to buy, when to give up, when to take the profit."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args

import msgspec
from msgspec.structs import force_setattr

from ..errors import ParameterError
from ..nearest import hint
from .lists import kept, parts, values

StopName = Literal[
    "none",
    "percent",
    "atr",
    "trailing_percent",
    "trailing_atr",
    "chandelier",
    "break_even",
    "time",
]
TargetName = Literal["none", "percent", "r", "atr"]

FIXED_STOPS = ("percent", "atr")
TRAILING_STOPS = ("trailing_percent", "trailing_atr", "chandelier")
PERCENT_STOPS = ("percent", "trailing_percent")
ATR_STOPS = ("atr", "trailing_atr", "chandelier")
MAX_TARGETS = 4
MOST_BARS = 1_000_000_000
NEAR = 1e-9
"""By how much the parts of several targets may miss 1, the whole position."""


class Stop(NamedTuple):
    """One kind of stop and its value: a fraction, a multiple of ATR or of R, or a count of bars."""

    kind: str
    value: float


class Target(NamedTuple):
    """One target, its value, and the part of the entry quantity that it closes."""

    kind: str
    value: float
    part: float


class Risk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules that turn a signal into a position, and protect it.

    All shares are fractions (0.02 is 2 %). `None` for `fraction` is 1/min(S, max_positions) of the
    equity for S symbols, and for `max_positions` it is S. `lot` 0 allows fractional quantities.

    `stop`, `stop_value`, `target`, `target_value` and `target_part` take one value or several (a
    list, a tuple, or text with commas), the values in the order of their kinds. They are kept as
    one bare value or as a tuple; read them as `stops` and `targets`.
    """

    sizing: Literal["fraction", "quantity", "risk", "volatility", "kelly"] = "fraction"
    fraction: float | None = None
    quantity: float | None = None
    risk_per_trade: float = 0.01
    target_volatility: float = 0.15
    kelly_cap: float = 0.25
    drawdown_scale: float | None = None
    max_positions: int | None = None
    stop: StopName | tuple[StopName, ...] = "none"
    stop_value: float | tuple[float, ...] | None = None
    target: TargetName | tuple[TargetName, ...] = "none"
    target_value: float | tuple[float, ...] | None = None
    target_part: float | tuple[float, ...] | None = None
    trail_after_target: bool = False
    atr_period: int = 14
    size_at: Literal["fill", "signal"] = "fill"
    max_leverage: float = 1.0
    allow_short: bool = False
    lot: float = 0.0
    max_age: int = 5
    entry_bars: int = 1
    cooldown: int = 0

    def __post_init__(self) -> None:
        for name, nothing in (("stop", "none"), ("target", "none")):
            force_setattr(self, name, kept(values(parts(getattr(self, name))), nothing))
        for name in ("stop_value", "target_value", "target_part"):
            force_setattr(self, name, kept(_numbers(name, getattr(self, name)), None))
        _require_positive(self)
        _require_kinds("stop", self.stop, get_args(StopName))
        _require_kinds("target", self.target, get_args(TargetName))
        _require_stops(self)
        _require_targets(self)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The kinds of stop with their values; empty without one."""
        if self.stop == "none":
            return ()
        return tuple(map(Stop, values(self.stop), values(self.stop_value)))

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets in the order given; empty without one."""
        if self.target == "none":
            return ()
        shares = values(self.target_part) or (1.0,)
        return tuple(map(Target, values(self.target), values(self.target_value), shares))

    @property
    def first_stops(self) -> tuple[Stop, ...]:
        """Those stops that have a price at the entry's fill."""
        kinds = FIXED_STOPS if self.trail_after_target else (*FIXED_STOPS, *TRAILING_STOPS)
        return tuple(each for each in self.stops if each.kind in kinds)

    @property
    def needs_atr(self) -> bool:
        """Whether a stop or target is priced from the ATR."""
        kinds = [each.kind for each in self.stops] + [each.kind for each in self.targets]
        return any(kind in ATR_STOPS for kind in kinds)


def require_stop(risk: Risk, stop_column: bool) -> None:
    """Raise ParameterError where a setting measures by a stop that nothing prices.

    stop_column   whether the strategy, or the caller, gives a stop with its signals
    """
    if stop_column or risk.first_stops:
        return
    if risk.sizing == "risk":
        raise ParameterError(
            "risk sizing=risk needs a stop to measure by, for example stop=atr stop_value=2"
        )
    if any(each.kind == "r" for each in risk.targets):
        late = " (with trail_after_target trailing stops begin later)" if risk.stops else ""
        raise ParameterError(f"risk target=r counts distances to the stop: give a stop{late}")
    if any(each.kind == "break_even" for each in risk.stops):
        raise ParameterError(
            "risk stop=break_even counts distances to another stop: give one beside it, for"
            " example stop=percent,break_even stop_value=0.02,1"
        )


def _numbers(name: str, setting: Any) -> tuple[float, ...]:
    try:
        return tuple(float(each) for each in values(parts(setting)))
    except (TypeError, ValueError) as error:
        raise ParameterError(f"risk {name}={setting!r}: must be a number or several") from error


def _require_positive(risk: Risk) -> None:
    names = (
        "fraction",
        "quantity",
        "risk_per_trade",
        "target_volatility",
        "kelly_cap",
        "drawdown_scale",
        "max_positions",
        "stop_value",
        "target_value",
        "target_part",
        "atr_period",
        "max_leverage",
        "max_age",
        "entry_bars",
    )
    for name in names:
        for value in values(getattr(risk, name)):
            if not 0.0 < value < float("inf"):
                raise ParameterError(f"risk {name}={value}: must be a finite number above 0")
    for name in ("max_positions", "atr_period", "max_age", "entry_bars", "cooldown"):
        count = getattr(risk, name)
        if count is not None and count > MOST_BARS:
            raise ParameterError(f"risk {name}={count}: must be {MOST_BARS:,} at most")
    if not 0.0 <= risk.lot < float("inf"):
        raise ParameterError(f"risk lot={risk.lot}: must be 0 (fractional) or a lot size")
    if risk.cooldown < 0:
        raise ParameterError(f"risk cooldown={risk.cooldown}: must be 0 or a number of bars")
    if risk.drawdown_scale is not None and risk.drawdown_scale > 1.0:
        raise ParameterError(
            f"risk drawdown_scale={risk.drawdown_scale}: must be a fraction up to 1 (0.2 is 20 %)"
        )
    if risk.sizing == "quantity" and risk.quantity is None:
        raise ParameterError("risk sizing=quantity needs quantity, for example quantity=100")


def _require_kinds(name: str, setting: Any, known: tuple[str, ...]) -> None:
    kinds = values(setting)
    for kind in kinds:
        if kind not in known:
            raise ParameterError(f"risk {name}={kind}: unknown{hint(str(kind), known)}")
    if "none" in kinds and len(kinds) > 1:
        raise ParameterError(f"risk {name}={','.join(kinds)}: none cannot stand beside others")


def _require_stops(risk: Risk) -> None:
    if risk.stop == "none":
        return
    if len(values(risk.stop)) >= len(get_args(StopName)):
        raise ParameterError(f"risk stop has {len(values(risk.stop))} kinds: one of each at most")
    _require_values("stop", risk.stop, risk.stop_value)
    kinds = [each.kind for each in risk.stops]
    for number, (kind, value) in enumerate(risk.stops):
        if kind in kinds[:number]:
            raise ParameterError(
                f"risk stop={','.join(kinds)}: {kind} is given twice, keep the tighter one"
            )
        if kind in PERCENT_STOPS and not value < 1.0:
            raise ParameterError(
                f"risk stop_value={value}: must be a fraction below 1 (0.02 is 2 %)"
            )
        if kind == "time" and not value.is_integer():
            raise ParameterError(
                f"risk stop_value={value}: stop=time counts bars, a whole number from 1 on"
            )


def _require_targets(risk: Risk) -> None:
    if risk.target != "none":
        _require_values("target", risk.target, risk.target_value)
        kinds, shares = values(risk.target), values(risk.target_part)
        if len(kinds) > MAX_TARGETS:
            raise ParameterError(f"risk target has {len(kinds)} kinds: at most {MAX_TARGETS}")
        if len(kinds) > 1 and not shares:
            raise ParameterError(
                "risk target with several kinds needs target_part, the part of the position that"
                " each closes, for example target_part=0.5,0.5"
            )
        if shares and len(shares) != len(kinds):
            raise ParameterError(
                f"risk target has {len(kinds)} and target_part {len(shares)} values: one for each"
            )
        if sum(shares) > 1.0 + NEAR:
            raise ParameterError(f"risk target_part: the parts sum to {sum(shares):g}, above 1")
    if risk.trail_after_target:
        if not any(each.kind in TRAILING_STOPS for each in risk.stops):
            raise ParameterError(
                "risk trail_after_target=true needs a trailing stop: trailing_percent,"
                " trailing_atr or chandelier"
            )
        if not risk.targets or sum(each.part for each in risk.targets) >= 1.0 - NEAR:
            raise ParameterError(
                "risk trail_after_target=true needs a target that leaves a part of the position:"
                " parts that sum below 1, for example target_part=0.5"
            )


USUAL = {
    "percent": "0.02",
    "trailing_percent": "0.05",
    "atr": "2",
    "trailing_atr": "3",
    "chandelier": "3",
    "break_even": "1",
    "time": "10",
    "r": "2",
}


def _require_values(name: str, kinds: Any, numbers: Any) -> None:
    kinds, numbers = values(kinds), values(numbers)
    if not numbers:
        example = ",".join(USUAL[kind] for kind in kinds)
        raise ParameterError(
            f"risk {name}={','.join(kinds)} needs {name}_value, such as {name}_value={example}"
        )
    if len(numbers) != len(kinds):
        raise ParameterError(
            f"risk {name} has {len(kinds)} and {name}_value {len(numbers)} values: one for each"
        )
