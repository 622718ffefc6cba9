"""One indexer works at a time, readers always have one whole directory, and an edit is found everywhere."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pysqlite3
import pytest
from flask import Flask
from sqlalchemy import select, update

from directory.db import forget_log
from directory.models import SearchOutbox, SearchText, Service, Setting
from directory.search import engine
from directory.search.asking import Search
from directory.search.indexer import ANALYSIS_KEY, Indexer
from directory.search.query import find_services
from directory.search.searcher import Opened
from directory.search.snapshot import read_current, read_edition
from directory.search.understanding import understand
from directory.search.verifying import differences
from tests.databases import EITHER
from tests.directory.search.asked import TUESDAY
from tests.directory.search.edited import EDITS, Kept, rename_in_sql, small_directory
from tests.directory.search.killed import indexer_of, indexing
from tests.test_make_run import free_port
from wsgi import create_app

ROOT = Path(__file__).resolve().parents[3]
BEFORE, AFTER = "zibeline", "ouistiti"
MANY = 300
FOUND_WITHIN = 10.0
"""Seconds: an edit takes less than one; this machine may have other work."""


def rename(app: Flask, name: str, first: int = 1, last: int = MANY) -> None:
    """Give many services one name, in one transaction."""
    with app.extensions["sessions"].begin() as session:
        session.execute(update(Service).where(Service.id.between(first, last)).values(name=name))


def counted(opened: Opened, word: str) -> int:
    plan, _ = understand(word, opened.lexicon, opened.snapshot.stem_numbers.__contains__)
    return engine.answer(opened.snapshot, opened.tables, plan, Search(TUESDAY, word)).total


def found(app: Flask, word: str) -> list[int]:
    with app.extensions["readers"]() as session:
        results = find_services(session, app.extensions["searcher"], Search(TUESDAY, word)).results
        return [result.shown.card.id for result in results]


# One at a time.


def test_of_two_indexers_one_works_and_the_other_says_that_it_did_nothing(own_app: Flask):
    indexers = [own_app.extensions["indexer"] for _ in range(2)]
    for turn in range(5):
        rename(own_app, f"Maison {turn}")
        start, said = threading.Barrier(2), list[bool]()

        def work(indexer: Indexer, start: threading.Barrier, said: list[bool]) -> None:
            start.wait()
            said.append(indexer.bring_up_to_date())

        threads = [threading.Thread(target=work, args=(each, start, said)) for each in indexers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == [False, True]
    with own_app.extensions["readers"]() as session:
        assert differences(session, own_app.extensions["searcher"].folder) == []


def test_two_processes_that_index_together_never_disagree(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    url = own_app.extensions["engine"].url.render_as_string(hide_password=False)
    with indexing(url, folder), indexing(url, folder):
        for turn in range(8):
            rename(own_app, f"Maison {turn}", first=turn, last=turn + 40)
            time.sleep(0.05)
    own_app.extensions["indexer"].bring_up_to_date()
    with own_app.extensions["readers"]() as session:
        assert differences(session, folder) == []


# Readers have the old directory or the new one.


def test_readers_have_all_of_a_change_or_none_of_it_while_it_is_published(own_app: Flask):
    searcher, is_over, seen = own_app.extensions["searcher"], threading.Event(), list[tuple[int, int]]()
    rename(own_app, BEFORE)
    own_app.extensions["indexer"].bring_up_to_date()

    def read() -> None:
        while not is_over.is_set():
            opened = searcher.newest()
            seen.append((counted(opened, BEFORE), counted(opened, AFTER)) if opened else (-1, -1))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(10):
        rename(own_app, BEFORE if turn % 2 else AFTER)
        own_app.extensions["indexer"].bring_up_to_date()
    is_over.set()
    for reader in readers:
        reader.join()
    assert set(seen) == {(MANY, 0), (0, MANY)}


# What is on disk is of this database.


def test_a_backup_that_is_restored_and_changed_is_not_taken_for_what_it_replaces(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    own_app.extensions["engine"].dispose()
    backup = shutil.copy(folder.parent / "relais.db", folder.parent / "backup.db")
    rename(own_app, BEFORE, last=1)
    own_app.extensions["indexer"].bring_up_to_date()
    assert found(own_app, BEFORE) == [1]
    own_app.extensions["engine"].dispose()
    Path(backup).replace(folder.parent / "relais.db")
    rename(own_app, AFTER, first=2, last=2)
    own_app.extensions["indexer"].bring_up_to_date()
    assert (found(own_app, BEFORE), found(own_app, AFTER)) == ([], [2])
    with own_app.extensions["readers"]() as session:
        assert differences(session, folder) == []


def test_a_database_made_again_beside_an_old_snapshot_gets_its_own(filled: Path, tmp_path: Path):
    folder = tmp_path / "data"
    shutil.copytree(filled / "search", folder / "search")
    app = create_app({"RELAIS_DATA_DIR": str(folder)})
    old = read_edition(folder / "search")
    assert app.test_cli_runner().invoke(args=["init", "--no-demonstration"]).exit_code == 0
    assert read_edition(folder / "search") != old
    with app.extensions["readers"]() as session:
        assert differences(session, folder / "search") == []
    app.extensions["engine"].dispose()


def test_an_indexer_that_has_read_ahead_says_what_the_database_says(own_app: Flask):
    indexer = own_app.extensions["indexer"]
    before = read_current(indexer.folder)
    indexer.read_ahead()
    assert read_current(indexer.folder) == before
    rename(own_app, AFTER, first=7, last=7)
    assert indexer.bring_up_to_date() is True
    assert found(own_app, AFTER) == [7]
    with own_app.extensions["readers"]() as session:
        assert differences(session, indexer.folder) == []


def test_each_edition_is_greater_than_the_last(own_app: Flask):
    editions = []
    for turn in range(4):
        rename(own_app, f"Maison {turn}", last=3)
        assert own_app.extensions["indexer"].bring_up_to_date() is True
        assert own_app.extensions["indexer"].bring_up_to_date() is False
        editions.append(read_edition(own_app.extensions["searcher"].folder))
    assert editions == sorted(set(editions))


def test_what_a_kill_left_is_swept_at_the_next_turn_though_nothing_changed(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    shutil.copytree(folder / read_current(folder), folder / "snapshot-1-older")
    (folder / "being-written-by-the-dead").mkdir()
    (folder / "CURRENT.snapshot-1-older").write_text("snapshot-1-older")
    assert own_app.extensions["indexer"].bring_up_to_date() is False
    assert {path.name for path in folder.iterdir()} == {"lock", "CURRENT", read_current(folder)}


def test_a_service_that_changes_several_times_is_read_once_and_leaves_nothing_waiting(own_app: Flask):
    for turn in range(30):
        rename(own_app, f"Maison {turn}", last=2)
    own_app.extensions["indexer"].bring_up_to_date()
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(SearchOutbox)).all() == []
        assert "|29:4|" in session.get_one(SearchText, 1).words


def test_another_reading_of_words_reads_every_service_again(own_app: Flask):
    with own_app.extensions["sessions"].begin() as session:
        session.execute(update(SearchText).values(words="|vieux:1|", stems="|vieux|"))
        session.execute(update(Setting).where(Setting.key == ANALYSIS_KEY).values(value="older"))
    assert own_app.extensions["indexer"].bring_up_to_date() is True
    with own_app.extensions["readers"]() as session:
        assert differences(session, own_app.extensions["searcher"].folder) == []


# The log of the database.


def test_the_log_is_emptied_after_a_change_and_not_while_a_reader_needs_it(own_app: Flask):
    log = own_app.extensions["searcher"].folder.parent / "relais.db-wal"
    with own_app.extensions["readers"]() as reader:
        reader.get(Service, 1)
        rename(own_app, BEFORE)
        assert forget_log(own_app.extensions["engine"]) is False
        assert log.stat().st_size > 0
        assert own_app.extensions["indexer"].bring_up_to_date() is True
    assert own_app.extensions["indexer"].bring_up_to_date() is False
    assert log.stat().st_size == 0


def test_emptying_the_log_leaves_connections_as_patient_as_before(own_app: Flask):
    for _ in range(3):
        assert forget_log(own_app.extensions["engine"]) is True
    with own_app.extensions["engine"].connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5_000


# Either database.


@pytest.fixture(params=EITHER)
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    """Forty services, on each kind of database."""
    with small_directory(request.param, tmp_path) as kept:
        yield kept


def test_whoever_writes_and_however_the_search_follows(small: Kept):
    for edit in EDITS:
        with small.indexer.sessions.begin() as session:
            edit(session, small.chance)
        small.indexer.bring_up_to_date()
        assert (edit.__name__, small.lags(), small.forgotten()) == (edit.__name__, [], [])
    assert small.differences() == []


def test_what_is_undone_is_not_indexed(small: Kept):
    before = read_current(small.folder)
    with small.indexer.sessions() as session:
        rename_in_sql(session, small.chance)
        session.rollback()
    assert small.indexer.bring_up_to_date() is False
    assert read_current(small.folder) == before


def test_indexers_of_two_machines_share_a_database(small: Kept, tmp_path: Path):
    other = indexer_of(small.url, tmp_path / "elsewhere")
    for turn in range(6):
        small.edit()
        (other if turn % 2 else small.indexer).bring_up_to_date()
    for indexer in (other, small.indexer):
        indexer.bring_up_to_date()
        with indexer.readers() as session:
            assert differences(session, indexer.folder) == []
    other.sessions.kw["bind"].dispose()


# In every worker of the server.


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Start the server and the indexer as `make run` does; give the server's process and its port."""
    port, here = free_port(), Path(sys.executable).parent
    environment = {**os.environ, "RELAIS_DATA_DIR": str(folder), "FLASK_APP": "wsgi"}
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--preload"]
    commands = (
        [str(here / "flask"), "directory", "follow"],
        [str(here / "gunicorn"), "wsgi:create_app()", *bind, "--no-control-socket", "--log-level", "error"],
    )
    started = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in commands]
    try:
        wait_until(lambda: len(workers_of(started[1].pid)) == 2 and asked(port, "x") is not None, 60)
        yield started[1].pid, port
    finally:
        for process in started:
            process.kill() if process is started[0] else process.terminate()
            process.wait(30)


def workers_of(server: int) -> list[int]:
    children = Path(f"/proc/{server}/task/{server}/children")
    return [int(each) for each in children.read_text().split()]


def asked(port: int, text: str) -> str | None:
    """Search as a browser does, on a connection of its own; None where nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        connection.request("POST", "/annuaire", urlencode({"q": text}), headers)
        return connection.getresponse().read().decode()
    except ConnectionError:
        return None
    finally:
        connection.close()


def wait_until(is_so: Callable[[], bool], patience: float) -> float:
    """Wait, and give the seconds it took."""
    start = time.monotonic()
    while not is_so():
        assert time.monotonic() < start + patience
        time.sleep(0.02)
    return time.monotonic() - start


@contextmanager
def paused(process: int) -> Iterator[None]:
    """Let another worker answer."""
    os.kill(process, signal.SIGSTOP)
    yield
    os.kill(process, signal.SIGCONT)


def is_shown(port: int, name: str) -> bool:
    """Say whether a search of the last word of `name` shows the whole of it."""
    return name in (asked(port, name.split()[-1]) or "")


def test_an_edit_is_found_in_every_worker_within_seconds(filled: Path, tmp_path: Path):
    folder = shutil.copytree(filled, tmp_path / "data")
    with serving(folder) as (server, port), closing(pysqlite3.connect(folder / "relais.db")) as database:
        workers = workers_of(server)
        for name, other in zip(("Maison Quinquinax", "Maison Zwinglio"), workers, strict=True):
            assert not is_shown(port, name)
            database.execute("UPDATE service SET name = ? WHERE id = 40", [name])
            database.commit()
            with paused(other):
                wait_until(partial(is_shown, port, name), FOUND_WITHIN)
        assert workers_of(server) == workers, "each worker answered alone, and none was started again"
