"""Places that must be found nowhere: how they are written, hidden, looked for in answers and in files."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.models import Organization, Phone, Service, ServiceArea
from directory.search.distances import on_sphere
from directory.serving import LINES_SOURCE
from tests.web.every_page import SITUATION, Asked, every_page
from web.config import LARGEST_REQUEST

NAME, WORD = "Relais Quetzalcoatl", "quetzalcoatl"
"""The name of the service that is hidden, and the word that finds it."""

NEUTRAL = "Atelier Xylotheque Zwanze"
PUBLIC_NUMBER, PROFESSIONAL_NUMBER = "+33199007531", "+33199007532"
ZONE = ("epci", "244200770")
DEPARTMENT = "42"


@dataclass(frozen=True)
class Secret:
    """A place that is to be hidden: its street, and its point (WGS84 degrees)."""

    street: str
    point: tuple[float, float]

    def written(self) -> list[bytes]:
        """Give what betrays it in a text: the rare word of its street, the decimals of its point."""
        rare = self.street.rsplit(" ", 1)[1].lower()
        return [rare.encode(), *(repr(degrees).partition(".")[2][:6].encode() for degrees in self.point)]

    def packed(self) -> list[bytes]:
        """Give what betrays its point in a file of numbers, whatever the order of the bytes."""
        numbers = [*self.point, *on_sphere(*self.point)]
        return [struct.pack(order + "d", number) for number in numbers for order in "<>"]


CANARY = Secret("17 impasse Zorglubine", (45.4391357913, 4.3892975315))
OTHER = Secret("240 boulevard Skrzyneczki", (45.5183864208, 4.2611842957))


def plant(session: Session, secret: Secret) -> int:
    """Add a service at a public address, which its association has not thought of hiding yet."""
    own = select(Organization).where(Organization.source_slug != LINES_SOURCE).order_by(Organization.id)
    organization = session.scalars(own.limit(1)).one()
    added = Service(
        organization=organization,
        source_slug=organization.source_slug,
        source_key="canary",
        source_digest="-",
        category="emergency-shelter",
        name=NAME,
        neutral_name=NEUTRAL,
        access="both",
        address_policy="public",
        commune_code="42218",
        street=secret.street,
        postcode="42000",
        latitude=secret.point[0],
        longitude=secret.point[1],
        hours="24/7",
        areas=[ServiceArea(kind="department", code=DEPARTMENT)],
        phones=[
            Phone(number=PUBLIC_NUMBER),
            Phone(number=PROFESSIONAL_NUMBER, audience="professional"),
        ],
        updated_at=datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None),
    )
    session.add(added)
    session.flush()
    return added.id


def hide(session: Session, service_id: int, category: str = "dv-shelter") -> None:
    """Make it confidential, in plain SQL: the models ask that its place be taken out."""
    place = dict.fromkeys(("commune_code", "street", "postcode", "latitude", "longitude"))
    hidden = {"zone_kind": ZONE[0], "zone_code": ZONE[1], "address_policy": "confidential"}
    session.execute(
        update(Service).where(Service.id == service_id).values(category=category, **hidden, **place)
    )


def planted(app: Flask, secret: Secret) -> int:
    """Plant it, and let the search know it."""
    with app.extensions["sessions"].begin() as session:
        service_id = plant(session, secret)
    app.extensions["indexer"].bring_up_to_date()
    return service_id


def hidden(app: Flask, service_id: int, category: str = "dv-shelter") -> None:
    """Hide it, and let the search know it."""
    with app.extensions["sessions"].begin() as session:
        hide(session, service_id, category)
    app.extensions["indexer"].bring_up_to_date()


def about(service_id: int) -> Iterator[Asked]:
    """Give every request that could speak of one service: those that name it, those that look for it."""
    number = str(service_id)
    yield Asked("directory.service", f"/services/{number}")
    yield Asked("directory.unit", f"/unites/{number}", status=404)
    yield Asked("directory.report", f"/services/{number}/signaler", {"about": "gone"}, status=303)
    yield Asked("map.service", f"/services/{number}/carte")
    yield Asked("routing.card", "/carte", {"service": number}, status=0)
    yield Asked("directory.competent", "/competents", {"commune": "42218"})
    at_home = {**SITUATION, "place": "", "commune": "42218"}
    for more in ({}, {"needs": ["safe-place-tonight"]}, {"urgency": "planned"}):
        yield Asked("routing.orientation", "/orientation", {**at_home, **more}, status=0)
    for category in ("dv-shelter", "emergency-shelter"):
        yield Asked("routing.why", "/pourquoi", {**at_home, "category": category}, status=0)
    for more in ({}, *({"commune": "42218", "radius": each} for each in ("none", "5", "10", "20", "50"))):
        asked = {"q": WORD, **more}
        yield Asked("directory.search", "/annuaire", asked)
        yield Asked("directory.search_map", "/annuaire/carte", asked)
    for start in ("0", "20", "40"):
        listed = {"q": "hébergement", "commune": "42218", "start": start}
        yield Asked("directory.search", "/annuaire", listed)
        yield Asked("directory.search_map", "/annuaire/carte", listed)


def errors() -> Iterator[Asked]:
    """Give what no page would send, for each kind of error."""
    yield Asked("nowhere", "/services", status=404)
    yield Asked("nowhere", "/annuaire/carte", status=405)
    yield Asked("directory.search", "/annuaire", {"q": "x" * LARGEST_REQUEST}, status=413)
    yield Asked("directory.search", "/annuaire", {"confidential": "1"}, status=422)


def crawl(app: Flask, service_id: int) -> list[tuple[Asked, TestResponse]]:
    """Ask for every page of the application, and for all that could speak of one service."""
    client = app.test_client()
    asked = [*every_page(app), *about(service_id), *errors()]
    return [(page, page.send(client)) for page in asked]


def said(response: TestResponse) -> bytes:
    """Give all that an answer says: its status, its headers but the hour, its body."""
    headers = [header for header in response.headers if header[0] != "Date"]
    return f"{response.status}\n{headers}\n".encode() + response.data


def betrayed(texts: Iterable[tuple[str, bytes]], traces: Iterable[bytes]) -> list[tuple[str, bytes]]:
    """Give each named text that holds a trace, with the trace, whatever its capitals."""
    looked_for = [each.lower() for each in traces]
    lowered = ((name, text.lower()) for name, text in texts)
    return [(name, trace) for name, text in lowered for trace in looked_for if trace in text]


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file under `folder`, and its name, which may say something too."""
    for path in sorted(folder.rglob("*")):
        yield f"name of {path.name}", path.name.encode()
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
