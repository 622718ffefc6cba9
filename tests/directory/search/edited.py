"""A directory that is edited in every way while it is indexed, and what tells whether the search follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import numpy as np
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
from directory.search.snapshot import open_snapshot
from directory.search.verifying import differences
from tests.databases import database_url
from tests.directory.search.killed import indexer_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC).replace(tzinfo=None)


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

    def differences(self) -> list[str]:
        """Compare in full."""
        with self.indexer.readers() as session:
            return differences(session, self.folder)

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


@contextmanager
def small_directory(kind: str, folder: Path) -> Iterator[Kept]:
    """Give a directory of forty services, indexed, on a database of `kind`."""
    with database_url(kind, folder) as url:
        indexer = indexer_of(url, folder / "search")
        engine: Engine = indexer.sessions.kw["bind"]
        migrate(engine)
        fill(engine)
        indexer.bring_up_to_date()
        yield Kept(url, indexer, Random(7))
        engine.dispose()
