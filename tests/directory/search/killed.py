"""An indexer in a process of its own, to be killed: at any moment, or when it asks for its nth thing."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import event

from directory.db import open_engine, open_readers, open_sessions
from directory.search.indexer import Indexer, _analysis
from directory.search.synonyms import synonym_forms

# What an indexer reads once: a process that is forked from one that has read it starts at once.
_analysis()
synonym_forms()

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload([__name__])

ON_FILES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"})
"""What the interpreter tells of before doing it, and that changes a folder."""


def indexer_of(url: str, folder: Path) -> Indexer:
    """Give the indexer of a database, with connections of its own."""
    engine = open_engine(url)
    return Indexer(open_sessions(engine), open_readers(engine), folder)


def follow(url: str, folder: Path) -> None:
    """Bring the search up to date until killed."""
    indexer = indexer_of(url, folder)
    while True:
        indexer.bring_up_to_date()


def killed_at(url: str, folder: Path, last: int) -> None:
    """Bring the search up to date once, and be killed before the thing numbered `last` is done."""
    indexer, left = indexer_of(url, folder), [last]

    def count() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(name: str, arguments: tuple[object, ...]) -> None:
        if name in ON_FILES and str(folder) in str(arguments[0]):
            count()

    engine = indexer.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda *_: count())
    event.listen(engine, "commit", lambda *_: count())
    sys.addaudithook(heard)
    indexer.bring_up_to_date()
    left[0] = sys.maxsize  # What follows is the end of the process, and none of its work.


@contextmanager
def indexing(url: str, folder: Path) -> Iterator[ForkServerProcess]:
    """Give an indexer at work, and kill it at the end."""
    process = FORKING.Process(target=follow, args=(url, folder), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def run_until(url: str, folder: Path, last: int) -> bool:
    """Run an indexer that is killed before its thing numbered `last`; say whether it came to that."""
    process = FORKING.Process(target=killed_at, args=(url, folder, last), daemon=True)
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0
