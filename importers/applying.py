"""A run is applied in one transaction: entries first, then the listings they make. All of it, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from directory.models import Entry
from directory.vocabulary import vocabulary
from importers import writing
from importers.forgetting import forget_places
from importers.ground import Ground
from importers.images import Image, entry_images, entry_print, service_images, written
from importers.keeping import read_kept
from importers.models import HELD_BACK, Change, Run, RunRow
from importers.rekeying import renamed
from importers.relisting import list_new, relist
from importers.situation import read_verified
from importers.staging import Say
from importers.statements import Statement
from importers.withdrawing import withdraw

APPLIED = ("added", "changed", "undecided", "unclassed", *HELD_BACK)


@dataclass(frozen=True, slots=True)
class Work:
    """What applying a run needs at each step."""

    session: Session
    run: Run
    ground: Ground
    at: datetime
    renamed: Mapping[str, str]
    """For each row that takes over a listing, the key that this had."""


def apply(session: Session, run: Run, ground: Ground, gone: Sequence[str], at: datetime, say: Say) -> None:
    """Do what the rows of `run` announce, and take out what the keys `gone` said. The caller commits."""
    work = Work(session, run, ground, at, renamed(session, run))
    done = 0
    for rows in _rows(session, run.id):
        _apply_rows(work, rows)
        done += len(rows)
        say("Écriture", done)
    _remove(work, gone)
    session.execute(delete(RunRow).where(RunRow.run_id == run.id, RunRow.outcome != "refused"))


def _rows(session: Session, run_id: int) -> Iterator[Sequence[Any]]:
    told = (RunRow.outcome, RunRow.service_id, RunRow.reason)
    query = select(RunRow.id, RunRow.key, RunRow.digest, RunRow.said, *told)
    query = query.where(RunRow.run_id == run_id, RunRow.digest != "", RunRow.outcome.in_(APPLIED)).order_by(
        RunRow.id
    )
    last = 0
    while rows := session.execute(query.where(RunRow.id > last).limit(writing.BATCH)).all():
        yield rows
        last = rows[-1].id


def _apply_rows(work: Work, given: Sequence[Any]) -> None:
    rows = _news(work, given)
    new = [row for row in rows if row.outcome == "added"]
    said = {row.key: read_kept(row.said) for row in rows}
    given_anew = [said[row.key] for row in new]
    listed = list_new(work.session, work.run.source_slug, given_anew, work.ground, work.at)
    services = dict(zip((row.key for row in new), listed, strict=True))
    changed = sorted({row.service_id for row in rows if row.outcome == "changed"})
    before = service_images(work.session, changed)
    withdraw(work.session, _withdrawn(rows), work.ground)
    _keep_entries(work, [_entry(work, row, said[row.key], services.get(row.key)) for row in rows])
    _remember(work, "added", listed, {})
    _remember(work, "changed", changed, before)
    relist(work.session, changed, work.ground, work.at)


def _withdrawn(rows: Sequence[Any]) -> list[int]:
    """Give the services of rows that are held back now: they were published."""
    return sorted({row.service_id for row in rows if row.outcome in HELD_BACK and row.service_id})


def _news(work: Work, rows: Sequence[Any]) -> list[Any]:
    """Leave out what goes on waiting as it did: the same row, in the same state."""
    query = select(Entry.source_key, Entry.digest, Entry.state, Entry.reason).where(
        Entry.source_slug == work.run.source_slug, Entry.source_key.in_([row.key for row in rows])
    )
    held = {(key, digest, state): reason for key, digest, state, reason in work.session.execute(query)}
    return [row for row in rows if row.outcome == "changed" or _is_news(row, held)]


def _is_news(row: Any, held: Mapping[tuple[str, str, str], str | None]) -> bool:
    """Say whether a row is not held as it is, or is asked about other listings than before."""
    before = (row.key, row.digest, _state(row))
    return before not in held or ('"candidates"' in (row.reason or "") and row.reason != held[before])


def _state(row: Any) -> str:
    """Give the state of the entry that a row makes."""
    if row.outcome == "undecided" and row.service_id:
        return "proposal"
    return "linked" if row.outcome in ("added", "changed") else str(row.outcome)


def _entry(work: Work, row: Any, statement: Statement, listed: int | None) -> dict[str, Any]:
    """Give the row of an entry. Its print is that of what the source said, before anybody decided."""
    state = _state(row)
    return {
        "source_slug": work.run.source_slug,
        "source_key": row.key,
        "service_id": (listed or row.service_id) if state in ("linked", "proposal") else None,
        "state": state,
        "digest": row.digest,
        "said": row.said,
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
    taken_over = {key: work.renamed[key] for key in keys if key in work.renamed}
    former = _numbers(work, list(taken_over.values()))
    known |= {key: former[old] for key, old in taken_over.items()}
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
    """Remember how services were, before they are written again: what hides now is then forgotten there too.

    From now on, a service that is still of the time of this run is untouched.
    """
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
    """Take out what the source no longer says, and the listings that nobody speaks of or has verified."""
    verified = read_verified(work.session) if gone else frozenset()
    for keys in writing.batches(gone, writing.BATCH):
        query = select(Entry.id, Entry.service_id).where(
            Entry.source_slug == work.run.source_slug, Entry.source_key.in_(keys)
        )
        entries = dict(work.session.execute(query).all())
        listed = sorted({each for each in entries.values() if each} - verified)
        before, services = entry_images(work.session, list(entries)), service_images(work.session, listed)
        work.session.execute(delete(Entry).where(Entry.id.in_(entries)), execution_options=writing.UNSEEN)
        others = _spoken_of(work.session, listed)
        alone = [number for number in listed if number not in others]
        gone_entries = [_change(work, "entry", "removed", *each, None) for each in before.items()]
        _add_changes(work, gone_entries)
        _remember(work, "changed", sorted(others), services)
        _remember(work, "removed", alone, services)
        forget_places(work.session, {number: _policy(services[number]) for number in alone})
        relist(work.session, sorted(others), work.ground, work.at)
        writing.remove_services(work.session, alone)


def _policy(image: Image) -> str:
    """Give what the category of a service says of its address today."""
    category = vocabulary().categories.get(image["service"][0]["category"])
    return category.address_policy if category else "public"


def _spoken_of(session: Session, numbers: Sequence[int]) -> set[int]:
    """Give those of `numbers` that some source still speaks of."""
    query = select(Entry.service_id).where(Entry.service_id.in_(numbers))
    return {number for number in session.scalars(query) if number is not None}
