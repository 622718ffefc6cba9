"""The locks on confidential places, tried in SQL, without any of the code that should keep them shut."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import EITHER, empty_database
from sqlalchemy import Connection, Engine, TableClause, column, func, insert, select, table, text, update
from sqlalchemy.exc import IntegrityError

from directory.db import migrate
from directory.models import ADDRESS_POLICIES, CONFIDENTIAL_CATEGORIES, REPORTED, Commune, Zone
from directory.words import Vocabulary

STREET, POINT = "17 impasse Zorglubine", (48.1357913, 2.9753157)
ELSEWHERE = {"street": STREET, "postcode": "48000", "latitude": POINT[0], "longitude": POINT[1]}
ZONE = {"zone_kind": "department", "zone_code": "48"}
HIDDEN = {"category": "dv-shelter", "address_policy": "confidential", **ZONE}
BIG, SMALL = "42218", "48198"
HOST = 1000
PLAIN = {
    "organization_id": 1,
    "source_slug": "test",
    "source_digest": "-",
    "category": "ccas-cias",
    "name": "Maison de test",
    "access": "self",
    "address_policy": "public",
    "languages": "[]",
    "updated_at": "2026-11-24 10:00:00",
}
numbers = itertools.count(1)

ADD_SOURCE = """INSERT INTO source (slug, name, licence, is_demonstration)
VALUES ('test', 'Essai', 'aucune', false)"""


@pytest.fixture(params=EITHER)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with two communes, a zone for the one that is big, and a service to be a host."""
    with empty_database(request.param, tmp_path) as engine:
        migrate(engine)
        with engine.begin() as connection:
            connection.execute(insert(Commune), [commune(BIG, 174_000), commune(SMALL, 600)])
            zones = [("department", "48"), ("commune", BIG)]
            connection.execute(
                insert(Zone), [{"kind": kind, "code": code, "name": code} for kind, code in zones]
            )
            connection.execute(text(ADD_SOURCE))
            connection.execute(text("INSERT INTO organization VALUES (1, 'test', 'Essai')"))
            add(connection, id=HOST, source_key="host", commune_code=BIG)
        yield engine


def commune(code: str, population: int) -> dict[str, object]:
    named = dict.fromkeys(("name", "department_name", "region_name", "postcodes"), "x")
    place = {"department": code[:2], "region": "76", "latitude": 44.0, "longitude": 3.9}
    return {"code": code, "population": population, **named, **place}


def bare(values: dict[str, object]) -> TableClause:
    """The table without anything the models know of it: a plain INSERT or UPDATE."""
    return table("service", *map(column, values))


def add(connection: Connection, **values: object) -> None:
    row = {**PLAIN, "source_key": f"service {next(numbers)}", **values}
    connection.execute(insert(bare(row)).values(row))


def change(connection: Connection, key: str, **values: object) -> None:
    service = bare({"source_key": key, **values})
    connection.execute(update(service).where(service.c.source_key == key).values(values))


def accept(engine: Engine, **values: object) -> None:
    with engine.begin() as connection:
        add(connection, **values)


def refuse(engine: Engine, constraint: str, **values: object) -> None:
    """Check that the row is refused, for the reason meant where the engine gives one."""
    with pytest.raises(IntegrityError, match=constraint), engine.begin() as connection:
        add(connection, **values)


NO_PLACE = "only_a_public_address_is_stored"
NO_COMMUNE = "a_confidential_service_has_a_zone_and_no_place"
CATEGORY = "the_category_decides"
FOREIGN_KEY = "(?i)foreign key"
PLACES = [
    {"street": STREET},
    {"postcode": "48000"},
    {"latitude": POINT[0], "longitude": POINT[1]},
    ELSEWHERE,
]


def test_a_confidential_service_with_a_zone_is_kept(engine: Engine) -> None:
    accept(engine, **HIDDEN)
    accept(engine, **{**HIDDEN, "zone_kind": "commune", "zone_code": BIG})


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_a_confidential_service_has_no_place(engine: Engine, place: dict[str, object]) -> None:
    refuse(engine, NO_PLACE, **HIDDEN, **place)


@pytest.mark.parametrize("place", [{"commune_code": BIG}, {"host_id": HOST}], ids=" ".join)
def test_a_confidential_service_has_no_commune_nor_host(engine: Engine, place: dict[str, object]) -> None:
    refuse(engine, NO_COMMUNE, **HIDDEN, **place)


@pytest.mark.parametrize("policy", ["on-request", "none"])
@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_only_a_public_address_is_stored(engine: Engine, policy: str, place: dict[str, object]) -> None:
    accept(engine, address_policy=policy, commune_code=BIG)
    refuse(engine, NO_PLACE, address_policy=policy, commune_code=BIG, **place)


def test_a_public_service_may_say_where_it_is(engine: Engine) -> None:
    accept(engine, commune_code=SMALL, **ELSEWHERE)


@pytest.mark.parametrize("category", CONFIDENTIAL_CATEGORIES)
@pytest.mark.parametrize("policy", [policy for policy in ADDRESS_POLICIES if policy != "confidential"])
def test_no_row_shows_what_its_category_hides(engine: Engine, category: str, policy: str) -> None:
    refuse(engine, CATEGORY, category=category, address_policy=policy, **ZONE)


@pytest.mark.parametrize("category", CONFIDENTIAL_CATEGORIES)
@pytest.mark.parametrize("policy", [policy for policy in ADDRESS_POLICIES if policy != "confidential"])
def test_no_change_shows_what_its_category_hides(engine: Engine, category: str, policy: str) -> None:
    accept(engine, source_key="shelter", **{**HIDDEN, "category": category})
    with pytest.raises(IntegrityError, match=CATEGORY), engine.begin() as connection:
        change(connection, "shelter", address_policy=policy)


@pytest.mark.parametrize(
    "missing", [{"zone_kind": None}, {"zone_code": None}, {"zone_kind": None, "zone_code": None}]
)
def test_a_confidential_service_without_zone_is_refused(engine: Engine, missing: dict[str, None]) -> None:
    refuse(engine, NO_COMMUNE, **{**HIDDEN, **missing})


@pytest.mark.parametrize(
    "zone", [("commune", SMALL), ("department", "99"), ("national", ""), ("street", "17 imp.")], ids=" ".join
)
def test_a_zone_is_never_so_small_that_it_tells(engine: Engine, zone: tuple[str, str]) -> None:
    refuse(engine, FOREIGN_KEY, **{**HIDDEN, "zone_kind": zone[0], "zone_code": zone[1]})


@pytest.mark.parametrize("place", [*PLACES, {"commune_code": BIG}, {"host_id": HOST}], ids=" ".join)
def test_no_change_brings_a_place_back(engine: Engine, place: dict[str, object]) -> None:
    accept(engine, source_key="shelter", **HIDDEN)
    with pytest.raises(IntegrityError, match="ck_service"), engine.begin() as connection:
        change(connection, "shelter", **place)


def test_a_service_only_becomes_confidential_once_its_place_is_cleared(engine: Engine) -> None:
    accept(engine, source_key="canary", commune_code=SMALL, **ELSEWHERE)
    hiding = {"address_policy": "confidential", **ZONE}
    half_hidden = {**hiding, "street": None, "postcode": None, "commune_code": None}
    for attempt in (hiding, {**hiding, "commune_code": None}, half_hidden):
        with pytest.raises(IntegrityError, match="ck_service"), engine.begin() as connection:
            change(connection, "canary", **attempt)
    with engine.begin() as connection:
        change(connection, "canary", **half_hidden, latitude=None, longitude=None)


def test_a_place_that_was_cleared_has_left_the_files(tmp_path: Path) -> None:
    with empty_database("sqlite", tmp_path) as engine:
        migrate(engine)
        with engine.begin() as connection:
            connection.execute(insert(Commune), [commune(SMALL, 600)])
            connection.execute(insert(Zone), [{"kind": "department", "code": "48", "name": "48"}])
            connection.execute(text(ADD_SOURCE))
            connection.execute(text("INSERT INTO organization VALUES (1, 'test', 'Essai')"))
            add(connection, source_key="canary", commune_code=SMALL, **ELSEWHERE)
        assert STREET.encode() in content(tmp_path)
        with engine.begin() as connection:
            cleared = dict.fromkeys((*ELSEWHERE, "commune_code"))
            change(connection, "canary", address_policy="confidential", **ZONE, **cleared)
    assert STREET.encode() not in content(tmp_path)


def content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("hidden", [HIDDEN, {"address_policy": "on-request"}, {"address_policy": "none"}])
def test_only_a_public_address_says_how_to_come(engine: Engine, hidden: dict[str, object]) -> None:
    accept(engine, **ELSEWHERE, transport="Bus 3")
    accept(engine, source_key="quiet", **hidden)
    refuse(engine, "only_a_public_address_says_how_to_come", **hidden, transport="Bus 3")
    with pytest.raises(IntegrityError, match="says_how_to_come"), engine.begin() as connection:
        change(connection, "quiet", transport="Bus 3")


def test_a_report_is_one_of_the_words_of_the_vocabulary(engine: Engine, words: Vocabulary) -> None:
    assert set(words.scales["report"]) == set(REPORTED)
    statement = (
        "INSERT INTO report (id, service_id, about, reported_on) VALUES (1, 1000, 'a name', '2026-11-24')"
    )
    with pytest.raises(IntegrityError, match="ck_report_about"), engine.begin() as connection:
        connection.execute(text(statement))


def test_a_point_is_whole(engine: Engine) -> None:
    refuse(engine, "a_point_is_whole", latitude=48.1)


@pytest.mark.parametrize(
    "value", [{"address_policy": "secret"}, {"access": "everyone"}, {"receives": "nobody"}], ids=str
)
def test_words_outside_the_closed_lists_are_refused(engine: Engine, value: dict[str, str]) -> None:
    refuse(engine, f"ck_service_{next(iter(value))}", **value)


def test_the_same_service_of_a_source_is_kept_once(engine: Engine) -> None:
    refuse(engine, "(?i)unique", source_key="host")


def test_what_a_service_holds_goes_with_it(engine: Engine) -> None:
    held = {
        "phone": "INSERT INTO phone VALUES (1, 1000, '3919', NULL, 'public', 'voice', NULL)",
        "service_area": "INSERT INTO service_area VALUES (1, 1000, 'national', '', false)",
        "closure": "INSERT INTO closure VALUES (1, 1000, '2026-08-01', '2026-08-31', NULL)",
        "verification": "INSERT INTO verification VALUES (1, 1000, '2026-08-01', 'test', NULL)",
        "report": "INSERT INTO report VALUES (1, 1000, 'phone', '2026-11-24', NULL)",
        "availability": "INSERT INTO availability VALUES (1000, true, NULL, '2026-12-12', '2026-11-24')",
        "field_check": "INSERT INTO field_check VALUES (1000, 'phone', '2026-11-24', 'Ada')",
        "tally": "INSERT INTO tally VALUES (1000, '2026-11', 'shown', 3)",
        "search_text": "INSERT INTO search_text VALUES (1000, '||', '||')",
    }
    with engine.begin() as connection:
        for statement in held.values():
            connection.execute(text(statement))
        connection.execute(text("DELETE FROM service WHERE id = 1000"))
        counts = {name: connection.scalar(select(func.count()).select_from(table(name))) for name in held}
    assert counts == dict.fromkeys(held, 0)


def test_a_closure_does_not_end_before_it_starts(engine: Engine) -> None:
    statement = "INSERT INTO closure VALUES (1, 1000, '2026-08-31', '2026-08-01', NULL)"
    with pytest.raises(IntegrityError, match="ck_closure_in_order"), engine.begin() as connection:
        connection.execute(text(statement))


def test_the_categories_that_hide_their_places_are_those_of_the_vocabulary(words: Vocabulary) -> None:
    hidden = {
        slug for slug, category in words.categories.items() if category.address_policy == "confidential"
    }
    assert hidden == set(CONFIDENTIAL_CATEGORIES)


def test_the_policies_are_those_of_the_vocabulary(words: Vocabulary) -> None:
    assert set(words.scales["address_policy"]) == set(ADDRESS_POLICIES)
