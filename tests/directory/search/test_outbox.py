"""Whoever changes what is searched leaves the number of the service in the outbox, by whatever means."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from databases import EITHER, empty_database
from sqlalchemy import Connection, Engine, delete, insert, select, text
from sqlalchemy.orm import Session

from directory.db import migrate
from directory.models import Closure, Organization, Phone, SearchOutbox, Service, ServiceArea, Source

UNIT, PERMANENCE, OTHER = 1, 2, 3
PLAIN = {
    "source_slug": "test",
    "source_digest": "-",
    "category": "ccas-cias",
    "name": "Maison de test",
    "access": "self",
    "address_policy": "none",
    "languages": [],
    "updated_at": datetime(2026, 11, 24, 10, tzinfo=UTC).replace(tzinfo=None),
}
SERVICES = [
    {**PLAIN, "id": UNIT, "organization_id": 1, "source_key": "unit", "host_id": None},
    {**PLAIN, "id": PERMANENCE, "organization_id": 1, "source_key": "permanence", "host_id": UNIT},
    {**PLAIN, "id": OTHER, "organization_id": 2, "source_key": "other", "host_id": None},
]


@pytest.fixture(params=EITHER)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Three services of two organisations, a permanence held in a unit, and an outbox that is empty."""
    with empty_database(request.param, tmp_path) as engine:
        migrate(engine)
        with engine.begin() as connection:
            fill(connection)
            connection.execute(delete(SearchOutbox))
        yield engine


def fill(connection: Connection) -> None:
    connection.execute(insert(Source).values(slug="test", name="Essai", licence="", is_demonstration=True))
    runners = [{"id": number, "source_slug": "test", "name": f"Association {number}"} for number in (1, 2)]
    connection.execute(insert(Organization), runners)
    connection.execute(insert(Service), SERVICES)
    areas = [{"id": 10 + each, "service_id": each, "kind": "department", "code": "48"} for each in (1, 2, 3)]
    connection.execute(insert(ServiceArea), areas)
    closed = {"starts_on": date(2026, 12, 24), "ends_on": date(2026, 12, 31)}
    connection.execute(insert(Closure), [{"id": 20 + each, "service_id": each, **closed} for each in (1, 3)])
    connection.execute(insert(Phone).values(id=30, service_id=UNIT, number="+33199002468"))


def waiting(engine: Engine) -> set[int]:
    """The services that the outbox holds."""
    with engine.connect() as connection:
        return set(connection.scalars(select(SearchOutbox.service_id)))


def run(engine: Engine, statement: str) -> set[int]:
    """Run a plain statement, that nothing of ours has seen, and give what the outbox then holds."""
    with engine.begin() as connection:
        connection.execute(text(statement))
    return waiting(engine)


NEW_SERVICE = (
    "INSERT INTO service (id, organization_id, source_slug, source_key, source_digest, category, name,"
    " access, address_policy, languages, updated_at)"
    " VALUES (9, 2, 'test', 'new', '-', 'ccas-cias', 'Maison neuve',"
    " 'self', 'none', '[]', '2026-11-24 10:00:00')"
)


NEW_AREA = (
    "INSERT INTO service_area (service_id, kind, code, is_excluded) VALUES (3, 'commune', '48198', true)"
)
NEW_CLOSURE = "INSERT INTO closure (service_id, starts_on, ends_on) VALUES (2, '2026-12-01', '2026-12-02')"
NEW_REPORT = "INSERT INTO report (service_id, about, reported_on) VALUES (1, 'phone', '2026-11-24')"


@pytest.mark.parametrize(
    ("statement", "services"),
    [
        (NEW_SERVICE, {9}),
        ("UPDATE service SET name = 'Autre nom' WHERE id = 3", {OTHER}),
        ("UPDATE service SET hours = '24/7', verified_on = '2026-11-24'", {UNIT, PERMANENCE, OTHER}),
        ("UPDATE service SET organization_id = 2 WHERE id = 2", {PERMANENCE}),
        ("DELETE FROM service WHERE id = 3", {OTHER}),
        (NEW_AREA, {OTHER}),
        ("UPDATE service_area SET code = '12' WHERE id = 13", {OTHER}),
        ("DELETE FROM service_area WHERE service_id = 3", {OTHER}),
        ("DELETE FROM service_area", {UNIT, PERMANENCE, OTHER}),
        (NEW_CLOSURE, {PERMANENCE}),
        ("UPDATE closure SET ends_on = '2027-01-03' WHERE id = 21", {UNIT}),
        ("DELETE FROM closure WHERE id = 23", {OTHER}),
        ("DELETE FROM closure", {UNIT, OTHER}),
        ("UPDATE organization SET name = 'Nouveau nom' WHERE id = 1", {UNIT, PERMANENCE}),
        ("UPDATE organization SET name = 'Association 1 bis' WHERE id = 1", {UNIT, PERMANENCE}),
    ],
)  # fmt: skip
def test_a_plain_statement_leaves_the_services_it_touches(
    engine: Engine, statement: str, services: set[int]
) -> None:
    assert run(engine, statement) == services


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE service_area SET service_id = 2, code = '12' WHERE id = 13",
        "UPDATE closure SET service_id = 2 WHERE id = 23",
    ],
)
def test_what_passes_from_one_service_to_another_leaves_both(engine: Engine, statement: str) -> None:
    assert run(engine, statement) == {PERMANENCE, OTHER}


def test_a_unit_that_is_gone_leaves_the_permanence_that_it_held(engine: Engine) -> None:
    assert run(engine, "DELETE FROM service WHERE id = 1") == {UNIT, PERMANENCE}


def test_every_service_deleted_at_once_is_left(engine: Engine) -> None:
    assert run(engine, "DELETE FROM service") == {UNIT, PERMANENCE, OTHER}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE source SET name = 'Autre source'", "UPDATE phone SET number = '+33199002469'", NEW_REPORT],
)
def test_what_the_search_does_not_read_leaves_nothing(engine: Engine, statement: str) -> None:
    assert run(engine, statement) == set()


def test_a_transaction_that_is_undone_leaves_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE service SET name = 'Jamais dit'"))
        assert set(connection.scalars(select(SearchOutbox.service_id))) == {UNIT, PERMANENCE, OTHER}
        connection.rollback()
    assert waiting(engine) == set()


def test_a_change_made_through_the_models_is_left_with_it(engine: Engine) -> None:
    with Session(engine) as session:
        changed = session.get_one(Service, OTHER)
        changed.closures.append(Closure(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 2)))
        session.delete(session.get_one(Service, PERMANENCE))
        session.commit()
    assert waiting(engine) == {PERMANENCE, OTHER}


def test_a_number_stays_in_the_outbox_though_its_service_is_gone(engine: Engine) -> None:
    assert run(engine, "UPDATE service SET name = 'Autre nom' WHERE id = 3") == {OTHER}
    assert run(engine, "DELETE FROM service WHERE id = 3") == {OTHER}
