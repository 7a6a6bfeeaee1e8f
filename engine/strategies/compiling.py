"""Where a user's functions keep their compiled form, and their twins that check every index."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any, cast
from weakref import WeakKeyDictionary

import numba
from numba.core.dispatcher import Dispatcher

from kernels.jit import checked_kernel

from .. import compile_cache
from ..errors import StrategyError
from .base import BaseStrategy
from .purity import is_own, references
from .sources import code_hash

_LOCK = threading.RLock()
_TWINS: WeakKeyDictionary[Any, Callable[..., None]] = WeakKeyDictionary()


@contextmanager
def compiled_into(name: str) -> Iterator[None]:
    """Functions decorated meanwhile keep their compiled form in this folder of the compile cache.

    Numba does not see an edit in a module that a function calls into: a folder named by the content
    of all of them cannot go stale, and a strategy may lie where nothing can be written.
    """
    with _LOCK:
        config: Any = numba.config
        before = config.CACHE_DIR
        config.CACHE_DIR = str(compile_cache.directory() / name)
        try:
            yield
        finally:
            config.CACHE_DIR = before


def checked(strategy: BaseStrategy) -> Callable[..., None]:
    """A twin of the signal, and of the user's kernels that it calls, that checks indices.

    It raises IndexError where the signal itself would read or write beside its arrays. Twins keep
    their compiled form apart from their originals: numba would take one for the other.
    """
    function = strategy.signal
    if not isinstance(function, Dispatcher):
        raise StrategyError(f"{strategy.name}: signal is not compiled: decorate it with @kernel")
    with _LOCK:
        if function not in _TWINS:
            with compiled_into(f"checked-{code_hash(type(strategy))}"):
                _TWINS[function] = _twin(function, {})
        return _TWINS[function]


def _twin(function: Dispatcher, made: dict[FunctionType, Any]) -> Any:
    original = cast("FunctionType", function.py_func)
    if original in made:
        return made[original]
    scope = dict(original.__globals__)
    for path, value in list(references(original)):
        if isinstance(value, Dispatcher) and value is not function and is_own(value, original):
            _put(scope, path, _twin(value, made))
    clone = FunctionType(
        original.__code__, scope, original.__name__, original.__defaults__, original.__closure__
    )
    clone.__module__, clone.__qualname__ = original.__module__, original.__qualname__
    made[original] = checked_kernel(clone)
    return made[original]


def _put(scope: dict[str, Any], path: str, value: Any) -> None:
    """Bind `name`, or `module.name` in a copy of the module."""
    root, _, name = path.partition(".")
    if not name:
        scope[root] = value
    elif "." not in name:
        copy = ModuleType(scope[root].__name__)
        vars(copy).update(vars(scope[root]))
        setattr(copy, name, value)
        scope[root] = copy
