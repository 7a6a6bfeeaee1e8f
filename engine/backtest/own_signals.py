"""Signals that the caller made: columns beside the bars instead of a strategy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from kernels.enums import SignalType

from ..errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..strategies.evaluation import Outputs


def own_outputs(
    sizes: Mapping[str, int],
    signals: Any = None,
    entries: Any = None,
    exits: Any = None,
    strength: Any = None,
    prices: Mapping[str, Any] | None = None,
) -> dict[str, Outputs]:
    """The given columns by symbol, as a strategy would have filled them.

    sizes            bars by symbol
    signals          whole numbers -1, 0, 1, 2 (SignalType), one a bar
    entries, exits   instead of signals: booleans; an exit becomes CLOSE, an entry BUY, and where
                     both are true the exit counts
    strength         0..1, scales the size; null or NaN is 1
    prices           by name ("stop", "target", "limit", "trigger") prices that go with the signals;
                     null or NaN leaves them to the risk settings
    For several symbols each is a mapping of symbol to column.

    Raises ParameterError naming symbol and row where a column does not fit.
    """
    if (signals is None) == (entries is None):
        raise ParameterError("give either signals=, or entries= with or without exits=")
    if signals is not None and exits is not None:
        raise ParameterError("exits= goes with entries=; in signals= an exit is a 2 (CLOSE)")
    found: dict[str, Outputs] = {}
    for symbol, size in sizes.items():
        if signals is not None:
            signal = _signal(_of(symbol, signals, sizes, "signals"), symbol, size)
        else:
            signal = _flags(_of(symbol, entries, sizes, "entries"), symbol, size, "entries").astype(
                np.int8
            )
            if exits is not None:
                leave = _flags(_of(symbol, exits, sizes, "exits"), symbol, size, "exits")
                signal[leave] = SignalType.CLOSE
        found[symbol] = {"signal": signal}
        if strength is not None:
            found[symbol]["strength"] = _strength(
                _of(symbol, strength, sizes, "strength"), symbol, size
            )
        for name, given in (prices or {}).items():
            if given is not None:
                found[symbol][name] = _prices(_of(symbol, given, sizes, name), symbol, size, name)
    return found


def code_of(outputs: Mapping[str, Outputs]) -> str:
    """Hash of given signals, in the place of a strategy's code; 32 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=16)
    for symbol, columns in outputs.items():
        for name, column in columns.items():
            digest.update(f"{symbol} {name} {column.size} ".encode())
            digest.update(np.ascontiguousarray(column).data)
    return digest.hexdigest()


def _of(symbol: str, given: Any, sizes: Mapping[str, int], name: str) -> Any:
    if not isinstance(given, Mapping):
        if len(sizes) > 1:
            raise ParameterError(f"{name}= must map each symbol to its column: {', '.join(sizes)}")
        return given
    if symbol not in given:
        raise ParameterError(f"{name}= has no column for {symbol}")
    return given[symbol]


def _column(given: Any, symbol: str, size: int, name: str) -> NDArray[Any]:
    try:
        column = given.to_numpy() if hasattr(given, "to_numpy") else np.asarray(given)
    except ValueError as error:
        raise ParameterError(f"{name} of {symbol}: is no column of values: {error}") from error
    if column.shape != (size,):
        raise ParameterError(
            f"{name} of {symbol} has shape {column.shape}, its bars are {size}: one value a bar"
        )
    return column


def _signal(given: Any, symbol: str, size: int) -> NDArray[np.int8]:
    column = _column(given, symbol, size, "signals")
    if column.dtype.kind not in "iuf":
        raise ParameterError(f"signals of {symbol} hold {column.dtype}: whole numbers -1, 0, 1, 2")
    wrong = ~np.isin(column, [int(each) for each in SignalType])
    if wrong.any():
        row = int(wrong.argmax())
        raise ParameterError(
            f"signals of {symbol}, row {row + 1}: {column[row]} is no signal; -1 sells, 0 holds, 1"
            " buys, 2 closes"
        )
    return column.astype(np.int8)


def _flags(given: Any, symbol: str, size: int, name: str) -> NDArray[np.bool_]:
    column = _column(given, symbol, size, name)
    if column.dtype != np.bool_:
        raise ParameterError(f"{name} of {symbol} hold {column.dtype}: true or false, no nulls")
    return column


def _strength(given: Any, symbol: str, size: int) -> NDArray[np.float64]:
    column = _column(given, symbol, size, "strength")
    if column.dtype.kind not in "iuf":
        raise ParameterError(f"strength of {symbol} holds {column.dtype}: numbers from 0 to 1")
    column = column.astype(np.float64)
    wrong = (column < 0.0) | (column > 1.0)
    if wrong.any():
        row = int(wrong.argmax())
        raise ParameterError(f"strength of {symbol}, row {row + 1}: {column[row]} is not in 0..1")
    return column


def _prices(given: Any, symbol: str, size: int, name: str) -> NDArray[np.float64]:
    column = _column(given, symbol, size, name)
    if column.dtype.kind not in "iuf":
        raise ParameterError(f"{name} of {symbol} holds {column.dtype}: prices, NaN where none")
    column = column.astype(np.float64)
    wrong = (column <= 0.0) | np.isinf(column)
    if wrong.any():
        row = int(wrong.argmax())
        raise ParameterError(f"{name} of {symbol}, row {row + 1}: {column[row]} is no price")
    return column
