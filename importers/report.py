"""What a run found, in the numbers and examples that a person reads before saying yes.

Every row that was read is counted once: added, changed, unchanged, to decide, withheld or refused.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import Entry
from importers.forgetting import SAID_PLACE
from importers.keeping import read_kept
from importers.models import HELD_BACK, Run, RunRow
from importers.planning import bared_lines
from importers.situation import read_verified
from importers.statements import Statement

Report = dict[str, Any]

MOST_REMOVED, MOST_CHANGED = 0.10, 0.30
"""Shares of the listings of a source beyond which a run stops until somebody says yes again."""

EXAMPLES = 20
LISTED_REFUSALS = 1000
TO_DECIDE = ("undecided", "unclassed")


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading the files said: how many rows there were, and what was left out of some."""

    read: int
    notes: list[dict[str, Any]]


def report_of(session: Session, run: Run, seen: Seen, gone: Iterable[str], bared: int) -> Report:
    """Give the report of a run whose rows are planned; `bared` lost their address to what hides."""
    counts = _counts(session, run.id)
    removed = _listed(session, run.source_slug, gone)
    report: Report = {
        "source": run.source_slug,
        "read": seen.read,
        **{word: counts.get(word, 0) for word in ("added", "changed", "unchanged")},
        "removed": len(removed),
        "to_decide": sum(counts.get(word, 0) for word in TO_DECIDE),
        "withheld": sum(counts.get(word, 0) for word in HELD_BACK),
        "refused": _refused(session, run.id),
        "withdrawn": _withdrawn(session, run.id),
        "seconds": 0.0,
        "outside": counts.get("outside", 0),
        "refused_count": counts.get("refused", 0),
        "notes": _without_examples(seen.notes, bared_lines(session, run.id)),
        "told": [],
        "examples": {
            "added": [_named(read_kept(row.said)) for row in _some(session, run.id, "added")],
            "changed": [_changed(session, run, row) for row in _some(session, run.id, "changed")],
            "removed": [_named(read_kept(said)) for said in removed[:EXAMPLES]],
            **{word: _held_back(session, run.id, word) for word in (*TO_DECIDE, *HELD_BACK)},
        },
    }
    report["told"] = _told(bared, report["withdrawn"])
    report["stops"] = _stops(report, _size(session, run.source_slug))
    report["is_blocked"] = bool(report["refused_count"]) and not run.is_partial
    return report


def bared_in_words(count: int) -> str:
    """Say how many addresses were taken out."""
    if count == 1:
        return "1 adresse retirée : fiche confidentielle."
    return f"{count} adresses retirées : fiches confidentielles."


def withdrawn_in_words(count: int) -> str:
    """Say how many listings are taken out, for good, since they may hide."""
    if count == 1:
        return "1 fiche publiée est retirée et tenue cachée : annuler l’import ne la publiera pas de nouveau."
    return (
        f"{count} fiches publiées sont retirées et tenues cachées : "
        "annuler l’import ne les publiera pas de nouveau."
    )


def _told(bared: int, withdrawn: int) -> list[str]:
    told = [bared_in_words(bared)] if bared else []
    return [*told, withdrawn_in_words(withdrawn)] if withdrawn else told


def _withdrawn(session: Session, run_id: int) -> int:
    """Count the listings whose row is held back from now on: they were published."""
    query = select(func.count(func.distinct(RunRow.service_id)))
    held_back = (RunRow.run_id == run_id, RunRow.outcome.in_(HELD_BACK))
    return session.scalar(query.where(*held_back)) or 0


def _without_examples(notes: Sequence[Mapping[str, Any]], lines: Collection[int]) -> list[dict[str, Any]]:
    """Give notes without the examples of some lines: they may tell where a place is."""
    return [
        {**note, "examples": [each for each in note["examples"] if each["line"] not in lines]}
        for note in notes
    ]


def _counts(session: Session, run_id: int) -> Mapping[str, int]:
    query = select(RunRow.outcome, func.count()).where(RunRow.run_id == run_id).group_by(RunRow.outcome)
    return dict(session.execute(query).all())


def _listed(session: Session, slug: str, gone: Iterable[str]) -> Sequence[str]:
    """Give what the source said of the listings that it no longer names and that nobody verified."""
    keys = set(gone)
    if not keys:
        return []
    columns = (Entry.source_key, Entry.said, Entry.service_id)
    rows = session.execute(select(*columns).where(Entry.source_slug == slug, Entry.service_id.is_not(None)))
    verified = read_verified(session)
    return [said for key, said, number in rows if key in keys and number not in verified]


def _refused(session: Session, run_id: int) -> list[dict[str, Any]]:
    query = select(RunRow.line, RunRow.reason).where(RunRow.run_id == run_id, RunRow.outcome == "refused")
    rows = session.execute(query.order_by(RunRow.id).limit(LISTED_REFUSALS))
    return [{"line": line, **json.loads(reason or "{}")} for line, reason in rows]


def _some(session: Session, run_id: int, outcome: str) -> Sequence[Any]:
    columns = (RunRow.key, RunRow.said, RunRow.service_id, RunRow.reason)
    query = select(*columns).where(RunRow.run_id == run_id, RunRow.outcome == outcome, RunRow.digest != "")
    return session.execute(query.order_by(RunRow.id).limit(EXAMPLES)).all()


def _named(statement: Statement) -> dict[str, str]:
    record = statement.record
    return {"key": record.key, "name": record.name, "commune": record.commune, "category": record.category}


def _held_back(session: Session, run_id: int, outcome: str) -> list[dict[str, str]]:
    return [
        {**_named(read_kept(row.said)), "reason": json.loads(row.reason or "{}").get("why", "")}
        for row in _some(session, run_id, outcome)
    ]


def _changed(session: Session, run: Run, row: Any) -> dict[str, Any]:
    """Say what the source says otherwise than before; nothing, where it had not spoken of this place yet."""
    statement = read_kept(row.said)
    query = select(Entry.said).where(Entry.source_slug == run.source_slug, Entry.source_key == row.key)
    before = session.scalar(query)
    fields = list(differences(read_kept(before), statement)) if before else []
    if statement.record.address_policy not in ("", "public"):
        fields = [field for field in fields if field["field"] not in SAID_PLACE]
    return {**_named(statement), "fields": fields, "is_joined": before is None}


def differences(before: Statement, after: Statement) -> Iterator[dict[str, str]]:
    """Give each field of a record that differs, before and after, as texts."""
    for name in after.record.__slots__:
        old, new = getattr(before.record, name), getattr(after.record, name)
        if old != new:
            yield {"field": name, "before": text_of(old), "after": text_of(new)}


def text_of(value: object) -> str:
    """Give what a field holds, as a person reads it; empty where nothing is said."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(map(text_of, value))
    said = [getattr(value, name, "") for name in ("number", "kind", "code", "starts", "ends")]
    return " ".join(str(each) for each in said if each) or str(value)


def _size(session: Session, slug: str) -> int:
    query = select(func.count()).where(Entry.source_slug == slug, Entry.service_id.is_not(None))
    return session.scalar(query) or 0


def _stops(report: Report, size: int) -> list[str]:
    """Say what asks for a second yes, in sentences."""
    stops = []
    out = report["removed"] + report["withdrawn"]
    if out > MOST_REMOVED * size:
        stops.append(f"{out} fiches sur {size} seraient retirées : c’est plus de 10 %.")
    if size and report["changed"] > MOST_CHANGED * size:
        stops.append(f"{report['changed']} fiches sur {size} seraient modifiées : c’est plus de 30 %.")
    return stops
