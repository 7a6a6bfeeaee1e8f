"""Volume-weighted average price."""

import numpy as np

from ..jit import F64, I32, kernel
from ..memory import empty


@kernel
def vwap(high: F64, low: F64, close: F64, volume: F64, session: I32, period: int) -> F64:
    """Volume-weighted average of the typical price (high + low + close) / 3.

    high, low, close, volume  (n,) prices and units traded; a value that is not finite marks a
                              missing bar
    session                   (n,) ordinal of each bar's session, never falling
    period                    0: from the session's first bar on; else bars in a window that knows
                              no sessions
    returns                   (n,) in price units; NaN at a missing bar, while there is no volume,
                              and where a window is not full or holds a missing bar
    source                    S. Berkowitz, D. Logue, E. Noser, The Total Cost of Transactions on
                              the NYSE, 1988

    Prices are measured from one that the average holds, so that a flat price is its own average.
    """
    out = empty(close.size)
    for i in range(close.size):
        out[i] = (high[i] + low[i] + close[i]) / 3.0
    if period == 0:
        _of_sessions(volume, session, out)
        return out
    return _of_windows(out, volume, period)


@kernel
def _of_sessions(volume: F64, session: I32, prices: F64) -> None:
    """Put each session's average so far in the prices' place."""
    origin = traded = weighted = 0.0
    for i in range(prices.size):
        if i == 0 or session[i] != session[i - 1]:
            traded = weighted = 0.0
        price = prices[i]
        units = volume[i]
        if not abs(price) + abs(units) < np.inf:
            prices[i] = np.nan
            continue
        if traded == 0.0:
            origin = price
        traded += units
        weighted += units * (price - origin)
        prices[i] = origin + weighted / traded if traded > 0.0 else np.nan


@kernel
def _of_windows(prices: F64, volume: F64, period: int) -> F64:
    """Averages over the last `period` bars, in blocks as in kernels.rolling."""
    out = empty(prices.size)
    for i in range(min(period - 1, prices.size)):
        out[i] = np.nan
    suffix_units = np.zeros(period + 1)
    suffix = np.zeros(period + 1)
    for start in range(0, prices.size, period):
        origin = prices[start]
        traded = weighted = 0.0
        if start > 0:
            old = prices[start - period : start]
            units = volume[start - period : start]
            for k in range(period - 1, 0, -1):
                traded += units[k]
                weighted += units[k] * (old[k] - origin)
                suffix_units[k] = traded
                suffix[k] = weighted
        traded = weighted = 0.0
        for i in range(start, min(start + period, prices.size)):
            traded += volume[i]
            weighted += volume[i] * (prices[i] - origin)
            if i >= period - 1:
                every = traded + suffix_units[i - start + 1]
                mean = origin + (weighted + suffix[i - start + 1]) / every
                out[i] = mean if every > 0.0 and abs(mean) < np.inf else np.nan
    return out
