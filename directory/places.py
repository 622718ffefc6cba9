"""Which place in France a row of the gazetteer is, and the questions asked of those rows.

Folded names only hold [a-z0-9 ], so that a beginning is the range from itself to itself followed by « ~ »:
an index answers it on every database, provided that it sorts by byte (SQLite does; PostgreSQL with "C").
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, fields
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from directory.folding import full_forms
from directory.models import Commune, PlaceName, Postcode, Service, ServiceArea, Zone

FULL_NAMES = ("commune", "district", "former")
"""Kinds of names that say the whole of a place's name."""

MAX_CHOICES = 20
MAX_SPELLINGS = 8
SIMILAR = 75.0
"""Percentage of letters in common from which another spelling is worth showing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A commune as a person chose it.

    `code` is its INSEE code, `choice` the code of what was chosen: the same, or a district's or a former
    commune's, which `label` names. Coordinates are those of the commune's centre, in degrees (WGS84).
    """

    code: str
    name: str
    label: str
    department: str
    department_name: str
    region: str
    region_name: str
    epci: str | None
    epci_name: str | None
    arrondissement: str | None
    population: int
    latitude: float
    longitude: float
    choice: str
    is_district: bool


_FROM_COMMUNE = tuple(field.name for field in fields(Place) if field.name in Commune.__table__.columns)


def _place(name: PlaceName, commune: Commune) -> Place:
    values: dict[str, Any] = {field: getattr(commune, field) for field in _FROM_COMMUNE}
    return Place(**values, label=name.label, choice=name.code, is_district=name.kind == "district")


def distinct(places: Iterable[Place], key: Callable[[Place], Hashable]) -> list[Place]:
    """Keep the first place of each `key`."""
    kept: dict[Hashable, Place] = {}
    for place in places:
        kept.setdefault(key(place), place)
    return list(kept.values())


def starts_with(column: Any, beginning: str) -> ColumnElement[bool]:
    """Give the condition that a folded `column` begins with `beginning`, as a range."""
    condition: ColumnElement[bool] = column.between(beginning, beginning + "~")
    return condition


def _rows_where(
    session: Session, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[tuple[PlaceName, Commune]]:
    rows = select(PlaceName, Commune).join(Commune, Commune.code == PlaceName.commune_code)
    found = session.execute(rows.where(*conditions).order_by(PlaceName.id).limit(limit))
    return [(name, commune) for name, commune in found]


def places_where(session: Session, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Place]:
    """Give the places with a name that meets `conditions`, the preferred first."""
    return [_place(name, commune) for name, commune in _rows_where(session, *conditions, limit=limit)]


def in_departments(departments: Collection[str]) -> list[ColumnElement[bool]]:
    """Give the condition of lying in one of `departments`; none of them means anywhere."""
    return [Commune.department.in_(departments)] if departments else []


def covered_departments(session: Session) -> list[str]:
    """Give the départements that the directory covers: those whose 115 it knows."""
    areas = select(ServiceArea.code).join(Service).where(Service.category == "siao-115")
    return list(session.scalars(areas.where(ServiceArea.kind == "department").distinct()))


def named(session: Session, key: str, departments: Collection[str] = ()) -> list[Place]:
    """Give the places whose whole name is `key`, folded; a commune once, each of its districts apart."""
    wanted = (PlaceName.folded == key, PlaceName.kind.in_(FULL_NAMES), *in_departments(departments))
    return distinct(places_where(session, *wanted), same_commune)


def same_commune(place: Place) -> Hashable:
    """Give what two answers share when they lead to the same place: the district, otherwise the commune."""
    return place.choice if place.is_district else place.code


def beginning_with(
    session: Session, key: str, departments: Collection[str] = (), limit: int = MAX_CHOICES
) -> list[Place]:
    """Give the places with a name, or a later word of a name, that begins with `key`, the preferred first."""
    best = select(PlaceName.id).where(starts_with(PlaceName.folded, key))
    if departments:
        best = best.join(Commune).where(*in_departments(departments))
    # A place may answer by several names: twice as many rows leave enough once they are told apart.
    best = best.order_by(PlaceName.id).limit(2 * limit)
    found = places_where(session, PlaceName.id.in_(best))
    return distinct(found, lambda place: place.label)[:limit]


def spelled_like(
    session: Session, key: str, departments: Collection[str] = (), limit: int = MAX_SPELLINGS
) -> list[Place]:
    """Give the places with a name spelled nearly like `key`, the nearest first, then the preferred.

    The first letter is rarely the wrong one: the others are tried only where it gives nothing.
    """
    for beginning in (key[:1], ""):
        numbers = _numbers_spelled_like(session, key, beginning, departments)
        if numbers:
            rank = {number: order for order, number in enumerate(numbers)}
            rows = sorted(_rows_where(session, PlaceName.id.in_(rank)), key=lambda row: rank[row[0].id])
            return distinct((_place(*row) for row in rows), same_commune)[:limit]
    return []


def _numbers_spelled_like(
    session: Session, key: str, beginning: str, departments: Collection[str]
) -> list[int]:
    """Give the numbers of the names that begin with `beginning` and are spelled nearly like `key`."""
    near = func.length(PlaceName.folded).between(len(key) - 3, len(key) + 3)
    names = select(PlaceName.id, PlaceName.folded).where(starts_with(PlaceName.folded, beginning), near)
    if departments:
        names = names.join(Commune).where(*in_departments(departments))
    spellings: dict[int, str] = dict(session.execute(names).all())
    scored = process.extract(key, spellings, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=2 * MAX_CHOICES)
    return [number for _, _, number in sorted(scored, key=lambda found: (-found[1], found[2]))]


def served_by(session: Session, postcode: str) -> list[Place]:
    """Give the communes that a postcode serves, or the districts where it is theirs."""
    districts = places_where(session, PlaceName.folded == postcode, PlaceName.kind == "district")
    if districts:
        return districts
    served = select(Postcode.commune_code).where(Postcode.postcode == postcode)
    return distinct(
        places_where(session, PlaceName.code.in_(served), PlaceName.kind == "commune"), same_commune
    )


def near_postcode(session: Session, beginning: str, limit: int = MAX_CHOICES) -> list[Place]:
    """Give the communes whose postcode or INSEE code begins with `beginning`, the most populated first."""
    served = select(Postcode.commune_code).where(starts_with(Postcode.postcode, beginning))
    coded = select(Commune.code).where(starts_with(Commune.code, beginning.upper()))
    best = (
        select(Commune.code)
        .where(Commune.code.in_(served) | Commune.code.in_(coded))
        .order_by(Commune.population.desc(), Commune.code)
        .limit(limit)
    )
    found = places_where(session, PlaceName.code.in_(best), PlaceName.kind == "commune")
    return distinct(found, same_commune)


def coded(session: Session, code: str) -> Place | None:
    """Give the place of an INSEE code: a commune, a district, a former commune, or one since withdrawn."""
    wanted = (PlaceName.code == code.upper(), PlaceName.kind != "word")
    found = places_where(session, *wanted, limit=1)
    return found[0] if found else None


def departments_named(session: Session, ending: str) -> dict[str, str]:
    """Give the codes of départements by each folded name that `ending` closes with."""
    names = session.execute(select(Zone.code, Zone.name).where(Zone.kind == "department"))
    forms = ((code, form) for code, name in names for form in full_forms(name))
    return {form: code for code, form in forms if ending.endswith(" " + form)}
