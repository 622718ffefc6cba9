"""What applying a run would do, row by row: nothing is written but the rows of the run themselves.

Each row is asked, in this order: is it withheld for ever, has somebody decided, is it what the source said
before, is it outside the directory, and last, is it the same place as a listing that is already there.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.folding import fold
from directory.models import Entry, Service, Verification
from directory.phones import stored
from directory.vocabulary import vocabulary
from importers.ground import Ground
from importers.hiding import hidden
from importers.keeping import kept, read_kept
from importers.matching.from_directory import read_known
from importers.matching.known import Known, Verdict
from importers.matching.subject import subject_of
from importers.merging import PEOPLE
from importers.models import Decision, Run, RunRow, Withheld
from importers.staging import BATCH, Say
from importers.statements import Statement

HELD_STATES = {"linked": "unchanged", "proposal": "undecided"}
"""What a row is that says again what it said before; in the other states, it goes on waiting."""

ANSWERED = ("same", "hide", "outside")
"""What a person answered once for all: nothing else is asked of the row."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a row that the source gave before."""

    digest: str
    state: str
    service_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row will do, the listing it concerns, and why, in JSON: a sentence, candidates."""

    word: str
    service_id: int | None = None
    why: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Situation:
    """All that is asked about rows, read once."""

    slug: str
    ground: Ground
    held: Mapping[str, Held]
    decisions: Mapping[str, tuple[str, int | None]]
    withheld: Mapping[str, frozenset[str]]
    verified: frozenset[int]
    confidential: frozenset[int]
    known: Known
    taken: set[int] = field(default_factory=set)
    """Services that a row of this run is already linked to: two rows of one source are two places."""


def read_situation(session: Session, slug: str, ground: Ground) -> Situation:
    """Read what the rows of the source `slug` are asked about."""
    entries = session.execute(
        select(Entry.source_key, Entry.digest, Entry.state, Entry.service_id).where(Entry.source_slug == slug)
    )
    decisions = session.execute(
        select(Decision.subject, Decision.answer, Service.id)
        .outerjoin(Service, Service.id == Decision.service_id)
        .where(Decision.source_slug == slug)
    )
    by_people = select(Verification.service_id).where(Verification.source_slug.in_(PEOPLE))
    hidden = select(Service.id).where(Service.address_policy == "confidential")
    held = {key: Held(digest, state, number) for key, digest, state, number in entries}
    return Situation(
        slug=slug,
        ground=ground,
        held=held,
        decisions={subject: (answer, number) for subject, answer, number in decisions},
        withheld=_withheld(session),
        verified=frozenset(session.scalars(by_people)),
        confidential=frozenset(session.scalars(hidden)),
        known=read_known(session),
        taken={each.service_id for each in held.values() if each.service_id},
    )


def _withheld(session: Session) -> Mapping[str, frozenset[str]]:
    rows = session.execute(select(Withheld.kind, Withheld.value)).all()
    return {kind: frozenset(value for each, value in rows if each == kind) for kind, _ in rows}


def plan(session: Session, run: Run, situation: Situation, say: Say) -> str:
    """Write into each row of `run` what it will do, and give the print of all of it. The caller commits."""
    told = sha256()
    done = 0
    for rows in _waiting(session, run.id):
        changes = []
        for row in rows:
            statement = read_kept(row.said)
            outcome = outcome_of(row.key, row.digest, statement, situation)
            told.update(repr((row.key, row.digest, outcome.word, outcome.service_id)).encode())
            reason = json.dumps(dict(outcome.why), ensure_ascii=False) if outcome.why else None
            changes.append(
                {
                    "id": row.id,
                    "outcome": outcome.word,
                    "service_id": outcome.service_id,
                    "reason": reason,
                    "said": _withheld_text(statement, situation) if outcome.word == "withheld" else row.said,
                }
            )
        session.execute(update(RunRow), changes)
        done += len(rows)
        say("Rapprochement", done)
    for key in sorted(gone_keys(session, run, situation.held)):
        told.update(key.encode())
    return told.hexdigest()


def _withheld_text(statement: Statement, situation: Situation) -> str:
    """Give what is kept of a place that may hide, whatever its source made of it."""
    return kept(hidden(replace(statement, is_perhaps_hidden=True), situation.ground))


def _waiting(session: Session, run_id: int) -> Iterator[Sequence[Any]]:
    """Read the rows of a run that say something, in the order of the file, a batch at a time."""
    columns = (RunRow.id, RunRow.key, RunRow.digest, RunRow.said)
    query = select(*columns).where(RunRow.run_id == run_id, RunRow.digest != "").order_by(RunRow.id)
    last = 0
    while rows := session.execute(query.where(RunRow.id > last).limit(BATCH)).all():
        yield rows
        last = rows[-1].id


def held_keys(session: Session, slug: str) -> set[str]:
    """Give the keys under which the source has spoken."""
    return set(session.scalars(select(Entry.source_key).where(Entry.source_slug == slug)))


def gone_keys(session: Session, run: Run, held: Iterable[str]) -> set[str]:
    """Give the keys that the source no longer names; a partial file removes nothing."""
    if run.is_partial:
        return set()
    return set(held) - set(session.scalars(select(RunRow.key).where(RunRow.run_id == run.id)))


def outcome_of(key: str, digest: str, statement: Statement, situation: Situation) -> Outcome:
    """Say what one row will do."""
    if _is_withheld(key, statement, situation):
        return Outcome("withheld", why={"why": "Ne se publie jamais : c’est décidé."})
    held = situation.held.get(key)
    decided = situation.decisions.get(f"key:{key}") or situation.decisions.get(f"code:{statement.code}")
    if held and held.digest == digest:
        return Outcome(HELD_STATES.get(held.state, held.state), held.service_id)
    if held and held.service_id:
        return _changed(held.service_id, situation)
    if decided and decided[0] in ANSWERED:
        return _answered(*decided, situation)
    statement = as_decided(statement, decided[0] if decided else "")
    if statement.is_perhaps_hidden:
        return Outcome("withheld", why={"why": "Peut-être un lieu qui se cache : à une personne de le dire."})
    if statement.fit == "none":
        return Outcome("outside", why={"why": "Hors de ce que l’annuaire réunit."})
    if decided and decided[0] == "different":
        return _alone(statement)
    return _by_likeness(statement, situation)


def as_decided(statement: Statement, answer: str) -> Statement:
    """Give `statement` as a person has answered: the category of its kind, or that it does not hide."""
    if answer in vocabulary().categories:
        record = replace(statement.record, category=answer)
        return replace(statement, record=record, fit="exact", is_perhaps_hidden=False)
    return replace(statement, is_perhaps_hidden=False) if answer == "publish" else statement


def _is_withheld(key: str, statement: Statement, situation: Situation) -> bool:
    named = situation.withheld
    names = {
        "key": {f"{situation.slug}:{key}"},
        "siret": {statement.siret},
        "finess": {statement.finess},
        "phone": {stored(phone.number) for phone in statement.record.phones} if "phone" in named else set(),
        "name": {withheld_name(statement, situation.ground)},
    }
    return any(names[kind] & values for kind, values in named.items())


def withheld_name(statement: Statement, ground: Ground) -> str:
    """Give the name under which a place is withheld: folded, within its département."""
    return f"{fold(statement.record.name)} {department_of(statement, ground)}"


def department_of(statement: Statement, ground: Ground) -> str:
    """Give the département of a place: that of its commune, or the one that stands for it."""
    record = statement.record
    town = ground.town(record.commune) if record.commune else None
    if town:
        return town.department
    return record.zone[1] if record.zone and record.zone[0] == "department" else ""


def _changed(service_id: int, situation: Situation) -> Outcome:
    """A listing that people verified is not changed: the difference is proposed to them."""
    if service_id in situation.verified:
        return Outcome("undecided", service_id, {"why": "Diffère de ce qu’une personne a vérifié."})
    return Outcome("changed", service_id)


def _answered(answer: str, service_id: int | None, situation: Situation) -> Outcome:
    if answer == "same" and service_id:
        return _linked(service_id, situation)
    return Outcome({"hide": "withheld", "outside": "outside"}.get(answer, "undecided"))


def _alone(statement: Statement) -> Outcome:
    """A place of its own is listed, once it is known what it is."""
    return Outcome("added" if statement.fit == "exact" else "unclassed")


def _linked(service_id: int, situation: Situation) -> Outcome:
    if service_id in situation.taken:
        return Outcome("undecided", why={"why": "Une autre ligne de la même source dit déjà ce lieu."})
    situation.taken.add(service_id)
    return _changed(service_id, situation)


def _by_likeness(statement: Statement, situation: Situation) -> Outcome:
    department = department_of(statement, situation.ground)
    verdict = situation.known.match(subject_of(statement, situation.slug, department))
    if any(each.service_id in situation.confidential for each in verdict.candidates):
        return Outcome("withheld", why={"why": "Ressemble à un lieu confidentiel : son adresse est retirée."})
    if verdict.answer == "same":
        return _linked(verdict.candidates[0].service_id, situation)
    if verdict.answer == "undecided":
        return Outcome("undecided", why=_candidates(verdict))
    return _alone(statement)


def _candidates(verdict: Verdict) -> Mapping[str, Any]:
    listed = [
        {"service_id": each.service_id, "score": each.score, "reasons": list(each.reasons)}
        for each in verdict.candidates
    ]
    return {"why": "Ressemble à une fiche qui existe.", "candidates": listed}
