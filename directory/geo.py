"""From what a person types to a place, without ever guessing in silence; and distances between places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from geopy.distance import geodesic
from sqlalchemy.orm import Session

from directory.folding import fold
from directory.places import (
    MAX_CHOICES,
    Place,
    beginning_with,
    coded,
    covered_departments,
    distinct,
    named,
    near_postcode,
    same_commune,
    served_by,
    spelled_like,
)
from directory.typed import Query, department_codes, departments_beginning, read_typed, understand

SHORTEST_PREFIX = 2
ELSEWHERE = 2
"""Suggestions kept, as one types, for communes of départements that the directory does not cover."""

SHORTEST_MISSPELT = 4

_DIGITS = re.compile(r"(?:\d|2[ab])[\d ]*")
_DEPARTMENT_BEGUN = re.compile(r"^(.+) (\d)$")


class Status(StrEnum):
    """How sure an answer is. Only a place that is FOUND may be used without asking."""

    FOUND = "found"
    CHOOSE = "choose"
    APPROXIMATE = "approximate"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text may mean: one place found, several to choose from, approximate ones, or nothing."""

    status: Status
    candidates: tuple[Place, ...] = ()

    @property
    def place(self) -> Place | None:
        """The place, where there is no doubt about it."""
        return self.candidates[0] if self.status is Status.FOUND else None


NOTHING = Resolution(Status.NOTHING)


def _certain(places: Sequence[Place]) -> Resolution:
    status = Status.FOUND if len(places) == 1 else Status.CHOOSE
    return Resolution(status, tuple(places))


def _proposed(places: Sequence[Place], status: Status) -> Resolution | None:
    return Resolution(status, tuple(places)) if places else None


def resolve(session: Session, text: str) -> Resolution:
    """Say which place `text` means: a name, a postcode, an INSEE code, a name with its département…

    One place is FOUND only when `text` says the whole of its name or a code that is its alone. Homonyms, the
    communes of one postcode, and the beginning of a name are to CHOOSE from, even where only one is left;
    another spelling is APPROXIMATE.
    """
    query = understand(session, text)
    if not query.name and not query.code:
        return NOTHING
    if query.code:
        return _resolve_code(session, query)
    if _DIGITS.fullmatch(query.name):
        return _proposed(near_postcode(session, query.name.replace(" ", "")), Status.CHOOSE) or NOTHING
    return _resolve_name(session, query)


def _resolve_name(session: Session, query: Query) -> Resolution:
    exact = named(session, query.name)
    if query.departments:
        exact += named(session, query.local_name, query.departments)
    exact = distinct(exact, same_commune)
    if len(exact) == 1 and not _is_sure(session, exact[0], query):
        return Resolution(Status.CHOOSE, tuple(distinct([*exact, *_begun(session, query)], same_commune)))
    return _certain(exact) if exact else _propose(session, query)


def _is_sure(session: Session, found: Place, query: Query) -> bool:
    """Say whether a place called so is what is meant: « havre » is Le Havre, but « saint » is not Le Saint.

    A name without its article, or of a former commune, is sure only if no place more populated begins so.
    """
    if found.is_district or fold(found.name) in (query.name, query.local_name):
        return True
    begun = _begun(session, query, limit=1)
    return bool(begun) and begun[0].code == found.code


def _propose(session: Session, query: Query) -> Resolution:
    elsewhere = named(session, query.local_name) if query.departments else []
    begun = distinct([*_begun(session, query), *elsewhere], same_commune)
    name = query.local_name or query.name
    return (
        _proposed(begun, Status.CHOOSE)
        or _proposed(_nearly(session, name, query.departments), Status.APPROXIMATE)
        or NOTHING
    )


def _begun(session: Session, query: Query, limit: int = MAX_CHOICES) -> list[Place]:
    return _beginning(session, query.local_name or query.name, query.departments, limit)


def _beginning(
    session: Session, name: str, departments: Sequence[str], limit: int = MAX_CHOICES
) -> list[Place]:
    return beginning_with(session, name, departments, limit) if len(name) >= SHORTEST_PREFIX else []


def _nearly(session: Session, name: str, departments: Sequence[str]) -> list[Place]:
    return spelled_like(session, name, departments) if len(name) >= SHORTEST_MISSPELT else []


def _resolve_code(session: Session, query: Query) -> Resolution:
    # A CEDEX number is never an INSEE code, and is not a postcode either unless the town's own is used.
    coded_places = served_by(session, query.code) if query.is_cedex else _with_code(session, query.code)
    if query.name:
        return _resolve_code_and_name(session, query, coded_places)
    if coded_places:
        return _certain(coded_places)
    # The first digits of a CEDEX number are those of the town that it is delivered from.
    near = near_postcode(session, query.code[:4])
    return _proposed(near, Status.APPROXIMATE) or NOTHING


def _with_code(session: Session, code: str) -> list[Place]:
    """Give the places of a code of five characters: as a postcode and as the INSEE code of a commune."""
    served = served_by(session, code)
    place = coded(session, code)
    if place is None or (served and place.choice != place.code):
        return served
    return distinct([*served, place], same_commune)


def _resolve_code_and_name(session: Session, query: Query, coded_places: list[Place]) -> Resolution:
    """Let name and code confirm one another; where they do not, propose both."""
    exact = named(session, query.name)
    agreed = [place for place in coded_places if place.code in {place.code for place in exact}]
    agreed = agreed or [place for place in coded_places if f" {fold(place.name)} " in f" {query.name} "]
    if agreed:
        return _certain(agreed)
    if coded_places:
        return Resolution(Status.CHOOSE, tuple(distinct([*coded_places, *exact], same_commune)))
    return _resolve_name(session, Query(query.name, "", query.name, department_codes(query.code)))


def place(session: Session, code: str) -> Place | None:
    """Give the place that a person chose, by `Place.choice`; also by an INSEE code that was withdrawn."""
    return coded(session, code) if code.isalnum() else None


def located(session: Session, code: str, text: str) -> Resolution:
    """Say which place is meant: the one chosen, by its `code`, otherwise what `text` may mean."""
    chosen = place(session, code)
    return Resolution(Status.FOUND, (chosen,)) if chosen else resolve(session, text)


def suggest(session: Session, text: str, limit: int = 8) -> list[Place]:
    """Give the places that `text` may be the beginning of: exact names, then those of the départements that
    the directory covers, then all; the most populated first.

    A number is the beginning of a postcode or of an INSEE code.
    """
    key = read_typed(text)
    if _DIGITS.fullmatch(key):
        compact = key.replace(" ", "")
        return (_with_code(session, compact) or near_postcode(session, compact[:5], limit))[:limit]
    exact = [place for place in named(session, key) if place.choice == place.code]
    covered = covered_departments(session)
    nearby = _beginning(session, key, covered, limit - ELSEWHERE) if covered else []
    found = [*exact, *nearby, *_beginning(session, key, (), limit)]
    return distinct(found, lambda place: place.label)[:limit] or _suggest_within(session, text, limit)


def _suggest_within(session: Session, text: str, limit: int) -> list[Place]:
    """Give suggestions for a name followed by its département, or by the first digit of it, or a postcode."""
    query = understand(session, text)
    if query.code:
        return list(_resolve_code(session, query).candidates[:limit])
    begun = _DEPARTMENT_BEGUN.match(query.name)
    if begun:
        return _beginning(session, begun.group(1), departments_beginning(begun.group(2)), limit)
    return _beginning(session, query.local_name, query.departments, limit)


def distance_km(a_latitude: float, a_longitude: float, b_latitude: float, b_longitude: float) -> float:
    """Give the distance between two points (degrees, WGS84) along the ground, in kilometres."""
    return float(geodesic((a_latitude, a_longitude), (b_latitude, b_longitude)).km)
