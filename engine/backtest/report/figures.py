"""How numbers, times and names are written, in the report, the text table and the notebook."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

NOTHING = "\N{EN DASH}"

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Return", ("total_return", "cagr", "volatility", "alpha", "beta")),
    (
        "Drawdown",
        ("max_drawdown", "drawdown_length", "drawdown_recovery", "ulcer_index", "calmar"),
    ),
    (
        "Risk and reward",
        ("sharpe", "sortino", "omega", "var_95", "cvar_95", "skew", "kurtosis"),
    ),
    (
        "Can it be believed?",
        (
            "sharpe_standard_error",
            "probabilistic_sharpe",
            "deflated_sharpe",
            "minimum_track_record",
            "break_even_cost",
        ),
    ),
    (
        "Activity and costs",
        ("exposure", "average_exposure", "turnover", "fees", "slippage"),
    ),
    (
        "Trades",
        (
            "trades",
            "wins",
            "losses",
            "win_rate",
            "profit_factor",
            "expectancy",
            "expectancy_r",
            "payoff",
            "sqn",
            "kelly",
            "average_win",
            "average_loss",
            "best_trade",
            "worst_trade",
            "longest_losing_run",
            "average_holding",
            "average_mae",
            "average_mfe",
        ),
    ),
)


def grouped(keys: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The keys that are present, in reading order; what no group names comes last."""
    named = {key for _, members in GROUPS for key in members}
    groups = [(title, [key for key in members if key in keys]) for title, members in GROUPS]
    groups.append(("Further", [key for key in keys if key not in named]))
    return [(title, members) for title, members in groups if members]


def percent(value: float | None, signed: bool = False) -> str:
    """A fraction as a percentage with 2 decimals; 4 below a tenth of a percent."""
    if value is None or not math.isfinite(value):
        return NOTHING
    decimals = 4 if 0.0 < abs(value) < 0.001 else 2
    return f"{value * 100.0:{'+' if signed else ''}z,.{decimals}f}%"


def probability(value: float | None) -> str:
    """A probability as a percentage that never claims to be certain."""
    if value is not None and 0.9999 < value < 1.01:
        return "> 99.99%"
    return percent(value)


def money(value: float | None, signed: bool = False) -> str:
    """An amount of the account's currency with 2 decimals and thousands separators."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:{'+' if signed else ''}z,.2f}"


def whole_money(value: float | None) -> str:
    """An amount for a headline: without decimals from 100,000 on."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:,.{0 if abs(value) >= 1e5 else 2}f}"


def plain(value: float | int | None) -> str:
    """A count in full; a real number with 2 decimals, more when it is small."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if isinstance(value, int):
        return f"{value:,}"
    decimals = 2 if value == 0.0 or abs(value) >= 0.1 else 4
    return f"{value:z,.{decimals}f}"


def price(value: float | None) -> str:
    """A price or a quantity: 2 to 8 decimals, those of its first 7 digits that are not zero."""
    if value is None or not math.isfinite(value):
        return NOTHING
    whole = math.floor(math.log10(abs(value))) + 1 if value else 1
    text = f"{value:,.{min(8, max(2, 7 - whole))}f}"
    integer, _, fraction = text.partition(".")
    return f"{integer}.{fraction.rstrip('0').ljust(2, '0')}"


def quantity(value: float | None) -> str:
    """A quantity: whole where it is whole, else as a price."""
    if value is not None and math.isfinite(value) and value == math.floor(value):
        return f"{value:,.0f}"
    return price(value)


def figure(value: float | int | None, unit: str) -> str:
    """A value in the words of its unit; sessions and bars are named."""
    if unit == "fraction":
        return percent(value)
    if unit == "money":
        return money(value)
    if unit in ("sessions", "bars") and value is not None and math.isfinite(value):
        decimals = 0 if isinstance(value, int) or abs(value) >= 1_000.0 else 1
        return f"{value:,.{decimals}f} {unit[:-1] if value == 1 else unit}"
    return plain(value)


def moment(value: datetime | None, with_time: bool) -> str:
    """A moment in UTC, to the second only where seconds are not zero."""
    if value is None:
        return NOTHING
    if not with_time:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"


def counted(number: int, what: str) -> str:
    """1 bar, 2 bars."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def axis(value: float) -> str:
    """A round value beside an axis, without zeros that say nothing."""
    return f"{value:z,.6f}".rstrip("0").rstrip(".")


def setting(value: Any) -> str:
    """A parameter or a setting as the command line takes it."""
    if value is None:
        return "default"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ",".join(setting(part) for part in value)
    return str(value)


def printable(text: str) -> str:
    """The text without control characters, so that a name cannot steer a terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def names(symbols: tuple[str, ...], shown: int = 6) -> str:
    """The first symbols by name, the others counted."""
    listed = ", ".join(symbols[:shown])
    return listed if len(symbols) <= shown else f"{listed} and {len(symbols) - shown:,} more"
