"""Hours as people write them, read into the notation: « du lundi au vendredi 9h-12h et 14h-17h30 ».

Nothing is guessed. A word that is not understood, or hours that can be read in two ways, are answered by a
sentence that says what to write instead.
"""

from dataclasses import dataclass, replace

from directory.hours import HoursError, check
from directory.spoken_days import read_days, read_season
from directory.spoken_rules import Statement, compiled
from directory.spoken_times import read_times
from directory.spoken_words import Word, words_of
from directory.timetable import EVERY_DAY, WHOLE_DAY, Days, Join, Said, notation
from directory.word_reader import Reader, SpokenError

EXAMPLE = "Par exemple : « du lundi au vendredi 9h-12h et 14h-17h, fermé les jours fériés »."
LONGEST = 2000
"""Characters: no timetable is longer."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was read: the notation, or else what stands in the way, in sentences for whoever wrote it."""

    notation: str | None
    problems: tuple[str, ...] = ()


def read_spoken(text: str) -> Spoken:
    """Read hours as people write them."""
    if len(text) > LONGEST:
        return Spoken(None, (f"Ce texte est trop long pour des horaires : {LONGEST} signes au plus.",))
    words = words_of(text)
    problems = _not_understood(words)
    if problems or not words:
        return Spoken(None, problems or (f"Écrivez les jours et les heures. {EXAMPLE}",))
    try:
        hours = notation(compiled(_statements(words)))
        check(hours)
    except (SpokenError, HoursError) as error:
        return Spoken(None, (str(error),))
    return Spoken(hours)


def _not_understood(words: list[Word]) -> tuple[str, ...]:
    """Name the words that are in no kind, those that follow each other together."""
    phrases: list[list[str]] = [[]]
    for word in words:
        if word.kind == "unknown":
            phrases[-1].append(word.said.strip())
        elif phrases[-1]:
            phrases.append([])
    named = [" ".join(phrase) for phrase in phrases if phrase]
    return tuple(f"« {phrase} » n’est pas compris comme un jour ou une heure. {EXAMPLE}" for phrase in named)


def _statements(words: list[Word]) -> list[Statement]:
    """Read each sentence; a heading that ends with a colon goes with the line that follows it."""
    sentences: list[list[Word]] = [[]]
    for word in words:
        if word.kind == "newline" and sentences[-1] and sentences[-1][-1].kind == "colon":
            continue
        if word.kind in ("newline", "stop"):
            sentences.append([])
        else:
            sentences[-1].append(word)
    return [_statement(Reader(sentence)) for sentence in sentences if sentence]


def _statement(reader: Reader) -> Statement:
    all_year = reader.accept("all-year")
    season = "" if all_year else read_season(reader)
    reader.skip("colon", "comma")
    statement = Statement(season, is_all_year=all_year is not None)
    while not reader.at_end:
        _item(reader, statement)
        reader.skip("comma", "and")
    if season and not statement.said:
        raise SpokenError(f"Il manque les heures de cette période : « {reader.text} ». {EXAMPLE}")
    return statement


def _item(reader: Reader, statement: Statement) -> None:
    """Read one thing said of this season: what the other days are, what is closed, or when it opens."""
    if _others(reader, statement):
        return
    if reader.accept("closed", "except"):
        statement.said += _closed(reader, statement.season)
    else:
        statement.said += _opened(reader, statement.season)


def _others(reader: Reader, statement: Statement) -> bool:
    """Read « fermé les autres jours » or « horaires habituels les autres jours », in either order."""
    found = _pair(reader, "closed", "others") or _pair(reader, "usual", "others")
    if found:
        statement.others = found
    return bool(found)


def _pair(reader: Reader, first: str, second: str) -> str:
    for one, other in ((first, second), (second, first)):
        start = reader.position
        if reader.accept(one) and reader.skip("the") and reader.accept(other):
            return first
        reader.position = start
    return ""


def _closed(reader: Reader, season: str) -> list[Said]:
    reader.skip("colon")
    start = reader.position
    closure = "" if season else read_season(reader)
    if closure and not reader.at_day:
        return [Said(state="off", season=closure)]
    reader.position = start
    days = read_days(reader)
    if days:
        return [Said(days, state="off", season=season)]
    if season:
        return [Said(state="off", season=season)]
    raise SpokenError(f"Fermé quels jours ? Relisez « {reader.text} ». {EXAMPLE}")


def _opened(reader: Reader, season: str) -> list[Said]:
    """Read days and their times, in either order, with what is excepted or included."""
    said = Said(season=season, join=_join(reader))
    reader.skip("opened")
    start = reader.position
    times = read_times(reader)
    reader.skip("comma")
    days = read_days(reader)
    if not days and times != WHOLE_DAY:
        reader.position = start
        raise SpokenError(f"Quels jours ? Relisez « {reader.rest} ». {EXAMPLE}")
    said = replace(said, days=days or Days(EVERY_DAY), join=_join(reader) or said.join)
    if times:
        return [_with_holidays(reader, replace(said, times=times))]
    return _times_of(reader, said)


def _times_of(reader: Reader, said: Said) -> list[Said]:
    excepted = read_days(reader) if reader.accept("except") else Days()
    reader.skip("colon", "comma", "opened")
    said = replace(said, join=_join(reader) or said.join)
    reader.skip("colon", "opened")
    state = reader.accept("closed", "doubt")
    if state:
        return [replace(said, state="off" if state.kind == "closed" else "unknown")]
    times = read_times(reader)
    if not times:
        raise SpokenError(f"Il manque les heures : « {reader.text} ». {EXAMPLE}")
    said = _with_holidays(reader, replace(said, times=times))
    return [said, Said(excepted, state="off", season=said.season)] if excepted else [said]


def _join(reader: Reader) -> Join:
    if reader.accept("plus"):
        return "plus"
    return "only" if reader.accept("only") else ""


def _with_holidays(reader: Reader, said: Said) -> Said:
    """Read « y compris les jours fériés » or « jours fériés compris »."""
    start = reader.position
    reader.skip("comma")
    if reader.accept("included"):
        reader.skip("the")
        if reader.accept("holidays"):
            return replace(said, days=replace(said.days, holidays=True))
    elif reader.skip("the") and reader.accept("holidays") and reader.accept("included"):
        return replace(said, days=replace(said.days, holidays=True))
    reader.position = start
    return said
