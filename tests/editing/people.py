"""A directory of invented listings on a real database, and the people who change them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from directory.actors import Actor, Right
from directory.db import migrate, open_engine
from directory.editing.creating import EMPTY
from directory.editing.values import print_of, put, values_of
from directory.models import Account, Commune, Contact, Grant, Organization, Postcode, Service, Source, Zone
from tests.databases import database_url

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC).replace(tzinfo=None)
STREET = "17 impasse Zorglubine"
DESK = Actor("Le bureau de la Lozère", "desk", account_id=3, rights=(Right("desk", ("department", "48")),))
SECOND = Actor("Une collègue du bureau", "desk", account_id=4, rights=(Right("desk", ("department", "48")),))
ELSEWHERE = Actor("Le bureau du Gard", "desk", account_id=5, rights=(Right("desk", ("department", "30")),))
ADMINISTRATOR = Actor("L’administration", "site", account_id=6, rights=(Right("administrator"),))
PARTNER = Actor("Zoé Zwanze", "site", account_id=1, rights=(Right("partner", organization_id=1),))
OTHER = Actor("Bo Brimborion", "site", account_id=2, rights=(Right("partner", organization_id=2),))
LINK = Actor("contact de Zwanze", "link", contact_id=1, rights=(Right("partner", organization_id=1),))
ACCOUNTS = {
    1: "zoe@zwanze.example",
    2: "bo@brimborion.example",
    3: "bureau@lozere.example",
    4: "collegue@lozere.example",
    5: "bureau@gard.example",
    6: "administration@relais.example",
}
PHONE = {
    "number": "+33465710101",
    "label": None,
    "audience": "public",
    "channel": "voice",
    "is_on_bill": None,
}
NEW_PHONE = PHONE | {"number": "+33465710202"}
AREA = {"kind": "department", "code": "48", "is_excluded": False}
SAID: dict[str, Any] = {
    **EMPTY,
    "category": "pmi",
    "name": "PMI Zwanze",
    "access": "self",
    "commune_code": "48095",
    "street": STREET,
    "postcode": "48000",
    "latitude": 44.5,
    "longitude": 3.5,
    "transport": "Bus 3, arrêt Zorglubine",
    "email": "accueil@zwanze.example",
    "phones": [PHONE],
    "areas": [AREA],
}


def commune(code: str, name: str, people: int, epci: str = "244800405", department: str = "48") -> Commune:
    """Give a commune of Lozère, as the gazetteer does."""
    return Commune(
        code=code,
        name=name,
        department=department,
        department_name="Lozère",
        region="76",
        region_name="Occitanie",
        epci=epci,
        epci_name="CC Cœur de Lozère",
        population=people,
        latitude=44.5,
        longitude=3.5,
        postcodes="48000",
    )


def people_directory(session: Session) -> None:
    """Fill an empty database: two organisations, their accounts and contacts, one listing (number 1)."""
    session.add_all(
        [
            commune("48095", "Mende", 12_000),
            commune("48061", "Florac Trois Rivières", 2_000),
            commune("30189", "Nîmes", 140_000, "243000643", "30"),
            Zone(kind="epci", code="244800405", name="CC Cœur de Lozère"),
            Zone(kind="department", code="48", name="Lozère"),
            Zone(kind="department", code="30", name="Gard"),
            Zone(kind="epci", code="243000643", name="CA Nîmes Métropole"),
            Zone(kind="commune", code="30189", name="Nîmes"),
            Postcode(postcode="48000", commune_code="48095"),
            Postcode(postcode="48400", commune_code="48061"),
            Source(slug="finess", name="FINESS", licence="Licence ouverte"),
        ]
    )
    session.flush()
    for number, name in ((1, "Association Zwanze"), (2, "Association Brimborion")):
        session.add(Organization(id=number, source_slug="finess", name=name))
    session.flush()
    for number, email in ACCOUNTS.items():
        session.add(Account(id=number, email=email, name=email.partition("@")[0], created_at=AT))
    session.flush()
    session.add(Contact(id=1, organization_id=1, email="direction@zwanze.example"))
    session.add(Grant(account_id=1, role="partner", organization_id=1))
    listed(session)


def listed(session: Session, key: str = "z1", organization_id: int = 1, **said: Any) -> Service:
    """Add a listing of a source."""
    service = Service(
        organization_id=organization_id, source_slug="finess", source_key=key, source_digest="", updated_at=AT
    )
    put(service, SAID | said)
    session.add(service)
    session.flush()
    return service


@contextmanager
def directory_of(kind: str, folder: Path) -> Iterator[Engine]:
    """Open a database of `kind` with the invented directory."""
    with database_url(kind, folder) as url:
        engine = open_engine(url)
        migrate(engine)
        with Session(engine) as session:
            people_directory(session)
            session.commit()
        try:
            yield engine
        finally:
            engine.dispose()


def seen(session: Session, service_id: int = 1) -> str:
    """Give the version of a listing that a form would send."""
    return print_of(values_of(session.get_one(Service, service_id)))
