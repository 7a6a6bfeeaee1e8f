"""Settings: defaults, then one TOML file, then the environment; every value knows its origin."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from .errors import ConfigError
from .nearest import hint

FILE_NAME = "openbell.toml"
PREFIX = "OPENBELL_"
SECRETS = ("ALPHA_VANTAGE_KEY", "STOOQ_KEY")  # of services; each also with _FILE, naming a file
BESIDES = (  # variables that are not settings
    "CONFIG",
    "DEBUG",
    "SHARED_DATA",
    *SECRETS,
    *(f"{name}_FILE" for name in SECRETS),
)
Money = Annotated[float, Meta(gt=0.0, le=1e15)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be configured; a field's name is its key in the file and, in capitals, its variable.

    home        folder of the store, the runs, the verdicts and the logs
    log_level   the least severe message that is logged, to stderr
    log_format  lines for people ("console") or one JSON document a line ("json")
    capital     starting capital of a backtest that is not given one
    """

    home: Annotated[str, Meta(min_length=1)]
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_format: Literal["console", "json"] = "console"
    capital: Money = 100_000.0


@dataclass(frozen=True)
class Resolved:
    """Settings with the origin of each value, the file that was read (None: none) and notes.

    origins   "default", "FILE:LINE" or the variable's name, by key
    unknown   OPENBELL_* variables that nothing reads, each with the nearest name
    """

    settings: Settings
    origins: dict[str, str]
    file: Path | None
    unknown: tuple[str, ...]


def resolve(environ: Mapping[str, str] | None = None) -> Resolved:
    """Read the settings. Raises ConfigError naming file, line and key, or the variable."""
    env = os.environ if environ is None else environ
    values: dict[str, Any] = {"home": str(default_home())}
    origins = dict.fromkeys(Settings.__struct_fields__, "default")
    given_home = env.get(PREFIX + "HOME")
    named = env.get(PREFIX + "CONFIG")
    file: Path | None = Path(named).expanduser() if named else None
    if file is None:
        beside = Path(given_home or values["home"]).expanduser() / FILE_NAME
        file = beside if beside.is_file() else None
    if file is not None:
        for key, (value, line) in _read(file).items():
            if key == "home" and not named:
                raise ConfigError(
                    f"{file}:{line}: home cannot be set by the file that lies in it; set"
                    f" {PREFIX}HOME, or name the file with --config"
                )
            values[key] = _convert(key, value, f"{file}:{line}", strict=True)
            origins[key] = f"{file}:{line}"
    for key in Settings.__struct_fields__:
        name = PREFIX + key.upper()
        if env.get(name):
            values[key] = _convert(key, env[name], name, strict=False)
            origins[key] = name
    values["home"] = str(Path(values["home"]).expanduser().absolute())
    return Resolved(Settings(**values), origins, file, _unknown(env))


def home() -> Path:
    """The folder that holds everything Openbell stores; it may not exist yet."""
    return Path(resolve().settings.home)


def default_home() -> Path:
    """The user's data folder, as the platform has it."""
    import platformdirs

    return platformdirs.user_data_path("openbell", appauthor=False)


def template() -> str:
    """A commented settings file, every key with its default."""
    rows = [
        ("log_level", "debug, info, warning or error; logs go to stderr"),
        ("log_format", "console, or json for one document a line"),
        ("capital", "starting capital of a backtest that is not given one"),
    ]
    defaults = Settings(home="-")
    lines = [
        "# Settings of Openbell. A variable such as OPENBELL_CAPITAL overrides a line here;",
        "# `openbell config show` prints every value with its origin.",
    ]
    for key, meaning in rows:
        value = msgspec.json.encode(getattr(defaults, key)).decode()
        lines += ["", f"# {meaning}", f"# {key} = {value}"]
    return "\n".join(lines) + "\n"


def _read(file: Path) -> dict[str, tuple[Any, int]]:
    try:
        text = file.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8 text: {error.reason}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: {error}") from error
    found = {}
    for key, value in table.items():
        line = _line(text, key)
        if key not in Settings.__struct_fields__:
            raise ConfigError(
                f"{file}:{line}: unknown setting {key!r}{hint(key, Settings.__struct_fields__)}"
            )
        found[key] = (value, line)
    return found


def _line(text: str, key: str) -> int:
    at = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return text.count("\n", 0, at.end()) + 1 if at else 1


def _convert(key: str, value: Any, where: str, *, strict: bool) -> Any:
    field = next(each for each in msgspec.structs.fields(Settings) if each.name == key)
    try:
        return msgspec.convert(value, field.type, strict=strict)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {key} = {value!r}: {error}") from error


def _unknown(env: Mapping[str, str]) -> tuple[str, ...]:
    known = [PREFIX + key.upper() for key in Settings.__struct_fields__]
    known += [PREFIX + key for key in BESIDES]
    return tuple(
        f"{name}: nothing reads this variable{hint(name, known)}"
        for name in sorted(env)
        if name.startswith(PREFIX) and name not in known
    )
