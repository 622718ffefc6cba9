"""A run is undone: what it wrote is as it was, to the bit, but for what somebody has touched since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from importers.images import entry_images, entry_print, restore
from importers.models import Change, Run

KEPT_FOR = timedelta(days=30)
BATCH = 500


class UndoError(ValueError):
    """A run that cannot be undone."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How many services were put back as they were, and how many were left since somebody touched them."""

    restored: int
    left: int


def undo(session: Session, run: Run, at: datetime) -> Undone:
    """Put back what `run` changed. The caller commits.

    Raises:
        UndoError: it was not applied, or too long ago.
    """
    check_undoable(run, at)
    restored = left = 0
    # Services come back before the entries that stand on them, and go after these.
    for some in _changes(session, run.id, "service", ("changed", "removed")):
        done = _restore(session, some)
        restored, left = restored + done, left + len(some) - done
    for some in _changes(session, run.id, "entry", ("added", "changed", "removed")):
        _restore_entries(session, some)
    for some in _changes(session, run.id, "service", ("added",)):
        done = _take_out(session, some)
        restored, left = restored + done, left + len(some) - done
    run.state, run.undone_at = "undone", at
    session.execute(delete(Change).where(Change.run_id == run.id))
    return Undone(restored, left)


def check_undoable(run: Run, at: datetime) -> None:
    """Refuse a run that was not applied, or whose images are no longer kept.

    Raises:
        UndoError: with what there is to know.
    """
    if run.state != "applied" or run.applied_at is None:
        raise UndoError(f"L’import n° {run.id} n’est pas appliqué : il n’y a rien à annuler.")
    if at - run.applied_at > KEPT_FOR:
        raise UndoError(f"L’import n° {run.id} a plus de {KEPT_FOR.days} jours : il ne s’annule plus.")


def _changes(session: Session, run_id: int, kind: str, words: Sequence[str]) -> Iterable[Sequence[Change]]:
    query = select(Change).where(Change.run_id == run_id, Change.kind == kind, Change.change.in_(words))
    last = 0
    while some := session.scalars(query.where(Change.id > last).order_by(Change.id).limit(BATCH)).all():
        yield some
        last = some[-1].id
        for each in some:
            session.expunge(each)


def _restore(session: Session, changes: Sequence[Change]) -> int:
    same = _untouched_services(session, changes)
    for change in same:
        restore(session, change.before or "")
    return len(same)


def _untouched_services(session: Session, changes: Sequence[Change]) -> list[Change]:
    """Keep the services that are still of the time of the run: whoever writes one says when."""
    query = select(Service.id, Service.updated_at).where(Service.id.in_([each.number for each in changes]))
    times = {number: at.isoformat() for number, at in session.execute(query)}
    return [each for each in changes if times.get(each.number) == each.after]


def _restore_entries(session: Session, changes: Sequence[Change]) -> None:
    images = entry_images(session, [each.number for each in changes])
    prints = {number: entry_print(image["entry"][0]) for number, image in images.items()}
    same = [each for each in changes if prints.get(each.number) == each.after]
    session.execute(delete(Entry).where(Entry.id.in_([each.number for each in same if not each.before])))
    for change in same:
        if change.before:
            restore(session, change.before)


def _take_out(session: Session, changes: Sequence[Change]) -> int:
    """Remove the services that the run had added, unless something else stands on them now."""
    same = [each.number for each in _untouched_services(session, changes)]
    held = set(session.scalars(select(Entry.service_id).where(Entry.service_id.in_(same))))
    alone = [number for number in same if number not in held]
    session.execute(delete(Service).where(Service.id.in_(alone)))
    return len(alone)


def forget_old_runs(session: Session, at: datetime) -> None:
    """Drop what would undo runs that are too old to be undone."""
    old = select(Run.id).where(Run.applied_at < at - KEPT_FOR)
    session.execute(delete(Change).where(Change.run_id.in_(old)))
