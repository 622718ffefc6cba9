"""An indexer may be killed at any moment: nothing that changed is forgotten, and the search says the same."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.orm import Session

from directory.db import migrate, open_sessions
from directory.models import (
    Closure,
    Organization,
    SearchOutbox,
    SearchText,
    Service,
    ServiceArea,
    Setting,
    Source,
)
from directory.search.documents import read_documents, written_stems, written_words
from directory.search.indexer import EDITION_KEY, Indexer
from directory.search.snapshot import open_snapshot, read_current
from directory.search.verifying import differences
from tests.databases import EITHER, database_url
from tests.directory.search.killed import indexer_of, indexing, run_until

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC).replace(tzinfo=None)
TURNS = 100
LONGEST_TURN = 0.3
"""Seconds: a whole turn of the indexer takes about as long, so that kills fall everywhere in it."""


@dataclass
class Kept:
    """A directory that is edited, an indexer to compare with, and where both are."""

    url: str
    indexer: Indexer
    chance: Random

    @property
    def folder(self) -> Path:
        return self.indexer.folder

    def edit(self) -> None:
        """Do one of all that may happen to a directory, through the models or in plain SQL."""
        with self.indexer.sessions.begin() as session:
            self.chance.choice(EDITS)(session, self.chance)

    def forgotten(self) -> list[int]:
        """Give the services whose words are not those of the database, and that nothing will read again."""
        with self.indexer.readers() as session:
            waiting = set(session.scalars(select(SearchOutbox.service_id)))
            kept = {row.service_id: (row.words, row.stems) for row in session.scalars(select(SearchText))}
            documents = read_documents(session, list(session.scalars(select(Service.id))))
        due = {each: (written_words(words), written_stems(words)) for each, words in documents.items()}
        wrong = {each for each in due.keys() | kept.keys() if due.get(each) != kept.get(each)}
        return sorted(wrong - waiting)

    def lags(self) -> list[str]:
        """Compare in short: nothing waits, and the snapshot, which is whole, is that of the directory."""
        with self.indexer.readers() as session:
            waiting = session.scalar(select(func.count()).select_from(SearchOutbox))
            edition = session.get_one(Setting, EDITION_KEY).value
            ids = list(session.scalars(select(Service.id).order_by(Service.id)))
        snapshot = open_snapshot(self.folder, is_whole=True)
        said = [f"{waiting} wait"] if waiting else []
        said += ["a snapshot is due"] if str(snapshot.edition) != edition else []
        return said if said or np.array_equal(snapshot.ids, ids) else ["the services are others"]


def rename(session: Session, chance: Random) -> None:
    session.get_one(Service, any_of(session, chance)).name = f"Maison {word(chance)}"


def rename_in_sql(session: Session, chance: Random) -> None:
    change = text("UPDATE service SET name = :name WHERE id % 7 = :rank")
    session.execute(change, {"name": f"Accueil {word(chance)}", "rank": chance.randrange(7)})


def remove(session: Session, chance: Random) -> None:
    session.execute(delete(Service).where(Service.id == any_of(session, chance)))


def add(session: Session, chance: Random) -> None:
    model = session.get_one(Service, any_of(session, chance))
    session.add(made(model.organization_id, model.source_slug, f"Foyer {word(chance)}", chance.random()))


def close(session: Session, chance: Random) -> None:
    closed = Closure(starts_on=date(2026, 12, 24), ends_on=date(2026, 12, 24 + chance.randrange(7)))
    session.get_one(Service, any_of(session, chance)).closures = [closed] * chance.randrange(2)


def move(session: Session, chance: Random) -> None:
    session.execute(delete(ServiceArea).where(ServiceArea.service_id == any_of(session, chance)))


def rename_who_runs_it(session: Session, chance: Random) -> None:
    service = session.get_one(Service, any_of(session, chance))
    service.organization.name = f"Association {word(chance)} {chance.random()}"


EDITS = (rename, rename_in_sql, remove, add, close, move, rename_who_runs_it)


def any_of(session: Session, chance: Random) -> int:
    return chance.choice(list(session.scalars(select(Service.id))))


def word(chance: Random) -> str:
    """Make up a word, mostly one that no service has held yet."""
    return "".join(chance.choices("aeioulmnrstz", k=7))


def made(organization_id: int, source: str, name: str, key: object) -> Service:
    """Make a service that says little."""
    return Service(
        organization_id=organization_id,
        source_slug=source,
        source_key=str(key),
        source_digest="-",
        category="ccas-cias",
        name=name,
        access="self",
        address_policy="none",
        areas=[ServiceArea(kind="department", code="48")],
        updated_at=NOON,
    )


def fill(engine: Engine) -> None:
    """Put forty services of two organisations in an empty database."""
    with open_sessions(engine).begin() as session:
        session.add(Source(slug="test", name="Essai", licence="", is_demonstration=True))
        session.flush()
        session.add_all(Organization(id=each, source_slug="test", name=f"Qui {each}") for each in (901, 902))
        session.flush()
        session.add_all(made(901 + each % 2, "test", f"Service {each}", each) for each in range(40))


@pytest.fixture
def directory(own_app: Flask) -> Kept:
    """The whole demonstration."""
    url = own_app.extensions["engine"].url.render_as_string(hide_password=False)
    return Kept(url, own_app.extensions["indexer"], Random(5))


@pytest.fixture(params=EITHER)
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    """Forty services, on each kind of database."""
    with database_url(request.param, tmp_path) as url:
        indexer = indexer_of(url, tmp_path / "search")
        engine = indexer.sessions.kw["bind"]
        migrate(engine)
        fill(engine)
        indexer.bring_up_to_date()
        yield Kept(url, indexer, Random(7))
        engine.dispose()


def kill_and_look(kept: Kept, patience: float) -> bool:
    """Edit the directory while an indexer works, kill it, and look; say whether work was left."""
    with indexing(kept.url, kept.folder):
        limit = time.monotonic() + kept.chance.uniform(0, patience)
        while time.monotonic() < limit:
            kept.edit()
            time.sleep(kept.chance.uniform(0, patience / 10))
    assert kept.forgotten() == []
    assert read_current(kept.folder), "there is always a snapshot to answer"
    open_snapshot(kept.folder, is_whole=True)
    return bool(kept.lags())


def test_killed_a_hundred_times_while_the_directory_changes_it_forgets_nothing(directory: Kept):
    left = sum(kill_and_look(directory, LONGEST_TURN) for _ in range(TURNS))
    assert left > TURNS / 10, "kills fell in the middle of the work"
    directory.indexer.bring_up_to_date()
    assert directory.lags() == []
    with directory.indexer.readers() as session:
        assert differences(session, directory.folder) == []


def test_killed_at_random_on_either_database_it_forgets_nothing(small: Kept):
    for _ in range(20):
        kill_and_look(small, LONGEST_TURN / 3)
    small.indexer.bring_up_to_date()
    with small.indexer.readers() as session:
        assert differences(session, small.folder) == []


def test_killed_before_each_thing_it_does_it_leaves_a_whole_snapshot_and_all_that_is_due(small: Kept):
    step, seen = 0, set[str]()
    while True:
        with small.indexer.sessions.begin() as session:
            rename(session, small.chance)
        old = read_current(small.folder)
        if not run_until(small.url, small.folder, step):
            break
        assert small.forgotten() == []
        assert len(open_snapshot(small.folder, is_whole=True)) == 40
        seen |= {*small.lags()} | ({"it was done"} if read_current(small.folder) != old else set())
        step += 1
    assert step > 100
    assert seen >= {"a snapshot is due", "it was done"}
    assert small.lags() == []
    assert {path.name for path in small.folder.iterdir()} == {"lock", "CURRENT", read_current(small.folder)}
    with small.indexer.readers() as session:
        assert differences(session, small.folder) == []
