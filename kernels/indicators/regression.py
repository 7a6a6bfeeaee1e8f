"""Straight lines through a trailing window, by least squares."""

import numpy as np

from ..jit import F64, kernel


@kernel
def linreg_slope(close: F64, period: int) -> F64:
    """Slope of the line through the last `period` values.

    close    (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 2
    returns  (n,) in units of the column a bar; NaN where the window is not full or holds a missing
             bar
    source   least squares, as TA-Lib's LINEARREG_SLOPE
    """
    return _line(close, period, False)


@kernel
def linreg_r2(close: F64, period: int) -> F64:
    """Share of the window's variance that lies on the line through it, 0 to 1.

    close    (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 2
    returns  (n,) NaN where the window is not full, holds a missing bar or is flat
    source   coefficient of determination of least squares
    """
    return _line(close, period, True)


@kernel
def _line(values: F64, period: int, determined: bool) -> F64:
    """The window as a suffix of an old block and a prefix of a new one, as in kernels.rolling.

    Values and bars are measured from the first of the new block, which the window holds.
    """
    out = np.empty(values.size)
    for i in range(min(period - 1, values.size)):
        out[i] = np.nan
    suffix = np.zeros(period + 1)
    suffix_squares = np.zeros(period + 1)
    suffix_moments = np.zeros(period + 1)
    share = 1.0 / period
    across = period * (float(period) * period - 1.0) / 12.0
    for start in range(0, values.size, period):
        origin = values[start]
        total = squares = moments = 0.0
        if start > 0:
            old = values[start - period : start]
            for k in range(period - 1, 0, -1):
                offset = old[k] - origin
                total += offset
                squares += offset * offset
                moments += offset * (k - period)
                suffix[k] = total
                suffix_squares[k] = squares
                suffix_moments[k] = moments
        total = squares = moments = 0.0
        new = values[start : start + period]
        for k in range(new.size):
            offset = new[k] - origin
            total += offset
            squares += offset * offset
            moments += offset * k
            if start + k >= period - 1:
                both = suffix[k + 1] + total
                along = suffix_moments[k + 1] + moments - both * (k - 0.5 * (period - 1.0))
                if determined:
                    spread = suffix_squares[k + 1] + squares - both * (both * share)
                    fit = along * along / (across * spread) if spread > 0.0 else np.nan
                    out[start + k] = fit if not fit > 1.0 else 1.0
                else:
                    out[start + k] = along / across if abs(along) < np.inf else np.nan
    return out
