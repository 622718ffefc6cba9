"""Rows that a source names otherwise than the last time, and listings that are still theirs.

A list without identifiers gives another key to a row that was corrected: the row takes over the listing that
its old key had, if nothing else in the file does.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from importers.models import Run, RunRow
from importers.situation import Held, Situation
from importers.waiting import with_lost_candidates


def unnamed(session: Session, run: Run, held: Iterable[str]) -> set[str]:
    """Give the keys that the source no longer names; a partial file leaves none out."""
    if run.is_partial:
        return set()
    return set(held) - set(session.scalars(select(RunRow.key).where(RunRow.run_id == run.id)))


def renamed(session: Session, run: Run) -> dict[str, str]:
    """Give, for each row of a planned run that takes over a listing, the key that this had."""
    if run.is_partial:
        return {}
    named = select(RunRow.key).where(RunRow.run_id == run.id)
    held = select(Entry.source_key).where(Entry.source_slug == run.source_slug)
    is_its_own = and_(Entry.service_id == RunRow.service_id, Entry.source_slug == run.source_slug)
    query = (
        select(RunRow.key, Entry.source_key)
        .join(Entry, is_its_own)
        .where(RunRow.run_id == run.id, RunRow.outcome.in_(("changed", "undecided")))
        .where(RunRow.key.not_in(held), Entry.source_key.not_in(named))
    )
    return dict(session.execute(query.order_by(Entry.id)).all())


def look_again(session: Session, run: Run, situation: Situation) -> None:
    """Let rows of `run` have the listings that are theirs, and ask anew what was asked about lost ones."""
    own = {key: Held("", "linked", number) for key, number in _left_alone(session, run.source_slug)}
    lost = with_lost_candidates(session, run.source_slug)
    asked = {key: replace(situation.held[key], digest="") for key in lost if key in situation.held}
    situation.held = own | dict(situation.held) | asked
    gone = unnamed(session, run, situation.held)
    kept = {each.service_id for key, each in situation.held.items() if key not in gone}
    free = {number for key in gone if (number := situation.held[key].service_id)} - kept
    situation.taken -= free
    situation.known.free(free)


def _left_alone(session: Session, slug: str) -> Iterable[tuple[str, int]]:
    """Give the listings of which their source no longer speaks, that people have verified: key, number."""
    speaks = exists().where(Entry.source_slug == slug, Entry.source_key == Service.source_key)
    query = select(Service.source_key, Service.id).where(Service.source_slug == slug, ~speaks)
    return [(key, number) for key, number in session.execute(query)]
