"""A run is applied in one transaction: entries first, then the listings they make. All of it, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from directory.models import Entry
from importers import writing
from importers.ground import Ground
from importers.images import Image, entry_images, entry_print, service_images, written
from importers.keeping import kept, read_kept
from importers.models import Change, Decision, Run, RunRow
from importers.planning import as_decided
from importers.relisting import list_new, relist
from importers.staging import Say
from importers.statements import Statement

APPLIED = ("added", "changed", "undecided", "unclassed", "withheld", "outside")
BATCH = 500
UNSEEN = {"synchronize_session": False}
"""Rows are deleted past the mapper: no object of the session stands for them."""


@dataclass(frozen=True, slots=True)
class Work:
    """What applying a run needs at each step."""

    session: Session
    run: Run
    ground: Ground
    at: datetime
    answers: dict[str, str]


def apply(session: Session, run: Run, ground: Ground, gone: Sequence[str], at: datetime, say: Say) -> None:
    """Do what the rows of `run` announce, and take out what the keys `gone` said. The caller commits."""
    work = Work(session, run, ground, at, _answers(session, run.source_slug))
    done = 0
    for rows in _rows(session, run.id):
        _apply_rows(work, rows)
        done += len(rows)
        say("Écriture", done)
    _remove(work, gone)
    session.execute(delete(RunRow).where(RunRow.run_id == run.id, RunRow.outcome != "refused"))


def _answers(session: Session, slug: str) -> dict[str, str]:
    query = select(Decision.subject, Decision.answer).where(Decision.source_slug == slug)
    return dict(session.execute(query).all())


def _rows(session: Session, run_id: int) -> Iterator[Sequence[Any]]:
    told = (RunRow.outcome, RunRow.service_id, RunRow.reason)
    query = select(RunRow.id, RunRow.key, RunRow.digest, RunRow.said, *told)
    query = query.where(RunRow.run_id == run_id, RunRow.digest != "", RunRow.outcome.in_(APPLIED)).order_by(
        RunRow.id
    )
    last = 0
    while rows := session.execute(query.where(RunRow.id > last).limit(BATCH)).all():
        yield rows
        last = rows[-1].id


def _apply_rows(work: Work, given: Sequence[Any]) -> None:
    rows = _news(work, given)
    statements = {row.key: _statement(work, row) for row in rows}
    new = [row.key for row in rows if row.outcome == "added"]
    said = [statements[key] for key in new]
    listed = list_new(work.session, work.run.source_slug, said, work.ground, work.at)
    services = {row.key: row.service_id for row in rows} | dict(zip(new, listed, strict=True))
    changed = sorted({row.service_id for row in rows if row.outcome == "changed"})
    before = service_images(work.session, changed)
    _keep_entries(work, [_entry(work, row, statements[row.key], services[row.key]) for row in rows])
    relist(work.session, changed, work.ground, work.at)
    _remember(work, "added", listed, {})
    _remember(work, "changed", changed, before)


def _news(work: Work, rows: Sequence[Any]) -> list[Any]:
    """Leave out what goes on waiting as it did: the same row, in the same state."""
    query = select(Entry.source_key, Entry.digest, Entry.state).where(
        Entry.source_slug == work.run.source_slug, Entry.source_key.in_([row.key for row in rows])
    )
    held = {tuple(row) for row in work.session.execute(query)}
    return [row for row in rows if (row.key, row.digest, row.outcome) not in held]


def _statement(work: Work, row: Any) -> Statement:
    """Give what the row says, its kind decided where somebody has."""
    statement = read_kept(row.said)
    answer = work.answers.get(f"key:{row.key}") or work.answers.get(f"code:{statement.code}", "")
    return as_decided(statement, answer) if row.outcome in ("added", "changed") else statement


def _entry(work: Work, row: Any, statement: Statement, service_id: int | None) -> dict[str, Any]:
    """Give the row of an entry. Its print is that of what the source said, before anybody decided."""
    is_linked = row.outcome in ("added", "changed")
    state = "linked" if is_linked else "proposal" if service_id else row.outcome
    return {
        "source_slug": work.run.source_slug,
        "source_key": row.key,
        "service_id": service_id,
        "state": state,
        "digest": row.digest,
        "said": kept(statement) if is_linked else row.said,
        "reason": row.reason,
        "siret": statement.siret or None,
        "finess": statement.finess or None,
        "code": statement.code[:80],
        "said_on": statement.said_on,
    }


def _keep_entries(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Write entries over those of the same key, and remember how these were."""
    keys = [row["source_key"] for row in rows]
    known = _numbers(work, keys)
    before = entry_images(work.session, list(known.values()))
    old = [{"id": known[row["source_key"]], **row} for row in rows if row["source_key"] in known]
    new = [row for row in rows if row["source_key"] not in known]
    if old:
        work.session.execute(update(Entry), old)
    if new:
        work.session.connection().execute(insert(Entry), new)
    numbers = _numbers(work, keys) if new else known
    changes = []
    for row in rows:
        number = numbers[row["source_key"]]
        word, image = ("changed", before[number]) if number in before else ("added", None)
        changes.append(_change(work, "entry", word, number, image, entry_print(row)))
    _add_changes(work, changes)


def _numbers(work: Work, keys: Sequence[str]) -> dict[str, int]:
    query = select(Entry.source_key, Entry.id)
    query = query.where(Entry.source_slug == work.run.source_slug, Entry.source_key.in_(keys))
    return dict(work.session.execute(query).all())


def _remember(work: Work, change: str, numbers: Sequence[int], before: Mapping[int, Image]) -> None:
    """Remember how services were; from now on, one that is still of the time of this run is untouched."""
    after = None if change == "removed" else work.at.isoformat()
    _add_changes(
        work, [_change(work, "service", change, number, before.get(number), after) for number in numbers]
    )


def _change(
    work: Work, kind: str, change: str, number: int, before: Image | None, after: str | None
) -> dict[str, Any]:
    return {
        "run_id": work.run.id,
        "kind": kind,
        "number": number,
        "change": change,
        "before": written(before) if before else None,
        "after": after,
    }


def _add_changes(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        work.session.connection().execute(insert(Change), rows)


def _remove(work: Work, gone: Sequence[str]) -> None:
    """Take out what the source no longer says, and the listings that no other source speaks of."""
    for keys in writing.batches(gone, BATCH):
        query = select(Entry.id, Entry.service_id).where(
            Entry.source_slug == work.run.source_slug, Entry.source_key.in_(keys)
        )
        entries = dict(work.session.execute(query).all())
        listed = sorted({each for each in entries.values() if each})
        before, services = entry_images(work.session, list(entries)), service_images(work.session, listed)
        work.session.execute(delete(Entry).where(Entry.id.in_(entries)), execution_options=UNSEEN)
        others = _spoken_of(work.session, listed)
        alone = [number for number in listed if number not in others]
        relist(work.session, sorted(others), work.ground, work.at)
        writing.remove(work.session, alone, work.run.source_slug)
        gone_entries = [_change(work, "entry", "removed", *each, None) for each in before.items()]
        _add_changes(work, gone_entries)
        _remember(work, "changed", sorted(others), services)
        _remember(work, "removed", alone, services)


def _spoken_of(session: Session, numbers: Sequence[int]) -> set[int]:
    """Give those of `numbers` that some source still speaks of."""
    query = select(Entry.service_id).where(Entry.service_id.in_(numbers))
    return {number for number in session.scalars(query) if number is not None}
