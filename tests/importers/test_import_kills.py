"""An import may be killed at any instant: all or nothing is listed, it shows, and it is taken up again."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from directory.db import open_engine, open_readers, open_sessions
from directory.models import Entry, Service
from importers.ground import Ground
from importers.models import Run, RunRow
from importers.running import Tools, condition
from importers.steps import apply_run, prepare, undo_run
from tests.importers.importing import NOON, Importer, finess, places

pytestmark = pytest.mark.timeout(600)  # A hundred kills, beside other tests.

ROWS = 4000
APPLYING, PREPARING, COMMANDS = 70, 30, 4
LATE = 0.97
"""Share of the time of a step before which it is killed."""

FORKING = multiprocessing.get_context("fork")
"""A process forked from one that has read everything starts at once: most instants fall in the work."""


@dataclass
class Killed:
    """A run of four thousand rows, worked on by processes that are killed."""

    importer: Importer
    file: Path
    url: str
    chance: Random

    def tools(self) -> Tools:
        """Give the tools of a process: connections of its own."""
        engine = open_engine(self.url)
        return replace(self.importer.tools, sessions=open_sessions(engine), readers=open_readers(engine))

    def kill(self, step: Callable[[Tools], object], patience: float) -> None:
        """Do a step in a process of its own, and kill it at a random instant."""
        process = FORKING.Process(target=lambda: step(self.tools()), daemon=True)
        process.start()
        process.join(self.chance.uniform(0, patience))
        process.kill()
        process.join()

    def timed(self, step: Callable[[Tools], object]) -> float:
        """Do a step in a process of its own, and say how long it takes."""
        process = FORKING.Process(target=lambda: step(self.tools()), daemon=True)
        begun = time.monotonic()
        process.start()
        process.join()
        assert process.exitcode == 0
        return time.monotonic() - begun

    def listed(self) -> tuple[int, int]:
        """Give how many services and entries there are of the source."""
        tables = (Service, Entry)
        with self.importer.tools.readers() as session:
            counted = [
                session.scalar(select(func.count()).select_from(table).where(table.source_slug == "finess"))
                for table in tables
            ]
        return counted[0] or 0, counted[1] or 0

    def condition(self, run_id: int) -> str:
        """Give the condition of a run as its page and the list of runs show it."""
        return condition(self.importer.tools, self.importer.run(run_id))

    def check_whole(self) -> None:
        """See that the database and the index say what they should."""
        with self.importer.app.extensions["engine"].connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        self.importer.app.extensions["indexer"].bring_up_to_date()
        result = self.importer.app.test_cli_runner().invoke(args=["directory", "verify-index"])
        assert result.exit_code == 0, result.output


@pytest.fixture
def killed(own_app: Flask, held_grounds: list[Ground], tmp_path: Path) -> Iterator[Killed]:
    """A run to be killed, on the whole demonstration."""
    url = own_app.extensions["engine"].url.render_as_string(hide_password=False)
    assert held_grounds, "read once, before processes are forked"
    yield Killed(Importer(own_app), finess(tmp_path, places(ROWS)), url, Random(7))


def test_killed_while_it_is_applied_it_lists_all_or_nothing(killed: Killed):
    importer = killed.importer
    run = importer.prepared("finess", killed.file)

    def apply(tools: Tools) -> object:
        return apply_run(tools, run.id, NOON + timedelta(hours=3), is_sure=True)

    longest = killed.timed(apply)
    assert killed.listed() == (ROWS, ROWS)
    undo_run(importer.tools, run.id, NOON + timedelta(hours=4))
    run = importer.prepared("finess", killed.file)
    seen = set()
    for turn in range(APPLYING):
        killed.kill(apply, longest * LATE)
        seen.add(found := killed.condition(run.id))
        done = ROWS if found == "applied" else 0
        assert killed.listed() == (done, done)
        if done:
            undo_run(importer.tools, run.id, NOON + timedelta(hours=4))
            run = importer.prepared("finess", killed.file)
        if turn % 10 == 0:
            killed.check_whole()
    assert "interrupted" in seen
    assert seen <= {"ready", "interrupted", "applied"}
    prepare(importer.tools, run.id)
    assert importer.applies(run.id)
    assert killed.listed() == (ROWS, ROWS)
    killed.check_whole()


def test_killed_while_it_is_read_it_changes_nothing_and_begins_anew(killed: Killed):
    importer = killed.importer
    before = importer.dump()
    run_id = importer.opened("finess", killed.file)
    longest = killed.timed(lambda tools: prepare(tools, run_id))
    seen = []
    for _ in range(PREPARING):
        killed.kill(lambda tools: prepare(tools, run_id), longest * LATE)
        seen.append(killed.condition(run_id))
        with importer.tools.readers() as session:
            assert (session.scalar(select(func.count()).select_from(RunRow)) or 0) <= ROWS
    assert seen.count("interrupted") > PREPARING / 2
    assert set(seen) <= {"ready", "interrupted"}
    assert importer.dump() == before
    prepare(importer.tools, run_id)
    assert importer.run(run_id).report["added"] == ROWS
    assert importer.applies(run_id)
    assert killed.listed() == (ROWS, ROWS)
    killed.check_whole()


def test_the_command_killed_leaves_a_run_that_shows_and_can_be_run_again(killed: Killed):
    root, folder = Path(__file__).parents[2], killed.importer.tools.folder.parent
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "import", "run", "finess", str(killed.file)]
    environment = {**os.environ, "RELAIS_DATA_DIR": str(folder)}
    for turn in range(COMMANDS + 1):
        opened = killed.importer.all(select(Run.id))
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with process:
            if turn < COMMANDS:
                time.sleep(killed.chance.uniform(1.5, 6))
            while turn == COMMANDS and killed.importer.all(select(Run.id)) == opened:
                time.sleep(0.01)  # However slow the machine is, the last one is killed at work.
            process.send_signal(signal.SIGKILL)
        assert killed.listed() in ((0, 0), (ROWS, ROWS))
    listed = killed.importer.app.test_cli_runner().invoke(args=["import", "runs"]).output
    assert "interrompu" in listed
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert killed.listed() == (ROWS, ROWS)
    assert killed.importer.all(select(Run.state).order_by(Run.id))[-1] == "applied"
    killed.check_whole()
