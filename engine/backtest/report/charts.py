"""The numbers behind the charts, thinned until a screen can show them and a page can carry them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .curves import equity_chart, over_time
from .price import DETAIL_CELLS, drawn_symbols, price_chart
from .thinning import differences, seconds, short

if TYPE_CHECKING:
    import polars as pl

    from .data import ReportData

TRADES = 2_000
PRICES_BYTES = 900_000


def payload(data: ReportData, shown: pl.DataFrame) -> dict[str, Any]:
    """Everything that the page's script draws: equity with drawdown, prices, and the shown trades.

    Times are seconds since 1970 in UTC, each but the first as the difference to the one before.
    `notes` says in words what was thinned, `left_out` names symbols without a price chart.
    """
    drawn = drawn_symbols(data)
    equity, equity_note = equity_chart(data)
    prices = price_charts(data, drawn, shown)
    merged = sorted({chart["merged"] for chart in prices if chart["merged"] > 1})
    return {
        "intraday": data.is_intraday(),
        "equity": equity,
        "over": over_time(data),
        "prices": prices,
        "trades": trade_marks(shown, prices),
        "left_out": [symbol for symbol in data.symbols if symbol not in drawn],
        "notes": {"equity": equity_note, "price": merged_note(merged)},
    }


def price_charts(data: ReportData, drawn: list[str], shown: pl.DataFrame) -> list[dict[str, Any]]:
    """The charts of the symbols, with fewer bars near trades where features take much room."""
    cells = DETAIL_CELLS
    while True:
        prices = [price_chart(data, symbol, len(drawn), shown, cells) for symbol in drawn]
        if not cells or len(json.dumps(prices, separators=(",", ":"))) <= PRICES_BYTES:
            return prices
        cells = cells // 2 if cells > 10_000 else 0


def merged_note(merged: list[int]) -> str:
    """What to say of candles that hold several bars each."""
    if not merged:
        return ""
    bars = f"{merged[0]:,}" if len(merged) == 1 else f"{merged[0]:,} to {merged[-1]:,}"
    return (
        f"Drawn coarser than computed: each candle merges {bars} bars, features show their last"
        " value in it, and a trade is marked at the candle that holds it. A trade's number shows"
        " every bar near its fills."
    )


def trade_marks(shown: pl.DataFrame, prices: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Columns of the shown trades: number of the chart (-1: none), times in seconds, side, prices.

    `entry` holds differences, `held` the seconds from entry to exit, null while a trade is open;
    the side is 1 for long and -1 for short.
    """
    charts = {chart["symbol"]: number for number, chart in enumerate(prices)}
    entries = seconds(shown["entry_ts"].to_physical().to_numpy())
    exits = seconds(shown["exit_ts"].to_physical().fill_null(0).to_numpy())
    held = [
        None if is_open else round(float(span), 6)
        for span, is_open in zip(exits - entries, shown["exit_ts"].is_null(), strict=True)
    ]
    return {
        "chart": [charts.get(symbol, -1) for symbol in shown["symbol"]],
        "entry": differences(entries),
        "held": [
            None if span is None else int(span) if span == int(span) else span for span in held
        ],
        "side": [1 if side == "long" else -1 for side in shown["side"]],
        "paid": [short(value) for value in shown["entry_price"]],
        "got": [short(value) for value in shown["exit_price"]],
        "size": [short(value) for value in shown["quantity"]],
        "pnl": [None if value is None else round(value, 2) for value in shown["pnl"]],
    }
