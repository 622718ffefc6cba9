"""Any notation as people write hours, line by line; what it writes reads back as the same hours."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from directory.hours import is_always, same_openings
from directory.spoken_hours import read_spoken
from directory.spoken_words import DAY_NAMES, MONTH_NAMES, MONTHS
from directory.timetable import (
    EVEN_WEEKS,
    EVERY_DAY,
    ODD_WEEKS,
    WHOLE_DAY,
    Days,
    Said,
    Span,
    by_times,
    plain_week,
    runs_of,
    said_in,
)
from directory.typography import WIDE

MIDNIGHT = 24 * 60
COMPARED = date(2026, 1, 1), date(2028, 1, 1)
"""Days over which what was written must read back as the same hours."""

_NTH = {1: "1er", -1: "dernier", -2: "avant-dernier"}


@lru_cache(maxsize=4096)
def written(hours: str) -> tuple[str, ...]:
    """Give hours as people write them; nothing where they say more than these words can."""
    if is_always(hours):
        return (f"24{WIDE}h/24, 7{WIDE}jours sur{WIDE}7",)
    said = said_in(hours)
    lines = _lines(said) if said else ()
    read = read_spoken("\n".join(lines)).notation if lines else None
    return lines if read and same_openings(read, hours, *COMPARED) else ()


def _lines(said: Sequence[Said]) -> tuple[str, ...]:
    usual = [each for each in said if not each.season and each.days != Days(holidays=True)]
    holidays = [each for each in said if each.days.holidays]
    seasons = list(dict.fromkeys(each.season for each in said if each.season and each.days))
    closures = [each for each in said if not each.days and each.season not in seasons]
    return (
        *_items(usual),
        *(_season(season, [each for each in said if each.season == season], usual) for season in seasons),
        *(_holidays(each) for each in holidays),
        *(f"fermé {_season_name(each.season)}" for each in closures),
    )


def _season(season: str, group: Sequence[Said], usual: Sequence[Said]) -> str:
    """Give a season on its line, and what the usual days that it leaves out become."""
    is_closed = any(not each.days for each in group)
    others = "fermé les autres jours" if is_closed else "horaires habituels les autres jours"
    named = {day for each in group for day in each.days.week}
    left_out = {
        day for each in usual for day in (*each.days.week, *(day for day, _ in each.days.nth))
    } - named
    items = [item.replace(f"{WIDE}:", "") for item in _items([each for each in group if each.days], True)]
    return f"{_season_name(season)}{WIDE}: {', '.join([*items, others] if left_out else items)}"


def _items(said: Sequence[Said], tells_closed: bool = False) -> list[str]:
    """Give the plain days, those of the same times together, then the nth ones."""
    plain = {day: times for day, times in plain_week(said).items() if times != () or tells_closed}
    items = [f"{_days(days)}{WIDE}: {_times(times)}" for times, days in by_times(plain).items()]
    return items + [_nth_item(each, set(plain)) for each in said if each.days.nth]


def _nth_item(said: Said, plain: set[int]) -> str:
    numbers: dict[int, list[int]] = {}
    for day, number in said.days.nth:
        numbers.setdefault(day, []).append(number)
    names = [
        f"{_listed(_NTH.get(n, f'{n}e') for n in each)} {DAY_NAMES[day]}" for day, each in numbers.items()
    ]
    days = f"{_listed(names)} du mois"
    if said.state == "off":
        return f"fermé le {days}"
    if said.join == "plus":
        return f"en plus le {days}{WIDE}: {_times(said.times)}"
    only = "seulement " if plain & set(numbers) else ""
    return f"{days}{WIDE}: {only}{_times(said.times)}"


def _holidays(said: Said) -> str:
    if said.state == "off":
        return "fermé les jours fériés"
    return f"jours fériés{WIDE}: {_times(said.times if said.state == 'open' else None)}"


def _days(days: frozenset[int]) -> str:
    if days == EVERY_DAY:
        return "tous les jours"
    names: list[str] = []
    for first, last in runs_of(days):
        if last - first > 1:
            names.append(f"{DAY_NAMES[first]} à {DAY_NAMES[last]}")
        else:
            names += [DAY_NAMES[day] for day in range(first, last + 1)]
    return _listed(names)


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} et {last}" if most else last


def _times(times: tuple[Span, ...] | None) -> str:
    if times is None:
        return "à vérifier"
    if not times:
        return "fermé"
    if times == WHOLE_DAY:
        return f"24{WIDE}h/24"
    return " et ".join(f"{clock(start)} à {_end(end)}" for start, end in times)


def _end(minutes: int) -> str:
    return "minuit" if minutes == MIDNIGHT else clock(minutes % MIDNIGHT)


def clock(minutes: int) -> str:
    """Give « 9 h » or « 14 h 30 » for minutes since midnight."""
    return f"{minutes // 60}{WIDE}h" + (f"{WIDE}{minutes % 60:02}" if minutes % 60 else "")


def _season_name(season: str) -> str:
    """Give « du 1er juillet au 31 août », « en août », « de juillet à août » or « semaines paires »."""
    if season in (EVEN_WEEKS, ODD_WEEKS):
        return "semaines paires" if season == EVEN_WEEKS else "semaines impaires"
    first, _, last = season.partition("-")
    if first in MONTHS:
        name = MONTH_NAMES[MONTHS.index(first)]
        return f"de {name} à {MONTH_NAMES[MONTHS.index(last)]}" if last else f"en {name}"
    return f"du {_date(first)} au {_date(last)}" if last else f"le {_date(first)}"


def _date(text: str) -> str:
    *year, month, day = text.split()
    number = "1er" if int(day) == 1 else str(int(day))
    return " ".join([number, MONTH_NAMES[MONTHS.index(month)], *year])
