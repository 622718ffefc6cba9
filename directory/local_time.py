"""What time it is where the person is: time zone, public holidays, and the moment a situation happens in."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays.countries

TimeContext = Literal["office-hours", "evening-night", "weekend-holiday"]
"""Values of the facet `time_context` of the vocabulary."""

KNOWN_YEARS = range(2000, 2100)
"""Years whose public holidays and opening hours can be told; a moment in another one is a slip of the pen."""

PARIS = "75"
"""The département whose clocks and holidays are read where nobody has named a place."""

GOOD_FRIDAY = "Good Friday"
"""The name that `holidays` gives to it in English."""

DAY_STARTS = time(8)
DAY_ENDS = time(18)

_METROPOLE = "Europe/Paris"
_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
_SUBDIVISIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


def timezone_of(department: str) -> ZoneInfo:
    """Give the time zone of a département or collectivity, by its INSEE code."""
    return ZoneInfo(_ZONES.get(department, _METROPOLE))


def holiday_subdivision(department: str) -> str | None:
    """Give the subdivision whose own holidays `holidays.France` knows; None where the national ones apply."""
    return _SUBDIVISIONS.get(department)


def territory_of(department: str) -> str:
    """Give the département that stands for all those of the same clock and holidays, Paris for most."""
    return department if department in _ZONES or department in _SUBDIVISIONS else PARIS


@lru_cache(maxsize=256)
def _holidays(subdivision: str | None, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("FR", subdiv=subdivision, years=year, language="en_US"))


def is_holiday(day: date, department: str) -> bool:
    """Say whether `day` is a public holiday in this département.

    Days that only some communes keep (Good Friday in Alsace and Moselle) or that are customary (the same in
    Guadeloupe) count for the whole département: a closed door is worse than a needless second number.
    """
    return day in _holidays(holiday_subdivision(department), day.year)


def is_kept_by_some(day: date, department: str) -> bool:
    """Say whether `day` is a holiday that only some communes of the département keep: Good Friday."""
    return _holidays(holiday_subdivision(department), day.year).get(day) == GOOD_FRIDAY


def holidays_between(first: date, last: date, department: str) -> list[date]:
    """Give the public holidays of the département from `first` to `last` included, in order."""
    subdivision = holiday_subdivision(department)
    days = (day for year in range(first.year, last.year + 1) for day in _holidays(subdivision, year))
    return sorted(day for day in days if first <= day <= last)


def local(at: datetime, department: str) -> datetime:
    """Give `at` as the clocks of the département show it; a time without zone is already theirs."""
    return at if at.tzinfo is None else at.astimezone(timezone_of(department))


def existing(at: datetime) -> datetime:
    """Give `at` (aware) as clocks show it: in spring, 2:30 is an hour that they skip, and show as 3:30."""
    return at.astimezone(UTC).astimezone(at.tzinfo)


def time_context(at: datetime, department: str) -> TimeContext:
    """Say in which moment of the week `at` falls there.

    Saturday, Sunday and public holidays are « weekend-holiday » from midnight to midnight, nights included.
    On other days the night goes until 8:00 and from 18:00: Friday at 18:00 is « evening-night ».
    """
    here = local(at, department)
    if here.weekday() >= 5 or is_holiday(here.date(), department):
        return "weekend-holiday"
    if DAY_STARTS <= here.time() < DAY_ENDS:
        return "office-hours"
    return "evening-night"
