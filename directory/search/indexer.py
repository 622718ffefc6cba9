"""Keeping the snapshot true to the directory: one indexer at a time, and nothing lost when it is killed.

Whoever changes a service leaves its number in the outbox, in the same transaction: triggers see to it.
The indexer reads those services again, writes their words beside them, takes them out of the outbox and
raises the edition, in one transaction; then it compiles the snapshot of that edition. Wherever it is
killed, the outbox still holds what is not done, or the edition tells that a snapshot is missing.
"""

import fcntl
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, sessionmaker

from directory.db import forget_log
from directory.gazetteer import EDITION as GAZETTEER
from directory.models import SearchOutbox, SearchText, Service, Setting
from directory.search.analysis import EDITION
from directory.search.compiling import compile_directory, read_words
from directory.search.documents import read_documents, written_stems, written_words
from directory.search.postings import Reader, compile_words
from directory.search.snapshot import (
    FORMAT,
    SnapshotError,
    open_snapshot,
    publish,
    read_current,
    read_edition,
    set_aside,
    sweep,
)
from directory.search.synonyms import synonym_forms
from directory.vocabulary import vocabulary

BATCH = 500
"""Services read again in one transaction: short enough that nobody waits for it."""

LONGEST_STEP = 1_000_000
"""Editions that may be skipped: two histories of one database, such as a backup that is restored and what it
replaces, do not give the same number to different contents."""

EDITION_KEY = "search-edition"
ANALYSIS_KEY = "search-analysis"


class Indexer:
    """Brings the snapshot of `folder` up to date with the database, and says what it did."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], folder: Path) -> None:
        """Take the makers of sessions that write and that read, and where snapshots are kept."""
        self.sessions, self.readers, self.folder = sessions, readers, folder
        self._reader = Reader()
        self._is_log_due = True

    def bring_up_to_date(self) -> bool:
        """Do what is due, and say whether there was anything; nothing, where another indexer is at work."""
        with _alone(self.folder) as is_alone:
            if not is_alone:
                return False
            self._check_analysis()
            is_drained = self._drain()
            is_compiled = self._compile()
            self._forget(is_drained)
            return is_compiled or is_drained

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

    def read_ahead(self) -> None:
        """Read the words of every listing, once: the first edit is then found as soon as the next ones."""
        if not self._reader.has_read:
            with self.readers() as session:
                compile_words(read_words(session), self._reader, {}, {})

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
            # First, and to the end: on PostgreSQL another machine may have its own indexer.
            edition = session.get(Setting, EDITION_KEY, with_for_update=True)
            documents = read_documents(session, services)
            session.execute(delete(SearchText).where(SearchText.service_id.in_(services)))
            rows = [
                {"service_id": each, "words": written_words(words), "stems": written_stems(words)}
                for each, words in documents.items()
            ]
            if rows:
                session.execute(insert(SearchText), rows)
            session.execute(delete(SearchOutbox).where(SearchOutbox.id.in_(outbox)))
            after = int(edition.value if edition else 0) + 1 + secrets.randbelow(LONGEST_STEP)
            session.merge(Setting(key=EDITION_KEY, value=str(after)))

    def _compile(self) -> bool:
        """Compile the snapshot of the database's edition, unless it is there already."""
        with self.readers() as session:
            edition = int(_setting(session, EDITION_KEY) or 0)
            if read_edition(self.folder) == edition:
                sweep(self.folder)  # A kill may have come just before.
                return False
            lists, arrays = compile_directory(session, self._reader)
        publish(self.folder, edition, lists, arrays)
        return True

    def _forget(self, is_changed: bool) -> None:
        """Empty the log of the database once what it says is over, as soon as readers let it be done."""
        self._is_log_due |= is_changed
        if self._is_log_due:
            with self.sessions() as session:
                self._is_log_due = not forget_log(session.get_bind().engine)


def _put_all(session: Session) -> None:
    every = select(Service.id)
    session.execute(insert(SearchOutbox).from_select(["service_id"], every))
    # What the words of a service that is gone would still hold goes too.
    session.execute(delete(SearchText).where(SearchText.service_id.not_in(every)))


def _setting(session: Session, key: str) -> str:
    held = session.get(Setting, key)
    return held.value if held else ""


@cache
def _analysis() -> str:
    """Name the way in which words are read: the analysis, and what the vocabulary adds to listings."""
    words = vocabulary()
    said = [EDITION, FORMAT, words.scales["audience"], words.needs, words.categories, sorted(synonym_forms())]
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
