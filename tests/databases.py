"""Databases of their own for tests that write: an empty SQLite file, or an empty PostgreSQL database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from directory.db import open_engine, sqlite_url

SERVER = "RELAIS_TEST_POSTGRESQL_URL"

EITHER = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
"""The kinds of database on which everything must hold."""


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[Engine]:
    """Open an empty database of `kind`; nothing is left of it afterwards but the files of `folder`."""
    with database_url(kind, folder) as url:
        engine = open_engine(url)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def database_url(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database. PostgreSQL's sorts as French is sorted, the least kind to us."""
    if kind == "sqlite":
        yield sqlite_url(folder)
        return
    if SERVER not in os.environ:
        pytest.skip(f"no PostgreSQL here: {SERVER} is not set (scripts/with-services sets it)")
    server = make_url(os.environ[SERVER])
    name = f"relais_{uuid4().hex}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR'")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        _on(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on(server: object, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
