"""The invented directory, on each kind of database where it matters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.databases import EITHER
from tests.editing.people import directory_of


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The invented directory, in a file of SQLite."""
    with directory_of("sqlite", tmp_path) as engine:
        yield engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that writes to it."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture(params=EITHER)
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The invented directory, on each kind of database."""
    with directory_of(request.param, tmp_path) as engine:
        yield engine
