"""The database: engines that lose data are refused, and what several processes write is kept."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pysqlite3
import pytest
from databases import EITHER, empty_database
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from directory.db import (
    READ_ONLY,
    EngineError,
    NotReadyError,
    guard_sqlite,
    has_wal_reset_bug,
    open_engine,
    open_session,
    open_sessions,
    sqlite_url,
)

WORKERS, TIMES = 4, 150


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with empty_database("sqlite", tmp_path) as engine:
        yield engine


@pytest.mark.parametrize(
    "number", ["3.7.0", "3.40.1", "3.44.5", "3.45.0", "3.50.6", "3.51.0", "3.51.1", "3.51.2"]
)
def test_an_engine_that_loses_data_is_refused_in_a_sentence(number: str) -> None:
    with pytest.raises(EngineError, match=f"SQLite {number} perd des données.*requirements.lock"):
        guard_sqlite(version(number))


@pytest.mark.parametrize(
    "number", ["3.44.6", "3.44.7", "3.50.7", "3.50.8", "3.51.3", "3.52.0", "3.53.4", "4.0.0"]
)
def test_an_engine_that_is_mended_is_accepted(number: str) -> None:
    guard_sqlite(version(number))


def test_the_engine_at_work_is_one_of_those() -> None:
    assert not has_wal_reset_bug(version(pysqlite3.sqlite_version))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 5000),
    ],
)
def test_every_connection_is_prepared(engine: Engine, setting: str, value: object) -> None:
    readers = engine.execution_options(**READ_ONLY)
    with readers.connect() as first, readers.connect() as second:
        found = [connection.exec_driver_sql(f"PRAGMA {setting}").scalar() for connection in (first, second)]
    assert found == [value, value]


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    engine = open_engine(sqlite_url(folder))
    engine.connect().close()
    engine.dispose()
    assert (folder / "relais.db").exists()


def test_readers_and_a_writer_do_not_wait_for_one_another(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE tally (value INTEGER)"))
        connection.execute(text("INSERT INTO tally VALUES (1)"))
    readers = engine.execution_options(**READ_ONLY)
    with readers.connect() as early, engine.begin() as writer:
        assert early.execute(text("SELECT value FROM tally")).scalar() == 1
        writer.execute(text("UPDATE tally SET value = 2"))
        with readers.connect() as late:
            assert late.execute(text("SELECT value FROM tally")).scalar() == 1
        assert early.execute(text("SELECT value FROM tally")).scalar() == 1
    with readers.connect() as after:
        assert after.execute(text("SELECT value FROM tally")).scalar() == 2


@pytest.mark.parametrize("kind", EITHER)
def test_a_reader_can_write_nothing_and_the_next_writer_can(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as engine:
        readers = engine.execution_options(**READ_ONLY)
        with readers.connect() as reader, pytest.raises(DatabaseError, match=r"read-?only"):
            reader.execute(text("CREATE TABLE tally (value INTEGER)"))
        with engine.begin() as writer:
            writer.execute(text("CREATE TABLE tally (value INTEGER)"))


def test_what_is_deleted_is_no_longer_in_the_file(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (value TEXT)"))
        connection.execute(text("INSERT INTO note VALUES ('17 impasse Zorglubine')"))
    assert b"Zorglubine" in content(tmp_path)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM note"))
    engine.dispose()  # The last connection that closes folds the journal into the file.
    assert b"Zorglubine" not in content(tmp_path)


def content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def count_up(url: str, times: int) -> None:
    engine = open_engine(url)
    for _ in range(times):
        with engine.begin() as connection:
            value = connection.execute(text("SELECT value FROM tally")).scalar_one()
            connection.execute(text("UPDATE tally SET value = :value"), {"value": value + 1})
    engine.dispose()


def test_no_update_of_four_processes_is_lost(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE tally (value INTEGER)"))
        connection.execute(text("INSERT INTO tally VALUES (0)"))
    context = multiprocessing.get_context("spawn")
    url = str(engine.url)
    workers = [context.Process(target=count_up, args=(url, TIMES)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * WORKERS
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM tally")).scalar() == WORKERS * TIMES


def test_a_command_on_a_database_without_tables_is_told_to_prepare_it(engine: Engine) -> None:
    with pytest.raises(NotReadyError, match="flask init"), open_session(open_sessions(engine)) as session:
        session.execute(text("SELECT value FROM tally"))


def test_a_constraint_that_refuses_is_not_a_database_that_does_not_answer(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE tally (value INTEGER NOT NULL)"))
    with pytest.raises(IntegrityError), open_session(open_sessions(engine)) as session:
        session.execute(text("INSERT INTO tally VALUES (NULL)"))


@pytest.mark.parametrize("kind", EITHER)
def test_what_breaks_half_way_is_not_kept(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as engine:
        with pytest.raises(ZeroDivisionError), engine.begin() as connection:
            connection.execute(text("CREATE TABLE tally (value INTEGER)"))
            raise ZeroDivisionError
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE tally (value INTEGER)"))
