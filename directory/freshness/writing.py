"""One letter for an organisation about its listings, to each contact whose mail arrives, or its partners."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.actors import DAILY
from directory.audit import tell
from directory.freshness.due import with_partners
from directory.freshness.links import give_link
from directory.mail.letters import Message, write
from directory.mail.messages import Listed
from directory.models import Account, Contact, Grant, Organization, Reminder, Service
from directory.wording import age

Compose = Callable[[str, str, Sequence[Listed], str], Message]
"""Gives a letter from an address, the name of an organisation, its listings, and its link."""

PAUSE = timedelta(days=7)
"""How long an organisation is left in peace after a letter of any kind."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A listing that a letter asks about: since when it is known, and the number of this reminder of it."""

    service_id: int
    since: date
    number: int


def ask_about(
    session: Session,
    organization: Organization,
    campaign: str,
    asked: Sequence[Asked],
    compose: Compose,
    public_url: str,
    at: datetime,
    today: date,
) -> int:
    """Write to an organisation about the listings `asked`; give how many letters wait.

    Its contacts get a link of their own; where no mail of one arrives, its partners are led to sign in.

    What was asked is kept with the letters, in one transaction, that the caller commits: after a kill there
    are both or neither.
    """
    listed = [_listed(session, each.service_id, today) for each in asked]
    letters = 0
    for contact in _contacts(session, organization.id):
        link = give_link(session, contact, public_url, at)
        message = compose(contact.email, organization.name, listed, link)
        write(session, campaign, message, at, contact_id=contact.id)
        letters += 1
    if not letters:
        for address in _partners(session, organization.id):
            message = compose(address, organization.name, listed, f"{public_url}/partenaire")
            write(session, campaign, message, at)
            letters += 1
    if letters:
        session.add_all(
            Reminder(
                service_id=each.service_id,
                campaign=campaign,
                number=each.number,
                since=each.since,
                sent_on=today,
            )
            for each in asked
        )
        told = {"campaign": campaign, "letters": letters, "listings": len(asked)}
        tell(session, "reminded", DAILY, at, organization_id=organization.id, told=told)
    return letters


def is_left_in_peace(session: Session, organization_id: int, today: date) -> bool:
    """Say whether an organisation got a letter of any kind less than `PAUSE` ago."""
    last = select(func.max(Reminder.sent_on)).join(Service, Service.id == Reminder.service_id)
    sent_on = session.scalar(last.where(Service.organization_id == organization_id))
    return sent_on is not None and sent_on > today - PAUSE


def lock_organization(session: Session, organization_id: int) -> Organization | None:
    """Give an organisation, and keep another daily command from writing to it meanwhile."""
    return session.get(Organization, organization_id, with_for_update=True)


def followed_organizations(session: Session) -> list[int]:
    """Give the organisations that have a contact whose mail arrives, or a partner, in order."""
    reached = select(Contact.organization_id).where(Contact.bounced_at.is_(None))
    return sorted({*session.scalars(reached), *(each for each in session.scalars(with_partners()) if each)})


def _partners(session: Session, organization_id: int) -> Sequence[str]:
    own = Grant.organization_id == organization_id, Account.is_disabled.is_(False)
    return session.scalars(select(Account.email).join(Grant).where(*own).order_by(Account.id)).all()


def _contacts(session: Session, organization_id: int) -> Sequence[Contact]:
    own = Contact.organization_id == organization_id, Contact.bounced_at.is_(None)
    return session.scalars(select(Contact).where(*own).order_by(Contact.id)).all()


def _listed(session: Session, service_id: int, today: date) -> Listed:
    service = session.get_one(Service, service_id)
    return Listed(service.name, age(service.verified_on, today, service.said_on))
