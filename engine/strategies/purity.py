"""The clock, randomness and calls into Python that a strategy must not use, found in bytecode."""

import dis
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from numba.core.withcontexts import _ObjModeContextType

from .base import BaseStrategy

IMPURE = ("random", "secrets", "time", "datetime", "uuid", "ctypes", "_ctypes", "numpy.random")
MISSING = object()


def impurity(strategy: BaseStrategy) -> str | None:
    """What the strategy's functions use besides bars and parameters, in words, or None.

    The signal, features(), __post_init__ and every function of the user's that they refer to are
    read, not run, so that a use is found however rarely it is reached.
    """
    kind = type(strategy)
    for entry in (kind.signal, kind.features, getattr(kind, "__post_init__", None)):
        for function in reached(entry):
            for path, value in references(function):
                if _is_impure(value):
                    return f"{function.__name__}() uses {path}"
    return None


def reached(entry: Any) -> Iterator[FunctionType]:
    """The Python function behind `entry`, then each one that it refers to, compiled or not.

    Functions of Openbell and of installed libraries that they call are trusted and left out.
    """
    pending, seen = [entry], set()
    while pending:
        value = pending.pop()
        function = getattr(value, "py_func", value)
        if isinstance(function, FunctionType) and function not in seen:
            seen.add(function)
            yield function
            pending += [each for _, each in references(function) if is_own(each, function)]


def is_own(value: Any, caller: FunctionType) -> bool:
    """Whether a function that the caller refers to is the user's: of its package or beside it."""
    function = getattr(value, "py_func", value)
    if not isinstance(function, FunctionType):
        return False
    package = function.__module__.partition(".")[0]
    return package == caller.__module__.partition(".")[0] or not _is_library(function)


def references(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Every global, closure variable and attribute of a module that the function looks up."""
    free = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    for code in _nested(function.__code__):
        path, value = "", MISSING
        for instruction in dis.get_instructions(code):
            name = instruction.argval
            match instruction.opname:
                case "LOAD_GLOBAL" | "LOAD_NAME":
                    path, value = name, function.__globals__.get(name, MISSING)
                case "LOAD_DEREF" | "LOAD_CLASSDEREF":
                    path, value = name, _content(free.get(name))
                case "LOAD_ATTR" | "LOAD_METHOD" if isinstance(value, ModuleType):
                    path, value = f"{path}.{name}", getattr(value, name, MISSING)
                case "IMPORT_NAME":
                    path, value = name, ModuleType(name)
                case "CACHE" | "PUSH_NULL" | "PRECALL" | "EXTENDED_ARG":
                    continue
                case _:
                    value = MISSING
            if value is not MISSING:
                yield path, value


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)


def _content(cell: Any) -> Any:
    try:
        return MISSING if cell is None else cell.cell_contents
    except ValueError:
        return MISSING


def _is_library(function: FunctionType) -> bool:
    from .sources import is_installed

    return is_installed(function.__code__.co_filename)


def _is_impure(value: Any) -> bool:
    if isinstance(value, _ObjModeContextType):
        return True
    if isinstance(value, ModuleType):
        return value.__name__ in IMPURE
    owner = getattr(value, "__self__", None)
    homes = [getattr(value, "__module__", None), type(value).__module__]
    if owner is not None and not isinstance(owner, ModuleType):
        homes.append(type(owner).__module__)
    return any(home in IMPURE or str(home).startswith("numpy.random") for home in homes)
