"""What waits for a person: is it the same place, what is its kind, does it hide, which of two is right."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from directory.models import Entry
from importers.keeping import read_kept
from importers.matching.known import Candidate
from importers.statements import Statement

WAITING = ("undecided", "unclassed", "withheld", "proposal")


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that waits: what its source says, why it waits, the listings that it may be the same as."""

    entry_id: int
    source: str
    source_title: str
    key: str
    state: str
    reason: str
    statement: Statement
    service_id: int | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """All that waits under one kind of a source: how many, what they may be, and some of their names."""

    source: str
    source_title: str
    code: str
    label: str
    count: int
    proposed: tuple[str, ...]
    examples: tuple[str, ...]


def counts(session: Session) -> dict[str, int]:
    """Say how many entries wait in each state."""
    query = select(Entry.state, func.count()).where(Entry.state.in_(WAITING)).group_by(Entry.state)
    return dict.fromkeys(WAITING, 0) | dict(session.execute(query).all())


def pending(session: Session, state: str, *, limit: int = 20, after: int = 0) -> list[Pending]:
    """Give what waits in a state, oldest first, from the entry that follows number `after`."""
    query = select(Entry).options(joinedload(Entry.source))
    query = query.where(Entry.state == state, Entry.id > after).order_by(Entry.id).limit(limit)
    return [_pending(entry) for entry in session.scalars(query)]


def _pending(entry: Entry) -> Pending:
    why = json.loads(entry.reason or "{}")
    candidates = (
        Candidate(each["service_id"], each["score"], tuple(each["reasons"]))
        for each in why.get("candidates", ())
    )
    return Pending(
        entry_id=entry.id,
        source=entry.source_slug,
        source_title=entry.source.name,
        key=entry.source_key,
        state=entry.state,
        reason=why.get("why", ""),
        statement=read_kept(entry.said),
        service_id=entry.service_id,
        candidates=tuple(candidates),
    )


def kinds(session: Session, examples: int = 3) -> list[Kind]:
    """Give the kinds of sources that nobody has classed, the most frequent first."""
    query = select(Entry.source_slug, Entry.code, func.count())
    query = query.where(Entry.state == "unclassed").group_by(Entry.source_slug, Entry.code)
    rows = session.execute(query.order_by(func.count().desc(), Entry.code)).all()
    return [_kind(session, slug, code, count, examples) for slug, code, count in rows]


def _kind(session: Session, slug: str, code: str, count: int, examples: int) -> Kind:
    query = select(Entry).options(joinedload(Entry.source)).where(*of_kind(slug, code))
    entries = session.scalars(query.order_by(Entry.id).limit(examples)).all()
    said = [read_kept(entry.said) for entry in entries]
    return Kind(
        source=slug,
        source_title=entries[0].source.name,
        code=code,
        label=said[0].code_label,
        count=count,
        proposed=said[0].proposed,
        examples=tuple(statement.record.name for statement in said),
    )


def of_kind(slug: str, code: str) -> Sequence[ColumnElement[bool]]:
    """Give what picks the entries of one kind of a source that nobody has classed."""
    return Entry.source_slug == slug, Entry.code == code, Entry.state == "unclassed"
