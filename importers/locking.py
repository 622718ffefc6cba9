"""One process at a time works on a run; the system lets go of the lock of whoever is killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TextIO

FILE = "lock"
AT_ONCE = 0.5
"""Seconds for which a lock is waited for: whoever asks whether it is held holds it for an instant."""

BETWEEN = 0.05


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
