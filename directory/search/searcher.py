"""What a worker keeps to answer: the newest snapshot, opened once, shared by its threads."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from directory.search.facets import Table, make_tables
from directory.search.lexicon import Lexicon
from directory.search.snapshot import Snapshot, SnapshotError, open_snapshot, read_current, set_aside
from directory.search.synonyms import synonym_forms

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot ready to answer: nothing in it changes, any number of threads may read it."""

    name: str
    snapshot: Snapshot
    tables: Mapping[str, Table]
    lexicon: Lexicon


class Searcher:
    """The door to the newest snapshot of a folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder that the indexer publishes in."""
        self.folder = folder
        self._opened: Opened | None = None
        self._opening = Lock()

    def newest(self) -> Opened | None:
        """Give the newest snapshot, opened when it changes; None where there is none that can be read.

        A damaged snapshot is renamed aside, and the indexer compiles another.
        """
        name = read_current(self.folder)
        opened = self._opened
        if opened is not None and opened.name == name:
            return opened
        if not name:
            return None
        with self._opening:
            if self._opened is None or self._opened.name != name:
                self._opened = self._open(name)
            return self._opened

    def _open(self, name: str) -> Opened | None:
        try:
            snapshot = open_snapshot(self.folder)
            tables = make_tables(snapshot)
            lexicon = Lexicon(snapshot.lists["forms"], snapshot.arrays["form_services"].tolist())
            return Opened(name, snapshot, tables, lexicon)
        except SnapshotError as error:
            self.give_up(name, error)
            return None

    def give_up(self, name: str, error: Exception) -> None:
        """Stop answering from a snapshot that proved unreadable."""
        LOG.error("Search snapshot %s is set aside: %s", name, error)
        set_aside(self.folder, name)
        self._opened = None


def plain_lexicon() -> Lexicon:
    """Give the words of the field alone, for when no snapshot can be read."""
    forms = sorted(synonym_forms())
    return Lexicon(forms, [0] * len(forms))
