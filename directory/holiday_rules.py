"""What hours say of public holidays, in the département where they are read: closed, open, or nobody knows.

The notation only knows the national holidays; Alsace, Moselle and overseas have their own.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from directory.local_time import holidays_between, is_holiday, is_kept_by_some
from directory.slots import Days

_HOLIDAYS = re.compile(r"\bPH\b")
_CLOSED = re.compile(r"\bPH(?:,SH)? (?:off|closed)\b")
_UNKNOWN = re.compile(r"\bPH unknown\b")
_OWN_RULE = re.compile(r";\s*PH (?:off|closed|unknown)(?=\s*(?:;|$))")
"""Taken out once told: the notation would keep the end of the night that begins on a holiday."""

_OPEN = re.compile(r"\bPH(?:,[A-Z][a-z](?:-[A-Z][a-z])?)* (\d[\d:,\-]*)")
_ROUND_THE_CLOCK = re.compile(r"\b24/7\b")


@dataclass(frozen=True, slots=True)
class Told:
    """What holidays do to hours: the notation with the local ones written out, days closed, days in doubt."""

    hours: str
    shut: tuple[Days, ...] = ()
    doubtful: tuple[Days, ...] = ()


@lru_cache(maxsize=1 << 14)
def told(hours: str, department: str, first: date, last: date) -> Told:
    """Apply what `hours` say of holidays to those of `department` ("" for the national ones) in these days.

    Hours that say nothing of holidays leave them in doubt, unless they are round the clock.
    """
    days = holidays_between(first, last, department)
    if not days:
        return Told(hours)
    if _CLOSED.search(hours):
        return Told(_OWN_RULE.sub("", hours), shut=_each(days))
    if _UNKNOWN.search(hours):
        return Told(_OWN_RULE.sub("", hours), doubtful=_each(days))
    if _HOLIDAYS.search(hours):
        return _told_with_times(hours, department, days)
    return Told(hours) if _ROUND_THE_CLOCK.search(hours) else Told(hours, doubtful=_each(days))


def _told_with_times(hours: str, department: str, days: list[date]) -> Told:
    """Give their hours to the holidays that the notation ignores; a day of some communes is in doubt."""
    own = [day for day in days if not is_holiday(day, "")]
    sure = [day for day in own if not is_kept_by_some(day, department)]
    times = _OPEN.search(hours)
    if times is None:
        return Told(hours, doubtful=_each(own))
    rules = [f"{day:%Y %b %d} {times[1]}" for day in sure]
    return Told("; ".join([hours, *rules]), doubtful=_each([day for day in own if day not in sure]))


def _each(days: list[date]) -> tuple[Days, ...]:
    return tuple((day, day) for day in days)
