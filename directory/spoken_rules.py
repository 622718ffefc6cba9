"""What was said, put in order for the notation; what can be read in two ways is refused."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from directory.spoken_words import DAY_NAMES, MONTHS
from directory.timetable import Days, Said, Span, by_times, plain_week
from directory.word_reader import SpokenError

LAST_DAY_OF_YEAR = (12, 31)


@dataclass(slots=True)
class Statement:
    """A sentence: what it says of its season (empty all year), and what the other days are then."""

    season: str
    is_all_year: bool = False
    said: list[Said] = field(default_factory=list)
    others: str = ""


def compiled(statements: Sequence[Statement]) -> list[Said]:
    """Order what was said so that a later rule of the notation never undoes an earlier one by accident.

    Raises:
        SpokenError: something can be read in two ways.
    """
    _refuse_days_after_a_season(statements)
    said = [each for statement in statements for each in statement.said]
    closures = [each for each in said if not each.days]
    holidays = [each for each in said if each.days.holidays]
    usual = list(_without_holidays(each for each in said if each.days and not each.season))
    seasons = list(dict.fromkeys(each.season for each in said if each.days and each.season))
    if not _weekdays(said):
        raise SpokenError("Il manque les jours et les heures d’ouverture : « du lundi au vendredi 9h-12h ».")
    _refuse_holidays_said_twice(holidays)
    _refuse_seasons_that_overlap(seasons)
    rules = _ordered(usual)
    for season in seasons:
        group = [each for each in said if each.days and each.season == season]
        others = next((each.others for each in statements if each.season == season and each.others), "")
        rules += _season(group, others, usual)
    return rules + [_holiday_rule(each) for each in holidays] + closures


def _without_holidays(said: Iterable[Said]) -> Iterator[Said]:
    for each in said:
        days = Days(each.days.week, each.days.nth)
        if days:
            yield Said(days, each.times, each.state, each.season, each.join)


def _holiday_rule(said: Said) -> Said:
    return Said(Days(holidays=True), said.times, said.state)


def _season(group: list[Said], others: str, usual: list[Said]) -> list[Said]:
    """Give the rules of a season; the usual days that it leaves out must have been spoken of."""
    left_out = _weekdays(usual) - {day for each in group for day in each.days.week}
    if left_out and not others:
        raise SpokenError(
            f"Et les autres jours de cette période, le {DAY_NAMES[min(left_out)]} par exemple ? Ajoutez "
            "« fermé les autres jours » ou « horaires habituels les autres jours »."
        )
    # Closing the season first also takes out the end of the usual nights that it replaces.
    is_closed = others == "closed" or not left_out
    closed = [Said(state="off", season=group[0].season)] if usual and is_closed else []
    return closed + _ordered(group)


def _weekdays(said: Iterable[Said]) -> set[int]:
    opens = [each.days for each in said if each.state == "open"]
    return {day for days in opens for day in (*days.week, *(day for day, _ in days.nth))}


def _ordered(group: list[Said]) -> list[Said]:
    """Put the plain days first, each in one rule only, then the nth ones, then those that are added.

    A rule that replaced another would leave the end of its night: the notation reads it so.
    """
    _refuse_days_said_twice(group)
    season = group[0].season if group else ""
    plain = [
        Said(Days(days), times or (), "open" if times else "off" if times == () else "unknown", season)
        for times, days in by_times(_exceptions_last(group)).items()
        if times != () or season
    ]
    nth = [replace(each, days=Days(nth=each.days.nth)) for each in group if each.days.nth]
    return plain + sorted(nth, key=lambda each: each.join == "plus")


def _exceptions_last(group: list[Said]) -> dict[int, tuple[Span, ...] | None]:
    """Closed days and « seulement » replace what is said before or after them; « en plus » adds."""
    ranks = {"": 0, "only": 1, "plus": 2}
    return plain_week(sorted(group, key=lambda each: 1 if each.state != "open" else ranks[each.join]))


def _refuse_days_said_twice(group: list[Said]) -> None:
    opens = [each for each in group if each.state == "open" and not each.join]
    for one, other in combinations(opens, 2):
        twice = _common(one.days, other.days)
        if twice:
            name = DAY_NAMES[min(twice)]
            raise SpokenError(
                f"Le {name} est dit deux fois. Écrivez ses heures ensemble, « {name} 9h-12h et 14h-17h », "
                "ou précisez « en plus » ou « seulement » devant les secondes."
            )


def _common(one: Days, other: Days) -> set[int]:
    """Give the weekdays of which two things said speak both, unless of different weeks of the month."""
    first, second = {day for day, _ in one.nth}, {day for day, _ in other.nth}
    both = (one.week & other.week) | (one.week & second) | (first & other.week) | _same_nth(one, other)
    return set(both)


def _same_nth(one: Days, other: Days) -> set[int]:
    """The last Tuesday may be the fourth: counted from both ends, they may be the same."""
    pairs = [(a, b) for a in one.nth for b in other.nth]
    return {a[0] for a, b in pairs if a[0] == b[0] and (a[1] == b[1] or a[1] * b[1] < 0)}


def _refuse_holidays_said_twice(holidays: list[Said]) -> None:
    if len(holidays) > 1:
        raise SpokenError("Les jours fériés sont dits deux fois : gardez une seule phrase à leur sujet.")
    if any(each.season for each in holidays):
        raise SpokenError(
            "Écrivez ce qui vaut pour les jours fériés sur une ligne à part, pour toute l’année."
        )


def _refuse_days_after_a_season(statements: Sequence[Statement]) -> None:
    for before, after in pairwise(statements):
        is_heading = bool(before.season) and any(each.state == "open" for each in before.said)
        is_open = any(each.state == "open" and not _is_for_holidays(each) for each in after.said)
        if is_heading and is_open and not after.season and not after.is_all_year:
            raise SpokenError(
                "Ce qui suit une période vaut-il pour elle ou pour toute l’année ? Écrivez les horaires de "
                "toute l’année en premier, et ceux d’une période sur sa ligne, séparés par des virgules."
            )


def _is_for_holidays(said: Said) -> bool:
    return said.days == Days(holidays=True)


def _refuse_seasons_that_overlap(seasons: list[str]) -> None:
    for one, other in combinations(seasons, 2):
        if _overlap(one, other):
            raise SpokenError("Deux périodes se recouvrent : écrivez des périodes qui se suivent.")


def _overlap(one: str, other: str) -> bool:
    """Weeks counted two by two meet every date, and only not each other."""
    if one.startswith("week") or other.startswith("week"):
        return one.startswith("week") != other.startswith("week")
    return any(a[0] <= b[1] and b[0] <= a[1] for a in _stretches(one) for b in _stretches(other))


def _stretches(season: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Give the days of a year that a season covers, years aside: two stretches where it spans New Year."""
    first, _, last = season.partition("-")
    start, end = _month_and_day(first, 1), _month_and_day(last or first, 31)
    return [(start, end)] if start <= end else [(start, LAST_DAY_OF_YEAR), ((1, 1), end)]


def _month_and_day(text: str, default: int) -> tuple[int, int]:
    month = next(part for part in text.split() if part in MONTHS)
    day = text.split()[-1]
    return MONTHS.index(month) + 1, int(day) if day != month else default
