"""Open at a given time, until when, and next opening: pure, public holidays included.

Hours are in OpenStreetMap notation. Where they are unknown, the answer is unknown, never « closed ».
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from directory.holiday_rules import Told, told
from directory.local_time import is_holiday
from directory.slots import DAY, Days, Slot, by_day, covers, left, midnight

PARIS = ZoneInfo("Europe/Paris")
HORIZON = timedelta(days=45)
"""How far ahead the next opening is looked for: a monthly permanence must be found."""

_PARIS_CLOCK = datetime(2026, 1, 1, tzinfo=PARIS)


class HoursError(ValueError):
    """Hours that cannot be read."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of a service at a given time.

    `is_open` is None where nobody knows; `is_holiday` then says that this is for a public holiday. `until` is
    when it closes, None when it does not close within the horizon. `next_opening` is when it opens, None when
    it is open, unknown, or not within the horizon.
    """

    is_open: bool | None
    until: datetime | None = None
    next_opening: datetime | None = None
    is_holiday: bool = False


UNKNOWN = Opening(is_open=None)


@lru_cache(maxsize=8192)
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


def readable(hours: str | None) -> str | None:
    """Give `hours` where they can be read, None otherwise: a slip that slipped in must not hide a service."""
    if hours is None:
        return None
    try:
        check(hours)
    except HoursError:
        return None
    return hours


def opening_at(
    hours: str | None,
    closures: Sequence[Days],
    at: datetime,
    department: str = "",
    horizon: timedelta = HORIZON,
) -> Opening:
    """Say whether a service is open at `at` (aware, in its own time zone), until when, or when it opens.

    `department` is that whose public holidays are kept, "" for the national ones alone.
    """
    if hours is None:
        return Opening(is_open=False) if _is_shut(closures, at) else UNKNOWN
    # A night that began yesterday is met whole, so that it is known to be of yesterday.
    start, end = midnight(at.date() - DAY, at), at + horizon
    rules = _told(hours, department, at, end)
    shut = (*closures, *rules.shut)
    slots = _slots(rules.hours, (*shut, *rules.doubtful), start, end)
    slot = next((slot for slot in slots if at < slot[1]), None)
    if slot and slot[0] <= at:
        return Opening(is_open=True, until=slot[1] if slot[1] < end else None)
    if _is_in_doubt(rules, shut, at):
        return Opening(is_open=None, is_holiday=True)
    if _parsed(hours, _zone(at)).is_unknown(at) and not _is_shut(shut, at):
        return Opening(is_open=None, is_holiday=is_holiday(at.date(), department))
    return Opening(is_open=False, next_opening=slot and slot[0])


def is_open_at(
    hours: str | None, closures: Sequence[Days], at: datetime, department: str = ""
) -> bool | None:
    """Say only whether it is open, as `opening_at` does, and about five times as fast on a plain day."""
    if hours is None or not _is_plain(closures, at, department):
        return opening_at(hours, closures, at, department, DAY).is_open
    state = _parsed(hours, _zone(at)).state(at)[0]
    return None if state == State.UNKNOWN else bool(state == State.OPEN)


def open_slots(
    hours: str, closures: Sequence[Days], start: datetime, end: datetime, department: str = ""
) -> list[Slot]:
    """Give the times at which it is surely open between `start` and `end`: closures, holidays taken out."""
    rules = _told(hours, department, start, end)
    return list(_slots(rules.hours, (*closures, *rules.shut, *rules.doubtful), start, end))


def doubtful_days(hours: str, department: str, first: date, last: date) -> list[date]:
    """Give the holidays on which it should open, and of which these hours do not say whether it does."""
    rules = _told(hours, department, midnight(first, _PARIS_CLOCK), midnight(last, _PARIS_CLOCK))
    days = [day for day, _ in rules.doubtful if first <= day <= last]
    return [day for day in days if _says_something(rules.hours, day) or _says_something(hours, day)]


def _says_something(hours: str, day: date) -> bool:
    """Say whether these hours are not closed all day long."""
    intervals = _parsed(hours, PARIS).intervals(
        midnight(day, _PARIS_CLOCK), midnight(day + DAY, _PARIS_CLOCK)
    )
    return any(state != State.CLOSED for _, _, state, _ in intervals)


def _told(hours: str, department: str, start: datetime, end: datetime) -> Told:
    if is_always(hours):
        return Told(hours)
    return told(hours, department, start.date() - DAY, end.date())


def _is_plain(closures: Sequence[Days], at: datetime, department: str) -> bool:
    """Say whether neither the day nor the evening before is a holiday or a closure."""
    days = at.date(), at.date() - DAY
    return not any(is_holiday(day, department) or covers(closures, day) for day in days)


def _is_in_doubt(rules: Told, shut: Sequence[Days], at: datetime) -> bool:
    """Say whether `at` is in a holiday on which it should open, or in the night that began on one."""
    if not covers(rules.doubtful, at.date()) and not covers(rules.doubtful, at.date() - DAY):
        return False
    start, end = midnight(at.date() - DAY, at), midnight(at.date() + DAY, at)
    pieces = [piece for slot in _slots(rules.hours, shut, start, end) for piece in by_day(slot)]
    return any(
        covers(rules.doubtful, begin.date()) and (begin.date() == at.date() or begin <= at < finish)
        for begin, finish in pieces
    )


def _is_shut(closures: Sequence[Days], at: datetime) -> bool:
    """Unknown hours stay unknown, but a closure that was announced is known."""
    return covers(closures, at.date())


def _slots(hours: str, shut: Sequence[Days], start: datetime, end: datetime) -> Iterator[Slot]:
    """Give, in order and only as far as they are asked for, the open times that are left by closures."""
    near = [days for days in shut if days[0] <= end.date() and start.date() <= days[1]]
    for begin, finish, state, _ in _parsed(hours, _zone(start)).intervals(start, end):
        if state == State.OPEN:
            yield from left((begin, finish), near)


def _zone(at: datetime) -> ZoneInfo:
    return at.tzinfo if isinstance(at.tzinfo, ZoneInfo) else PARIS


def tells_all(hours: str) -> bool:
    """Say whether these hours leave no moment unknown: only then is what they do not say closed."""
    return "unknown" not in hours


def same_openings(one: str, other: str, first: date, last: date) -> bool:
    """Say whether two notations are open, closed and unknown at the same times in these days."""
    if str(_parsed(one, PARIS)) == str(_parsed(other, PARIS)):
        return True
    told_by_one, told_by_other = (
        [
            (begin, finish, state)
            for begin, finish, state, _ in _parsed(hours, PARIS).intervals(
                midnight(first, _PARIS_CLOCK), midnight(last, _PARIS_CLOCK)
            )
        ]
        for hours in (one, other)
    )
    return told_by_one == told_by_other


@lru_cache(maxsize=8192)
def is_always(hours: str | None) -> bool:
    """Say whether these hours never close."""
    return hours is not None and str(_parsed(hours, PARIS).normalize()) == "24/7"
