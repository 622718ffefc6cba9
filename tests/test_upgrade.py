"""A directory of an earlier release keeps everything it holds when it is brought up to date."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from databases import EITHER, empty_database
from sqlalchemy import Connection, Engine, MetaData, Table, insert, inspect, select

from directory.db import PYPROJECT, migrate

FIRST = "0001"
SERVICE = {
    "organization_id": 1,
    "source_slug": "test",
    "source_digest": "-",
    "category": "ccas-cias",
    "access": "self",
    "updated_at": datetime(2026, 11, 24, 10, tzinfo=UTC).replace(tzinfo=None),
}
UNIT = {"name": "CCAS", "address_policy": "public", "street": "1 rue", "languages": ["fr"], "host_id": None}
HELD_THERE: dict[str, Any] = {
    "name": "Accueil",
    "address_policy": "none",
    "street": None,
    "languages": [],
    "host_id": 1,
}
HELD: Mapping[str, list[dict[str, Any]]] = {
    "source": [{"slug": "test", "name": "Essai", "licence": "aucune", "is_demonstration": False}],
    "organization": [{"id": 1, "source_slug": "test", "name": "Association"}],
    "service": [
        {**SERVICE, "id": 1, "source_key": "unit", **UNIT},
        {**SERVICE, "id": 2, "source_key": "held there", **HELD_THERE},
    ],
    "service_area": [{"id": 11, "service_id": 1, "kind": "department", "code": "48", "is_excluded": False}],
    "phone": [
        {"id": 21, "service_id": 1, "number": "+33465710001", "audience": "public", "channel": "voice"}
    ],
    "closure": [{"id": 31, "service_id": 1, "starts_on": date(2026, 12, 24), "ends_on": date(2026, 12, 31)}],
}


@pytest.fixture(params=EITHER)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A directory of the first release, with a unit, a permanence held in it, and all that hangs on it."""
    with empty_database(request.param, tmp_path) as engine:
        change(engine, command.upgrade)
        with engine.begin() as connection:
            for name, held in HELD.items():
                connection.execute(insert(table(connection, name)), held)
        yield engine


def change(engine: Engine, how: Any) -> None:
    """Bring the database up, or back, to the first release."""
    config = Config(toml_file=PYPROJECT)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        how(config, FIRST)


def table(connection: Connection, name: str) -> Table:
    """The table as the database has it now, whatever the models say."""
    return Table(name, MetaData(), autoload_with=connection)


def rows(engine: Engine, columns: dict[str, set[str]]) -> dict[str, list[dict[str, Any]]]:
    """Everything that the tables hold in these columns."""
    found = {}
    for name, kept in columns.items():
        with engine.connect() as connection:
            now = table(connection, name)
            held = connection.execute(select(now).order_by(*now.primary_key)).mappings()
            found[name] = [{key: row[key] for key in sorted(kept)} for row in held]
    return found


def columns_of(engine: Engine) -> dict[str, set[str]]:
    return {name: {column["name"] for column in inspect(engine).get_columns(name)} for name in HELD}


def test_nothing_is_lost_on_the_way_up_nor_on_the_way_back(engine: Engine) -> None:
    columns = columns_of(engine)
    before = rows(engine, columns)
    assert all(before.values())
    migrate(engine)
    assert rows(engine, columns) == before
    change(engine, command.downgrade)
    assert columns_of(engine) == columns
    assert rows(engine, columns) == before


def test_what_is_new_is_unknown_and_never_said_for_anybody(engine: Engine) -> None:
    old = columns_of(engine)["service"]
    migrate(engine)
    new = columns_of(engine)["service"] - old
    assert new >= {"alternate_names", "audiences", "modes", "features", "fee", "transport", "documents"}
    for row in rows(engine, {"service": new})["service"]:
        assert {repr(value) for value in row.values()} <= {"None", "[]", "'[]'"}
