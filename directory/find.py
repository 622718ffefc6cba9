"""Who is competent here: `find(session, category, place, chain)` gives the services, the best placed first.

Each category says how a service is chosen. Distance is the wrong criterion for half of them: sectors are a
matter of competence, places in a shelter are allocated by a regulator, away from the aggressor.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from directory.audience import Public
from directory.geo import distance_km
from directory.models import Service
from directory.places import Place
from directory.serving import ANYBODY, LINES_SOURCE, WIDEST, Around, around_place, of_department, width
from directory.vocabulary import vocabulary
from directory.words import Category

Tie = Literal["competent", "neighbour", "other-sector", "regulator", "host-unit", "relay", "anywhere"]
"""Why a service is given: it serves the commune; it serves it from another département; it is the same
service of another sector, who will name the right one; it allocates the places; it is held in the unit of
the commune; it takes over where there is no other; it answers from anywhere."""

ENOUGH = 2
UNIT = "law-enforcement-unit"
UNIT_RELAY = "family-protection-unit"
REGULATOR = "siao-115"


@dataclass(frozen=True, slots=True)
class Found:
    """A service and why it is given. `distance_km` is None where distance means nothing or is not known."""

    service: Service
    tie: Tie
    distance_km: float | None


def find(
    session: Session, category: Category, place: Place, chain: str, public: Public = ANYBODY
) -> list[Found]:
    """Give the services of `category` for someone at `place`, the best placed first.

    The category's assignment chooses; `chain`, of the rule that advised it, says where to look when nobody
    is found. An empty list means that only a national line is left. Services that do not receive `public` are
    given with the others, but never end the search.
    """
    return find_all(session, {category.slug: chain}, place, public)[category.slug]


def find_all(
    session: Session, wanted: Mapping[str, str], place: Place, public: Public = ANYBODY
) -> dict[str, list[Found]]:
    """Do as `find` for several categories (slug -> chain), asking the database twice for all of them."""
    categories = {slug: vocabulary().categories[slug] for slug in wanted}
    regulators = {category.regulator or REGULATOR for category in categories.values()}
    around = around_place(session, [*wanted, *regulators, UNIT, UNIT_RELAY], place, public)
    chosen = {slug: _real(_CHOICES[each.assignment](around, each)) for slug, each in categories.items()}
    lacking = [slug for slug, found in chosen.items() if not _any_receives(around, found)]
    elsewhere = of_department(session, lacking, place.department)
    for slug in lacking:
        known = {found.service.id for found in chosen[slug]}
        others = _fallback(around, categories[slug], wanted[slug], elsewhere.get(slug, ()))
        chosen[slug] += [found for found in others if found.service.id not in known]
    return chosen


def _real(found: list[Found]) -> list[Found]:
    """Leave what is invented aside where something real was found: a demonstration yields to it."""
    real = [item for item in found if not item.service.source.is_demonstration]
    is_of_here = any(item.service.source_slug != LINES_SOURCE for item in real)
    return real if is_of_here else found


def _any_receives(around: Around, found: Iterable[Found]) -> bool:
    return any(around.receives(item.service) for item in found)


def _nearest(around: Around, category: Category) -> list[Found]:
    """Widen from the département to its neighbours, then further, until two receive the person."""
    here = [_located(service, around.place) for service in around.of(category.slug)]
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
        if sum(around.receives(found.service) for found in kept) >= ENOUGH:
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


def _competent(around: Around, category: Category) -> list[Found]:
    """Keep the services whose territory is the narrowest around the commune: the sector before the seat.

    Where the sector does not receive this person, the next wider territory that does comes with it.
    """
    widths = [(width(service, around.place), service) for service in around.of(category.slug)]
    narrowest = min((wide for wide, service in widths if around.receives(service)), default=WIDEST)
    sector = [service for wide, service in widths if wide <= narrowest]
    return sorted((_located(service, around.place) for service in sector), key=_by_distance)


def _of_unit(around: Around, category: Category) -> list[Found]:
    """Give the permanences held in the unit of the commune first, then the others that serve it."""
    units = {unit.id for unit in around.of(UNIT)}
    services = around.of(category.slug)
    held_here = [
        Found(service, "host-unit", _distance(service, around.place))
        for service in services
        if service.host_id in units
    ]
    others = [_located(service, around.place) for service in services if service.host_id not in units]
    return held_here + sorted(others, key=_by_distance)


def _dispatched(around: Around, category: Category) -> list[Found]:
    """Give the regulator, never a list of places."""
    regulator = vocabulary().categories[category.regulator or REGULATOR]
    return [Found(found.service, "regulator", None) for found in _competent(around, regulator)]


def _anywhere(around: Around, category: Category) -> list[Found]:
    return [Found(service, "anywhere", None) for service in around.of(category.slug)]


_CHOICES: Mapping[str, Callable[[Around, Category], list[Found]]] = {
    "nearest": _nearest,
    "competence": _competent,
    "unit": _of_unit,
    "dispatch": _dispatched,
    "any": _anywhere,
}


def _fallback(around: Around, category: Category, chain: str, elsewhere: Sequence[Service]) -> list[Found]:
    """Follow the chain of the rule where nobody serves the commune; `elsewhere` are of its département."""
    if chain == "dispatch":
        return _dispatched(around, category)
    if category.assignment == "unit":
        relays = _competent(around, vocabulary().categories[UNIT_RELAY])
        return [
            *_other_sectors(around.place, elsewhere),
            *(Found(found.service, "relay", found.distance_km) for found in relays),
        ]
    if category.assignment == "competence":
        return _other_sectors(around.place, elsewhere)
    return []


def _other_sectors(place: Place, services: Iterable[Service]) -> list[Found]:
    """Give the same service of the département though of another sector: it will name the competent one."""
    found = [Found(service, "other-sector", _distance(service, place)) for service in services]
    return sorted(found, key=_by_distance)[:ENOUGH]


def _distance(service: Service, place: Place) -> float | None:
    return distance_from(service, (place.latitude, place.longitude))


def distance_from(service: Service, origin: tuple[float, float]) -> float | None:
    """Give the distance in km from `origin` (degrees) to the address, or to the commune it stands in.

    A confidential service has neither: nothing can be measured.
    """
    if service.latitude is not None and service.longitude is not None:
        return distance_km(*origin, service.latitude, service.longitude)
    if service.commune is None:
        return None
    return distance_km(*origin, service.commune.latitude, service.commune.longitude)
