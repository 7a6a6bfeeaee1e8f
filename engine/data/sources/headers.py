"""Headers that tell a time."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from ..intervals import SECOND


def moment(text: str) -> int | None:
    """Nanoseconds of a date as headers have it; None for anything else."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    zoned = found if found.tzinfo else found.replace(tzinfo=UTC)
    return round(zoned.timestamp()) * SECOND


def retry_after(headers: dict[str, str]) -> float | None:
    """Seconds that the service wants us to wait; a date counts from its own."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    until, sent = moment(text), moment(headers.get("date", ""))
    return None if until is None or sent is None else max(0.0, (until - sent) / SECOND)
