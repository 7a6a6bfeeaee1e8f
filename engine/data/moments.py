"""Moments as text: nanoseconds since 1970 the way that messages show them."""

import numpy as np


def text(ts: int) -> str:
    """ISO form in UTC, as short as it is exact: 2024-01-02, or 2024-01-02 14:30."""
    moment = str(np.datetime64(int(ts), "ns")).replace("T", " ")
    for ending in (".000000000", ":00", " 00:00"):
        moment = moment.removesuffix(ending)
    return moment
