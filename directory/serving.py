"""Which services serve a place: the questions asked of the database, each answered in a few queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarResult, Select, and_, case, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.audience import Public, refusal
from directory.models import Service, ServiceArea
from directory.places import Place

ANYBODY = Public()
WIDTHS: Mapping[str, int] = {"commune": 0, "epci": 1, "department": 2, "region": 3, "national": 4}
WIDEST = max(WIDTHS.values())
PERMANENCE = "iscg"
LINES_SOURCE = "national-lines"


@dataclass(frozen=True, slots=True)
class Around:
    """The services that serve a place, by category: read once, chosen from for each category."""

    place: Place
    services: Mapping[str, Sequence[Service]]
    public: Public = ANYBODY

    def receives(self, service: Service) -> bool:
        """Say whether nothing known keeps `service` from receiving this person."""
        return refusal(service, self.public) is None

    def of(self, slug: str) -> Sequence[Service]:
        """Give the services of category `slug` that serve the place."""
        return self.services.get(slug, ())


def around_place(session: Session, slugs: Iterable[str], place: Place, public: Public = ANYBODY) -> Around:
    """Read the services of categories `slugs` whose territory holds `place`, exclusions taken out."""
    query = _loaded().where(Service.category.in_(set(slugs)), serves(place))
    return Around(place, _by_category(session, query), public)


def serves(place: Place) -> ColumnElement[bool]:
    """Give the condition that the territory of a service holds `place`, exclusions taken out."""
    own = (ServiceArea.service_id == Service.id, _holds(place))
    return and_(
        exists().where(*own, ~ServiceArea.is_excluded), ~exists().where(*own, ServiceArea.is_excluded)
    )


def of_department(session: Session, slugs: Iterable[str], department: str) -> Mapping[str, Sequence[Service]]:
    """Give the services of categories `slugs` that stand in a département, whatever they serve."""
    query = _loaded().where(Service.category.in_(set(slugs)), Service.commune.has(department=department))
    return _by_category(session, query)


def _by_category(session: Session, query: Select[Service]) -> Mapping[str, Sequence[Service]]:
    services: dict[str, list[Service]] = {}
    for service in _read(session, query.order_by(Service.id)):
        services.setdefault(service.category, []).append(service)
    return services


def find_lines(session: Session, slugs: Sequence[str]) -> list[Service]:
    """Give the national lines `slugs`, in that order."""
    query = _loaded().where(Service.source_slug == LINES_SOURCE, Service.source_key.in_(slugs))
    lines = {service.source_key: service for service in _read(session, query)}
    return [lines[slug] for slug in slugs if slug in lines]


def with_id(session: Session, service_id: int) -> Service | None:
    """Give one service with what a card needs."""
    return _read(session, _loaded().where(Service.id == service_id)).one_or_none()


def with_ids(session: Session, ids: Sequence[int]) -> list[Service]:
    """Give the services `ids`, in that order, with what a card needs; those that are gone are left out."""
    services = {service.id: service for service in _read(session, _loaded().where(Service.id.in_(ids)))}
    return [services[each] for each in ids if each in services]


def find_units(session: Session) -> list[Service]:
    """Give the units in which a social worker holds a permanence, by département and name."""
    hosts = select(Service.host_id).where(Service.category == PERMANENCE)
    units = _read(session, _loaded().where(Service.id.in_(hosts)))
    return sorted(units, key=lambda unit: (unit.commune.department if unit.commune else "", unit.name))


def find_permanences(session: Session, unit: int) -> list[Service]:
    """Give the permanences held in a unit."""
    return list(_read(session, _loaded().where(Service.host_id == unit).order_by(Service.id)))


def of_organization(
    session: Session, service: Service, categories: Collection[str], limit: int
) -> list[Service]:
    """Give other services of the organisation that runs `service`, those of its département first.

    Only those of `categories`.
    """
    own = (
        Service.organization_id == service.organization_id,
        Service.id != service.id,
        Service.category.in_(categories),
    )
    here = service.commune.department if service.commune else None
    order = (case((Service.commune.has(department=here), 0), else_=1), Service.name, Service.id)
    return list(_read(session, _loaded().where(*own).order_by(*order).limit(limit)))


def _read(session: Session, query: Select[Service]) -> ScalarResult[Service]:
    """Read services asked for by `_loaded`: one that has several checks comes in several rows."""
    return session.scalars(query).unique()


def _loaded() -> Select[Service]:
    """Ask for services with what a card needs, in a few queries rather than one for each service."""
    return select(Service).options(
        joinedload(Service.organization),
        joinedload(Service.source),
        joinedload(Service.commune),
        joinedload(Service.zone),
        # Few services have any: a question of their own would cost more than the empty columns.
        joinedload(Service.availability),
        joinedload(Service.checks),
        selectinload(Service.areas),
        selectinload(Service.phones),
        selectinload(Service.closures),
        selectinload(Service.reports),
    )


def _holds(place: Place) -> ColumnElement[bool]:
    return or_(
        *(and_(ServiceArea.kind == kind, ServiceArea.code == code) for kind, code in territories(place))
    )


def territories(place: Place) -> Iterable[tuple[str, str]]:
    """Give each kind of territory that holds `place`, with its code; France has the empty code."""
    codes = {
        "commune": place.code,
        "epci": place.epci,
        "department": place.department,
        "region": place.region,
        "national": "",
    }
    return [(kind, code) for kind, code in codes.items() if code is not None]


def width(service: Service, place: Place) -> int:
    """Say through how wide a territory `service` serves `place`: 0 for the commune, 4 for France."""
    held = set(territories(place))
    return min(
        WIDTHS[area.kind] for area in service.areas if not area.is_excluded and (area.kind, area.code) in held
    )
