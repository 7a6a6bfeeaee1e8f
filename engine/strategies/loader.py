"""A strategy from a user's own file.

The file is run as any Python program is, with all rights of the user: load only code you trust.
"""

import importlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import msgspec
from numba.core.errors import NumbaError

from ..errors import OpenbellError, ParameterError, StrategyError
from ..indicators.columns import columns as feature_columns
from ..nearest import hint
from .base import BaseStrategy
from .compiling import checked, compiled_into
from .evaluation import fill, inputs
from .parameters import with_parameters
from .purity import impurity
from .sources import HASH_ATTRIBUTE, contents, digest, parsed, sources
from .trial import small_market

RAISED = (
    *(ImportError, NameError, AttributeError, TypeError, ValueError, LookupError, ArithmeticError),
    *(AssertionError, RuntimeError, OSError, SyntaxError, SystemExit, NumbaError),
    msgspec.MsgspecError,
)
PROBE_BARS = 64
_LOCK = threading.RLock()


def load(path: str | Path) -> type[BaseStrategy]:
    """The strategy class of `FILE.py`, or `FILE.py:ClassName` where the file has several.

    Its compiled form is kept in the compile cache under a hash of the file and of every
    non-installed module that it imports; after an edit of any of them the new code is loaded.
    Raises StrategyError naming file, line or function where it cannot be used.
    """
    file, wanted = _file_and_class(path)
    with _LOCK:
        module = _module(file)
    strategy = _chosen(module, file, wanted)
    _prove_usable(strategy, file)
    return strategy


def _file_and_class(path: str | Path) -> tuple[Path, str | None]:
    text, wanted = str(path), None
    if ".py:" in text:
        text, _, wanted = text.rpartition(":")
    file = Path(text).expanduser()
    if not file.exists():
        folder = file.parent
        beside = [str(each) for each in folder.glob("*.py")] if folder.is_dir() else []
        raise StrategyError(f"{file}: no such strategy file{hint(str(file), beside)}")
    if file.suffix != ".py" or not file.is_file():
        raise StrategyError(f"{file}: a strategy file is a Python file, FILE.py")
    return file.absolute(), wanted


def _module(file: Path) -> ModuleType:
    parsed(file)
    files = sources(file)
    code = digest(contents(files))
    name = f"openbell_user_{file.stem}_{digest({str(file): code.encode()})}"
    if name in sys.modules:
        return sys.modules[name]
    loader = SourceFileLoader(name, str(file))
    spec = spec_from_file_location(name, file, loader=loader)
    if spec is None:
        raise StrategyError(f"{file}: cannot be imported")
    module = module_from_spec(spec)
    setattr(module, HASH_ATTRIBUTE, code)
    sys.modules[name] = module
    try:
        with compiled_into(f"user-{code}"), _fresh_imports(file.parent, set(files) - {""}):
            exec(compile(file.read_bytes(), str(file), "exec"), vars(module))  # noqa: S102
    except OpenbellError:
        del sys.modules[name]
        raise
    except RAISED as error:
        del sys.modules[name]
        raise StrategyError(f"{_place(error, file)}: {_told(error)}") from error
    return module


@contextmanager
def _fresh_imports(folder: Path, helpers: set[str]) -> Iterator[None]:
    """Import from the folder first, the file's own helper modules anew, and leave no trace."""
    before = {name: sys.modules.pop(name) for name in helpers if name in sys.modules}
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # its age is told in seconds
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = writes
        for name in helpers:
            sys.modules.pop(name, None)
        sys.modules.update(before)


def _place(error: BaseException, file: Path) -> str:
    """The file, with the line of it that was running when the error was raised."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno or 1}"
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{file}:{line}" if line else str(file)


def _told(error: BaseException) -> str:
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _chosen(module: ModuleType, file: Path, wanted: str | None) -> type[BaseStrategy]:
    found = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, BaseStrategy)
        and value.__module__ == module.__name__
    }
    if wanted is not None:
        if wanted not in found:
            raise StrategyError(f"{file}: no strategy {wanted!r}{hint(wanted, found)}")
        return found[wanted]
    if not found:
        raise StrategyError(f"{file}: no strategy: define one class that extends BaseStrategy")
    if len(found) > 1:
        names = ", ".join(found)
        first = next(iter(found))
        raise StrategyError(f"{file}: several strategies ({names}): name one, {file.name}:{first}")
    return next(iter(found.values()))


def _prove_usable(strategy: type[BaseStrategy], file: Path) -> None:
    """Build it with its defaults, compute its features and compile its signal, on a few bars."""
    taken = [name for name in strategy.__struct_fields__ if hasattr(BaseStrategy, name)]
    if taken or "signal" in strategy.__struct_fields__:
        word = taken[0] if taken else "signal"
        raise StrategyError(f"{file}: a parameter cannot be called {word!r}: choose another name")
    if strategy.reach is not None and not (isinstance(strategy.reach, int) and strategy.reach >= 0):
        raise StrategyError(f"{file}: reach is {strategy.reach!r}: give a number of bars, or None")
    try:
        built = with_parameters(strategy, {})
        built.signal_arguments()
        if impurity(built) is not None:
            return  # the check will say so: it is not called here, where it might do anything
        function = checked(built)
        columns = feature_columns(built.features(), small_market(built.features(), PROBE_BARS))
        fill(function, *inputs(built, columns), built)
    except (StrategyError, ParameterError) as error:
        raise type(error)(f"{file}: {error}") from error
    except RAISED as error:
        raise StrategyError(f"{_place(error, file)}: {_told(error)}") from error
