"""The commands that fill the directory: safe to run again, and to be interrupted."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.db import NOT_READY
from directory.gazetteer import load_gazetteer
from directory.models import Base, Commune, Organization, Phone, Service, ServiceArea, Setting, Source
from directory.typography import typeset
from importers import cli
from importers.sources import demonstration
from tests.conftest import copied
from wsgi import create_app

ROOT = Path(__file__).resolve().parents[2]
DIES_HALF_WAY = """
import os
from importers.sources import demonstration
from wsgi import create_app

def dying():
    yield from list(read())[:200]
    os._exit(9)

read, demonstration.records = demonstration.records, dying
create_app().test_cli_runner().invoke(args=["init"])
"""


@pytest.fixture
def own_app(filled: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the demonstration, with every commune: that is what commands fill."""
    with copied(filled, tmp_path) as app:
        yield app


def run(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=list(args))
    assert result.exit_code == 0, result.output
    return result.output


def content(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with app.extensions["readers"]() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def reading(app: Flask) -> Session:
    session: Session = app.extensions["readers"]()
    return session


def count(app: Flask, table: type[Base]) -> int | None:
    with reading(app) as session:
        return session.scalar(select(func.count()).select_from(table))


def sources(app: Flask) -> dict[str, int]:
    with reading(app) as session:
        query = select(Service.source_slug, func.count()).group_by(Service.source_slug)
        return dict(session.execute(query).all())


def test_the_second_start_says_nothing_and_changes_nothing(own_app: Flask) -> None:
    before = content(own_app)
    assert run(own_app, "init") == ""
    assert content(own_app) == before


def test_the_first_start_fills_everything(app: Flask) -> None:
    assert count(app, Commune) == 34_875
    assert sources(app)["national-lines"] >= 36
    assert sources(app)["demonstration"] >= 5 * 45


def test_what_the_demonstration_says_is_marked_as_such(app: Flask) -> None:
    with reading(app) as session:
        marks = {source.slug: source.is_demonstration for source in session.scalars(select(Source))}
    assert marks == {"national-lines": False, "demonstration": True}


def test_one_command_removes_the_demonstration_and_nothing_else(own_app: Flask) -> None:
    before = content(own_app)
    number = sources(own_app)["demonstration"]
    assert run(own_app, "demo", "remove") == f"Démonstration : {number} services retirés.\n"
    after = content(own_app)
    assert sources(own_app) == {"national-lines": len(after["service"])}
    for untouched in ("commune", "place_name", "postcode", "zone"):
        assert after[untouched] == before[untouched]
    for name, rows in after.items():
        assert name == "setting" or set(map(repr, rows)) <= set(map(repr, before[name]))
    with reading(own_app) as session:
        lines = select(Service.id)
        assert not session.scalars(select(Phone.id).where(Phone.service_id.not_in(lines))).all()
        assert not session.scalars(select(ServiceArea.id).where(ServiceArea.service_id.not_in(lines))).all()
        assert {each.source_slug for each in session.scalars(select(Organization))} == {"national-lines"}


def test_a_demonstration_that_was_removed_does_not_come_back_by_itself(own_app: Flask) -> None:
    run(own_app, "demo", "remove")
    assert run(own_app, "init") == ""
    assert run(own_app, "demo", "remove") == "Démonstration : 0 services retirés.\n"
    assert "demonstration" not in sources(own_app)
    run(own_app, "demo", "load")
    assert sources(own_app)["demonstration"] >= 5 * 45
    assert run(own_app, "init") == ""


def test_one_may_start_without_the_demonstration(tmp_path: Path) -> None:
    app = create_app({"RELAIS_DATA_DIR": str(tmp_path)})
    run(app, "init", "--no-demonstration")
    assert set(sources(app)) == {"national-lines"}
    app.extensions["engine"].dispose()


def test_a_start_that_dies_half_way_leaves_nothing_half_done(tmp_path: Path) -> None:
    environment = os.environ | {"RELAIS_DATA_DIR": str(tmp_path)}
    died = subprocess.run([sys.executable, "-c", DIES_HALF_WAY], cwd=ROOT, env=environment, check=False)
    assert died.returncode == 9
    app = create_app({"RELAIS_DATA_DIR": str(tmp_path)})
    assert {name for name, rows in content(app).items() if rows} == set()
    run(app, "init")
    assert count(app, Commune) == 34_875
    assert sources(app)["demonstration"] == len(list(demonstration.records()))
    app.extensions["engine"].dispose()


def test_a_demonstration_that_cannot_be_read_keeps_what_was_there(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = content(own_app)
    (tmp_path / "broken.yaml").write_text("territory: X\nservices:\n- key: a\n  name: b\n")
    monkeypatch.setattr(demonstration, "FOLDER", tmp_path)
    monkeypatch.setattr(demonstration, "records", lambda read=demonstration.records: read(tmp_path))
    result = own_app.test_cli_runner().invoke(args=["init"])
    assert result.exit_code == 1
    assert typeset("broken.yaml, ligne 3, service a : « category » manque.") in result.output
    assert content(own_app) == before


@pytest.mark.parametrize("command", ["remove", "load"])
def test_a_command_on_a_database_that_is_not_prepared_says_what_to_do(tmp_path: Path, command: str) -> None:
    app = create_app({"RELAIS_DATA_DIR": str(tmp_path)})
    result = app.test_cli_runner().invoke(args=["demo", command])
    assert (result.exit_code, result.output) == (1, f"Error: {NOT_READY}\n")
    app.extensions["engine"].dispose()


def test_a_gazetteer_that_cannot_be_read_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app({"RELAIS_DATA_DIR": str(tmp_path)})
    monkeypatch.setattr(cli, "load_gazetteer", lambda session: load_gazetteer(session, tmp_path / "none.xz"))
    result = app.test_cli_runner().invoke(args=["init"])
    assert result.exit_code == 1
    assert "Error: Le fichier des communes none.xz est absent ou abîmé : reprenez-le" in result.output
    app.extensions["engine"].dispose()


def test_the_database_remembers_which_edition_it_holds(app: Flask) -> None:
    with reading(app) as session:
        assert set(session.scalars(select(Setting.key))) == {
            "gazetteer",
            "demonstration",
            "search-edition",
            "search-analysis",
        }
