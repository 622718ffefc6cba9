"""Who is competent here: `find(session, category, place, chain)` gives the services, the best placed first.

Each category says how a service is chosen. Distance is the wrong criterion for half of them: sectors are a
matter of competence, places in a shelter are allocated by a regulator, away from the aggressor.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.geo import Place, distance_km
from directory.models import Service, ServiceArea
from directory.vocabulary import Category, vocabulary

Tie = Literal["competent", "neighbour", "other-sector", "regulator", "host-unit", "relay", "anywhere"]
"""Why a service is given: it serves the commune; it serves it from another département; it is the same
service of another sector, who will name the right one; it allocates the places; it is held in the unit of
the commune; it takes over where there is no other; it answers from anywhere."""

ENOUGH = 2
WIDTHS: Mapping[str, int] = {"commune": 0, "epci": 1, "department": 2, "region": 3, "national": 4}
UNIT_RELAY = "family-protection-unit"
REGULATOR = "siao-115"


@dataclass(frozen=True, slots=True)
class Found:
    """A service and why it is given. `distance_km` is None where distance means nothing or is not known."""

    service: Service
    tie: Tie
    distance_km: float | None


def find(session: Session, category: Category, place: Place, chain: str) -> list[Found]:
    """Give the services of `category` for someone at `place`, the best placed first.

    The category's assignment chooses; `chain`, of the rule that advised it, says where to look when nobody
    is found. An empty list means that only a national line is left.
    """
    found = _CHOICES[category.assignment](session, category, place)
    return found or _fallback(session, category, place, chain)


def _nearest(session: Session, category: Category, place: Place) -> list[Found]:
    """Widen from the département to its neighbours, then further, and stop once two services are known."""
    here = [_located(service, place) for service in serving(session, [category.slug], place)]
    radius = category.max_km or float("inf")
    steps: list[Callable[[Found], bool]] = [
        lambda found: found.tie == "competent" and _within(found, radius),
        lambda found: _within(found, radius),
        lambda found: True,
    ]
    kept: list[Found] = []
    for step in steps:
        wider = [found for found in here if step(found) and found not in kept]
        kept += sorted(wider, key=_by_distance)
        if len(kept) >= ENOUGH:
            break
    return kept


def _located(service: Service, place: Place) -> Found:
    is_neighbour = service.commune is not None and service.commune.department != place.department
    return Found(service, "neighbour" if is_neighbour else "competent", _distance(service, place))


def _within(found: Found, radius: float) -> bool:
    return found.distance_km is None or found.distance_km <= radius


def _by_distance(found: Found) -> tuple[float, int]:
    distance = found.distance_km if found.distance_km is not None else float("inf")
    return distance, found.service.id


def _competent(session: Session, category: Category, place: Place) -> list[Found]:
    """Keep the services whose territory is the narrowest around the commune: the sector before the seat."""
    services = serving(session, [category.slug], place)
    narrowest = min((_width(service, place) for service in services), default=None)
    here = [_located(service, place) for service in services if _width(service, place) == narrowest]
    return sorted(here, key=_by_distance)


def _of_unit(session: Session, category: Category, place: Place) -> list[Found]:
    """Give the permanences held in the unit of the commune first, then the others that serve it."""
    services = serving(session, [category.slug], place)
    units = {unit.id for unit in serving(session, ["law-enforcement-unit"], place)}
    held_here = [Found(s, "host-unit", _distance(s, place)) for s in services if s.host_id in units]
    others = [_located(service, place) for service in services if service.host_id not in units]
    return held_here + sorted(others, key=_by_distance)


def _dispatched(session: Session, category: Category, place: Place) -> list[Found]:
    """Give the regulator, never a list of places."""
    return _regulators(session, category.regulator or REGULATOR, place)


def _regulators(session: Session, slug: str, place: Place) -> list[Found]:
    return [Found(service, "regulator", None) for service in serving(session, [slug], place)]


def _anywhere(session: Session, category: Category, place: Place) -> list[Found]:
    return [Found(service, "anywhere", None) for service in serving(session, [category.slug], place)]


_CHOICES: Mapping[str, Callable[[Session, Category, Place], list[Found]]] = {
    "nearest": _nearest,
    "competence": _competent,
    "unit": _of_unit,
    "dispatch": _dispatched,
    "any": _anywhere,
}


def _fallback(session: Session, category: Category, place: Place, chain: str) -> list[Found]:
    """Follow the chain of the rule where nobody serves the commune."""
    if chain == "dispatch":
        return _regulators(session, category.regulator or REGULATOR, place)
    if chain == "unit":
        relay = vocabulary().categories[UNIT_RELAY]
        return [
            Found(found.service, "relay", found.distance_km) for found in _competent(session, relay, place)
        ]
    if chain == "competence" and category.assignment == "competence":
        return _other_sectors(session, category, place)
    return []


def _other_sectors(session: Session, category: Category, place: Place) -> list[Found]:
    """Give the same service of the département though of another sector: it will name the competent one."""
    query = _loaded().where(
        Service.category == category.slug, Service.commune.has(department=place.department)
    )
    found = [Found(service, "other-sector", _distance(service, place)) for service in session.scalars(query)]
    return sorted(found, key=_by_distance)[:ENOUGH]


def serving(session: Session, categories: Sequence[str], place: Place) -> list[Service]:
    """Give the services of these categories whose territory holds `place`, exclusions taken out."""
    query = _loaded().where(
        Service.category.in_(categories),
        exists().where(ServiceArea.service_id == Service.id, ~ServiceArea.is_excluded, _holds(place)),
        ~exists().where(ServiceArea.service_id == Service.id, ServiceArea.is_excluded, _holds(place)),
    )
    return list(session.scalars(query.order_by(Service.id)))


def _loaded() -> Select[Service]:
    """Ask for services with what a card needs, in a few queries rather than one for each service."""
    return select(Service).options(
        joinedload(Service.organization),
        joinedload(Service.source),
        joinedload(Service.commune),
        joinedload(Service.zone),
        selectinload(Service.areas),
        selectinload(Service.phones),
        selectinload(Service.closures),
    )


def _holds(place: Place) -> ColumnElement[bool]:
    return or_(
        *(and_(ServiceArea.kind == kind, ServiceArea.code == code) for kind, code in _territories(place))
    )


def _territories(place: Place) -> Iterable[tuple[str, str]]:
    """Give each kind of territory that holds `place`, with its code; France has the empty code."""
    codes = {
        "commune": place.code,
        "epci": place.epci,
        "department": place.department,
        "region": place.region,
        "national": "",
    }
    return [(kind, code) for kind, code in codes.items() if code is not None]


def _width(service: Service, place: Place) -> int:
    """Say through how wide a territory `service` serves `place`: 0 for the commune, 4 for France."""
    held = set(_territories(place))
    return min(
        WIDTHS[area.kind] for area in service.areas if not area.is_excluded and (area.kind, area.code) in held
    )


def _distance(service: Service, place: Place) -> float | None:
    """Give the distance in km from the commune's centre to the address, or to the commune it stands in.

    A confidential service has neither: nothing can be measured.
    """
    if service.latitude is not None and service.longitude is not None:
        return distance_km(place.latitude, place.longitude, service.latitude, service.longitude)
    if service.commune is None:
        return None
    return distance_km(place.latitude, place.longitude, service.commune.latitude, service.commune.longitude)
