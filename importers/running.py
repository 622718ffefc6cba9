"""The life of a run: opened with its files, worked on one step at a time, abandoned, forgotten at last.

Each step can be killed at any instant: a run that nobody works on any more shows by its lock, which the
system lets go of. Started again, the step begins anew. What the steps do: `importers/steps.py`.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import sleep

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from directory.db import forget_log
from importers.catalogue import SOURCES, family
from importers.locking import BETWEEN, BusyError, held_by_nobody, holding
from importers.models import Change, Run, RunRow
from importers.own_lists import is_correction, is_own, named
from importers.progress import Progress, Reporter
from importers.reading.refusals import FileRefusedError
from importers.statements import Given
from importers.undoing import KEPT_FOR, UndoError
from importers.writing import remove_idle_of

BUSY = ("waiting", "working", "applying")
OVER = ("applied", "undone", "abandoned")
A_WHILE = timedelta(hours=1)
TRIES = 20
MOST_WAITED = 600.0
"""Seconds for which a run waits for another to be done."""

UNEXPECTED = (
    "Une erreur inattendue a arrêté l’import. Rien n’a été modifié ; le journal du serveur dit pourquoi."
)


class RunError(ValueError):
    """A step that a run is not ready for."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What runs work with: sessions that write and that read, the folder where files wait, who listens.

    `environment` is what a process that does one step must be told: where the database is.
    """

    sessions: sessionmaker[Session]
    readers: sessionmaker[Session]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    listener: Callable[[Progress], None] | None = None

    def folder_of(self, run_id: int) -> Path:
        """Give the folder of a run, made where it is missing."""
        folder = self.folder / str(run_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def open_run(
    session: Session,
    folder: Path,
    source_slug: str,
    files: Sequence[Given],
    *,
    is_partial: bool,
    at: datetime,
    title: str = "",
) -> Run:
    """Begin a run of a source: its files are kept aside until it is over. The caller commits.

    `title` is what a list of one's own is called; without it, its file names it. Refused rows that come back
    are never the whole of a source. Old runs are forgotten.

    Raises:
        RunError: no such source, or no file.
    """
    if family(source_slug) not in SOURCES:
        raise RunError(f"« {source_slug} » n’est pas une source : {', '.join(SOURCES)}.")
    if not files:
        raise RunError("Il faut au moins un fichier.")
    forget_old_runs(session, folder, at)
    files = [Given(shown_name(each.name), each.path) for each in files]
    is_partial = is_partial or is_correction(files)
    source_slug = named(session, source_slug, files, shown_name(title), at)
    run = Run(source_slug=source_slug, files=[], is_partial=is_partial, state="waiting", started_at=at)
    session.add(run)
    session.flush()
    # A run that was killed before it was written down may have left files under this number.
    shutil.rmtree(folder / str(run.id), ignore_errors=True)
    kept = folder / str(run.id) / "files"
    kept.mkdir(mode=0o700, parents=True)
    run.files = [_keep(given, kept / f"{rank}") for rank, given in enumerate(files)]
    return run


def shown_name(name: str) -> str:
    """Give the name of a file without what no screen shows, which a command would choke on."""
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())


def _keep(given: Given, path: Path) -> dict[str, object]:
    """Copy a file where the run will read it, and say what it is."""
    shutil.copyfile(given.path, path)
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return {"name": given.name, "sha256": digest.hexdigest(), "size": path.stat().st_size}


def forget_old_runs(session: Session, folder: Path, at: datetime) -> None:
    """Drop what is kept of runs for more than 30 days: files, rows, and what would undo them."""
    begun = func.coalesce(Run.applied_at, Run.started_at)
    old = session.scalars(select(Run).where(begun < at - KEPT_FOR, Run.state != "abandoned")).all()
    for run in old:
        session.execute(delete(Change).where(Change.run_id == run.id))
        remove_idle_of(session, run.source_slug)
        _forget(session, folder, run)
        run.state = run.state if run.state in (*OVER, "failed") else "abandoned"
    _forget_strays(session, folder, at - A_WHILE)


def _forget_strays(session: Session, folder: Path, before: datetime) -> None:
    """Remove the folders that somebody left who was killed before the run itself was written down."""
    known = {str(number) for number in session.scalars(select(Run.id))}
    for stray in folder.glob("[1-9]*"):
        is_old = stray.stat().st_mtime < before.replace(tzinfo=UTC).timestamp()
        if is_old and stray.name.isdecimal() and stray.name not in known:
            shutil.rmtree(stray, ignore_errors=True)


def _forget(session: Session, folder: Path, run: Run) -> None:
    """Leave nothing of the files and the rows of a run."""
    session.execute(delete(RunRow).where(RunRow.run_id == run.id))
    shutil.rmtree(folder / str(run.id), ignore_errors=True)


def abandon(session: Session, tools: Tools, run_id: int) -> None:
    """End a run that was not applied: nothing is left of its files. The caller commits.

    Raises:
        RunError: it is applied.
        BusyError: it is being worked on.
    """
    run = get_run(session, run_id)
    if run.state in ("applied", "undone"):
        raise RunError("Cet import est appliqué : il s’annule, il ne s’abandonne plus.")
    with holding(tools.folder_of(run_id)):
        run.state = "abandoned"
        _forget(session, tools.folder, run)


def condition(tools: Tools, run: Run) -> str:
    """Give the state of a run, or *interrupted* where nobody works on it any more."""
    is_dropped = run.state in BUSY and held_by_nobody(tools.folder_of(run.id))
    return "interrupted" if is_dropped else run.state


def get_run(session: Session, run_id: int) -> Run:
    """Give a run by its number, or raise RunError."""
    run = session.get(Run, run_id)
    if run is None:
        raise RunError(f"Il n’y a pas d’import n° {run_id}.")
    return run


@contextmanager
def working(tools: Tools, run_id: int) -> Iterator[Reporter]:
    """Work alone on a run, and on what runs write: another one may have to be waited for.

    Raises:
        RunError: there is no such run.
        BusyError: somebody works on it already.
    """
    with tools.readers() as session:
        get_run(session, run_id)
    with holding(tools.folder_of(run_id)):
        reporter = Reporter(tools.folder_of(run_id), tools.listener)
        with holding(tools.folder, MOST_WAITED):
            yield reporter
        sweep(tools)


def sweep(tools: Tools) -> None:
    """Leave on disk nothing of what was forgotten: files of runs that are void, the log of the database."""
    with tools.readers() as session:
        void = session.scalars(select(Run.id).where(Run.state == "abandoned")).all()
    for number in void:
        shutil.rmtree(tools.folder / str(number), ignore_errors=True)
    _forget_log(tools)


def _forget_log(tools: Tools) -> None:
    """Empty the log of the database, which remembers what was taken out, once no page needs it any more."""
    engine = tools.sessions.kw["bind"]
    for _ in range(TRIES):
        if forget_log(engine):
            return
        sleep(BETWEEN)


@contextmanager
def step(tools: Tools, run_id: int, state: str, allowed: Sequence[str]) -> Iterator[Reporter]:
    """Hold a run in `state` while a step of it is done; where the step fails, say so in the run.

    A file that is refused ends a run. One that fails while it is applied is as it was: it may be tried again.
    """
    with working(tools, run_id) as reporter:
        with tools.sessions.begin() as session:
            run = get_run(session, run_id)
            before = run.state
            if before not in allowed:
                raise RunError(f"L’import n° {run_id} n’en est pas là : {before}.")
            run.state = state
        try:
            yield reporter
        except FileRefusedError as refusal:
            _fail(tools, run_id, "failed", refusal.sentence)
        except (RunError, UndoError, BusyError) as error:
            _fail(tools, run_id, before, str(error))
            raise
        except Exception:
            _fail(tools, run_id, before if state == "applying" else "failed", UNEXPECTED)
            raise


def _fail(tools: Tools, run_id: int, state: str, problem: str) -> None:
    with tools.sessions.begin() as session:
        run = get_run(session, run_id)
        run.state, run.problem = state, problem
        if state == "failed":
            session.execute(delete(RunRow).where(RunRow.run_id == run_id))
            # The columns of a list of one's own may still be corrected.
            if not is_own(run.source_slug):
                shutil.rmtree(tools.folder_of(run_id) / "files", ignore_errors=True)
