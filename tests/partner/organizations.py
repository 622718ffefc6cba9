"""Two organisations that keep their listings true, for the tests of their pages."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts.tokens import give
from directory.models import Contact, Event, Organization, Service
from tests.accounts.signing import SignedClient, signed_in_client, utc_now


@dataclass(frozen=True)
class Partner:
    """An organisation with its listings, and somebody who manages it."""

    organization_id: int
    service_ids: tuple[int, ...]
    client: SignedClient

    @property
    def service_id(self) -> int:
        return self.service_ids[0]


def organization_with(session: Session, category: str, *, but: tuple[int, ...] = ()) -> Organization:
    """Give an organisation of the demonstration that runs a service of `category` with a public address."""
    own = select(Service).where(
        Service.category == category,
        Service.street.is_not(None),
        Service.organization_id.not_in(but),
    )
    return session.scalars(own.order_by(Service.id)).first().organization


def partner(
    app: Flask, category: str = "cidff", *, is_manager: bool = True, but: tuple[int, ...] = ()
) -> Partner:
    """Give a partner of an organisation that runs a service of `category`, and whoever acts for it."""
    with app.extensions["readers"]() as session:
        organization = organization_with(session, category, but=but)
        ids = tuple(
            session.scalars(
                select(Service.id)
                .where(Service.organization_id == organization.id)
                .order_by(Service.category != category, Service.street.is_(None), Service.id)
            )
        )
        organization_id = organization.id
    client = signed_in_client(app, "partner", organization_id=organization_id, is_manager=is_manager)
    return Partner(organization_id, ids, client)


def link_of(app: Flask, organization_id: int, *, lasts: timedelta = timedelta(days=45)) -> str:
    """Give the path of a link that opens the listings of an organisation, as a letter would."""
    with app.extensions["sessions"].begin() as session:
        contact = session.scalars(select(Contact).where(Contact.organization_id == organization_id)).first()
        if contact is None:
            contact = Contact(organization_id=organization_id, email="accueil@exemple.invalid")
            session.add(contact)
            session.flush()
        secret = give(session, "partner-link", utc_now(), lasts, contact_id=contact.id)
    return f"/lien/{secret}"


def service_of(app: Flask, service_id: int) -> Service:
    """Give a listing as the database has it now."""
    with app.extensions["readers"]() as session:
        service = session.get_one(Service, service_id)
        for held in (service.closures, service.phones, service.areas, service.verifications):
            list(held)
        _ = service.availability
        session.expunge_all()
        return service


def told_count(app: Flask, kind: str) -> int:
    """Say how many events of a kind there are."""
    with app.extensions["readers"]() as session:
        return session.scalars(select(func.count()).select_from(Event).where(Event.kind == kind)).one()
