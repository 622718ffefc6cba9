"""What a worker keeps to answer: the newest snapshot, opened once, shared by its threads."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from directory.search.facets import Table, make_tables
from directory.search.lexicon import Lexicon
from directory.search.snapshot import Snapshot, SnapshotError, open_snapshot, read_current, set_aside
from directory.search.synonyms import synonym_forms

LOG = logging.getLogger(__name__)

UNREADABLE = (ValueError, IndexError, KeyError, TypeError, OSError, OverflowError)
"""What reading an array or a list that is not what it should be may raise."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot ready to answer: nothing in it changes, any number of threads may read it."""

    snapshot: Snapshot
    tables: Mapping[str, Table]
    lexicon: Lexicon


class Searcher:
    """The door to the newest snapshot of a folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder that the indexer publishes in."""
        self.folder = folder
        self._opened: Opened | None = None
        self._refused = ""
        self._read_whole: set[str] = set()
        self._opening = Lock()

    def newest(self) -> Opened | None:
        """Give the newest snapshot, opened when it changes; None where there is none that can be read.

        A damaged snapshot is renamed aside, and the indexer compiles another.
        """
        name = read_current(self.folder)
        opened = self._opened
        if opened is not None and opened.snapshot.name == name:
            return opened
        if not name or name == self._refused:
            return None
        with self._opening:
            if self._opened is None or self._opened.snapshot.name != name:
                self._opened = self._open(name)
            return self._opened

    def _open(self, name: str) -> Opened | None:
        try:
            snapshot = open_snapshot(self.folder)
            tables = make_tables(snapshot)
            lexicon = Lexicon(snapshot.lists["forms"], snapshot.arrays["form_services"].tolist())
            return Opened(snapshot, tables, lexicon)
        except (SnapshotError, *UNREADABLE) as error:
            self._give_up(name, error)
            return None

    def suspect(self, opened: Opened, error: Exception) -> None:
        """Read the snapshot that failed to answer whole, and stop using it if it is not what was written.

        One question may fail by itself: it is then told, and the others still get their answer from here. A
        snapshot is read whole once: a question that fails each time does not cost as much each time.
        """
        if opened.snapshot.name in self._read_whole:
            return
        self._read_whole.add(opened.snapshot.name)
        try:
            open_snapshot(self.folder, is_whole=True)
            LOG.error("A search failed on snapshot %s, which is whole.", opened.snapshot.name, exc_info=error)
        except SnapshotError:
            self._give_up(opened.snapshot.name, error)

    def _give_up(self, name: str, error: Exception) -> None:
        LOG.error("Search snapshot %s is set aside: %s", name, error)
        self._refused = name
        set_aside(self.folder, name)
        self._opened = None


@cache
def plain_lexicon() -> Lexicon:
    """Give the words of the field alone, for when no snapshot can be read."""
    forms = sorted(synonym_forms())
    return Lexicon(forms, [0] * len(forms))
