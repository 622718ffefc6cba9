"""Days and seasons as people write them: « le 1er et 3e mardi du mois », « du 1er juillet au 31 août »."""

from directory.spoken_words import MONTHS, Word, dated, exists, month, nth, weekday
from directory.timetable import EVEN_WEEKS, EVERY_DAY, ODD_WEEKS, Days, range_of_days
from directory.word_reader import Reader, SpokenError

_GROUPS = {
    "every": EVERY_DAY,
    "always": EVERY_DAY,
    "weekend": frozenset((5, 6)),
    "workweek": frozenset(range(5)),
}


def read_days(reader: Reader) -> Days:
    """Read days that follow each other; empty where none stands here.

    Raises:
        SpokenError: the days cannot be read for sure.
    """
    found = Days()
    while days := _next_days(reader, is_first=not found):
        found = Days(
            found.week | days.week,
            tuple(dict.fromkeys(found.nth + days.nth)),
            found.holidays or days.holidays,
        )
    reader.accept("monthly")
    return found


def _next_days(reader: Reader, is_first: bool) -> Days:
    position = reader.position
    if not is_first:
        reader.skip("comma", "and", "slash")
    reader.skip("the", "from")
    group = reader.accept(*_GROUPS)
    if group:
        return Days(_GROUPS[group.kind])
    if reader.accept("holidays"):
        if reader.kind != "included":
            return Days(holidays=True)
        reader.position = position
        return Days()
    days = _nth_days(reader) if reader.kind == "nth" else _range(reader)
    if not days:
        reader.position = position
    return days


def _range(reader: Reader) -> Days:
    first = reader.accept("day")
    if first is None:
        return Days()
    if reader.accept("dash", "to"):
        reader.skip("the")
        last = reader.accept("day")
        if last is None:
            raise SpokenError(
                f"De « {first.said.strip()} » à quel jour ? Écrivez par exemple « du lundi au vendredi »."
            )
        return Days(range_of_days(weekday(first), weekday(last)))
    return Days(frozenset((weekday(first),)))


def _nth_days(reader: Reader) -> Days:
    """Read « 1er et 3e mardi »: numbers, then the day that they are of."""
    numbers: list[Word] = []
    while word := reader.accept("nth"):
        numbers.append(word)
        position = reader.position
        reader.skip("and", "comma", "the")
        if reader.kind != "nth":
            reader.position = position
    day = reader.accept("day")
    if day is None:
        return Days()
    reader.accept("monthly")
    return Days(nth=tuple(dict.fromkeys((weekday(day), nth(number)) for number in numbers)))


def read_season(reader: Reader) -> str:
    """Read a part of the year, as the notation writes it; empty where none stands here.

    Raises:
        SpokenError: its end is missing, or its months do not follow each other.
    """
    position = reader.position
    weeks = reader.accept("parity")
    if weeks:
        return ODD_WEEKS if "impaire" in weeks.text else EVEN_WEEKS
    reader.skip("in", "from", "the")
    season = _of_months(reader) or _of_dates(reader)
    if not season:
        reader.position = position
    return season


def _of_months(reader: Reader) -> str:
    first = reader.accept("month")
    if first is None:
        return ""
    link = reader.accept("to", "dash", "and")
    last = reader.accept("month") if link else None
    if link and not last:
        raise SpokenError(
            f"De « {first.said.strip()} » à quel mois ? Écrivez par exemple « de juillet à août »."
        )
    names = [MONTHS[month(word.text)] for word in (first, last) if word]
    if last and link and link.kind == "and" and month(last.text) != month(first.text) + 1:
        raise SpokenError(
            f"« {first.said.strip()} » et « {last.said.strip()} » ne se suivent pas : une ligne pour chacun."
        )
    return "-".join(names)


def _of_dates(reader: Reader) -> str:
    position = reader.position
    first = reader.accept("date", "number", "nth")
    link = reader.accept("to", "dash") if first else None
    reader.skip("the")
    last = reader.accept("date") if link else None
    if first is None or (first.kind != "date" and last is None):
        reader.position = position
        return ""
    for date in (first, last):
        if date and date.kind == "date" and not exists(date):
            raise SpokenError(f"« {date.said.strip()} » : cette date n’existe pas.")
    if link and not last:
        raise SpokenError(
            f"Du « {first.said.strip()} » à quel jour ? Écrivez par exemple « du 24 décembre au 2 janvier »."
        )
    return f"{_start(first, last)}-{dated(last)}" if last else dated(first)


def _start(first: Word, last: Word) -> str:
    """Give the first date; « du 1er » takes its month, and any date its year, from the last one."""
    end = dated(last).split()
    if first.kind != "date":
        return " ".join([*end[:-1], first.text.removesuffix("er")])
    start = dated(first).split()
    if len(start) > len(end):
        raise SpokenError(f"« {last.said.strip()} » : écrivez aussi l’année de la fin.")
    if len(start) == len(end):
        return " ".join(start)
    year = int(end[0]) - (MONTHS.index(start[0]) > MONTHS.index(end[1]))
    return " ".join([str(year), *start])
