"""Sessions without a calendar, written from semantics rows 3 and 4."""

DAY = 86_400_000_000_000
SATURDAY, SUNDAY = 5, 6


def weekday(day: int) -> int:
    """Monday 0 to Sunday 6 of a day counted from 1970-01-01, a Thursday."""
    return (day + 3) % 7


def trades_at_weekends(timeline: list[int]) -> bool:
    """Row 4: Saturdays and Sundays are each at least a tenth of the distinct dates."""
    days = {ts // DAY for ts in timeline}
    return all(
        10 * sum(weekday(day) == name for day in days) >= len(days) for name in (SATURDAY, SUNDAY)
    )


def session(ts: int, *, every_day: bool) -> int:
    """Ordinal of the session that holds ts: neighbours differ by 1."""
    day = ts // DAY
    if every_day:
        return day
    week, name = (day + 3) // 7, weekday(day)
    if name == SUNDAY:
        return (week + 1) * 5
    return week * 5 + min(name, 4)
