"""What the directory's pages show, in plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from directory.disclosure import Card, Reader, disclose
from directory.hours import Opening
from directory.local_time import local
from directory.models import Service
from directory.openings import department_of, opening_of
from directory.serving import find_lines, find_permanences, find_units, with_id
from directory.vocabulary import vocabulary
from directory.wording import is_stale, opening, week
from directory.words import Line, Term


@dataclass(frozen=True, slots=True)
class Shown:
    """A service as a page shows it: its card, and its state at the time of reading, in words.

    `capacity` says that it is full or how long one waits, empty where nobody knows.
    """

    card: Card
    opening: Opening
    state: str
    verified: str
    is_fresh: bool
    capacity: str

    @property
    def week(self) -> str:
        """The weekly hours in words, worked out for the few pages that print them."""
        return week(self.card.hours)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit and the permanences held in it, the next one first."""

    unit: Shown
    permanences: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class LinesPage:
    """The national lines by need, each with its state, those that answer first."""

    groups: tuple[tuple[Term, tuple[tuple[Line, Shown], ...]], ...]


def shown(service: Service, now: datetime) -> Shown:
    """Give `service` as the professional at the screen may see it, `now` (aware), on its own clock."""
    at = local(now, department_of(service))
    return shown_at(service, at, at.date())


def shown_at(service: Service, at: datetime, today: date) -> Shown:
    """Give the same at `at` (aware), its times told on that clock: the one of whoever is reading.

    How old its information is counts from `today`, whatever the moment that is asked about.
    """
    card = disclose(service, Reader.PROFESSIONAL, vocabulary())
    state = opening_of(service, at)
    return Shown(
        card=card,
        opening=state,
        state=opening(state, at, today),
        verified=card.age(today),
        is_fresh=not is_stale(card.verified_on, today),
        capacity=card.capacity(today),
    )


def units_page(session: Session, at: datetime) -> list[tuple[str, list[tuple[Card, str]]]]:
    """Give the units that host a social worker, by département, each with how old its information is."""
    units = find_units(session)
    by_department = groupby(units, key=lambda unit: unit.commune.department_name if unit.commune else "")
    return [(name, _aged(group, at)) for name, group in by_department]


def _aged(services: Iterable[Service], at: datetime) -> list[tuple[Card, str]]:
    cards = [(disclose(each, Reader.PROFESSIONAL, vocabulary()), department_of(each)) for each in services]
    return [(card, card.age(local(at, department).date())) for card, department in cards]


def unit_page(session: Session, unit_id: int, at: datetime) -> UnitPage | None:
    """Give a unit and its permanences, the open or next one first; None where nobody holds one there."""
    unit = with_id(session, unit_id)
    permanences = [shown(service, at) for service in find_permanences(session, unit_id)]
    if unit is None or not permanences:
        return None
    return UnitPage(shown(unit, at), tuple(sorted(permanences, key=lambda item: _soonest(item.opening, at))))


def _soonest(state: Opening, at: datetime) -> datetime:
    if state.is_open:
        return at
    return state.next_opening or at + timedelta(days=366)


def lines_page(session: Session, at: datetime) -> LinesPage:
    """Give the national lines, grouped by the first need that each answers."""
    words = vocabulary()
    services = {service.source_key: service for service in find_lines(session, list(words.lines))}
    groups: dict[str, list[tuple[Line, Shown]]] = {}
    for slug, line in words.lines.items():
        if slug in services:
            group = words.needs[line.needs[0]].group if line.needs else "other"
            groups.setdefault(group, []).append((line, shown(services[slug], at)))
    return LinesPage(
        tuple(
            (term, tuple(sorted(groups[slug], key=lambda pair: pair[1].opening.is_open is not True)))
            for slug, term in words.need_groups.items()
            if slug in groups
        )
    )
