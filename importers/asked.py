"""What a page has just asked of a run, until the process that does it has begun and shows."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from importers.locking import held_by_nobody
from importers.models import Run
from importers.progress import FILE as PROGRESS

FILE = "asked.json"
STARTS_WITHIN = timedelta(seconds=20)
"""How long a process may take to begin; after that, it never will."""


def remember_asked(folder: Path, run: Run, at: datetime) -> None:
    """Keep, beside a run, that something was asked of it `at` that moment, and how it was then."""
    text = json.dumps({"at": at.isoformat(), "was": _told(run)})
    (folder / FILE).write_text(text, "utf-8")


def is_starting(folder: Path, run: Run, now: datetime) -> bool:
    """Say whether what was asked of a run does not show yet: it is as it was, and its time is not over."""
    try:
        asked = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if asked["was"] != _told(run):
        return False
    is_early = now < datetime.fromisoformat(asked["at"]) + STARTS_WITHIN and not _has_begun(folder)
    return is_early or not held_by_nobody(folder)


def _has_begun(folder: Path) -> bool:
    """Say whether progress was told since it was asked for."""
    told, asked = folder / PROGRESS, folder / FILE
    return told.exists() and told.stat().st_mtime_ns > asked.stat().st_mtime_ns


def _told(run: Run) -> list[str | None]:
    return [run.state, run.problem, run.plan]
