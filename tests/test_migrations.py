"""The migrations make exactly what the models say, on both databases, and can be undone."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from databases import EITHER, database_url, empty_database
from flask import Flask
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from directory.db import PYPROJECT, migrate
from directory.find import find_all
from directory.geo import place, resolve, suggest
from directory.local_time import timezone_of
from directory.models import Base
from directory.vocabulary import vocabulary
from routing.engine import route
from routing.facts import Situation
from routing.referral import refer
from routing.rules import RuleBook
from wsgi import create_app

COMMUNES = {
    "48198": "Villefort",
    "48095": "Mende",
    "42207": "Saint-Chamond",
    "42147": "Montbrison",
    "32107": "Condom",
    "32013": "Auch",
    "45234": "Orléans",
    "45208": "Montargis",
    "35288": "Saint-Malo",
    "35236": "Redon",
    "22094": "a commune of the Côte d’Émeraude, in another département",
    "59350": "Lille, where the demonstration has nobody",
    "97411": "Saint-Denis de La Réunion",
}
MOTHER_TONIGHT = Situation.of(
    {
        "person_role": "victim",
        "gender": "woman",
        "age_band": "age-26-64",
        "violence_types": "intimate-partner",
        "urgency": "tonight",
        "time_context": "evening-night",
        "children": "age-6-11",
        "needs": ("safe-place-tonight", "transport"),
    }
)
TYPED = ("st chamond", "42400", "condom 32", "la richardais", "lyon 3", "2b033", "villef", "sainte")


@pytest.fixture(params=EITHER)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with empty_database(request.param, tmp_path) as engine:
        yield engine


def schema(engine: Engine) -> set[str]:
    """Everything a database says of its tables, one sentence each, whatever the order."""
    found = inspect(engine)
    said = set()
    for table in set(found.get_table_names()) - {"alembic_version"}:
        told = [
            *found.get_columns(table),
            *found.get_indexes(table),
            *found.get_foreign_keys(table),
            *found.get_unique_constraints(table),
            *found.get_check_constraints(table),
            found.get_pk_constraint(table),
        ]
        said |= {f"{table}: {sorted((key, repr(value)) for key, value in item.items())}" for item in told}
    return said


def downgrade(engine: Engine) -> None:
    config = Config(toml_file=PYPROJECT)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def test_the_migrations_make_the_schema_of_the_models(engine: Engine) -> None:
    migrate(engine)
    migrated = schema(engine)
    downgrade(engine)
    Base.metadata.create_all(engine)
    assert migrated == schema(engine)
    assert {sentence.partition(":")[0] for sentence in migrated} == Base.metadata.tables.keys()


def test_alembic_sees_nothing_left_to_do(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_every_constraint_has_a_name(engine: Engine) -> None:
    migrate(engine)
    assert not [sentence for sentence in schema(engine) if "('name', 'None')" in sentence]


def test_undoing_the_migrations_leaves_nothing(engine: Engine) -> None:
    migrate(engine)
    downgrade(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    assert migrate(engine)


def test_the_second_migration_has_nothing_to_do(engine: Engine) -> None:
    assert migrate(engine)
    assert not migrate(engine)


def test_a_migration_that_breaks_leaves_the_database_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE phone (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        migrate(engine)
    assert set(inspect(engine).get_table_names()) == {"phone"}


def test_what_is_read_by_its_beginning_is_sorted_by_byte_on_postgresql(tmp_path: Path) -> None:
    query = "SELECT table_name, column_name FROM information_schema.columns WHERE collation_name = 'C'"
    with empty_database("postgresql", tmp_path) as engine:
        migrate(engine)
        with engine.connect() as connection:
            sorted_by_byte = {tuple(row) for row in connection.execute(text(query))}
    assert sorted_by_byte >= {("commune", "code"), ("postcode", "postcode"), ("place_name", "folded")}


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application that `flask init` has filled, on PostgreSQL."""
    folder = tmp_path_factory.mktemp("postgresql")
    with database_url("postgresql", folder) as url:
        app = create_app({"RELAIS_DATA_DIR": str(folder), "RELAIS_DATABASE_URL": url})
        result = app.test_cli_runner().invoke(args=["init"])
        assert result.exit_code == 0, result.output
        yield app
        app.extensions["engine"].dispose()


@pytest.fixture
def elsewhere(on_postgresql: Flask) -> Iterator[Session]:
    with on_postgresql.extensions["readers"]() as session:
        yield session


@pytest.mark.postgresql
@pytest.mark.parametrize("code", COMMUNES)
def test_both_databases_find_the_same_services(session: Session, elsewhere: Session, code: str) -> None:
    wanted = dict.fromkeys(vocabulary().categories, "nearest")
    answers = []
    for database in (session, elsewhere):
        here = place(database, code)
        assert here is not None
        found = find_all(database, wanted, here)
        answers.append(
            {
                slug: [(item.service.source_key, item.tie, item.distance_km) for item in items]
                for slug, items in found.items()
            }
        )
    assert answers[0] == answers[1]


@pytest.mark.postgresql
@pytest.mark.parametrize("typed", TYPED)
def test_both_databases_understand_the_same_place(session: Session, elsewhere: Session, typed: str) -> None:
    assert resolve(session, typed) == resolve(elsewhere, typed)
    assert suggest(session, typed) == suggest(elsewhere, typed) != []


@pytest.mark.postgresql
@pytest.mark.parametrize("code", COMMUNES)
def test_both_databases_refer_to_the_same_services(
    session: Session, elsewhere: Session, rules: RuleBook, code: str
) -> None:
    assert friday_night(session, rules, code) == friday_night(elsewhere, rules, code) != []


def friday_night(session: Session, rules: RuleBook, code: str) -> list[tuple[str, str, object]]:
    """Who answers a mother who leaves tonight: category, name and opening, in order."""
    here = place(session, code)
    assert here is not None
    at = datetime(2026, 11, 27, 22, tzinfo=timezone_of(here.department))
    referral = refer(session, route(MOTHER_TONIGHT, rules), here, at)
    return [
        (item.category.slug, answer.card.name, answer.opening)
        for item in referral.referred
        for answer in (*item.answers, *item.lines)
    ]
