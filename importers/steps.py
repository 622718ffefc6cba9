"""The steps of a run: its files are read and a report is made, then it is applied, then perhaps undone.

What a step changes in the directory is changed in one transaction: all of it, or nothing.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import Service, Verification
from importers.applying import apply
from importers.catalogue import SOURCES, family
from importers.forgetting import forget_hidden
from importers.ground import Ground
from importers.locking import only_writer
from importers.models import Decision, Run, Withheld
from importers.own_lists import is_own, keep_columns, opened, own_list
from importers.planning import gone_keys, held_keys, plan
from importers.progress import Reporter
from importers.reading.parent import read_rows
from importers.reading.refusals import FileRefusedError
from importers.report import Report, Seen, report_of
from importers.running import RunError, Tools, get_run, step, working
from importers.situation import read_answers, read_situation
from importers.sources.spreadsheet import OwnList
from importers.staging import Stage
from importers.statements import Given, Origin, Row, SourceModule
from importers.survey import read_ground
from importers.undoing import Undone, keep_day, undo
from importers.writing import keep_source

MAY_BE_PREPARED = ("waiting", "working", "ready", "stopped", "applying", "failed")
MAY_BE_APPLIED = ("ready", "stopped", "applying")
MOVED_ON = "L’annuaire a changé depuis ce rapport : le voici refait. Relisez-le avant d’appliquer."
GONE = "Les fichiers de cet import ne sont plus là : envoyez-les de nouveau."


@dataclass(frozen=True, slots=True)
class Work:
    """A run that is being worked on: where communes are, and who is told how far it is."""

    tools: Tools
    run_id: int
    ground: Ground
    reporter: Reporter


def prepare(tools: Tools, run_id: int) -> None:
    """Read the files of a run, work out what they would change, and write the report.

    Raises:
        RunError, BusyError: it is over, its files are gone, or somebody works on it.
    """
    with step(tools, run_id, "working", MAY_BE_PREPARED) as reporter:
        started = monotonic()
        reporter.say("Ouverture du fichier")
        with tools.readers() as session:
            run = get_run(session, run_id)
            module, ground = module_of(session, run.source_slug), read_ground(session)
            files, answers = _files(tools, run), read_answers(session, run.source_slug)
        rows = read_rows(module.__name__, files)
        if isinstance(module, OwnList):
            module, rows = _with_columns(tools, run_id, module, rows, ground)
        stage = Stage(run_id, module, ground, answers)
        stage.fill(tools.sessions, rows, reporter.say)
        if not stage.read:
            raise FileRefusedError("il ne contient aucune ligne")
        if stage.read > 1 and stage.refused == stage.read:
            raise FileRefusedError("aucune de ses lignes n’est de cette source")
        work = Work(tools, run_id, ground, reporter)
        _plan(work, Seen(stage.read, stage.notes.told()), started)


def _files(tools: Tools, run: Run) -> list[Given]:
    kept = tools.folder_of(run.id) / "files"
    files = [Given(each["name"], kept / f"{rank}") for rank, each in enumerate(run.files)]
    if not all(each.path.exists() for each in files):
        raise RunError(GONE)
    return files


def _with_columns(
    tools: Tools, run_id: int, own: OwnList, rows: Iterator[Row], ground: Ground
) -> tuple[OwnList, Iterator[Row]]:
    """Give a list of one's own with the columns of its file, kept for the next time, and its rows."""
    own, rows = opened(own, rows, ground, tools.folder_of(run_id) / "files")
    with tools.sessions.begin() as session:
        run = get_run(session, run_id)
        keep_columns(session, run.source_slug, own.columns, run.started_at)
    return own, rows


def module_of(session: Session, slug: str) -> SourceModule:
    """Give the module that reads a source; a list of one's own, with the columns kept for it."""
    return own_list(session, slug) if is_own(slug) else SOURCES[family(slug)]


def origin_of(session: Session, slug: str) -> Origin:
    """Give how the directory shows a source."""
    return module_of(session, slug).ORIGIN


def _plan(work: Work, seen: Seen, started: float) -> str:
    """Work out and write down what the run would change; give the print of it."""
    tools, run_id, say = work.tools, work.run_id, work.reporter.say
    say("Rapprochement", 0, seen.read)
    with tools.readers() as session:
        stamp = _stamp(session)
        situation = read_situation(session, get_run(session, run_id).source_slug, work.ground)
    planned = plan(tools.sessions, run_id, situation, lambda phase, done: say(phase, done, seen.read))
    with tools.sessions.begin() as session:
        forget_hidden(session)
        run = get_run(session, run_id)
        gone = gone_keys(session, run, situation.held)
        run.plan = planned.told_with(gone)
        report = report_of(session, run, seen, gone, planned.bared)
        run.report = report | {"stamp": stamp, "seconds": round(monotonic() - started, 2)}
        run.state = "stopped" if report["stops"] or report["is_blocked"] else "ready"
        run.problem = None
        return run.plan


def _stamp(session: Session) -> str:
    """Tell one state of the directory from another: what a plan was made on."""
    seen = (
        select(func.max(Service.updated_at)),
        select(func.count()).select_from(Service),
        select(func.max(Verification.id)),
        select(func.max(Run.applied_at)),
        select(func.max(Run.undone_at)),
        select(func.max(Decision.decided_at)),
        select(func.max(Withheld.id)),
    )
    return " ".join(str(session.scalar(query)) for query in seen)


def apply_run(tools: Tools, run_id: int, at: datetime, *, is_sure: bool) -> bool:
    """Do what the report announced; False where the directory has changed so that it must be read again.

    Raises:
        RunError: it is not ready, it has refused rows, or it stops and nobody is sure.
        BusyError: somebody works on it.
    """
    with step(tools, run_id, "applying", MAY_BE_APPLIED) as reporter:
        with tools.readers() as session:
            run = get_run(session, run_id)
            report, announced, ground = run.report or {}, run.plan, read_ground(session)
            is_same = report.get("stamp") == _stamp(session)
        _check_allowed(report, run.is_partial, is_sure=is_sure)
        work = Work(tools, run_id, ground, reporter)
        if not is_same and _plan(work, Seen(report["read"], report["notes"]), monotonic()) != announced:
            return _read_again(tools, run_id)
        _apply(work, at, report["read"])
    shutil.rmtree(tools.folder_of(run_id) / "files", ignore_errors=True)
    return True


def _check_allowed(report: Report, is_partial: bool, *, is_sure: bool) -> None:
    refused, stops = report.get("refused_count"), report.get("stops")
    if refused and not is_partial:
        raise RunError(f"Lignes refusées : {refused}. Corrigez-les, ou prenez le reste (« --partial »).")
    if stops and not is_sure:
        raise RunError(f"{' '.join(stops)} Il faut un second oui.")


def _read_again(tools: Tools, run_id: int) -> bool:
    with tools.sessions.begin() as session:
        get_run(session, run_id).problem = MOVED_ON
    return False


def _apply(work: Work, at: datetime, total: int) -> None:
    with work.tools.sessions.begin() as session:
        only_writer(session)
        run = get_run(session, work.run_id)
        if (run.report or {})["stamp"] != _stamp(session):
            raise RunError(MOVED_ON)
        forget_hidden(session)
        keep_source(session, origin_of(session, run.source_slug))
        keys = sorted(gone_keys(session, run, held_keys(session, run.source_slug)))
        apply(session, run, work.ground, keys, at, lambda phase, done: work.reporter.say(phase, done, total))
        run.state, run.applied_at, run.problem = "applied", at, None
        keep_day(session, run.source_slug)


def undo_run(tools: Tools, run_id: int, at: datetime) -> Undone:
    """Put back what a run changed.

    Raises:
        UndoError: it cannot be undone.
        RunError, BusyError: there is no such run, or somebody works on it.
    """
    with working(tools, run_id), tools.sessions.begin() as session:
        only_writer(session)
        return undo(session, get_run(session, run_id), read_ground(session), at)


def take_the_rest(session: Session, run_id: int) -> None:
    """Let a run leave its refused rows aside; it then removes nothing. The caller prepares it again."""
    get_run(session, run_id).is_partial = True
