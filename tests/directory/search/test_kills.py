"""An indexer may be killed at any moment: nothing that changed is forgotten, and the search says the same."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from directory.search.snapshot import open_snapshot, read_current
from tests.databases import EITHER
from tests.directory.search.edited import Kept, rename, small_directory
from tests.directory.search.killed import indexing, run_until

pytestmark = pytest.mark.timeout(600)  # Hundreds of kills, beside other tests.

TURNS = 100
LONGEST_TURN = 0.3
"""Seconds: a whole turn of the indexer takes about as long, so that kills fall everywhere in it."""


@pytest.fixture
def directory(own_app: Flask) -> Kept:
    """The whole demonstration."""
    url = own_app.extensions["engine"].url.render_as_string(hide_password=False)
    return Kept(url, own_app.extensions["indexer"], Random(5))


@pytest.fixture(params=EITHER)
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    """Forty services, on each kind of database."""
    with small_directory(request.param, tmp_path) as kept:
        yield kept


def kill_and_look(kept: Kept, patience: float) -> tuple[bool, str]:
    """Edit while an indexer works, kill it, look; say whether work was left, and what snapshot there is."""
    with indexing(kept.url, kept.folder):
        limit = time.monotonic() + kept.chance.uniform(0, patience)
        while time.monotonic() < limit:
            kept.edit()
            time.sleep(kept.chance.uniform(0, patience / 10))
    assert kept.forgotten() == []
    return bool(kept.lags()), read_current(kept.folder)


def test_killed_a_hundred_times_while_the_directory_changes_it_forgets_nothing(directory: Kept):
    seen = [kill_and_look(directory, LONGEST_TURN) for _ in range(TURNS)]
    assert sum(is_left for is_left, _ in seen) > TURNS / 10, "kills fell in the middle of the work"
    assert len({snapshot for _, snapshot in seen}) > TURNS / 10, "work was done between kills"
    directory.indexer.bring_up_to_date()
    assert directory.lags() == []
    assert directory.differences() == []


def test_killed_at_random_on_either_database_it_forgets_nothing(small: Kept):
    for _ in range(20):
        kill_and_look(small, LONGEST_TURN / 3)
    small.indexer.bring_up_to_date()
    assert small.differences() == []


def test_killed_before_each_thing_it_does_it_leaves_a_whole_snapshot_and_all_that_is_due(small: Kept):
    # A process costs more beside PostgreSQL, and what is done to files is the same.
    step, stride, seen = 0, 1 if small.url.startswith("sqlite") else 5, set[str]()
    while True:
        with small.indexer.sessions.begin() as session:
            rename(session, small.chance)
        old = read_current(small.folder)
        if not run_until(small.url, small.folder, step):
            break
        assert small.forgotten() == []
        assert len(open_snapshot(small.folder, is_whole=True)) == 40
        seen |= {*small.lags()} | ({"it was done"} if read_current(small.folder) != old else set())
        step += stride
    assert step > 80
    assert seen >= {"a snapshot is due", "it was done"}
    assert small.lags() == []
    assert {path.name for path in small.folder.iterdir()} == {"lock", "CURRENT", read_current(small.folder)}
    assert small.differences() == []
