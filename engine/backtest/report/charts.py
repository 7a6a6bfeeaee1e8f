"""The numbers behind the charts, thinned until a screen can show them and a page can carry them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars as pl

    from .data import ReportData

BUCKETS = 800
CANDLES = 4_000
CELLS = 72_000  # numbers in all price charts together; about 600 kB of page
SYMBOLS = 8
LINES = 8
TRADES = 2_000
PRICES = ("open", "high", "low", "close")

Column = NDArray[np.float64]
Index = NDArray[np.int64]


def payload(data: ReportData, shown: pl.DataFrame) -> dict[str, Any]:
    """Everything that the page's script draws: equity with drawdown, prices, and the shown trades.

    Times are seconds since 1970 in UTC, each but the first as the difference to the one before.
    `notes` says in words what was thinned, `left_out` names symbols without a price chart.
    """
    drawn = drawn_symbols(data)
    count = len(drawn)
    equity, equity_note = equity_chart(data)
    prices = [price_chart(data, symbol, count) for symbol in drawn]
    merged = sorted({chart["merged"] for chart in prices if chart["merged"] > 1})
    return {
        "intraday": data.is_intraday(),
        "equity": equity,
        "prices": prices,
        "trades": trade_marks(shown, prices),
        "left_out": [symbol for symbol in data.symbols if symbol not in drawn],
        "notes": {"equity": equity_note, "price": merged_note(merged)},
    }


def drawn_symbols(data: ReportData) -> list[str]:
    """The symbols with bars that get a price chart: at most 8, those that traded most, in order."""
    having = [symbol for symbol in data.symbols if symbol in data.bars and data.bars[symbol].height]
    traded = dict(data.trades["symbol"].value_counts().iter_rows()) if data.trades.height else {}
    most = sorted(having, key=lambda symbol: -int(traded.get(symbol, 0)))[:SYMBOLS]
    return [symbol for symbol in having if symbol in most]


def merged_note(merged: list[int]) -> str:
    """What to say of candles that hold several bars each."""
    if not merged:
        return ""
    bars = f"{merged[0]:,}" if len(merged) == 1 else f"{merged[0]:,} to {merged[-1]:,}"
    return (
        f"Drawn coarser than computed: each candle merges {bars} bars, features show their last"
        " value in it, and a trade is marked at the candle that holds it."
    )


def equity_chart(data: ReportData) -> tuple[dict[str, Any], str]:
    """Equity, buy and hold and drawdown on common points, with a note where points were left out.

    Of every bucket of bars the lowest and highest mark of each curve and the deepest drawdown stay.
    """
    value = data.equity["value"].to_numpy()
    if not value.size:
        return {"t": [], "equity": [], "benchmark": [], "drawdown": []}, ""
    benchmark = aligned_benchmark(data)
    depth = drawdown(value, data.capital)
    columns = [value, depth] if benchmark is None else [value, benchmark, depth]
    kept = extremes(columns, BUCKETS)
    points: dict[str, Any] = {
        "t": differences(seconds(data.equity["ts"].to_physical().to_numpy()[kept])),
        "equity": numbers(value[kept]),
        "benchmark": [] if benchmark is None else numbers(benchmark[kept]),
        "drawdown": [round(-100.0 * float(part), 4) for part in depth[kept]],
    }
    note = (
        f"Drawn from {kept.size:,} of {value.size:,} bars: the lowest and highest of every"
        f" {math.ceil(value.size / BUCKETS):,} bars, so no peak and no trough is missing."
        if kept.size < value.size
        else ""
    )
    return points, note


def aligned_benchmark(data: ReportData) -> Column | None:
    """Buy and hold at the marks of equity: its last value at or before each."""
    if data.benchmark is None or data.benchmark.is_empty():
        return None
    joined = data.equity.select("ts").join_asof(
        data.benchmark.select("ts", "value"), on="ts", strategy="backward"
    )
    column: Column = joined["value"].fill_null(data.capital).to_numpy()
    return column


def drawdown(value: Column, capital: float) -> Column:
    """(n,) positive fraction lost since the highest mark so far; capital belongs to the peak."""
    peak = np.maximum(np.maximum.accumulate(value), capital)
    depth: Column = 1.0 - value / peak
    return depth


def extremes(columns: list[Column], buckets: int) -> Index:
    """Positions of lowest and highest of each column in each bucket, and of first and last."""
    size = columns[0].size
    width = math.ceil(size / buckets)
    if width <= 2 * len(columns):
        return np.arange(size, dtype=np.int64)
    kept = {0, size - 1}
    for start in range(0, size, width):
        for column in columns:
            part = column[start : start + width]
            kept.add(start + int(np.argmin(part)))
            kept.add(start + int(np.argmax(part)))
    return np.array(sorted(kept), dtype=np.int64)


def price_chart(data: ReportData, symbol: str, symbols: int) -> dict[str, Any]:
    """Candles and feature lines of one symbol, bars merged evenly until they fit the budget."""
    frame = data.bars[symbol]
    whole = frame["close"].is_not_nan() & frame["close"].is_not_null()
    features = data.features.get(symbol)
    lines = (
        [name for name in features.columns if name not in (*PRICES, "ts")]
        if features is not None
        else []
    )
    frame = frame.filter(whole)
    size = frame.height
    budget = min(CANDLES, CELLS // (symbols * (len(PRICES) + 1 + min(len(lines), LINES))))
    width = max(1, math.ceil(size / budget))
    starts = np.arange(0, size, width, dtype=np.int64)
    ends = np.append(starts[1:], size) - 1
    columns = {name: frame[name].to_numpy() for name in PRICES}
    chart: dict[str, Any] = {
        "symbol": symbol,
        "merged": width,
        "decimals": decimals(columns["close"]),
        "t": [],
        "open": numbers(columns["open"][starts]),
        "high": numbers(np.maximum.reduceat(columns["high"], starts) if size else columns["high"]),
        "low": numbers(np.minimum.reduceat(columns["low"], starts) if size else columns["low"]),
        "close": numbers(columns["close"][ends]),
        "lines": [],
        "lines_left_out": lines[LINES:],
    }
    chart["t"] = differences(seconds(frame["ts"].to_physical().to_numpy()[starts]))
    if features is not None:
        drawn = features.filter(whole)
        chart["lines"] = [
            {
                "name": name,
                "on_price": name in data.overlays,
                "values": numbers(drawn[name].cast(float).to_numpy()[ends]),
            }
            for name in lines[:LINES]
        ]
    return chart


def trade_marks(shown: pl.DataFrame, prices: list[dict[str, Any]]) -> list[list[Any]]:
    """[chart, entry candle, exit candle, side, entry price, exit price, quantity, pnl] a trade.

    -1 stands for no chart, and for no exit yet; the side is 1 for long and -1 for short.
    """
    charts = {chart["symbol"]: number for number, chart in enumerate(prices)}
    times = [np.cumsum(np.array(chart["t"], dtype=np.float64)) for chart in prices]
    marks: list[list[Any]] = []
    columns = ("symbol", "side", "entry_price", "exit_price", "quantity", "pnl")
    entries = seconds(shown["entry_ts"].to_physical().to_numpy())
    exits = seconds(shown["exit_ts"].to_physical().fill_null(0).to_numpy())
    is_open = shown["exit_ts"].is_null()
    for k, (symbol, side, paid, got, size, pnl) in enumerate(shown.select(columns).iter_rows()):
        chart = charts.get(symbol, -1)
        if chart < 0:
            marks.append([-1])
            continue
        entry = int(np.searchsorted(times[chart], entries[k], side="right")) - 1
        exit_ = int(np.searchsorted(times[chart], exits[k], side="right")) - 1
        marks.append(
            [
                chart,
                max(entry, 0),
                -1 if is_open[k] else max(exit_, 0),
                1 if side == "long" else -1,
                short(paid),
                short(got),
                short(size),
                short(pnl),
            ]
        )
    return marks


def seconds(ts: NDArray[np.int64]) -> Column:
    """Nanoseconds as seconds, exact where they are whole."""
    part: Column = (ts // 1_000_000_000).astype(np.float64) + (ts % 1_000_000_000) * 1e-9
    return part


def differences(time: Column) -> list[int | float]:
    """The first time, then each step; whole numbers where every time is whole."""
    steps = np.diff(time, prepend=0.0)
    if np.all(steps == np.floor(steps)):
        return [int(step) for step in steps]
    return [round(float(step), 6) for step in steps]


def numbers(column: Column) -> list[float | None]:
    """The column to 7 significant digits of its largest value; None where it is not finite."""
    finite = np.isfinite(column)
    largest = float(np.max(np.abs(column[finite]))) if finite.any() else 0.0
    digits = 7 - (math.floor(math.log10(largest)) + 1 if largest > 0.0 else 1)
    rounded = np.round(column, max(0, digits)).tolist()
    return [part if known else None for part, known in zip(rounded, finite.tolist(), strict=True)]


def short(value: float | None) -> float | None:
    """One number to 8 significant digits, None where it is not finite."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.8g}")


def decimals(close: Column) -> int:
    """Decimals that show the last 500 prices exactly, at least 2, at most those of six digits.

    Single-precision data such as 209.850006 would otherwise fill the axis with noise.
    """
    recent = close[-500:]
    recent = recent[np.isfinite(recent)]
    most = 2
    if recent.size and float(recent.max()) > 0.0:
        most = min(8, max(2, 5 - math.floor(math.log10(float(recent.max())))))
    for places in range(2, most):
        if np.all(np.abs(np.round(recent, places) - recent) <= 1e-9 * np.abs(recent)):
            return places
    return most
