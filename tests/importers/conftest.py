"""An importer on a directory of its own, on each kind of database where it matters."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from importers.ground import Ground
from importers.survey import read_ground
from tests.conftest import copied
from tests.databases import EITHER
from tests.importers.importing import Importer, application, emptied, keep_few_communes
from wsgi import create_app


@pytest.fixture(scope="session")
def nearby(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `flask init` leaves it, but for the communes: those of a few départements."""
    folder = tmp_path_factory.mktemp("nearby")
    with copied(filled, folder) as app:
        keep_few_communes(app)
    with closing(sqlite3.connect(folder / "data/relais.db")) as connection:
        connection.execute("VACUUM")
    return folder / "data"


@pytest.fixture(scope="session", autouse=True)
def held_grounds(filled: Path, nearby: Path) -> list[Ground]:
    """The communes, all and few, held so that no import of a test reads them again."""
    return [*map(_ground, (filled, nearby))]


def _ground(folder: Path) -> Ground:
    app = create_app({"RELAIS_DATA_DIR": str(folder)})
    with app.extensions["readers"]() as session:
        ground = read_ground(session)
    app.extensions["engine"].dispose()
    return ground


@pytest.fixture
def own_app(nearby: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the demonstration, with few communes: most imports are of a few rows."""
    with copied(nearby, tmp_path) as app:
        yield app


@pytest.fixture
def importer(own_app: Flask) -> Importer:
    """On a copy of the demonstration."""
    return Importer(own_app)


@pytest.fixture(scope="session")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on PostgreSQL, filled once: it takes longer there."""
    with application("postgresql", tmp_path_factory.mktemp("postgresql")) as app:
        yield app


@pytest.fixture(params=EITHER)
def either(request: pytest.FixtureRequest) -> Iterator[Importer]:
    """On each kind of database."""
    if request.param == "sqlite":
        yield Importer(request.getfixturevalue("own_app"))
        return
    app = request.getfixturevalue("on_postgresql")
    yield Importer(app)
    emptied(app)
