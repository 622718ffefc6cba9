"""Open at a given time, until when, and next opening: pure, public holidays included.

Hours are in OpenStreetMap notation. Where they are unknown, the answer is unknown, never « closed ».
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from directory.local_time import is_holiday

PARIS = ZoneInfo("Europe/Paris")
HORIZON = timedelta(days=45)
"""How far ahead the next opening is looked for: a monthly permanence must be found."""

_CLOSED_ON_HOLIDAYS = re.compile(r"\bPH (off|closed)\b")

Slot = tuple[datetime, datetime]
Days = tuple[date, date]
"""First and last day of a closure, both included."""


class HoursError(ValueError):
    """Hours that cannot be read."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of a service at a given time.

    `is_open` is None where nobody knows. `until` is when it closes, None when it does not close within the
    horizon. `next_opening` is when it opens, None when it is open, unknown, or not within the horizon.
    """

    is_open: bool | None
    until: datetime | None = None
    next_opening: datetime | None = None


UNKNOWN = Opening(is_open=None)


@lru_cache(maxsize=4096)
def _parsed(hours: str, zone: ZoneInfo) -> OpeningHours:
    if not validate(hours):
        raise HoursError(
            f"Horaires illisibles : « {hours} ». Écrivez par exemple « Mo-Fr 09:00-12:00; PH off »."
        )
    return OpeningHours(hours, timezone=zone, country="FR")


def check(hours: str) -> None:
    """Refuse hours that cannot be read.

    Raises:
        HoursError: the notation is not valid.
    """
    _parsed(hours, PARIS)


def opening_at(
    hours: str | None, closures: Sequence[Days], at: datetime, horizon: timedelta = HORIZON
) -> Opening:
    """Say whether a service is open at `at` (aware, in its own time zone), until when, or when it opens."""
    if hours is None:
        return _closed_for_days(closures, at)
    slots = open_slots(hours, closures, at, at + horizon)
    now = next((slot for slot in slots if slot[0] <= at < slot[1]), None)
    if now:
        return Opening(is_open=True, until=now[1] if now[1] < at + horizon else None)
    if _parsed(hours, _zone(at)).is_unknown(at):
        return _closed_for_days(closures, at)
    return Opening(is_open=False, next_opening=next((start for start, _ in slots if start > at), None))


def _closed_for_days(closures: Sequence[Days], at: datetime) -> Opening:
    """Unknown hours stay unknown, but a closure that was announced is known."""
    return Opening(is_open=False) if any(first <= at.date() <= last for first, last in closures) else UNKNOWN


def open_slots(hours: str, closures: Sequence[Days], start: datetime, end: datetime) -> list[Slot]:
    """Give the times at which it is open between `start` and `end`, closures taken out, in order."""
    intervals = _parsed(hours, _zone(start)).intervals(start, end)
    slots = [(begin, finish) for begin, finish, state, _ in intervals if state == State.OPEN]
    for first, last in closures:
        shut = _midnight(first, start), _midnight(last + timedelta(days=1), start)
        slots = [left for slot in slots for left in _without(slot, shut)]
    return slots


def own_holidays(hours: str | None, department: str, start: date, days: int = HORIZON.days) -> list[Days]:
    """Give the closures that « PH off » means in this département and not in the rest of France.

    The notation only knows the national holidays: Alsace, Moselle and overseas have their own.
    """
    if hours is None or not _CLOSED_ON_HOLIDAYS.search(hours):
        return []
    dates = (start + timedelta(days=offset) for offset in range(days + 1))
    return [(day, day) for day in dates if is_holiday(day, department) and not is_holiday(day, "")]


def _without(slot: Slot, shut: Slot) -> Iterable[Slot]:
    """Give what is left of `slot` once `shut` is taken out."""
    (start, end), (closes, reopens) = slot, shut
    if end <= closes or reopens <= start:
        yield slot
        return
    if start < closes:
        yield start, closes
    if reopens < end:
        yield reopens, end


def _midnight(day: date, like: datetime) -> datetime:
    return datetime.combine(day, time(), like.tzinfo)


def _zone(at: datetime) -> ZoneInfo:
    return at.tzinfo if isinstance(at.tzinfo, ZoneInfo) else PARIS


def days_ahead(
    hours: str, closures: Sequence[Days], start: datetime, count: int = 7
) -> list[tuple[date, list[Slot]]]:
    """Give, for `count` real days from `start`, the times at which it is open: holidays and closures told.

    A night that runs past midnight belongs to the evening on which it began; what is open round the clock
    is cut at midnight.
    """
    first = _midnight(start.date(), start)
    slots = open_slots(hours, closures, first - timedelta(days=1), first + timedelta(days=count + 1))
    pieces = [piece for slot in slots for piece in _by_day(slot)]
    days = [first.date() + timedelta(days=offset) for offset in range(count)]
    return [(day, [piece for piece in pieces if piece[0].date() == day]) for day in days]


def _by_day(slot: Slot) -> Iterable[Slot]:
    start, end = slot
    if end - start < timedelta(days=1):
        yield slot
        return
    while start < end:
        midnight = _midnight(start.date() + timedelta(days=1), start)
        yield start, min(midnight, end)
        start = midnight


def tells_all(hours: str) -> bool:
    """Say whether these hours leave no moment unknown: only then is what they do not say closed."""
    return "unknown" not in hours


def is_always(hours: str | None) -> bool:
    """Say whether these hours never close."""
    return hours is not None and str(_parsed(hours, PARIS).normalize()) == "24/7"


PLAIN_WEEKS = (date(2026, 2, 2), date(2026, 5, 18), date(2026, 8, 3), date(2026, 9, 14), date(2026, 11, 16))
"""Mondays of weeks without public holiday, far apart in the year: the same hours in all are weekly hours."""

TimeSlot = tuple[time, time]


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
