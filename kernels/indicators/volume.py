"""Volume: who stands behind a move."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.sums import total

TILE = 512


@kernel
def obv(close: F64, volume: F64) -> F64:
    """On-balance volume: the volume of rises less that of falls, begun by the first bar's.

    close, volume  (n,) price and units traded; a value that is not finite marks a missing bar
    returns        (n,) in units of the volume; NaN at a missing bar, and from its last value and
                   price on after it
    source         J. Granville, New Key to Stock Market Profits, 1963; begun as in TA-Lib
    """
    out = empty(close.size)
    balance = 0.0
    before = -np.inf
    for i in range(close.size):
        price = close[i]
        units = volume[i]
        if not abs(price) + abs(units) < np.inf:
            out[i] = np.nan
            continue
        signed = units if price > before else -units
        balance += signed if price != before else 0.0
        before = price
        out[i] = balance
    return out


@kernel
def ad(high: F64, low: F64, close: F64, volume: F64) -> F64:
    """Accumulation/distribution line: volume weighed by where the close lies in its bar's range.

    high, low, close, volume  (n,) prices and units traded; a value that is not finite marks a
                              missing bar
    returns                   (n,) in units of the volume; NaN at a missing bar, and from its last
                              value on after it
    source                    M. Chaikin's line, as TA-Lib's AD
    """
    out = empty(close.size)
    line = 0.0
    for start in range(0, close.size, TILE):
        part = out[start : start + TILE]
        stop = start + part.size
        _flow(high[start:stop], low[start:stop], close[start:stop], volume[start:stop], part)
        for k in range(part.size):
            flow = part[k]
            absent = np.isnan(flow)
            line += 0.0 if absent else flow
            part[k] = np.nan if absent else line
    return out


@kernel
def cmf(high: F64, low: F64, close: F64, volume: F64, period: int) -> F64:
    """Chaikin money flow: volume weighed as in `ad`, as a share of all volume, -1 to 1.

    high, low, close, volume  (n,) prices and units traded; a value that is not finite marks a
                              missing bar
    period                    bars in the window, at least 1
    returns                   (n,) NaN where the window is not full, holds a missing bar or has no
                              volume
    source                    M. Chaikin's money flow; S. Achelis, Technical Analysis from A to Z,
                              2000
    """
    flow = empty(close.size)
    _flow(high, low, close, volume, flow)
    out = total(flow, period)
    traded = total(volume, period)
    for i in range(close.size):
        out[i] /= traded[i] if traded[i] > 0.0 else np.nan
    return out


@kernel
def _flow(high: F64, low: F64, close: F64, volume: F64, out: F64) -> None:
    """Write each bar's volume, from -1 times where it closed at its low to 1 at its high."""
    for k in range(out.size):
        span = high[k] - low[k]
        place = (close[k] - low[k]) - (high[k] - close[k])
        share = place / span if span > 0.0 else 0.0 * place
        flow = share * volume[k]
        out[k] = flow if abs(flow) + abs(span) < np.inf else np.nan
