"""Times, ages and distances as French people read them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from babel import Locale
from babel.dates import format_date, get_day_names

from directory.days import TimeSlot, typical_week
from directory.hours import Opening, is_always
from directory.typography import NARROW, WIDE
from directory.written_hours import clock, written

LOCALE = "fr"
_WEEKDAYS = get_day_names("wide", locale=LOCALE)
_LANGUAGES = Locale.parse(LOCALE).languages
DAYS_IN_MONTH = 30.44
STALE_MONTHS = 12
SHORTEST_IN_WEEKS, SHORTEST_IN_MONTHS = 14, 70
"""Days from which a delay is told in weeks, then in months."""

MIDNIGHT = time()
ALWAYS = timedelta(days=7)
"""What stays open longer than this is said to answer day and night."""


def day(value: date) -> str:
    """Give « mardi 24 novembre »."""
    return format_date(value, "EEEE d MMMM", locale=LOCALE).replace(" 1 ", " 1er ")


def full_day(value: date) -> str:
    """Give « 24 novembre 2026 » or « 1er décembre 2026 »."""
    return _first(format_date(value, "d MMMM y", locale=LOCALE))


def _first(written: str) -> str:
    return f"1er {written[2:]}" if written.startswith("1 ") else written


def near_day(value: date, today: date) -> str:
    """Give « 12 décembre », with its year where that is not the one of `today`."""
    if value.year != today.year:
        return full_day(value)
    return _first(format_date(value, "d MMMM", locale=LOCALE))


def hour(value: datetime | time) -> str:
    """Give « 9 h » or « 14 h 30 »."""
    return clock(value.hour * 60 + value.minute)


def moment(value: datetime, at: datetime, today: date) -> str:
    """Give « à 14 h », « demain à 9 h » or « lundi 30 novembre à 9 h », seen from `at`.

    Where `at` is on another day than `today`, the day is always named: « demain » would be read from today.
    """
    return f"{_day_seen(value.date(), at, today)}à {hour(value)}"


def _day_seen(value: date, at: datetime, today: date) -> str:
    """Give nothing for the day itself, « demain » or « lundi 30 novembre », with a space to go on."""
    if at.date() == today == value:
        return ""
    is_tomorrow = at.date() == today == value - timedelta(days=1)
    return "demain " if is_tomorrow else f"{day(value)} "


def opening(state: Opening, at: datetime, today: date) -> str:
    """Say whether it is open at `at`, until when, or when it opens; unknown is said to be unknown.

    `today` is the day on which it is read, on the clock of `at`.
    """
    if state.is_open is None:
        return "Jour férié, à vérifier par téléphone" if state.is_holiday else "Horaires inconnus"
    if state.is_open:
        return _open(state, at, today)
    if state.next_opening is None:
        return "Fermé, réouverture inconnue"
    return f"Fermé, ouvre {moment(state.next_opening, at, today)}"


def _open(state: Opening, at: datetime, today: date) -> str:
    if state.until is None or state.until - at > ALWAYS:
        return f"Répond 24{WIDE}h/24"
    # Midnight is the end of a day, not « 0 h » of the next one.
    is_midnight = state.until.time() == MIDNIGHT
    last = state.until.date() - timedelta(days=is_midnight)
    seen = _day_seen(last, at, today)
    link = {"": "", "demain ": "à "}.get(seen, "au ")
    return f"Ouvert jusqu’{link}{seen}à {'minuit' if is_midnight else hour(state.until)}"


def age(verified_on: date | None, today: date, said_on: date | None = None) -> str:
    """Say how old the information is, in words: « vérifié il y a 2 mois ».

    Of what nobody verified, the day of its source is said, where it has one.
    """
    if verified_on is None:
        return f"jamais vérifié, donnée du {full_day(said_on)}" if said_on else "jamais vérifié"
    return f"vérifié {ago(verified_on, today)}"


def dated(verified_on: date | None, said_on: date | None) -> str:
    """Give the age of an information as paper can hold it: « Vérifié le 3 novembre 2026 »."""
    if verified_on is not None:
        return f"Vérifié le {full_day(verified_on)}"
    return f"Jamais vérifié, donnée du {full_day(said_on)}" if said_on else "Jamais vérifié"


def ago(past: date, today: date) -> str:
    """Give « aujourd’hui », « hier », « il y a 3 jours », « il y a 2 mois » or « il y a 3 ans »."""
    days = (today - past).days
    if days < 2:
        return "hier" if days == 1 else "aujourd’hui"
    if days < DAYS_IN_MONTH:
        return f"il y a {days}{WIDE}jours"
    months = round(days / DAYS_IN_MONTH)
    if months < 2 * STALE_MONTHS:
        return f"il y a {months}{WIDE}mois"
    return f"il y a {round(months / 12)}{WIDE}ans"


CHECKED: Mapping[str, str] = {
    "phone": "téléphone vérifié",
    "hours": "horaires vérifiés",
    "capacity": "places vérifiées",
    "access": "accès vérifié",
}
"""How the check of a field is told: see `models.FieldCheck`."""


def checked(field: str, day: date, today: date) -> str:
    """Give « téléphone vérifié hier »."""
    return f"{CHECKED[field]} {ago(day, today)}"


def availability(until: date, today: date, delay_days: int | None, *, is_full: bool) -> str:
    """Give « Complet jusqu’au 12 décembre », « Délai : environ 3 semaines »; nothing once `until` is past.

    Nothing is never « places libres »: nobody said so.
    """
    if today > until:
        return ""
    full = f"Complet jusqu’au {near_day(until, today)}" if is_full else ""
    delay = "" if delay_days is None else f"Délai{WIDE}: {_delay(delay_days)}"
    return f"{full}, {delay.lower()}" if full and delay else full or delay


def _delay(days: int) -> str:
    if days < 1:
        return "le jour même"
    if days < SHORTEST_IN_WEEKS:
        return f"environ {counted(days, 'jour')}"
    if days < SHORTEST_IN_MONTHS:
        return f"environ {counted(round(days / 7), 'semaine')}"
    return f"environ {round(days / DAYS_IN_MONTH)}{WIDE}mois"


def is_stale(verified_on: date | None, today: date) -> bool:
    """Say whether the information is older than a year, or was never verified."""
    return verified_on is None or (today - verified_on).days > STALE_MONTHS * DAYS_IN_MONTH


def distance(kilometres: float) -> str:
    """Give « sur la commune » or « à 12 km », from the centre of the commune."""
    return "sur la commune" if kilometres < 1 else f"à {round(kilometres)}{WIDE}km"


def week(hours: str | None) -> str:
    """Give hours as a sentence: those of a plain week, or all that `written` says; empty where unknown."""
    if hours is None:
        return ""
    if is_always(hours):
        return f"24{WIDE}h/24, 7{WIDE}jours sur{WIDE}7"
    days = typical_week(hours)
    if days is None or not any(days):
        return " ; ".join(written(hours))
    groups = [
        ([_WEEKDAYS[number] for number, _ in group], slots)
        for slots, group in groupby(enumerate(days), key=lambda numbered: numbered[1])
    ]
    return " ; ".join(f"{_days(names)}{WIDE}: {slots_words(slots)}" for names, slots in groups if slots)


def _days(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{names[0]} {'et' if len(names) == 2 else 'à'} {names[-1]}"


def slots_words(slots: Sequence[TimeSlot]) -> str:
    """Give « 9 h à 12 h, 14 h à 17 h », « 14 h à minuit » or « 24 h/24 »."""
    return ", ".join(slot_words(start, end) for start, end in slots)


def slot_words(start: time, end: time) -> str:
    """Give « 9 h à 12 h », « 14 h à minuit » or « 24 h/24 »."""
    if start == end == MIDNIGHT:
        return f"24{WIDE}h/24"
    return f"{hour(start)} à {'minuit' if end == MIDNIGHT else hour(end)}"


def language(code: str) -> str:
    """Give « anglais » for « en »: the name of a language in French, or the code of one that has no name."""
    return str(_LANGUAGES.get(code, code))


def counted(number: int, noun: str) -> str:
    """Give « 1 service », « 34 services » or « 1 200 services »."""
    return f"{number:,}".replace(",", NARROW) + f"{WIDE}{plural(noun, number)}"


def plural(noun: str, number: int) -> str:
    """Give « service » or « services »: French counts from two on."""
    return f"{noun}s" if number > 1 else noun
