"""The database: engine, session, and a guard against engines that lose data. No Flask here.

SQLite is the default, through `pysqlite3` whose engine is recent; PostgreSQL is a change of address.
Why each setting stands: `docs/adr/0003-sqlite-engine.md`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker

READ_ONLY = {"read_only": True, "postgresql_readonly": True}
"""Execution options of a connection that takes no write lock, and that the database lets write nothing."""

UNUSABLE = (
    "RELAIS_DATABASE_URL n’est pas une adresse de base utilisable. Exemples : "
    "« sqlite:////srv/relais/relais.db », « postgresql+psycopg://relais@serveur/relais »."
)
"""The address itself is not repeated: it may hold a password."""

NOT_READY = "La base n’est pas prête ou ne répond pas : lancez « flask init »."

Version = tuple[int, ...]

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
"""Where Alembic finds the migrations: `[tool.alembic]`."""

UNAVAILABLE = DatabaseError
"""What the database answers when it has no tables yet, is locked or broken, or cannot be reached."""


class EngineError(RuntimeError):
    """The database cannot be opened, or its engine cannot be trusted with what Relais stores."""


class NotReadyError(RuntimeError):
    """The database has not been prepared, or does not answer."""


def has_wal_reset_bug(version: Version) -> bool:
    """Say whether this SQLite loses committed transactions in WAL mode (3.7.0 to 3.51.2, two fixes apart)."""
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return not fixed


def sqlite_url(folder: Path) -> str:
    """Give the address of the database kept in `folder`."""
    return f"sqlite:///{folder.resolve() / 'relais.db'}"


def open_engine(url: str) -> Engine:
    """Open the database at `url`; a SQLite database gets its folder, its settings and its guard.

    The values of a query are never written in an error: one of them may be the place of a person.

    Raises:
        EngineError: the address cannot be used, or SQLite has the WAL-reset bug.
    """
    try:
        if url.startswith("sqlite"):
            return _open_sqlite(url)
        if url.startswith("postgresql"):
            return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, ImportError, OSError, ValueError) as error:
        raise EngineError(UNUSABLE) from error
    raise EngineError(UNUSABLE)


def _open_sqlite(url: str) -> Engine:
    guard_sqlite(tuple(map(int, pysqlite3.sqlite_version.split("."))))
    engine = create_engine(url, module=pysqlite3, hide_parameters=True)
    if engine.url.database and engine.url.database != ":memory:":
        Path(engine.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    event.listen(engine, "connect", _set_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def guard_sqlite(version: Version) -> None:
    """Refuse to start on a SQLite that loses committed data.

    Raises:
        EngineError: the version has the WAL-reset bug.
    """
    if has_wal_reset_bug(version):
        shown = ".".join(map(str, version))
        raise EngineError(
            f"Le moteur SQLite {shown} perd des données validées en mode WAL. "
            "Installez la version de pysqlite3 du fichier requirements.lock (SQLite 3.51.3 ou plus récent)."
        )


def _set_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    """Prepare one connection. SQLAlchemy, not the driver, says when a transaction begins."""
    connection.isolation_level = None
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once: with a deferred lock, two writers lose each other's updates."""
    is_reading = bool(connection.get_execution_options().get("read_only"))
    # Readers and writers share connections: each says again which of the two it is.
    connection.exec_driver_sql(f"PRAGMA query_only={int(is_reading)}")
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    """Give the maker of sessions that may write."""
    return sessionmaker(engine, expire_on_commit=False)


def open_readers(engine: Engine) -> sessionmaker[Session]:
    """Give the maker of sessions for pages that only read: any number of them, beside one writer."""
    options: dict[str, Any] = dict(READ_ONLY)
    if engine.dialect.name == "postgresql":
        # One page, or one snapshot of the search, is one state of the directory; SQLite does so by itself.
        options["isolation_level"] = "REPEATABLE READ"
    return sessionmaker(engine.execution_options(**options), expire_on_commit=False)


@contextmanager
def open_session(maker: sessionmaker[Session]) -> Iterator[Session]:
    """Give a session of `maker` to a command.

    Raises:
        NotReadyError: the database has no tables yet, or does not answer.
    """
    try:
        with maker() as session:
            yield session
    except IntegrityError:  # The database answers: it refuses what it is given.
        raise
    except UNAVAILABLE as error:
        raise NotReadyError(NOT_READY) from error


def migrate(engine: Engine) -> bool:
    """Bring the database to the last migration, and say whether there was anything to do."""
    config = Config(toml_file=PYPROJECT)
    with engine.begin() as connection:
        done = MigrationContext.configure(connection).get_current_revision()
        if done == ScriptDirectory.from_config(config).get_current_head():
            return False
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def forget_log(engine: Engine) -> bool:
    """Empty the log of SQLite, where what was deleted can still be read; False while a reader needs it.

    It waits for nobody, since it keeps writers out: whoever asks asks again.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    connection.detach()  # It keeps no patience to lend to others: it ends here.
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
    except pysqlite3.Error:
        return False
    finally:
        connection.close()


def ping(engine: Engine) -> None:
    """Ask the database for nothing, to know that it answers."""
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
