"""What a moderator answers for, as conditions that the database weighs: `directory/actors.py` says the same
of one service at a time, and a test keeps the two equal.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.actors import Actor, moderates
from directory.editing.errors import NotYoursError
from directory.editing.locking import lock
from directory.models import Commune, Organization, Service, ServiceArea
from directory.territories import EVERYWHERE, territory

Column = InstrumentedAttribute[Any]
Place = tuple[str, str]
"""A territory: its kind, department or epci, and its code."""


def territories_of(actor: Actor) -> frozenset[Place] | None:
    """Give the territories that `actor` moderates; None where that is everywhere."""
    held = [right.territory for right in actor.rights if right.role in ("desk", "administrator")]
    return None if None in held else frozenset(each for each in held if each)


def within(actor: Actor) -> ColumnElement[bool]:
    """Give the condition under which `actor` moderates a service."""
    held = territories_of(actor)
    if held is None:
        return true()
    return or_(
        and_(Service.commune_code.is_not(None), Service.commune_code.in_(communes_within(held))),
        and_(Service.commune_code.is_(None), _touches(Service.zone_kind, Service.zone_code, held)),
        and_(Service.commune_code.is_(None), Service.zone_kind.is_(None), _serves(held)),
    )


def communes_within(held: frozenset[Place]) -> Any:
    """Give the query of the codes of the communes of territories."""
    return select(Commune.code).where(
        or_(Commune.department.in_(_codes(held, "department")), Commune.epci.in_(_codes(held, "epci")))
    )


def _codes(held: frozenset[Place], kind: str) -> list[str]:
    return sorted(code for each, code in held if each == kind)


def _serves(held: frozenset[Place]) -> ColumnElement[bool]:
    areas = select(ServiceArea.id).where(
        ServiceArea.service_id == Service.id,
        ServiceArea.is_excluded.is_(False),
        _touches(ServiceArea.kind, ServiceArea.code, held),
    )
    return exists(areas.correlate(Service))


def _touches(kind: Column, code: Column, held: frozenset[Place]) -> ColumnElement[bool]:
    """Weigh whether a piece of territory is one of those held, or lies in one."""
    departments = _codes(held, "department")
    around = select(Commune.epci).where(Commune.department.in_(departments), Commune.epci.is_not(None))
    return or_(
        and_(kind == "department", code.in_(departments)),
        and_(kind == "epci", or_(code.in_(_codes(held, "epci")), code.in_(around))),
        and_(kind == "commune", code.in_(communes_within(held))),
    )


def organizations_within(actor: Actor) -> ColumnElement[bool]:
    """Give the condition under which `actor` moderates an organisation: one of its services, at least.

    An organisation that has none is of no territory: whoever moderates everywhere alone answers for it.
    """
    if territories_of(actor) is None:
        return true()
    if not actor.holds("desk", "administrator"):
        return false()
    return Organization.id.in_(select(Service.organization_id).where(within(actor)))


def moderates_organization(session: Session, actor: Actor, organization_id: int) -> bool:
    """Say whether an organisation exists and is one that `actor` moderates."""
    query = select(Organization.id).where(Organization.id == organization_id, organizations_within(actor))
    return session.scalar(query) is not None


def moderated(session: Session, actor: Actor, service_id: int) -> Service:
    """Give a listing that `actor` moderates, as it is now, and keep others from changing it meanwhile.

    Raises:
        NotYoursError: there is none of this number in the territory of `actor`.
    """
    service = lock(session, service_id)
    if not moderates(session, actor, service):
        raise NotYoursError
    return service


def names_of(session: Session, actor: Actor) -> str:
    """Name the territories that `actor` moderates: « Lozère, Gers »."""
    held = territories_of(actor)
    if held is None:
        return EVERYWHERE
    return ", ".join(territory(session, kind, code).name or code for kind, code in sorted(held))
