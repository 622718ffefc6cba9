"""Keeping the snapshot true to the directory: one indexer at a time, and nothing lost when it is killed.

Whoever changes a service leaves its number in the outbox, in the same transaction: triggers see to it.
The indexer reads those services again, writes their words beside them, takes them out of the outbox and
raises the edition, in one transaction; then it compiles the snapshot of that edition. Wherever it is
killed, the outbox still holds what is not done, or the edition tells that a snapshot is missing.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, sessionmaker

from directory.gazetteer import EDITION as GAZETTEER
from directory.models import SearchOutbox, SearchText, Service, Setting
from directory.search.analysis import EDITION
from directory.search.compiling import compile_directory
from directory.search.documents import read_documents, written_stems, written_words
from directory.search.snapshot import (
    SnapshotError,
    open_snapshot,
    publish,
    read_current,
    read_edition,
    set_aside,
)
from directory.search.synonyms import synonym_forms
from directory.vocabulary import vocabulary

BATCH = 500
"""Services read again in one transaction: short enough that nobody waits for it."""

EDITION_KEY = "search-edition"
ANALYSIS_KEY = "search-analysis"


class Indexer:
    """Brings the snapshot of `folder` up to date with the database, and says what it did."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], folder: Path) -> None:
        """Take the makers of sessions that write and that read, and where snapshots are kept."""
        self.sessions, self.readers, self.folder = sessions, readers, folder

    def bring_up_to_date(self) -> bool:
        """Do what is due, and say whether there was anything; nothing, where another indexer is at work."""
        with _alone(self.folder) as is_alone:
            if not is_alone:
                return False
            self._check_analysis()
            drained = self._drain()
            return self._compile() or drained

    def rebuild(self) -> bool:
        """Read every service again and compile another snapshot; False where another indexer will do so."""
        with self.sessions.begin() as session:
            _put_all(session)
        return self.bring_up_to_date()

    def distrust(self) -> None:
        """Read the current snapshot whole, and set it aside if a byte of it is not what was written."""
        name = read_current(self.folder)
        try:
            open_snapshot(self.folder, is_whole=True)
        except SnapshotError:
            set_aside(self.folder, name)

    def _check_analysis(self) -> None:
        """Read every service again when words or places are others: a release, a vocabulary, a gazetteer."""
        with self.readers() as session:
            now = f"{_analysis()} {_setting(session, GAZETTEER)}"
            if _setting(session, ANALYSIS_KEY) == now:
                return
        with self.sessions.begin() as session:
            _put_all(session)
            session.merge(Setting(key=ANALYSIS_KEY, value=now))

    def _drain(self) -> bool:
        is_drained = False
        while waiting := self._waiting():
            self._index([each for each, _ in waiting], sorted({service_id for _, service_id in waiting}))
            is_drained = True
        return is_drained

    def _waiting(self) -> Sequence[tuple[int, int]]:
        """Give every row of the outbox for some services: one that changed several times is read once."""
        some = select(SearchOutbox.service_id).distinct().order_by(SearchOutbox.service_id).limit(BATCH)
        rows = select(SearchOutbox.id, SearchOutbox.service_id)
        with self.readers() as session:
            found = session.execute(rows.where(SearchOutbox.service_id.in_(some.scalar_subquery())))
            return [(each, service_id) for each, service_id in found]

    def _index(self, outbox: Sequence[int], services: Sequence[int]) -> None:
        """Write the words of `services` again, and take the rows `outbox` out, in one transaction."""
        with self.sessions.begin() as session:
            documents = read_documents(session, services)
            session.execute(delete(SearchText).where(SearchText.service_id.in_(services)))
            rows = [
                {"service_id": each, "words": written_words(words), "stems": written_stems(words)}
                for each, words in documents.items()
            ]
            if rows:
                session.execute(insert(SearchText), rows)
            session.execute(delete(SearchOutbox).where(SearchOutbox.id.in_(outbox)))
            session.merge(Setting(key=EDITION_KEY, value=str(_edition(session) + 1)))

    def _compile(self) -> bool:
        """Compile the snapshot of the database's edition, unless it is there already."""
        with self.readers() as session:
            edition = _edition(session)
            if read_edition(self.folder) == edition:
                return False
            lists, arrays = compile_directory(session)
        publish(self.folder, edition, lists, arrays)
        return True


def _put_all(session: Session) -> None:
    every = select(Service.id)
    session.execute(insert(SearchOutbox).from_select(["service_id"], every))
    # What the words of a service that is gone would still hold goes too.
    session.execute(delete(SearchText).where(SearchText.service_id.not_in(every)))


def _setting(session: Session, key: str) -> str:
    held = session.get(Setting, key)
    return held.value if held else ""


def _edition(session: Session) -> int:
    return int(_setting(session, EDITION_KEY) or 0)


@cache
def _analysis() -> str:
    """Name the way in which words are read: the analysis, and what the vocabulary adds to listings."""
    words = vocabulary()
    said = [EDITION, words.scales["audience"], words.needs, words.categories, sorted(synonym_forms())]
    return sha256(repr(said).encode()).hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Say whether this process alone may index; the system lets go of the lock of whoever is killed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
