"""The rows of the report's tables, written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from . import figures
from .reasons import meaning

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .data import ReportData

EXAMPLES = 3
GRADED = 40


class Column(NamedTuple):
    """A column: its name in the frame, title, whether it is a number, how a cell is written."""

    name: str
    title: str
    numeric: bool
    text: Callable[[Any], str]


def trades(data: ReportData, shown: pl.DataFrame) -> dict[str, Any]:
    """The shown trades, numbered as in the run."""
    timed = data.is_intraday()

    def moment(value: datetime | None) -> str:
        return figures.moment(value, timed)

    known = (
        Column("symbol", "Symbol", False, str),
        Column("side", "Side", False, str),
        Column("entry_ts", "Entry", False, moment),
        Column("entry_price", "Entry price", True, figures.price),
        Column("exit_ts", "Exit", False, moment),
        Column("exit_price", "Exit price", True, figures.price),
        Column("quantity", "Quantity", True, figures.quantity),
        Column("pnl", "Profit", True, lambda value: figures.money(value, signed=True)),
        Column("return", "Return", True, lambda value: figures.percent(value, signed=True)),
        Column("fees", "Fees", True, figures.money),
        Column("bars", "Bars", True, figures.plain),
        Column("mae", "MAE", True, figures.percent),
        Column("mfe", "MFE", True, figures.percent),
        Column("exit_reason", "Exit reason", False, str),
    )
    columns = [column for column in known if column.name in shown.columns]
    if len(data.symbols) == 1:
        columns = [column for column in columns if column.name != "symbol"]
    first = data.trades.height - shown.height + 1
    frame = without_zone(shown.select(column.name for column in columns))
    rows = [
        [str(number), *written(columns, row)]
        for number, row in enumerate(frame.iter_rows(), start=first)
    ]
    return {
        "columns": [Column("number", "#", True, str), *columns],
        "rows": rows,
        "left_out": first - 1,
    }


def filters(shown: pl.DataFrame) -> list[dict[str, Any]]:
    """What the list of trades can be narrowed to: a choice of each column with several values."""
    kinds = [("symbol", "Symbol"), ("side", "Side"), ("exit_reason", "Exit reason")]
    found = [
        {"name": name, "title": title, "values": sorted(shown[name].unique().to_list())}
        for name, title in kinds
        if name in shown.columns
    ]
    found = [each for each in found if len(each["values"]) > 1]
    if shown.height > 1:
        found.append({"name": "outcome", "title": "Outcome", "values": ["won", "lost"]})
    return found


def grades(data: ReportData) -> dict[str, Any]:
    """How many symbols have each grade, and the worst of them with their reasons."""
    worst = sorted(data.grades, key=lambda each: each.grade, reverse=True)
    counts = dict.fromkeys(sorted({each.grade for each in data.grades}), 0)
    for each in data.grades:
        counts[each.grade] += 1
    rows = [
        {
            "symbol": each.symbol,
            "grade": each.grade,
            "rows": figures.plain(each.rows),
            "reasons": each.reasons,
            "notes": each.notes,
            "fingerprint": data.fingerprints.get(each.symbol, ""),
        }
        for each in worst[:GRADED]
    ]
    return {"counts": counts, "rows": rows, "left_out": max(0, len(worst) - GRADED)}


def by_symbol(data: ReportData) -> dict[str, Any] | None:
    """A row a symbol, None where the run has one symbol only."""
    if data.by_symbol is None or data.by_symbol.height < 2:
        return None
    known: dict[str, tuple[str, Callable[[Any], str]]] = {
        "symbol": ("Symbol", str),
        "trades": ("Trades", figures.plain),
        "pnl": ("Profit", lambda value: figures.money(value, signed=True)),
        "open_pnl": ("Open profit", lambda value: figures.money(value, signed=True)),
        "win_rate": ("Win rate", figures.percent),
        "profit_factor": ("Profit factor", figures.plain),
        "fees": ("Fees", figures.money),
        "exposure": ("Exposure", figures.percent),
    }
    columns = [
        Column(name, *shape)
        for name, dtype in data.by_symbol.schema.items()
        for shape in [column_shape(name, dtype, known)]
    ]
    return {
        "columns": columns,
        "rows": [written(columns, row) for row in data.by_symbol.iter_rows()],
    }


def column_shape(
    name: str, dtype: pl.DataType, known: dict[str, tuple[str, Callable[[Any], str]]]
) -> tuple[str, bool, Callable[[Any], str]]:
    """Title, whether a number, and how to write a cell, of a column that may be unknown."""
    title, text = known.get(
        name,
        (name.replace("_", " ").capitalize(), figures.plain if dtype.is_numeric() else str),
    )
    return title, dtype.is_numeric(), text


def without_zone(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its UTC times bare, so that reading them needs no zone database."""
    return frame.with_columns(pl.selectors.datetime().dt.replace_time_zone(None))


def written(columns: list[Column], row: tuple[Any, ...]) -> list[str]:
    """The cells of a row as text."""
    return [
        figures.NOTHING if value is None else column.text(value)
        for column, value in zip(columns, row, strict=True)
    ]


def refused(data: ReportData) -> dict[str, Any]:
    """A row a reason, the commonest first, with its meaning and the first signals it met."""
    if data.refused is None or data.refused.is_empty():
        return {"total": 0, "rows": []}
    timed = data.is_intraday()
    counts = (
        without_zone(data.refused)
        .group_by("reason", maintain_order=True)
        .agg(
            pl.len().alias("count"),
            pl.struct("ts", "symbol", "signal").head(EXAMPLES).alias("first"),
        )
        .sort("count", descending=True, maintain_order=True)
    )
    several = len(data.symbols) > 1
    rows = []
    for reason, count, first in counts.iter_rows():
        examples = [
            f"{figures.moment(example['ts'], timed)} {example['signal']}"
            + (f" {example['symbol']}" if several else "")
            for example in first
        ]
        more = "" if count <= EXAMPLES else ", …"
        rows.append(
            {
                "reason": reason,
                "count": count,
                "meaning": meaning(reason),
                "examples": ", ".join(examples) + more,
            }
        )
    return {"total": data.refused.height, "rows": rows}
