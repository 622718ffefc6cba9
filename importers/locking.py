"""One process at a time works on a run; the system lets go of the lock of whoever is killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TextIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

FILE = "lock"
AT_ONCE = 0.5
"""Seconds for which a lock is waited for: whoever asks whether it is held holds it for an instant."""

BETWEEN = 0.05

WRITER = 4_804_804
"""The number under which PostgreSQL knows the lock of whoever writes what imports do."""


class BusyError(RuntimeError):
    """Somebody works on this run already."""


@contextmanager
def holding(folder: Path, patience: float = AT_ONCE) -> Iterator[None]:
    """Work alone on what is kept in `folder`, after `patience` seconds at most if somebody else does.

    Raises:
        BusyError: another process still does.
    """
    limit = monotonic() + patience
    with (folder / FILE).open("w") as file:
        while not _is_locked(file):
            if monotonic() > limit:
                raise BusyError("Cet import est déjà en cours.")
            sleep(BETWEEN)
        yield


def _is_locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def held_by_nobody(folder: Path) -> bool:
    """Say whether no process works on the run kept in `folder`."""
    try:
        with holding(folder, patience=0):
            return True
    except BusyError:
        return False


def only_writer(session: Session) -> None:
    """Wait until nobody else applies, undoes or decides, and keep others waiting until this session commits.

    First thing in a transaction, so that what it reads next is what it will write over. SQLite does so by
    itself: `directory/db.py` takes its write lock as a transaction begins.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(WRITER)))
