"""A territory with something of each kind that waits for its desk, and the people who answer."""

from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.actors import Actor, Right
from directory.editing.asking import ask
from directory.editing.changing import amend
from directory.editing.values import print_of, values_of
from directory.models import Commune, Contact, Event, Organization, Report, Service
from tests.accounts.signing import SignedClient, plant_account, signed_in_client, utc_now
from tests.importers.waiting import plant_entry, said

LOZERE, LOIRE = ("department", "48"), ("department", "42")


@dataclass(frozen=True)
class Territory:
    """The listings that something waits about: their numbers, and the keys of the items."""

    reported: int
    shelter: int
    claimed: int
    claimant: int
    bounced: int
    entry: int
    request_keys: tuple[str, ...]

    @property
    def report_key(self) -> str:
        return f"report-{self.reported}-phone"


def listed_in(session: Session, department: str, *categories: str) -> list[Service]:
    """Give the listings of a département that have a public number, those of `categories` first."""
    query = select(Service).join(Commune, Commune.code == Service.commune_code)
    found = session.scalars(query.where(Commune.department == department).order_by(Service.id)).all()
    return sorted(
        (each for each in found if each.phones and each.category != "national-helpline"),
        key=lambda each: (each.category not in categories, each.id),
    )


def fill_territory(app: Flask) -> Territory:
    """Have something of each kind wait in Lozère."""
    asker = plant_account(app, "partner", organization_id=one_organization(app), name="Zoé Zwanze")
    with app.extensions["sessions"].begin() as session:
        reported, claimed, corrected = listed_in(session, "48", "pmi")[:3]
        shelter = next(each for each in session.scalars(select(Service).where(Service.category == "chrs")))
        session.add(Report(service_id=reported.id, about="phone", reported_on=utc_now().date()))
        bounced = Contact(
            organization_id=reported.organization_id, email="parti@zwanze.example", bounced_at=utc_now()
        )
        session.add(bounced)
        rights = (
            Right("partner", organization_id=shelter.organization_id),
            Right("partner", organization_id=corrected.organization_id),
            Right("partner", organization_id=one_organization(app)),
        )
        actor = Actor("Zoé Zwanze", "site", account_id=asker, rights=rights)
        values = values_of(corrected)
        changed = amend(
            session, actor, corrected.id, {"category": "social-department"}, print_of(values), utc_now()
        )
        claim = ask(
            session, actor, "claim", utc_now(), service_id=claimed.id, organization_id=one_organization(app)
        )
        correction = ask(
            session,
            actor,
            "correction",
            utc_now(),
            service_id=corrected.id,
            sentence="Nous ne recevons pas les mineurs.",
        )
        row = replace(said(1), record=replace(said(1).record, commune="48095"))
        entry = plant_entry(
            session, "dila", "unclassed", replace(row, fit="broader", proposed=("pmi", "social-department"))
        )
        session.flush()
        return Territory(
            reported=reported.id,
            shelter=shelter.id,
            claimed=claimed.id,
            claimant=one_organization(app),
            bounced=bounced.id,
            entry=entry,
            request_keys=tuple(f"request-{each}" for each in (changed.request_id, claim.id, correction.id)),
        )


def one_organization(app: Flask) -> int:
    """Give an organisation that runs no listing of Lozère."""
    with app.extensions["readers"]() as session:
        own = {each.organization_id for each in listed_in(session, "48")}
        return session.scalars(select(Organization.id).where(Organization.id.not_in(own)).limit(1)).one()


def desk_client(app: Flask, territory: tuple[str, str] = LOZERE, name: str = "Ada Desk") -> SignedClient:
    """Give a client of somebody who moderates a territory."""
    return signed_in_client(app, "desk", territory=territory, name=name)


def actor_in(territory: tuple[str, str] | None, role: str = "desk") -> Actor:
    """Give somebody who moderates a territory, without an account."""
    return Actor("Ada", "desk", rights=(Right(role, territory),))


def events(app: Flask, kind: str) -> int:
    """Say how many events of a kind there are."""
    with app.extensions["readers"]() as session:
        return session.scalar(select(func.count()).select_from(Event).where(Event.kind == kind)) or 0


def later(days: int):
    """Give the time in some days."""
    return utc_now() + timedelta(days=days)
