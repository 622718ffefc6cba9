"""An importer on a directory of its own, on each kind of database where it matters."""

from collections.abc import Iterator

import pytest
from flask import Flask

from importers.ground import Ground
from importers.survey import read_ground
from tests.databases import EITHER
from tests.importers.importing import Importer, application, emptied


@pytest.fixture(scope="session", autouse=True)
def held_ground(app: Flask) -> Ground:
    """The communes, held so that no import of a test reads them again."""
    with app.extensions["readers"]() as session:
        return read_ground(session)


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
