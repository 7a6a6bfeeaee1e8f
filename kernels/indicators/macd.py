"""Distances between a fast and a slow average."""

import numpy as np

from ..jit import F64, fused, kernel
from ..memory import empty
from .averages import STRETCH, ema, sma
from .smoothings import share

VANISHED = 1e-290


@kernel
def macd(close: F64, fast: int, slow: int, signal: int) -> tuple[F64, F64, F64]:
    """Moving average convergence/divergence: a fast ema less a slow one, and its own ema.

    close         (n,) any column; a value that is not finite marks a missing bar
    fast, slow    bars of the two averages, at least 1, fast below slow
    signal        bars of the average of their distance, at least 1
    returns       macd, signal, histogram (macd - signal) (n,) in units of the column; NaN until
                  slow + signal - 1 bars have been seen, and again after a missing bar
    source        G. Appel, Technical Analysis: Power Tools for Active Investors, 2005, chapter 8;
                  begun as in TA-Lib: the fast average by the mean of the last `fast` of `slow` bars
    """
    size = close.size
    lines, signals, histogram = empty(size), empty(size), empty(size)
    weight_fast, weight_slow, weight = 2.0 / (fast + 1.0), 2.0 / (slow + 1.0), 2.0 / (signal + 1.0)
    keep_fast, keep_slow, keep = 1.0 - weight_fast, 1.0 - weight_slow, 1.0 - weight
    needed = slow + signal - 1
    quick = steady = mean = line = 0.0
    seen = i = 0
    while i < size:
        if seen < needed:
            seen += 1
            quick += share(seen - slow + fast, fast, weight_fast) * (close[i] - quick)
            steady += share(seen, slow, weight_slow) * (close[i] - steady)
            line = quick - steady
            mean += share(seen - slow + 1, signal, weight) * (line - mean)
            if not abs(line) < np.inf:
                quick = steady = mean = 0.0
                seen = 0
            begun = seen == needed
            lines[i] = line if begun else np.nan
            signals[i] = mean if begun else np.nan
            histogram[i] = line - mean if begun else np.nan
            i += 1
            continue
        before = close[i - 1]
        quick_above = quick - before
        steady_above = steady - before
        mean_above = mean - line if abs(mean - line) > VANISHED else 0.0
        stretch = close[i : i + STRETCH]
        line_part, signal_part, histogram_part = lines[i:], signals[i:], histogram[i:]
        done = 0
        while done < stretch.size:
            fall = before - stretch[done]
            before = stretch[done]
            quick_above = fused(keep_fast, quick_above, keep_fast * fall)
            steady_above = fused(keep_slow, steady_above, keep_slow * fall)
            fall = line - (quick_above - steady_above)
            line = quick_above - steady_above
            mean_above = fused(keep, mean_above, keep * fall)
            mean = line + mean_above
            if not abs(mean) < np.inf:
                break
            line_part[done] = line
            signal_part[done] = mean
            histogram_part[done] = line - mean
            done += 1
        i += done
        quick = before + quick_above
        steady = before + steady_above
        if done < stretch.size:
            quick = steady = mean = 0.0
            seen = 0
    return lines, signals, histogram


@kernel
def ppo(close: F64, fast: int, slow: int, average: int) -> F64:
    """Percentage price oscillator: a fast average less a slow one, in percent of the slow one.

    close        (n,) any column; a value that is not finite marks a missing bar
    fast, slow   bars of the two averages, at least 1, fast below slow
    average      0 simple, 1 exponential
    returns      (n,) NaN where the slow average is; 0, as in TA-Lib, where it is 0
    source       as TA-Lib's PPO
    """
    out = ema(close, fast) if average else sma(close, fast)
    other = ema(close, slow) if average else sma(close, slow)
    for i in range(close.size):
        rate = (out[i] - other[i]) / other[i] * 100.0
        out[i] = rate if other[i] != 0.0 else 0.0
    return out
