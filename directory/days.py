"""Hours laid out day by day: the days that come, as they will really be, and the plain week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from directory.hours import PARIS, doubtful_days, open_slots, tells_all
from directory.local_time import is_holiday
from directory.slots import Days, Slot, by_day, covers

PLAIN_WEEKS = (date(2026, 2, 2), date(2026, 6, 15), date(2026, 8, 3), date(2026, 9, 14), date(2026, 11, 16))
"""Mondays of weeks without public holiday, far apart in the year: the same hours in all are weekly hours."""

TimeSlot = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Day:
    """A day that comes. Without slots it is closed, unless `is_known` is false: then nobody knows."""

    date: date
    slots: tuple[Slot, ...]
    is_holiday: bool = False
    is_known: bool = True


def coming_days(
    hours: str, closures: Sequence[Days], start: datetime, count: int = 7, department: str = ""
) -> list[Day]:
    """Give `count` real days from `start` on: holidays and closures told, what nobody knows said so."""
    days = days_ahead(hours, closures, start, count, department)
    doubtful = set(doubtful_days(hours, department, days[0][0], days[-1][0]))
    return [
        Day(day, tuple(slots), is_holiday(day, department), covers(closures, day) or day not in doubtful)
        for day, slots in days
    ]


def days_ahead(
    hours: str, closures: Sequence[Days], start: datetime, count: int = 7, department: str = ""
) -> list[tuple[date, list[Slot]]]:
    """Give, for `count` real days from `start`, the times at which it is surely open.

    A night that runs past midnight belongs to the evening on which it began; what is open round the clock
    is cut at midnight.
    """
    first = datetime.combine(start.date(), time(), start.tzinfo)
    before, after = first - timedelta(days=1), first + timedelta(days=count + 1)
    pieces = [
        piece for slot in open_slots(hours, closures, before, after, department) for piece in by_day(slot)
    ]
    days = [first.date() + timedelta(days=offset) for offset in range(count)]
    return [(day, [piece for piece in pieces if piece[0].date() == day]) for day in days]


def typical_week(hours: str) -> list[list[TimeSlot]] | None:
    """Give the hours of each day from Monday, None where they change or are partly unknown."""
    if not tells_all(hours):
        return None
    weeks = [
        [
            [(start.time(), end.time()) for start, end in slots]
            for _, slots in days_ahead(hours, (), datetime.combine(monday, time(), PARIS))
        ]
        for monday in PLAIN_WEEKS
    ]
    return weeks[0] if all(week == weeks[0] for week in weeks) else None
