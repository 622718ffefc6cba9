"""The life of a run: opened with its files, prepared, applied or abandoned, undone.

Each step can be killed at any instant: what it changes is changed in one transaction, and a run that nobody
works on any more shows by its lock, which the system lets go of. Started again, the step begins anew.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from time import monotonic

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from directory.models import Service
from importers.applying import apply
from importers.catalogue import SOURCES, family
from importers.ground import Ground
from importers.locking import held_by_nobody, holding
from importers.models import Decision, Run, RunRow
from importers.own_lists import is_own, keep_columns, named, opened, own_list
from importers.planning import gone_keys, held_keys, plan, read_situation
from importers.progress import Progress, Reporter
from importers.reading.parent import read_rows
from importers.reading.refusals import FileRefusedError
from importers.report import Report, Seen, report_of
from importers.sources.spreadsheet import OwnList
from importers.staging import Stage
from importers.statements import Given, Origin, Row, SourceModule
from importers.survey import read_ground
from importers.undoing import Undone, undo
from importers.writing import keep_source

BUSY = ("working", "applying")
MAY_BE_PREPARED = ("waiting", "working", "ready", "stopped", "failed")
MAY_BE_APPLIED = ("ready", "stopped", "applying")
UNEXPECTED = (
    "Une erreur inattendue a arrêté l’import. Rien n’a été modifié ; le journal du serveur dit pourquoi."
)
MOVED_ON = "L’annuaire a changé depuis ce rapport : le voici refait. Relisez-le avant d’appliquer."


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

    `title` is what a list of one's own is called; without it, its file names it.

    Raises:
        RunError: no such source, or no file.
    """
    if family(source_slug) not in SOURCES:
        raise RunError(f"« {source_slug} » n’est pas une source : {', '.join(SOURCES)}.")
    if not files:
        raise RunError("Il faut au moins un fichier.")
    source_slug = named(session, source_slug, files, title, at)
    run = Run(source_slug=source_slug, files=[], is_partial=is_partial, state="waiting", started_at=at)
    session.add(run)
    session.flush()
    kept = folder / str(run.id) / "files"
    kept.mkdir(mode=0o700, parents=True)
    run.files = [_keep(given, kept / f"{rank}") for rank, given in enumerate(files)]
    return run


def _keep(given: Given, path: Path) -> dict[str, object]:
    """Copy a file where the run will read it, and say what it is."""
    shutil.copyfile(given.path, path)
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return {"name": given.name, "sha256": digest.hexdigest(), "size": path.stat().st_size}


def condition(tools: Tools, run: Run) -> str:
    """Give the state of a run, or *interrupted* where nobody works on it any more."""
    is_dropped = run.state in BUSY and held_by_nobody(tools.folder_of(run.id))
    return "interrupted" if is_dropped else run.state


def prepare(tools: Tools, run_id: int) -> None:
    """Read the files of a run, work out what they would change, and write the report."""
    with _step(tools, run_id, "working", MAY_BE_PREPARED) as reporter:
        started = monotonic()
        reporter.say("Ouverture du fichier")
        with tools.readers() as session:
            run = _run(session, run_id)
            module, ground = module_of(session, run.source_slug), read_ground(session)
            files = _files(tools, run)
        rows = read_rows(module.__name__, files)
        if isinstance(module, OwnList):
            module, rows = _with_columns(tools, run_id, module, rows, ground)
        stage = Stage(run_id, module, ground)
        stage.fill(tools.sessions, rows, reporter.say)
        if not stage.read:
            raise FileRefusedError("il ne contient aucune ligne")
        _plan(tools, run_id, ground, Seen(stage.read, stage.notes.told()), reporter, started)


def _with_columns(
    tools: Tools, run_id: int, own: OwnList, rows: Iterator[Row], ground: Ground
) -> tuple[OwnList, Iterator[Row]]:
    """Give a list of one's own with the columns of its file, kept for the next time, and its rows."""
    own, rows = opened(own, rows, ground, tools.folder_of(run_id) / "files")
    with tools.sessions.begin() as session:
        run = _run(session, run_id)
        keep_columns(session, run.source_slug, own.columns, run.started_at)
    return own, rows


def module_of(session: Session, slug: str) -> SourceModule:
    """Give the module that reads a source; a list of one's own, with the columns kept for it."""
    return own_list(session, slug) if is_own(slug) else SOURCES[family(slug)]


def origin_of(session: Session, slug: str) -> Origin:
    """Give how the directory shows a source."""
    return module_of(session, slug).ORIGIN


def _files(tools: Tools, run: Run) -> list[Given]:
    kept = tools.folder_of(run.id) / "files"
    return [Given(each["name"], kept / f"{rank}") for rank, each in enumerate(run.files)]


def _plan(tools: Tools, run_id: int, ground: Ground, seen: Seen, reporter: Reporter, started: float) -> str:
    """Work out and write down what the run would change; give the print of it."""
    with tools.sessions.begin() as session:
        run = _run(session, run_id)
        situation = read_situation(session, run.source_slug, ground)
        reporter.say("Rapprochement", 0, seen.read)
        run.plan = plan(session, run, situation, lambda phase, done: reporter.say(phase, done, seen.read))
        gone = gone_keys(session, run, situation.held)
        run.report = report_of(session, run, seen, gone, monotonic() - started) | {"stamp": _stamp(session)}
        run.state = "stopped" if run.report["stops"] or run.report["is_blocked"] else "ready"
        run.problem = None
        return run.plan


def _stamp(session: Session) -> str:
    """Tell one state of the directory from another: what a plan was made on."""
    seen = (
        select(func.max(Service.updated_at)),
        select(func.count()).select_from(Service),
        select(func.max(Run.applied_at)),
        select(func.max(Run.undone_at)),
        select(func.max(Decision.decided_at)),
    )
    return " ".join(str(session.scalar(query)) for query in seen)


def apply_run(tools: Tools, run_id: int, at: datetime, *, is_sure: bool) -> bool:
    """Do what the report announced; False where the directory has changed so that it must be read again.

    Raises:
        RunError: it is not ready, it has refused rows, or it stops and nobody is sure.
    """
    with _step(tools, run_id, "applying", MAY_BE_APPLIED) as reporter:
        with tools.readers() as session:
            run = _run(session, run_id)
            report, announced, ground = run.report or {}, run.plan, read_ground(session)
            is_same = report.get("stamp") == _stamp(session)
        _check_allowed(report, run.is_partial, is_sure=is_sure)
        if not is_same:
            seen = Seen(report["read"], report["notes"])
            if _plan(tools, run_id, ground, seen, reporter, monotonic()) != announced:
                return _read_again(tools, run_id)
        _apply(tools, run_id, ground, at, reporter, report["read"])
    shutil.rmtree(tools.folder_of(run_id) / "files", ignore_errors=True)
    return True


def _check_allowed(report: Report, is_partial: bool, *, is_sure: bool) -> None:
    if report.get("refused_count") and not is_partial:
        raise RunError(
            f"Lignes refusées : {report['refused_count']}. Corrigez-les, ou prenez le reste (« --partial »)."
        )
    if report.get("stops") and not is_sure:
        stops = report["stops"]
        raise RunError(
            " ".join(map(str, stops if isinstance(stops, list) else [])) + " Il faut un second oui."
        )


def _read_again(tools: Tools, run_id: int) -> bool:
    with tools.sessions.begin() as session:
        _run(session, run_id).problem = MOVED_ON
    return False


def _apply(tools: Tools, run_id: int, ground: Ground, at: datetime, reporter: Reporter, total: int) -> None:
    with tools.sessions.begin() as session:
        run = _run(session, run_id)
        keep_source(session, origin_of(session, run.source_slug))
        keys = gone_keys(session, run, held_keys(session, run.source_slug))
        apply(session, run, ground, sorted(keys), at, lambda phase, done: reporter.say(phase, done, total))
        run.state, run.applied_at, run.problem = "applied", at, None


def undo_run(tools: Tools, run_id: int, at: datetime) -> Undone:
    """Put back what a run changed.

    Raises:
        UndoError: it cannot be undone.
    """
    with holding(tools.folder_of(run_id)), tools.sessions.begin() as session:
        return undo(session, _run(session, run_id), at)


def take_the_rest(session: Session, run_id: int) -> None:
    """Let a run leave its refused rows aside; it then removes nothing. The caller prepares it again."""
    _run(session, run_id).is_partial = True


def abandon(session: Session, tools: Tools, run_id: int) -> None:
    """End a run that was not applied: nothing is left of its files. The caller commits."""
    run = _run(session, run_id)
    if run.state in ("applied", "undone"):
        raise RunError("Cet import est appliqué : il s’annule, il ne s’abandonne plus.")
    session.execute(delete(RunRow).where(RunRow.run_id == run_id))
    run.state = "abandoned"
    shutil.rmtree(tools.folder_of(run_id), ignore_errors=True)


def _run(session: Session, run_id: int) -> Run:
    run = session.get(Run, run_id)
    if run is None:
        raise RunError(f"Il n’y a pas d’import n° {run_id}.")
    return run


@contextmanager
def _step(tools: Tools, run_id: int, state: str, allowed: Sequence[str]) -> Iterator[Reporter]:
    """Hold a run while a step of it is done; where the step fails, say so in the run."""
    with holding(tools.folder_of(run_id)):
        with tools.sessions.begin() as session:
            run = _run(session, run_id)
            before = run.state
            if before not in allowed:
                raise RunError(f"L’import n° {run_id} n’en est pas là : {before}.")
            run.state = state
        try:
            yield Reporter(tools.folder_of(run_id), tools.listener)
        except FileRefusedError as refusal:
            _fail(tools, run_id, "failed", refusal.sentence)
        except RunError as error:
            _fail(tools, run_id, before, str(error))
            raise
        except Exception:
            _fail(tools, run_id, "failed", UNEXPECTED)
            raise


def _fail(tools: Tools, run_id: int, state: str, problem: str) -> None:
    with tools.sessions.begin() as session:
        run = _run(session, run_id)
        run.state, run.problem = state, problem
