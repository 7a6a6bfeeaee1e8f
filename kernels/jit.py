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


def step_kernel(function: Function) -> Function:
    """A kernel that cannot allocate: compiled without Numba's runtime, so without reference counts.

    The bar step and all that it calls use it. With reference counts a quiet bar took 82 ns, without
    them 7.
    """
    options = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    return cast("Function", njit(**options)(function))


def inline_kernel(function: Function) -> Function:
    """A step kernel whose body is put into its caller: for the few lines that run at every bar.

    Handing the account's arrays to a function cost 100 ns a call.
    """
    options = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    return cast("Function", njit(inline="always", **options)(function))
