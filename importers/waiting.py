"""What waits for a person: is it the same place, what is its kind, does it hide, which of two is right."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from directory.models import Entry, Service
from importers.keeping import read_kept
from importers.matching.known import Candidate
from importers.matching.subject import folded_name
from importers.statements import Statement
from importers.writing import BATCH, batches

WAITING = ("undecided", "unclassed", "withheld", "proposal")
IS_OF_A_KIND = (Entry.state == "unclassed", Entry.code != "")


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


def count_of_kinds(session: Session) -> int:
    """Say how many kinds nobody has classed."""
    found = select(Entry.source_slug, Entry.code).where(*IS_OF_A_KIND).distinct()
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def counts(session: Session) -> dict[str, int]:
    """Say how many entries wait in each state."""
    query = select(Entry.state, func.count()).where(Entry.state.in_(WAITING)).group_by(Entry.state)
    return dict.fromkeys(WAITING, 0) | dict(session.execute(query).all())


def pending(session: Session, state: str, *, limit: int = 20, after: int = 0) -> list[Pending]:
    """Give what waits in a state, oldest first, from the entry that follows number `after`."""
    query = select(Entry).options(joinedload(Entry.source))
    query = query.where(Entry.state == state, Entry.id > after).order_by(Entry.id).limit(limit)
    return pending_of(session, session.scalars(query).all())


def pending_of(session: Session, entries: Sequence[Entry]) -> list[Pending]:
    """Give entries that wait as what is asked of them."""
    names = _names(session, [each for entry in entries for each in candidates_of(entry.reason)])
    return [_pending(entry, names) for entry in entries]


def candidates_of(reason: str | None) -> list[Candidate]:
    """Give the listings that a row may be, as an entry keeps them."""
    return [
        Candidate(each["service_id"], each["score"], tuple(each["reasons"]), each.get("name", ""))
        for each in json.loads(reason or "{}").get("candidates", ())
    ]


def still_there(session: Session, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the listings that are gone, though another may have their number."""
    names = _names(session, candidates)
    return [each for each in candidates if _is_there(each, names)]


def with_lost_candidates(session: Session, slug: str) -> set[str]:
    """Give the keys of the rows of a source that were asked about a listing that is gone."""
    query = select(Entry.source_key, Entry.reason)
    query = query.where(Entry.source_slug == slug, Entry.state == "undecided")
    asked = {key: candidates_of(reason) for key, reason in session.execute(query)}
    names = _names(session, [each for some in asked.values() for each in some])
    return {key for key, some in asked.items() if not all(_is_there(each, names) for each in some)}


def _names(session: Session, candidates: Sequence[Candidate]) -> dict[int, set[str]]:
    """Give the names, folded, of the listings that have the numbers of `candidates`."""
    numbers = sorted({each.service_id for each in candidates})
    found: dict[int, set[str]] = {}
    for some in batches(numbers, BATCH):
        query = select(Service.id, Service.name, Service.alternate_names).where(Service.id.in_(some))
        for number, name, others in session.execute(query):
            found[number] = set(map(folded_name, (name, *(others or ()))))
    return found


def _is_there(candidate: Candidate, names: Mapping[int, Collection[str]]) -> bool:
    return candidate.service_id in names and (
        not candidate.name or candidate.name in names[candidate.service_id]
    )


def _pending(entry: Entry, names: Mapping[int, Collection[str]]) -> Pending:
    why = json.loads(entry.reason or "{}")
    candidates = (each for each in candidates_of(entry.reason) if _is_there(each, names))
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


def kinds(session: Session, *, limit: int = 20, after: int = 0, examples: int = 3) -> list[Kind]:
    """Give the kinds of sources that nobody has classed, the most frequent first, but the first `after`.

    What has no code is of no kind: its rows have nothing in common.
    """
    query = select(Entry.source_slug, Entry.code, func.count()).where(*IS_OF_A_KIND)
    query = query.group_by(Entry.source_slug, Entry.code)
    query = query.order_by(func.count().desc(), Entry.source_slug, Entry.code)
    rows = session.execute(query.limit(limit).offset(after)).all()
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
