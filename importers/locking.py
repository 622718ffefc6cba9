"""One process at a time works on a run; the system lets go of the lock of whoever is killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "lock"


class BusyError(RuntimeError):
    """Somebody works on this run already."""


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Work alone on the run kept in `folder`.

    Raises:
        BusyError: another process does.
    """
    with (folder / FILE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError("Cet import est déjà en cours.") from error
        yield


def held_by_nobody(folder: Path) -> bool:
    """Say whether no process works on the run kept in `folder`."""
    try:
        with holding(folder):
            return True
    except BusyError:
        return False
