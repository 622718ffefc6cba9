"""What applying a run would do, row by row: nothing is written but the rows of the run themselves."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from directory.models import Entry
from importers.keeping import kept, read_kept
from importers.models import Run, RunRow
from importers.outcomes import Outcome, outcome_of
from importers.rekeying import look_again, renamed, unnamed
from importers.situation import Situation
from importers.staging import BATCH, Say
from importers.statements import Statement

BARED = "bared"
"""In the reason of a row: its source said where it is, and that was taken out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The print of what the rows of a run announce, and how many lost their address to what hides."""

    told: str
    bared: int

    def told_with(self, gone: Iterable[str]) -> str:
        """Give the print of the whole plan, with the keys that it takes out."""
        return sha256("\n".join((self.told, *sorted(gone))).encode()).hexdigest()


def plan(sessions: sessionmaker[Session], run_id: int, situation: Situation, say: Say) -> Plan:
    """Write into each row of a run what it will do, without what must be hidden.

    It is done a batch at a time: nobody who writes has to wait for the whole.
    """
    with sessions() as session:
        look_again(session, session.get_one(Run, run_id), situation)
    told = sha256()
    done = bared = last = 0
    while True:
        with sessions.begin() as session:
            rows = _waiting(session, run_id, last)
            changes = [_planned(row, situation) for row in rows]
            if changes:
                session.execute(update(RunRow), changes)
        if not rows:
            return Plan(told.hexdigest(), bared)
        for row, change in zip(rows, changes, strict=True):
            told.update(repr((row.key, row.digest, change["outcome"], change["service_id"])).encode())
            bared += BARED in (change["reason"] or "")
        done, last = done + len(rows), rows[-1].id
        say("Rapprochement", done)


def _planned(row: Any, situation: Situation) -> dict[str, Any]:
    said = read_kept(row.said)
    outcome, statement = outcome_of(row.key, row.digest, said, situation)
    is_bared = BARED in (row.reason or "") or (_has_place(said) and not _has_place(statement))
    return {
        "id": row.id,
        "outcome": outcome.word,
        "service_id": outcome.service_id,
        "reason": _reason(outcome, is_bared),
        "said": row.said if statement is said else kept(statement),
    }


def _reason(outcome: Outcome, is_bared: bool) -> str | None:
    why = {**outcome.why, **({BARED: True} if is_bared else {})}
    return json.dumps(why, ensure_ascii=False) if why else None


def _has_place(statement: Statement) -> bool:
    record = statement.record
    return bool(record.street or record.postcode or record.point)


def _waiting(session: Session, run_id: int, last: int) -> Sequence[Any]:
    """Read the next rows of a run that say something, in the order of the file."""
    columns = (RunRow.id, RunRow.key, RunRow.digest, RunRow.said, RunRow.reason)
    query = select(*columns).where(RunRow.run_id == run_id, RunRow.digest != "", RunRow.id > last)
    return session.execute(query.order_by(RunRow.id).limit(BATCH)).all()


def held_keys(session: Session, slug: str) -> set[str]:
    """Give the keys under which the source has spoken."""
    return set(session.scalars(select(Entry.source_key).where(Entry.source_slug == slug)))


def gone_keys(session: Session, run: Run, held: Iterable[str]) -> set[str]:
    """Give the keys that a planned run takes out: neither named any more, nor taken over by another."""
    return unnamed(session, run, held) - set(renamed(session, run).values())


def bared_lines(session: Session, run_id: int) -> set[int]:
    """Give the lines of a run of which nothing more may be told than what is kept: their place hides."""
    hides = or_(RunRow.outcome == "withheld", RunRow.reason.contains(f'"{BARED}"'))
    return set(session.scalars(select(RunRow.line).where(RunRow.run_id == run_id, hides)))
