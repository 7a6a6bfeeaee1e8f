"""The files that a strategy's code consists of, and the hash that names them together."""

import ast
import hashlib
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

import numpy as np

from ..errors import StrategyError
from .base import BaseStrategy

PRODUCT = ("engine", "kernels", "service")
HASH_ATTRIBUTE = "__openbell_code_hash__"


def code_hash(strategy: type[BaseStrategy]) -> str:
    """The hash of a strategy's code, 32 hex digits, as part of a run's name.

    A user's strategy: its file and every non-installed module that it imports, however deep, as
    they were when it was loaded, and which it is of several in a file. A built-in one: its tag
    alone, since versions are no part of a run's name (semantics row 44). One without a file (typed
    at a prompt): its bytecode and the constants in it.
    """
    module = sys.modules.get(strategy.__module__)
    if strategy.__module__.partition(".")[0] in PRODUCT:
        return digest({f"built in {strategy.__struct_config__.tag}": b""})
    files = files_hash(strategy)
    if files is None:
        return content(strategy)
    several = {id(each) for each in vars(module).values() if _is_strategy(each, strategy)}
    if len(several) < 2:
        return files
    return digest({"files": files.encode(), "class": content(strategy).encode()})


def files_hash(strategy: type[BaseStrategy]) -> str | None:
    """The hash of a user's file and what it imports, None for a class without a file."""
    module = sys.modules.get(strategy.__module__)
    known = getattr(module, HASH_ATTRIBUTE, None)
    if known is not None:
        return str(known)
    file = getattr(module, "__file__", None)
    if file is None or not Path(file).is_file():
        return None
    return digest(contents(sources(Path(file))))


def _is_strategy(value: object, like: type[BaseStrategy]) -> bool:
    """Whether it is a strategy of the same module as `like`."""
    return (
        isinstance(value, type)
        and issubclass(value, BaseStrategy)
        and value.__module__ == like.__module__
    )


def sources(file: Path) -> dict[str, Path]:
    """The file and every non-installed module that it imports, however deep, by module name.

    Found by reading, not by running; the file itself has the name "". Raises StrategyError where
    the file cannot be read or one of them is not Python.
    """
    found = {"": file}
    pending = [("", file)]
    while pending:
        module, path = pending.pop()
        for name in _imported(module, path):
            for part, origin in _resolved(name, file.parent):
                if part not in found:
                    found[part] = origin
                    pending.append((part, origin))
    return dict(sorted(found.items()))


def contents(files: Mapping[str, Path]) -> dict[str, bytes]:
    """The bytes of each file, by the same names."""
    return {name: path.read_bytes() for name, path in files.items()}


def digest(parts: Mapping[str, bytes]) -> str:
    """One hash of named contents, in the order of their names."""
    total = hashlib.blake2b(digest_size=16)
    for name, content in sorted(parts.items()):
        total.update(f"{name} {len(content)} ".encode())
        total.update(content)
    return total.hexdigest()


def is_installed(path: str) -> bool:
    """Whether a file belongs to Python, to an installed package or to Openbell."""
    place = Path(path)
    if {"site-packages", "dist-packages"} & set(place.parts):
        return True
    return any(place.is_relative_to(folder) for folder in _installed_folders())


@lru_cache(maxsize=1)
def _installed_folders() -> tuple[Path, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    library = tuple(Path(sysconfig.get_path(name)) for name in names)
    product = Path(__file__).parents[2]
    return library + tuple(product / name for name in PRODUCT)


def _imported(module: str, path: Path) -> Iterator[str]:
    """Dotted names that the file imports, each `from a import b` as a and as a.b."""
    if path.suffix != ".py":
        return
    tree = parsed(path)
    is_package = path.name == "__init__.py"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module.split(".") if is_package else module.split(".")[:-1]
            start = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            if base:
                yield base
            yield from (f"{base}.{alias.name}".lstrip(".") for alias in node.names)


def parsed(path: Path) -> ast.Module:
    """The file's syntax tree. Raises StrategyError naming the line that is not Python."""
    try:
        return ast.parse(path.read_bytes(), filename=str(path))
    except OSError as error:
        raise StrategyError(f"{path}: cannot be read: {error.strerror or error}") from error
    except SyntaxError as error:
        raise StrategyError(f"{path}:{error.lineno or 1}: is not Python: {error.msg}") from error
    except ValueError as error:
        raise StrategyError(f"{path}: is not Python: {error}") from error


def _resolved(name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """The files behind a dotted name, packages first; none where it is installed or unknown."""
    if name.partition(".")[0] in PRODUCT:
        return
    places: list[str] | None = [str(folder), *sys.path]
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        part = ".".join(parts[:depth])
        spec: ModuleSpec | None = PathFinder.find_spec(part, places)
        if spec is None or (spec.origin and is_installed(spec.origin)):
            return
        if spec.origin and Path(spec.origin).is_file():
            yield part, Path(spec.origin)
        if spec.submodule_search_locations is None:
            return
        places = list(spec.submodule_search_locations)


def content(strategy: type[BaseStrategy]) -> str:
    """Hash of what a class does: the bytecode of its functions and the values that they refer to.

    Numbers, texts and arrays of the module and of enclosing functions are compiled into a kernel
    as constants, so that they belong to it.
    """
    return digest(_bytecode(strategy))


def _bytecode(strategy: type[BaseStrategy]) -> dict[str, bytes]:
    from .purity import reached, references

    parts = {
        "tag": str(strategy.__struct_config__.tag).encode(),
        "columns": repr(strategy.columns).encode(),
    }
    for entry in (strategy.signal, strategy.features):
        for function in reached(entry):
            code = function.__code__
            plain = [each for each in code.co_consts if not hasattr(each, "co_code")]
            values = {path: _constant(value) for path, value in references(function)}
            told = repr((plain, code.co_names, function.__defaults__, sorted(values.items())))
            parts[f"{function.__module__} {function.__qualname__}"] = code.co_code + told.encode()
    return parts


def _constant(value: object) -> str:
    """A value as a compiled function holds it; functions and modules are read on their own."""
    if isinstance(value, np.ndarray):
        held = hashlib.blake2b(np.ascontiguousarray(value).tobytes(), digest_size=16).hexdigest()
        return f"{value.dtype} {value.shape} {held}"
    simple = (int, float, complex, str, bytes, bool, tuple, list, dict, np.generic, type(None))
    return repr(value) if isinstance(value, simple) else ""
