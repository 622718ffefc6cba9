"""Hours of every shape into the notation, only where they are sure; others stay the text that they were."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from directory.folding import plain
from directory.hours import HoursError, check
from directory.spoken_hours import read_spoken
from directory.spoken_times import LONGEST_NIGHT
from directory.spoken_words import DAY_NAMES
from directory.timetable import EVERY_DAY, MIDNIGHT, Days, Said, Span, by_times, notation, range_of_days
from importers.cleaning.words import prose, text

_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = ("mo", "tu", "we", "th", "fr", "sa", "su")
_DAY_NUMBERS = {name: number for names in (DAY_NAMES, _ENGLISH, _SHORT) for number, name in enumerate(names)}
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:hH]\s*(\d\d)?(?::\d\d(?:\.\d+)?)?)")
_NUMBER = re.compile(r"\d{1,4}")
_LAST_MINUTE = MIDNIGHT - 1

_DAY = rf"(?:{'|'.join(DAY_NAMES)})"
_TIME = r"\d{1,2}\s*[hH:]\s*(?:\d\d)?"
_REWRITTEN: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"\s*\|\s*"), "\n"),
    # « Lundi : 8h-12h Mardi : … »: each day that a colon follows begins a sentence.
    (re.compile(rf"(?<=[\dh)ée]) +(?=(?:{_DAY}) ?:)", re.IGNORECASE), "\n"),
    # « 7h-12h-13h-17h » are two stretches of time.
    (re.compile(rf"({_TIME}) ?- ?({_TIME}) ?- ?({_TIME}) ?- ?({_TIME})"), r"\1-\2 \3-\4"),
    (re.compile(rf"^({_DAY}(?: (?:et|au) {_DAY})?) ?: ?non$", re.IGNORECASE | re.MULTILINE), r"\1 : fermé"),
    # A day that is named, and of which nothing is said, is unknown: it is not closed.
    (re.compile(rf"^({_DAY}) ?:[ /.-]*$", re.IGNORECASE | re.MULTILINE), r"\1 : à vérifier"),
)
_NOTATION = re.compile(r"\d:\d\d-\d?\d:\d\d|24/7|\boff\b|^\"")
_SHORT_HOUR = re.compile(r"(?<!\d)(\d:\d\d)")
_COMMENT = re.compile(r'\s*\|?\|?\s*"([^"]*)"')
_NOT_NOTATION = re.compile(r"[^\x20-\x7e]")


def days(first: object, last: object = "") -> tuple[str, ...]:
    """Give the days from `first` to `last` included, named in French or English; none where unknown."""
    start, end = _day(first), _day(last)
    if start is None:
        return ()
    return tuple(DAY_NAMES[each] for each in sorted(range_of_days(start, start if end is None else end)))


def week(slots: Iterable[tuple[object, Iterable[Sequence[object]]]], *, is_whole: bool = True) -> str | None:
    """Give the notation of a week told by days: (« lundi », [("09:00:00", "12:00:00")]); None where unsure.

    Days may be French or English, times « 9h30 », « 09:30:00 » or 930. A day that is not there is closed
    where the source tells `is_whole` weeks, and unknown otherwise. Nothing is said of public holidays.
    """
    told: dict[int, tuple[Span, ...]] = {}
    for name, times in slots:
        number = _day(name)
        spans = tuple(_span(*each[:2]) for each in times if any(map(text, each)))
        if number is None or None in spans:
            return None
        told[number] = tuple(sorted({*told.get(number, ()), *filter(None, spans)}))
    if not any(told.values()) or any(map(_overlap, told.values())):
        return None
    return _checked(notation(_said(told, is_whole)))


def _said(told: dict[int, tuple[Span, ...]], is_whole: bool) -> Iterable[Said]:
    for spans, numbers in by_times({day: told[day] for day in sorted(told)}).items():
        if spans:
            yield Said(Days(numbers), spans)
    missing = EVERY_DAY - told.keys()
    if missing and not is_whole:
        yield Said(Days(frozenset(missing)), state="unknown")


def _day(name: object) -> int | None:
    said = text(name)
    return _DAY_NUMBERS.get(said) if said in _DAY_NUMBERS else _DAY_NUMBERS.get(plain(said))


def _span(start: object, end: object) -> Span | None:
    """Give a stretch of time in minutes, None where it is none; the last minute of a day is its end."""
    opens, closes = _minutes(text(start)), _minutes(text(end))
    if opens is None or closes is None or opens == MIDNIGHT:
        return None
    closes = MIDNIGHT if closes == _LAST_MINUTE else closes
    if closes <= opens:
        closes += MIDNIGHT
    return (opens, closes) if closes - opens <= (LONGEST_NIGHT if closes > MIDNIGHT else MIDNIGHT) else None


@lru_cache(maxsize=4096)
def _minutes(said: str) -> int | None:
    if _NUMBER.fullmatch(said):
        hour, minute = divmod(int(said), 100)
    elif found := _CLOCK.fullmatch(said):
        hour, minute = int(found[1]), int(found[2] or 0)
    else:
        return None
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= MIDNIGHT else None


def _overlap(spans: tuple[Span, ...]) -> bool:
    return any(one[1] > other[0] for one, other in pairwise(spans))


def free(value: object) -> tuple[str | None, str]:
    """Give the notation of hours in French, and no text; or, where they are not sure, None and the text."""
    return _free(prose(value))


@lru_cache(maxsize=8192)
def _free(said: str) -> tuple[str | None, str]:
    rewritten = re.sub(r"[ \t]+", " ", said)
    for pattern, instead in _REWRITTEN:
        rewritten = pattern.sub(instead, rewritten)
    hours = read_spoken(rewritten.strip(" \n;,.")).notation if said else None
    return (hours, "" if hours and "unknown" not in hours else said)


def osm(value: object) -> tuple[str | None, str]:
    """Give hours already in the notation without its comments, and these as a text; else as `free`."""
    return _osm(text(value)) if _NOTATION.search(text(value)) else free(value)


@lru_cache(maxsize=8192)
def _osm(said: str) -> tuple[str | None, str]:
    bare = _SHORT_HOUR.sub(r"0\1", _COMMENT.sub("", said).strip(" ;"))
    comments = " ; ".join(_COMMENT.findall(said))
    if not bare:
        return None, comments
    hours = None if _NOT_NOTATION.search(bare) else _checked(bare)
    return (hours, comments) if hours else _free(said)


def _checked(hours: str) -> str | None:
    try:
        check(hours)
    except HoursError:
        return None
    return hours
