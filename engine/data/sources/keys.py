"""Keys of services: from the environment or a file that it names, and never shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ...errors import ConfigError
from ...settings import PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping

HIDDEN = "***"
LONGEST = 4_096


class Secret:
    """A text that its own repr, str and pickle do not tell."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> str:
        raise TypeError("a secret is not stored")

    def reveal(self) -> str:
        """The text, for the request that needs it."""
        return self._text

    def hide(self, text: str) -> str:
        """The text with the secret struck out, also as addresses write it."""
        return text.replace(self._text, HIDDEN).replace(quote(self._text, safe=""), HIDDEN)


def find(name: str, environ: Mapping[str, str] | None = None) -> Secret | None:
    """The key in OPENBELL_<name>, or in the file that OPENBELL_<name>_FILE names; None for neither.

    Raises ConfigError where both are set, the file cannot be read, or what is there is no key.
    """
    env = os.environ if environ is None else environ
    variable = PREFIX + name
    text, file = env.get(variable, ""), env.get(variable + "_FILE", "")
    if text and file:
        raise ConfigError(f"{variable} and {variable}_FILE are both set: keep one of them")
    where = variable
    if file:
        where = f"{variable}_FILE={file}"
        try:
            text = Path(file).expanduser().read_text(encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{where}: cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError:
            raise ConfigError(f"{where}: is no text in UTF-8: write the key into it") from None
    elif not text:
        return None
    key = text.strip()
    if not key or len(key) > LONGEST or not key.isprintable() or " " in key:
        raise ConfigError(f"{where}: holds no key: one line without spaces is needed")
    return Secret(key)


def require(name: str, environ: Mapping[str, str] | None = None) -> Secret:
    """The key as `find` has it; ConfigError where there is none."""
    key = find(name, environ)
    if key is None:
        raise ConfigError(
            f"this source needs a key: set {PREFIX}{name}, or {PREFIX}{name}_FILE to the path of a"
            " file that holds it"
        )
    return key
