"""What is due: listings that nobody has confirmed for longer than the rhythm of their category allows."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.actors import places_of
from directory.editing.sources import PEOPLE
from directory.models import Account, ChangeRequest, Contact, Grant, Reminder, Revision, Service, Verification
from directory.vocabulary import vocabulary

CAMPAIGN = "due"
LONG_AGO = date(2000, 1, 1)
"""From when a listing counts of which nobody knows since when it is known."""

STEPS = (timedelta(0), timedelta(days=14), timedelta(days=28))
"""How long after the first reminder each of them leaves: three at most."""

CALLED_AFTER = timedelta(days=42)
"""How long after the first reminder the desk calls, where nobody has answered."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """A listing that is due. `since` is when it was last known to be right, `due_on` when that grew too old.

    `reminders` counts those sent since, from `first_on` to `last_on`. `is_reached`
    says whether a contact of its organisation takes our mail.
    """

    service_id: int
    name: str
    category: str
    organization_id: int
    organization: str
    since: date
    due_on: date
    reminders: int
    first_on: date | None
    last_on: date | None
    is_reached: bool

    def next_reminder(self, today: date) -> int | None:
        """Give the number of the reminder that leaves on `today`, None where none does."""
        if self.reminders >= len(STEPS) or not self.is_reached:
            return None
        started = self.first_on or today
        return self.reminders + 1 if today >= started + STEPS[self.reminders] else None

    def is_to_call(self, today: date) -> bool:
        """Say whether only a call is left: no mail arrives, or all reminders stayed without an answer."""
        if not self.is_reached:
            return True
        is_over = self.reminders >= len(STEPS) and self.first_on is not None
        return is_over and today >= (self.first_on or today) + CALLED_AFTER


def months_of(category: str) -> int:
    """Give how many months a listing of `category` may go unconfirmed, from 1 to 12."""
    return vocabulary().categories[category].verify_every_months


def due(
    session: Session,
    today: date,
    territory: tuple[str, str] | None = None,
    *,
    organization_id: int | None = None,
) -> list[DueItem]:
    """Give the listings due on `today`, the longest due first.

    Only those of organisations that Relais can write to: of the others nobody has promised anything. With a
    `territory` (kind, code) only those that are there; with `organization_id` only those of an organisation.
    """
    services = _followed(session, organization_id)
    known = _known_since(session, services)
    late = [each for each in services if _due_on(each, known[each.id]) <= today]
    if territory is not None:
        late = [each for each in late if territory in places_of(session, each)]
    sent, reached = _reminders(session, late), _reached(session, late)
    items = (_item(each, known[each.id], sent, each.organization_id in reached) for each in late)
    return sorted(items, key=lambda item: (item.due_on, item.service_id))


def to_call(session: Session, today: date, territory: tuple[str, str] | None = None) -> list[DueItem]:
    """Give the listings whose organisation the desk is to call: « à appeler »."""
    return [item for item in due(session, today, territory) if item.is_to_call(today)]


def months_later(day: date, months: int) -> date:
    """Give the same day `months` later, or the last day of that month where it has no such day."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _due_on(service: Service, since: date) -> date:
    return months_later(since, months_of(service.category))


def is_anyone_followed(session: Session) -> bool:
    """Say whether one organisation at least has somebody to write to about its listings."""
    return session.scalars(select(Service.id).where(_has_somebody()).limit(1)).first() is not None


def _has_somebody() -> ColumnElement[bool]:
    return or_(
        Service.organization_id.in_(select(Contact.organization_id)),
        Service.organization_id.in_(with_partners()),
    )


def _followed(session: Session, organization_id: int | None) -> Sequence[Service]:
    query = select(Service).options(joinedload(Service.organization)).where(_has_somebody())
    if organization_id is not None:
        query = query.where(Service.organization_id == organization_id)
    return session.scalars(query.order_by(Service.id)).all()


def _known_since(session: Session, services: Sequence[Service]) -> Mapping[int, date]:
    """Say since when each listing is known to be right.

    People first: the day on which one of them confirmed it. Where nobody ever did: the day it was created or
    claimed, then the day that its sources tell.
    """
    ids = [each.id for each in services]
    confirmed = _latest(
        session.execute(
            select(Verification.service_id, func.max(Verification.verified_on))
            .where(Verification.source_slug.in_(PEOPLE), Verification.service_id.in_(ids))
            .group_by(Verification.service_id)
        )
    )
    begun = _begun(session, services)
    return {
        each.id: confirmed.get(each.id) or begun.get(each.id) or each.verified_on or each.said_on or LONG_AGO
        for each in services
    }


def _begun(session: Session, services: Sequence[Service]) -> Mapping[int, date]:
    """Give the day on which each listing was created or claimed by people, where one was."""
    created = _latest(
        session.execute(
            select(Revision.service_id, func.max(Revision.at))
            .where(Revision.kind == "created", Revision.service_id.in_([each.id for each in services]))
            .group_by(Revision.service_id)
        )
    )
    claims = _latest(
        session.execute(
            select(ChangeRequest.service_id, func.max(ChangeRequest.answered_at))
            .where(ChangeRequest.kind == "claim", ChangeRequest.state == "accepted")
            .group_by(ChangeRequest.service_id)
        )
    )
    return {**created, **claims}


def _latest(rows: Iterable[Sequence[object]]) -> dict[int, date]:
    """Give id -> day of rows (id, day or time); times are read as days."""
    found: dict[int, date] = {}
    for service_id, value in rows:
        if isinstance(service_id, int) and isinstance(value, date):
            found[service_id] = date(value.year, value.month, value.day)
    return found


def _reminders(session: Session, services: Sequence[Service]) -> Mapping[int, list[Reminder]]:
    sent: dict[int, list[Reminder]] = {}
    query = select(Reminder).where(
        Reminder.campaign == CAMPAIGN, Reminder.service_id.in_([each.id for each in services])
    )
    for reminder in session.scalars(query.order_by(Reminder.number)):
        sent.setdefault(reminder.service_id, []).append(reminder)
    return sent


def _reached(session: Session, services: Sequence[Service]) -> frozenset[int]:
    """Give the organisations that have a contact whose mail arrives, or a partner."""
    ids = {each.organization_id for each in services}
    query = select(Contact.organization_id).where(
        Contact.bounced_at.is_(None), Contact.organization_id.in_(ids)
    )
    partners = with_partners().where(Grant.organization_id.in_(ids))
    return frozenset({*session.scalars(query), *(each for each in session.scalars(partners) if each)})


def with_partners() -> Select[int | None]:
    """Ask for the organisations of which an account that is open is a partner."""
    own = select(Grant.organization_id).join(Account).where(Account.is_disabled.is_(False))
    return own.where(Grant.organization_id.is_not(None))


def _item(service: Service, since: date, sent: Mapping[int, list[Reminder]], is_reached: bool) -> DueItem:
    mine = [each for each in sent.get(service.id, ()) if each.since == since]
    return DueItem(
        service_id=service.id,
        name=service.name,
        category=service.category,
        organization_id=service.organization_id,
        organization=service.organization.name,
        since=since,
        due_on=_due_on(service, since),
        reminders=len(mine),
        first_on=mine[0].sent_on if mine else None,
        last_on=mine[-1].sent_on if mine else None,
        is_reached=is_reached,
    )
