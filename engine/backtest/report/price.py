"""Candles and feature lines of one symbol: the whole run thinned, and every bar near a trade."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from .thinning import Column, Index, decimals, differences, numbers, seconds, whole

if TYPE_CHECKING:
    from .data import ReportData

CANDLES = 3_000
CELLS = 54_000  # numbers in all overviews together; about 350 kB of page
DETAIL_CELLS = 160_000  # numbers near trades together; about 500 kB
SYMBOLS = 8
LINES = 8
AROUND = 10  # bars before and after a fill
PRICES = ("open", "high", "low", "close")


def drawn_symbols(data: ReportData) -> list[str]:
    """The symbols with bars that get a price chart: at most 8, those that traded most, in order."""
    having = [symbol for symbol in data.symbols if symbol in data.bars and data.bars[symbol].height]
    traded = dict(data.trades["symbol"].value_counts().iter_rows()) if data.trades.height else {}
    most = sorted(having, key=lambda symbol: -int(traded.get(symbol, 0)))[:SYMBOLS]
    return [symbol for symbol in having if symbol in most]


def price_chart(
    data: ReportData, symbol: str, symbols: int, shown: pl.DataFrame, cells: int = DETAIL_CELLS
) -> dict[str, Any]:
    """One symbol's chart among `symbols`: an overview of at most its share of candles.

    Where that merges bars, `near` holds each bar of its own around the fills of the shown trades,
    as far as the share of `cells` goes; `gaps` are the positions in it after which bars are absent.
    """
    frame = data.bars[symbol]
    priced = frame["close"].is_not_nan() & frame["close"].is_not_null()
    features = data.features.get(symbol)
    lines = [] if features is None else [n for n in features.columns if n not in (*PRICES, "ts")]
    frame = frame.filter(priced)
    lines_drawn = lines[:LINES]
    values = (
        {}
        if features is None
        else {
            name: features[name].filter(priced).cast(pl.Float64).to_numpy() for name in lines_drawn
        }
    )
    per_bar = len(PRICES) + 1 + len(lines_drawn)
    width = max(1, math.ceil(frame.height / min(CANDLES, CELLS // (symbols * per_bar))))
    starts = np.arange(0, frame.height, width, dtype=np.int64)
    places = decimals(frame["close"].to_numpy())
    chart: dict[str, Any] = {
        "symbol": symbol,
        "merged": width,
        "decimals": places,
        "lines": [{"name": name, "on_price": name in data.overlays} for name in lines_drawn],
        "lines_left_out": lines[LINES:],
        "whole": candles(frame, values, starts, places),
        "near": None,
    }
    if width > 1:
        trades = shown.filter(shown["symbol"] == symbol)
        near = near_fills(frame["ts"], trades, width, cells // (symbols * per_bar))
        if near.size:
            single = frame[near.tolist()]
            kept = {name: column[near] for name, column in values.items()}
            each = np.arange(near.size, dtype=np.int64)
            chart["near"] = candles(single, kept, each, places)
            chart["near"]["gaps"] = np.flatnonzero(np.diff(near) > 1).tolist()
    return chart


def candles(
    frame: pl.DataFrame, lines: dict[str, Column], starts: Index, places: int
) -> dict[str, Any]:
    """Columns of candles that begin at the starts; prices in steps of units of 10^-places.

    Each open is a step from the close before, high, low and close are steps from the open.
    """
    size = frame.height
    columns = {name: frame[name].to_numpy() for name in PRICES}
    if not size:
        return {"t": [], "open": [], "high": [], "low": [], "close": [], "lines": []}
    ends = np.append(starts[1:], size) - 1
    units = 10.0 ** (places + 1)  # a digit more than is shown, for prices between two ticks
    open_, high, low, close = (
        np.round(column * units).astype(np.int64)
        for column in (
            columns["open"][starts],
            np.maximum.reduceat(columns["high"], starts),
            np.minimum.reduceat(columns["low"], starts),
            columns["close"][ends],
        )
    )
    before = np.concatenate([[0], close[:-1]])
    return {
        "t": differences(seconds(frame["ts"].to_physical().to_numpy()[starts])),
        "open": (open_ - before).tolist(),
        "high": (high - open_).tolist(),
        "low": (low - open_).tolist(),
        "close": (close - open_).tolist(),
        "lines": [line(column[ends], places + 1) for column in lines.values()],
    }


def line(column: Column, places: int) -> dict[str, Any]:
    """A feature in steps of 10^-places, more places where its values are small."""
    finite = column[np.isfinite(column)]
    largest = float(np.abs(finite).max()) if finite.size else 1.0
    if largest >= 1e12:
        return {"places": None, "values": numbers(column)}
    fine = min(9, max(0, 6 - math.floor(math.log10(largest)) if largest > 0.0 else places))
    chosen = max(0, min(places, fine) if largest >= 10.0 else fine)
    return {"places": chosen, "values": whole(column, chosen)}


def near_fills(ts: pl.Series, trades: pl.DataFrame, width: int, budget: int) -> Index:
    """Positions of the bars within 10 of a fill, the latest trades first to the budget.

    Always all bars of an overview's candle or none, so that both can be put side by side.
    """
    stamps = ts.to_physical().to_numpy()
    kept = np.zeros(math.ceil(stamps.size / width), dtype=np.bool_)
    left = budget // width
    entries = trades["entry_ts"].to_physical().to_list()
    exits = trades["exit_ts"].to_physical().to_list()
    for pair in zip(reversed(entries), reversed(exits), strict=True):
        fills = [
            int(np.searchsorted(stamps, at, side="right")) - 1 for at in pair if at is not None
        ]
        spans = [(max(0, at - AROUND) // width, (at + AROUND) // width + 1) for at in fills]
        if len(fills) == 2 and spans[1][0] - spans[0][1] <= 1:
            spans = [(spans[0][0], spans[1][1])]
        left -= sum(int(np.sum(~kept[first:last])) for first, last in spans)
        if left < 0:
            break
        for first, last in spans:
            kept[first:last] = True
    return np.flatnonzero(np.repeat(kept, width)[: stamps.size]).astype(np.int64)
