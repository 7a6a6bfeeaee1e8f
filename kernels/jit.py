"""The two decorators of every compiled function, and the names of the array types."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
I8 = NDArray[np.int8]

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile on the first call, keep on disk, release the GIL; divide as numpy does (no exception)."""
    return cast("Function", njit(cache=True, nogil=True, error_model="numpy")(function))
