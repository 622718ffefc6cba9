"""A run is undone: what it wrote is as it was, to the bit, but for what somebody has touched since.

What a later run has written over is handed to that run: undone in turn, it puts back what was there before
both. Runs may so be undone in any order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from directory.models import Entry, Organization, Service, Source, Verification
from importers import writing
from importers.forgetting import forget_hidden
from importers.ground import Ground
from importers.handing import Sorted, sort_changes
from importers.models import Change, Run
from importers.relisting import relist
from importers.restoring import restore_entries, restore_services
from importers.situation import read_listed
from importers.withdrawing import forget_removed

KEPT_FOR = timedelta(days=30)


class UndoError(ValueError):
    """A run that cannot be undone."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How many services were put back as they were, and how many were left since somebody touched them."""

    restored: int
    left: int


@dataclass(frozen=True, slots=True)
class Work:
    """A run that is being undone, and the organisations that may run nothing afterwards."""

    session: Session
    run: Run
    owners: set[int]


def undo(session: Session, run: Run, ground: Ground, at: datetime) -> Undone:
    """Put back what `run` changed. The caller commits.

    Raises:
        UndoError: it was not applied, or too long ago.
    """
    check_undoable(run, at)
    forget_hidden(session)
    forget_removed(session, read_listed(session), ground)
    services = sort_changes(session, run.id, "service", frozenset())
    work = Work(session, run, services.owners)
    entries = sort_changes(session, run.id, "entry", services.left)
    _take_out(work, services, entries)
    for texts in _images(work, "service", services.same):
        restore_services(session, texts)
    for texts in _images(work, "entry", entries.same):
        restore_entries(session, texts)
    _say_again(work, services, ground, at)
    run.state, run.undone_at = "undone", at
    session.execute(delete(Change).where(Change.run_id == run.id), execution_options=writing.UNSEEN)
    writing.remove_idle(session, work.owners)
    keep_day(session, run.source_slug)
    session.expire_all()  # Rows were written past what the session remembers.
    return Undone(services.done, len(services.left))


def check_undoable(run: Run, at: datetime) -> None:
    """Refuse a run that was not applied, or whose images are no longer kept.

    Raises:
        UndoError: with what there is to know.
    """
    if run.state != "applied" or run.applied_at is None:
        raise UndoError(f"L’import n° {run.id} n’est pas appliqué : il n’y a rien à annuler.")
    if at - run.applied_at > KEPT_FOR:
        raise UndoError(f"L’import n° {run.id} a plus de {KEPT_FOR.days} jours : il ne s’annule plus.")


def _take_out(work: Work, services: Sorted, entries: Sorted) -> None:
    """Remove the entries and the services that the run had added, but those on which others stand now."""
    for some in writing.batches(sorted(entries.same["added"]), writing.BATCH):
        _delete(work.session, Entry, some)
    ours = entries.same["changed"]
    for some in writing.batches(sorted(services.same["added"]), writing.BATCH):
        query = select(Entry.service_id, Entry.id).where(Entry.service_id.in_(some))
        held = {number for number, entry in work.session.execute(query) if number and entry not in ours}
        services.leave(held)
        _keep_owners(work, some)
        writing.remove_services(work.session, [number for number in some if number not in held])


def _delete(session: Session, table: type[Entry], numbers: Sequence[int]) -> None:
    session.execute(delete(table).where(table.id.in_(numbers)), execution_options=writing.UNSEEN)


def _keep_owners(work: Work, numbers: Sequence[int]) -> None:
    work.owners.update(work.session.scalars(select(Service.organization_id).where(Service.id.in_(numbers))))


def _images(work: Work, kind: str, same: dict[str, set[int]]) -> Iterator[Sequence[str]]:
    """Give the images of what is to be put back, a batch at a time."""
    for some in writing.batches(sorted(same["changed"] | same["removed"]), writing.BATCH):
        if kind == "service":
            _keep_owners(work, some)
        query = select(Change.before).where(Change.run_id == work.run.id, Change.kind == kind)
        texts = work.session.scalars(query.where(Change.number.in_(some), Change.before.is_not(None)))
        yield [text for text in texts if text]


def _say_again(work: Work, services: Sorted, ground: Ground, at: datetime) -> None:
    """Write again, without what this run said, the services that a later run wrote over."""
    numbers = sorted(services.handed)
    for some in writing.batches(numbers, writing.BATCH):
        _keep_owners(work, some)
        relist(work.session, some, ground, at)
        last = [services.handed[number] for number in some]
        work.session.execute(
            update(Change).where(Change.id.in_(last)).values(after=at.isoformat()),
            execution_options=writing.UNSEEN,
        )


def keep_day(session: Session, slug: str) -> None:
    """Keep the day of the newest data of a source; a source of which nothing is left is forgotten."""
    day = session.scalar(select(func.max(Entry.said_on)).where(Entry.source_slug == slug))
    stands = or_(
        *(exists().where(table.source_slug == slug) for table in (Entry, Service, Organization, Verification))
    )
    if session.scalar(select(stands)):
        session.execute(update(Source).where(Source.slug == slug).values(data_on=day))
    else:
        session.execute(delete(Source).where(Source.slug == slug))
