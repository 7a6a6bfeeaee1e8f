"""The decorators of every compiled function, and the names of the array types."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
I8 = NDArray[np.int8]
Records = NDArray[np.void]
Record = Any  # one row of Records: its fields are attributes in a kernel

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile on the first call, keep on disk, release the GIL; divide as numpy does."""
    return _compiled(function)


def loop_kernel(function: Function) -> Function:
    """A kernel that cannot allocate: compiled without Numba's runtime, so without reference counts.

    With reference counts a quiet bar took 82 ns, without them 7.
    """
    return _compiled(function, _nrt=False)


def step_kernel(function: Function) -> Function:
    """A part of a loop kernel. It has no file of its own on disk: its code lies in the loop's.

    Saves a seventh of the time to compile the loop.
    """
    return cast("Function", njit(nogil=True, error_model="numpy", _nrt=False)(function))


def inline_kernel(function: Function) -> Function:
    """A step kernel whose body is put into its caller: for the few lines that run at every bar.

    Handing the account's arrays to a function cost 100 ns a call.
    """
    options = {"nogil": True, "error_model": "numpy", "_nrt": False, "inline": "always"}
    return cast("Function", njit(**options)(function))


def checked_kernel(function: Function) -> Function:
    """A kernel that raises IndexError where it would read or write beside its arrays."""
    return _compiled(function, boundscheck=True)


@intrinsic  # type: ignore[untyped-decorator]
def fused(_: Any, a: Any, b: Any, c: Any) -> Any:
    """a * b + c, rounded once: the recurrence of a smoothing in one operation instead of two."""
    del a, b, c

    def built(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.fma(*values)

    return types.float64(types.float64, types.float64, types.float64), built


def _compiled(function: Function, **options: Any) -> Function:
    """Compile; keep it on disk unless the code has no file (typed at a prompt)."""
    options |= {"nogil": True, "error_model": "numpy"}
    try:
        return cast("Function", njit(cache=True, **options)(function))
    except RuntimeError:
        return cast("Function", njit(**options)(function))
