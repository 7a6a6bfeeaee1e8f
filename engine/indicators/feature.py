"""A feature: an indicator by name with its inputs and parameters, or a plain price column."""

from __future__ import annotations

from dataclasses import dataclass

PRICE_COLUMNS = ("open", "high", "low", "close", "volume")
SESSION = "session"


@dataclass(frozen=True, init=False)
class Feature:
    """One column that a strategy reads.

    Feature("close")                                        a price column
    Feature("session")                                      ordinal of each bar's session
    Feature("sma", "close", 20)                             an indicator: inputs, then parameters
    Feature("bollinger", "close", 20, 2.0, output="upper")  one output of several
    Feature("sma", Feature("rsi", "close", 14), 5)          an indicator of a feature

    Feature("vwap", "high", "low", "close", "volume")       sessions need not be said
    Feature("sma", "close", 50, interval="1d")              of daily bars made of shorter ones

    Inputs and parameters stand in the order that `openbell indicators NAME` prints; parameters left
    out take their defaults. With an interval the whole feature is computed on bars of that one, and
    each of those counts only when it has ended. Equal features are one column, computed once.
    """

    name: str
    arguments: tuple[str | int | float | Feature, ...]
    output: str | None
    interval: str | None

    def __init__(
        self,
        name: str,
        *arguments: str | int | float | Feature,
        output: str | None = None,
        interval: str | None = None,
    ) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "arguments", arguments)
        object.__setattr__(self, "output", output)
        object.__setattr__(self, "interval", interval)

    def __str__(self) -> str:
        inside = f"({', '.join(map(str, self.arguments))})" if self.arguments else ""
        output = f".{self.output}" if self.output else ""
        return f"{self.name}{inside}{output}{f' of {self.interval} bars' if self.interval else ''}"
