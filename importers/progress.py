"""How far a run is, in a file beside it: the database may be busy writing that very run."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

FILE = "progress.json"
BETWEEN = 0.25
"""Seconds between two writings: more often, nobody sees it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done, in words; how many rows are done, of how many where that is known."""

    phase: str
    done: int
    total: int | None = None


class Reporter:
    """Writes the progress of one run into its folder."""

    def __init__(self, folder: Path, listener: Callable[[Progress], None] | None = None) -> None:
        """Take the folder of the run, and whoever else is told."""
        self.folder, self.listener = folder, listener
        self._next = 0.0

    def say(self, phase: str, done: int = 0, total: int | None = None) -> None:
        """Say how far the run is; a phase that begins is always said."""
        if done and monotonic() < self._next:
            return
        self._next = monotonic() + BETWEEN
        progress = Progress(phase, done, total)
        aside = self.folder / f"{FILE}.new"
        aside.write_text(json.dumps(asdict(progress)), "utf-8")
        aside.replace(self.folder / FILE)
        if self.listener:
            self.listener(progress)


def read_progress(folder: Path) -> Progress | None:
    """Read how far the run kept in `folder` is; None where it has not begun."""
    try:
        return Progress(**json.loads((folder / FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
