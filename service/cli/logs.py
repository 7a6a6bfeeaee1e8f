"""Log records on stderr, for people or as one JSON document a line."""

import json
import logging
import sys
from datetime import UTC, datetime

from engine.errors import ConfigError
from engine.settings import resolve

PACKAGES = ("engine", "service")


class JsonFormatter(logging.Formatter):
    """One JSON document a record: ts, level, logger, message, and error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        document = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            document["error"] = self.formatException(record.exc_info)
        return json.dumps(document)


def configure() -> None:
    """Send the product's records to stderr as the settings say.

    Settings that cannot be read leave the defaults: the verb that needs them reports them, and
    `doctor` and `--help` still work.
    """
    try:
        settings = resolve().settings
        level, as_json = settings.log_level, settings.log_format == "json"
    except ConfigError:
        level, as_json = "warning", False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter() if as_json else logging.Formatter("%(levelname)s %(name)s: %(message)s")
    )
    for name in PACKAGES:
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level.upper())
