"""The page on which hours are written without knowing any notation, and seen as they will be read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from directory.days import Day, coming_days
from directory.hours import Opening, opening_at
from directory.local_time import PARIS, holidays_between
from directory.spoken_hours import read_spoken
from directory.typography import typeset
from directory.wording import opening
from directory.written_hours import written

DAYS_SHOWN = 7
HOLIDAYS_SHOWN = 6
TERRITORIES = (
    (PARIS, "Métropole"),
    ("67", "Alsace, Moselle"),
    ("971", "Guadeloupe"),
    ("972", "Martinique"),
    ("973", "Guyane"),
    ("974", "La Réunion"),
    ("976", "Mayotte"),
)
"""A département of each territory whose public holidays or clock are its own, with its label."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Hours as everybody will see them: state now, week from today, coming holidays."""

    lines: tuple[str, ...]
    opening: Opening
    state: str
    days: tuple[Day, ...]
    holidays: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class HoursPage:
    """What was typed, for which territory, and either what stands in the way or the preview."""

    text: str = ""
    department: str = PARIS
    problems: tuple[str, ...] = ()
    preview: Preview | None = None


def known_territory(code: str) -> str:
    """Give the code of a territory of the list, that of the mainland for any other."""
    return code if code in dict(TERRITORIES) else PARIS


def hours_page(text: str, department: str, at: datetime) -> HoursPage:
    """Read `text` and show it as it will be at `at` (aware, on the clock of the département)."""
    read = read_spoken(text)
    if read.notation is None:
        return HoursPage(text, department, tuple(map(typeset, read.problems)))
    return HoursPage(text, department, preview=_preview(read.notation, department, at))


def _preview(hours: str, department: str, at: datetime) -> Preview:
    state = opening_at(hours, (), at, department)
    return Preview(
        lines=written(hours),
        opening=state,
        state=opening(state, at, at.date()),
        days=tuple(coming_days(hours, (), at, DAYS_SHOWN, department)),
        holidays=tuple(_one_day(hours, department, day, at) for day in _next_holidays(department, at.date())),
    )


def _next_holidays(department: str, today: date) -> list[date]:
    return holidays_between(today, today + timedelta(days=366), department)[:HOLIDAYS_SHOWN]


def _one_day(hours: str, department: str, day: date, at: datetime) -> Day:
    return coming_days(hours, (), datetime.combine(day, time(), at.tzinfo), 1, department)[0]
