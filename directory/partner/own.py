"""What a partner finds when it arrives: its listings, how old they are, what waits, what was reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.actors import Actor, edits
from directory.editing.drafts import about_listing
from directory.editing.locking import day_of
from directory.editing.requesting import OPEN
from directory.editing.warning import KINDS
from directory.local_time import PARIS, local
from directory.models import ChangeRequest, Draft, Organization, Service
from directory.pages import Shown, shown_at
from directory.partner.editing_page import FORM, waiting_of
from directory.serving import with_ids
from directory.sheet import ClosureLine

STATES = {
    "waiting": "attend une réponse du bureau",
    "asked": "le bureau a une question",
    "accepted": "acceptée",
    "refused": "refusée",
}
LAST_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class OwnListing:
    """A listing of one's own: `waiting` names its fields that wait, `draft_at` says when one was left."""

    shown: Shown
    closures: tuple[ClosureLine, ...]
    waiting: tuple[str, ...]
    draft_at: datetime | None
    shows_address: bool


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What was asked of the desk, and what became of it."""

    id: int
    what: str
    about: str
    state: str
    is_open: bool
    is_asked: bool
    answer: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OwnOrganization:
    """An organisation, its listings and what it asked of the desk."""

    id: int
    name: str
    is_managed: bool
    listings: tuple[OwnListing, ...]
    asked: tuple[AskedLine, ...]
    is_demonstration: bool


def own_organizations(session: Session, actor: Actor, at: datetime) -> list[OwnOrganization]:
    """Give the organisations in which `actor` acts; `at` is now in UTC, naive as the database keeps it."""
    return [own_organization(session, actor, each, at) for each in sorted(actor.organizations)]


def own_organization(session: Session, actor: Actor, organization_id: int, at: datetime) -> OwnOrganization:
    """Give one organisation in which `actor` acts."""
    organization = session.get_one(Organization, organization_id)
    services = with_ids(session, own_ids(session, organization_id))
    listings = tuple(_listing(session, actor, service, at) for service in services)
    return OwnOrganization(
        organization.id,
        organization.name,
        organization_id in actor.managed,
        listings,
        tuple(_asked(session, organization_id)),
        any(each.shown.card.is_demonstration for each in listings),
    )


def own_ids(session: Session, organization_id: int) -> list[int]:
    """Give the numbers of the listings of an organisation, by name."""
    own = select(Service.id).where(Service.organization_id == organization_id)
    return list(session.scalars(own.order_by(Service.name, Service.id)))


def _listing(session: Session, actor: Actor, service: Service, at: datetime) -> OwnListing:
    today = day_of(at)
    draft = None
    if actor.account_id is not None:
        draft = session.get(Draft, (actor.account_id, about_listing(service.id, FORM)))
    return OwnListing(
        shown=shown_at(service, local(at.replace(tzinfo=UTC), PARIS), today),
        closures=tuple(_closures(service, today)),
        waiting=waiting_of(session, service.id),
        draft_at=draft.saved_at if draft else None,
        shows_address=service.address_policy == "public" and bool(service.street),
    )


def _closures(service: Service, today: date) -> Iterable[ClosureLine]:
    for each in service.closures:
        if each.ends_on >= today:
            yield ClosureLine(each.starts_on, each.ends_on, each.reason or "")


def _asked(session: Session, organization_id: int) -> Iterable[AskedLine]:
    """Give what waits, then the last answers."""
    own = ChangeRequest.organization_id == organization_id, ChangeRequest.state.in_(STATES)
    query = select(ChangeRequest).where(*own).order_by(ChangeRequest.id.desc())
    requests = list(session.scalars(query))
    answered = [each for each in requests if each.state not in OPEN]
    for each in [each for each in requests if each.state in OPEN] + answered[:LAST_ANSWERS]:
        about = each.service.name if each.service else str(each.after.get("name") or "")
        yield AskedLine(
            each.id,
            KINDS[each.kind],
            about or str(each.after.get("email") or ""),
            STATES[each.state],
            each.state in OPEN,
            each.state == "asked",
            each.answer,
            each.asked_at,
        )


def is_of_others(session: Session, actor: Actor, service_id: int) -> bool:
    """Say whether a listing exists and is of no organisation in which `actor` acts."""
    service = session.get(Service, service_id)
    return service is not None and not edits(actor, service)
