"""The valid name that a mistyped one most likely meant."""

from collections.abc import Iterable
from difflib import get_close_matches

LISTED = 12


def hint(name: str, known: Iterable[str]) -> str:
    """How an error about an unknown name ends: the nearest known name, or else the known names."""
    names = [str(each) for each in known]
    folded = {each.lower(): each for each in names}
    close = get_close_matches(name.lower().replace("-", "_"), folded, n=1, cutoff=0.6)
    close = close or get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    if close:
        return f": did you mean '{folded[close[0]]}'?"
    listed = ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")
    return f"; known: {listed}" if names else ""
