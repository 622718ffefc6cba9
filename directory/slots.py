"""Stretches of open time, and what closures leave of them: on the clock, whatever the change of hour."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)

Slot = tuple[datetime, datetime]
Days = tuple[date, date]
"""First and last day of a closure, both included."""


def midnight(day: date, like: datetime) -> datetime:
    """Give the first moment of `day` on the clock of `like`."""
    return datetime.combine(day, time(), like.tzinfo)


def covers(closures: Sequence[Days], day: date) -> bool:
    """Say whether `day` is in one of these closures."""
    return any(first <= day <= last for first, last in closures)


def left(slot: Slot, shut: Sequence[Days]) -> list[Slot]:
    """Give what closures leave of a stretch of open time."""
    slots = [slot]
    for first, last in shut:
        closed = midnight(first, slot[0]), midnight(last + DAY, slot[0])
        slots = [rest for each in slots for rest in _without(each, closed)]
    return slots


def _without(slot: Slot, shut: Slot) -> Iterable[Slot]:
    """Give what is left of `slot` without `shut`; a night that begins in it is out until morning."""
    (start, end), (closes, reopens) = slot, shut
    if end <= closes or reopens <= start:
        yield slot
        return
    if start < closes:
        yield start, closes
    if reopens < end and not (closes <= start and end - start < DAY):
        yield reopens, end


def by_day(slot: Slot) -> Iterable[Slot]:
    """Cut at midnight what is open for a day or more; a night stays whole, of the evening it began on."""
    start, end = slot
    if end - start < DAY:
        yield slot
        return
    while start < end:
        next_day = midnight(start.date() + DAY, start)
        yield start, min(next_day, end)
        start = next_day
