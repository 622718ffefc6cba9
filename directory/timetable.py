"""A timetable as a list of what is said in it, between the words of people and the notation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from directory.spoken_words import MONTHS, WEEKDAYS

State = Literal["open", "off", "unknown"]
Join = Literal["", "plus", "only"]
Span = tuple[int, int]
"""Start and end in minutes since midnight; the end is after the start, beyond 24 hours for a night."""

MIDNIGHT = 24 * 60
WHOLE_DAY: tuple[Span, ...] = ((0, MIDNIGHT),)
EVERY_DAY = frozenset(range(7))
ALWAYS = ("Mo-Su 00:00-24:00", "Mo-Su 00:00-24:00; PH 00:00-24:00")


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week, the nth ones of the month (weekday, n), and public holidays."""

    week: frozenset[int] = frozenset()
    nth: tuple[tuple[int, int], ...] = ()
    holidays: bool = False

    def __bool__(self) -> bool:
        return bool(self.week or self.nth or self.holidays)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said: in `season` (as the notation writes it, empty all year), on `days`, these `times`.

    Without days and « off », the season is closed. `join` says how an nth day stands beside its plain day: in
    addition to it, or instead of it.
    """

    days: Days = Days()
    times: tuple[Span, ...] = ()
    state: State = "open"
    season: str = ""
    join: Join = ""


EVEN_WEEKS, ODD_WEEKS = "week 02-52/2", "week 01-53/2"

_MONTH = rf"(?:{'|'.join(MONTHS)})"
_DATE = rf"(?:\d{{4}} )?{_MONTH} \d{{1,2}}"
_SEASON = rf"week ?0[12]-5[23]/2|{_DATE}(?:-{_DATE})?|{_MONTH}(?:-{_MONTH})?"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_DAY = rf"{_WEEKDAY}-{_WEEKDAY}|{_WEEKDAY}(?:\[[-1-5,]+\])?|PH"
_TIME = r"\d\d:\d\d-\d\d:\d\d"
_RULE = re.compile(
    rf"(?:(?P<season>{_SEASON})(?: |$))?(?:(?P<days>(?:{_DAY})(?:,(?:{_DAY}))*)(?: |$))?"
    rf"(?P<times>{_TIME}(?:,{_TIME})*|24/7)? ?(?P<state>off|closed|unknown)?"
)


def notation(said: Iterable[Said]) -> str:
    """Write what is said in the notation, in this order."""
    text = ""
    for each in said:
        for days in _apart(each.days):
            separator = ", " if each.join == "plus" else "; "
            text += (separator if text else "") + _rule(replace(each, days=days))
    return "24/7" if text in ALWAYS else text


def _apart(days: Days) -> list[Days]:
    """The notation is read alike everywhere when holidays have a rule of their own."""
    if not (days.holidays and (days.week or days.nth)):
        return [days]
    return [replace(days, holidays=False), Days(holidays=True)]


def _rule(said: Said) -> str:
    times = ",".join(f"{_clock(start)}-{_clock(end % MIDNIGHT or end)}" for start, end in said.times)
    state = "" if said.state == "open" else said.state
    return " ".join(part for part in (said.season, _day_names(said.days), times, state) if part)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _day_names(days: Days) -> str:
    runs = [(WEEKDAYS[first], WEEKDAYS[last]) for first, last in runs_of(days.week)]
    names = [first if first == last else f"{first}-{last}" for first, last in runs]
    numbers: dict[int, list[str]] = {}
    for day, number in days.nth:
        numbers.setdefault(day, []).append(str(number))
    names += [f"{WEEKDAYS[day]}[{','.join(each)}]" for day, each in numbers.items()]
    return ",".join([*names, "PH"] if days.holidays else names)


def plain_week(said: Iterable[Said]) -> dict[int, tuple[Span, ...] | None]:
    """Give the times of each weekday that is spoken of: none where it is closed, None where it is unknown.

    A later rule replaces an earlier one, or adds to it.
    """
    week: dict[int, tuple[Span, ...] | None] = {}
    for each in said:
        for day in each.days.week:
            before = week.get(day) or () if each.join == "plus" else ()
            week[day] = None if each.state == "unknown" else tuple(sorted((*before, *each.times)))
    return dict(sorted(week.items()))


def by_times(week: dict[int, tuple[Span, ...] | None]) -> dict[tuple[Span, ...] | None, frozenset[int]]:
    """Give the days that have the same times together."""
    groups: dict[tuple[Span, ...] | None, frozenset[int]] = {}
    for day, times in week.items():
        groups[times] = groups.get(times, frozenset()) | {day}
    return groups


def runs_of(days: Iterable[int]) -> list[Span]:
    """Give numbers as runs: first and last of what follows without a gap."""
    runs: list[Span] = []
    for day in sorted(days):
        if runs and runs[-1][1] == day - 1:
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return runs


def said_in(hours: str) -> list[Said] | None:
    """Read back a notation, None where it says more than a timetable can."""
    parts = re.split(r"(; ?|, (?=[A-Z]))", hours.strip().removesuffix(";"))
    said: list[Said] = []
    for separator, rule in zip(["", *parts[1::2]], parts[::2], strict=True):
        found = _RULE.fullmatch(rule.strip())
        if not found or not (found["times"] or found["state"]):
            return None
        said.append(_said(found, is_added=separator.startswith(",")))
    return said


def _said(found: re.Match[str], is_added: bool) -> Said:
    off = found["state"] in ("off", "closed")
    times = found["times"] or ""
    return Said(
        _days(found["days"])
        if found["days"]
        else Days(frozenset() if off and found["season"] else EVERY_DAY),
        WHOLE_DAY if times == "24/7" else tuple(map(_span, times.split(","))) if times else (),
        "off" if off else "unknown" if found["state"] else "open",
        re.sub(r"^week ?", "week ", found["season"] or ""),
        "plus" if is_added else "",
    )


def _span(text: str) -> Span:
    start, end = (int(time[:2]) * 60 + int(time[3:]) for time in text.split("-"))
    return start, end if end > start else end + MIDNIGHT


def _days(text: str) -> Days:
    week: set[int] = set()
    nth: list[tuple[int, int]] = []
    for first, last, numbers in re.findall(rf"({_WEEKDAY})(?:-({_WEEKDAY}))?(?:\[([-\d,]+)\])?", text):
        start = WEEKDAYS.index(first)
        if numbers:
            nth += [(start, int(number)) for number in numbers.split(",")]
        else:
            week |= range_of_days(start, WEEKDAYS.index(last) if last else start)
    return Days(frozenset(week), tuple(nth), "PH" in text)


def range_of_days(first: int, last: int) -> frozenset[int]:
    """Give the days from `first` to `last` included, through Sunday where the week ends between them."""
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
