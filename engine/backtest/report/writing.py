"""A page on disk: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from ...errors import ConfigError


def write_page(text: str, path: str | os.PathLike[str]) -> Path:
    """Write a page to a file, replacing an older one; its path.

    Raises ConfigError where the file cannot be written; an older one then stays as it was.
    """
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise ConfigError(
            f"report {target}: a report is an HTML page, so give it a name like"
            f" {target.stem or 'report'}.html"
        )
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(target)
    except OSError as error:
        raise ConfigError(
            f"report {target}: cannot be written ({error.strerror or error}); give a file in a"
            " folder that exists and that you may write to"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return target
