"""An organisation that Relais writes to, in the demonstration."""

from datetime import date, datetime

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.actors import Actor, Right
from directory.editing.sources import keep_people
from directory.models import Closure, Contact, Letter, Reminder, Service, Verification

AT = datetime.fromisoformat("2027-03-10T08:00")
"""Outside any campaign."""

LATER = date(2028, 1, 1)
"""When the other listings were confirmed: they are never due."""

CALLER = Actor("Claire Caron", "site", rights=(Right("social-worker", ("department", "48")),))
PARTNER = Actor("Zoé Zwanze", "site", rights=(Right("partner", organization_id=1),))


def followed(
    app: Flask, category: str = "pmi", verified_on: date | None = date(2026, 8, 1)
) -> tuple[int, int]:
    """Give a service, alone in being due, whose organisation has a contact; and that organisation."""
    with app.extensions["sessions"].begin() as session:
        keep_people(session)
        service = session.scalars(select(Service).where(Service.category == category).limit(1)).one()
        session.add(Contact(organization_id=service.organization_id, email="contact@exemple.fr"))
        for each in session.scalars(
            select(Service).where(Service.organization_id == service.organization_id)
        ):
            confirmed(session, each.id, verified_on if each.id == service.id else LATER)
        return service.id, service.organization_id


def confirmed(session: Session, service_id: int, day: date | None) -> None:
    """Let the partner have confirmed a service on `day`, and at no other time."""
    session.execute(delete(Verification).where(Verification.service_id == service_id))
    session.execute(delete(Closure).where(Closure.service_id == service_id))
    session.get_one(Service, service_id).verified_on = day
    if day is not None:
        said = Verification(service_id=service_id, verified_on=day, source_slug="partner")
        session.add(said)


def counted(app: Flask) -> tuple[int, int]:
    """Give how many letters were written, and how many reminders are kept."""
    with app.extensions["readers"]() as session:
        return len(session.scalars(select(Letter)).all()), len(session.scalars(select(Reminder)).all())
