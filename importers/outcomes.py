"""What one row of a run will do. Each is asked, in this order: is it withheld for ever, has somebody decided,
is it what the source said before, is it outside the directory, and last, is it a listing that exists.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from directory.hours import HoursError
from directory.phones import PhoneError
from directory.secrecy import most_secret
from directory.vocabulary import vocabulary
from importers.fill import LoadError, listing_of
from importers.ground import Ground
from importers.hiding import covered, hidden
from importers.matching.known import Verdict
from importers.matching.subject import number_of, subject_of
from importers.situation import Answer, Held, Situation, department_of, withheld_name
from importers.statements import Statement

HELD_STATES = {"linked": "unchanged", "proposal": "undecided"}
"""What a row is that says again what it said before; in the other states, it goes on waiting."""

ANSWERED = ("same", "hide", "outside")
"""What a person answered once for all: nothing else is asked of the row."""

WITHHELD = "Ne se publie jamais : c’est décidé."
LIKE_WITHHELD = "Ressemble à un lieu qui ne se publie jamais : son adresse est retirée."
LIKE_HIDDEN = "Ressemble à un lieu confidentiel : son adresse est retirée."
PERHAPS_HIDDEN = "Peut-être un lieu qui se cache : à une personne de le dire."
OUTSIDE = "Hors de ce que l’annuaire réunit."
VERIFIED = "Diffère de ce qu’une personne a vérifié."
TAKEN = "Une autre ligne de la même source dit déjà ce lieu."
LIKELY = "Ressemble à une fiche qui existe."

EPOCH = datetime.fromtimestamp(0, UTC)
"""A day for what is only tried, and never kept."""

NOBODY: Answer = ("", None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row will do, the listing it concerns, and why, in JSON: a sentence, candidates.

    `is_withdrawn`: the listing was published, and is taken out. `bares` is the policy of a place whose
    address may not be kept, whatever the source says of it.
    """

    word: str
    service_id: int | None = None
    why: Mapping[str, Any] = field(default_factory=dict)
    is_withdrawn: bool = False
    bares: str = "public"


def outcome_of(key: str, digest: str, said: Statement, situation: Situation) -> tuple[Outcome, Statement]:
    """Say what one row will do, and what is kept of it: its kind as decided, without what must be hidden."""
    held, answer = situation.held.get(key), situation.decisions.get(f"key:{key}", NOBODY)
    statement = _as_decided(said, answer[0], situation)
    outcome = _outcome(key, digest, statement, held, answer, situation)
    if outcome.word == "added" and statement is not said:  # What was not decided was tried when it was read.
        problem = listing_problem(statement)
        outcome = Outcome("unclassed", why={"why": problem}) if problem else outcome
    of_listing = situation.secret.get(outcome.service_id or 0, "public")
    policy = most_secret(outcome.bares, of_listing)
    return outcome, bared(statement, policy, situation.ground)


def bared(statement: Statement, policy: str, ground: Ground) -> Statement:
    """Give `statement` without what `policy` hides."""
    if policy == "public":
        return statement
    if policy != "confidential":
        return replace(statement, record=covered(statement.record, ground, policy))
    bare = hidden(replace(statement, is_perhaps_hidden=True), ground)
    return replace(bare, is_perhaps_hidden=statement.is_perhaps_hidden)


def _as_decided(statement: Statement, own: str, situation: Situation) -> Statement:
    """Give `statement` with its kind as a person decided it, hidden again if that kind hides.

    What was decided of a kind does not say that one of its places hides or not: only its own answer does.
    """
    of_kind, _ = situation.decisions.get(f"code:{statement.code}", NOBODY) if statement.code else NOBODY
    decided = as_decided(statement, of_kind)
    decided = replace(decided, is_perhaps_hidden=statement.is_perhaps_hidden)
    decided = as_decided(decided, own)
    return statement if decided == statement else hidden(decided, situation.ground)


def as_decided(statement: Statement, answer: str) -> Statement:
    """Give `statement` as a person has answered: the category of its kind, or that it does not hide."""
    if answer in vocabulary().categories:
        record = replace(statement.record, category=answer)
        return replace(statement, record=record, fit="exact", is_perhaps_hidden=False)
    if answer == "outside":
        return replace(statement, fit="none")
    return replace(statement, is_perhaps_hidden=False) if answer == "publish" else statement


def _outcome(
    key: str, digest: str, statement: Statement, held: Held | None, answer: Answer, situation: Situation
) -> Outcome:
    linked = held.service_id if held else None
    withheld = _withheld(key, statement, answer, linked, situation)
    if withheld:
        return withheld
    if held and held.digest == digest:
        return Outcome(HELD_STATES.get(held.state, held.state), linked, bares=_still_bare(held))
    if statement.is_perhaps_hidden:
        return _taken_back("withheld", PERHAPS_HIDDEN, linked, situation)
    if linked:
        return _changed(linked, situation)
    if answer[0] in ANSWERED and (answer[0] != "same" or answer[1]):
        return _linked(answer[1], situation) if answer[1] else Outcome("outside", why={"why": OUTSIDE})
    if statement.fit == "none":
        return Outcome("outside", why={"why": OUTSIDE})
    if answer[0] == "different":
        return _alone(statement)
    return _by_likeness(statement, situation)


def _still_bare(held: Held) -> str:
    """A row that was withheld for what it resembles still says its place: it goes on being bared."""
    return "confidential" if held.state == "withheld" else "public"


def _withheld(
    key: str, statement: Statement, answer: Answer, linked: int | None, situation: Situation
) -> Outcome | None:
    """Say what becomes of a row that the withheld list names; None where it does not.

    Its key and its FINESS number are sure. A name, a SIRET or a telephone that it shares may be those of
    another place: it waits for a person, who may publish it.
    """
    listed = situation.withheld
    is_sure = f"{situation.slug}:{key}" in listed.get("key", ()) or (
        bool(statement.finess) and statement.finess in listed.get("finess", ())
    )
    if is_sure or answer[0] == "hide":
        return _taken_back("outside", WITHHELD, linked, situation)
    is_published = answer[0] == "publish" or answer[0] in vocabulary().categories
    if not listed or is_published:
        return None
    if withheld_name(statement, situation.ground) in listed.get("name", ()):
        return _taken_back("withheld", LIKE_WITHHELD, linked, situation)
    is_like = statement.siret in listed.get("siret", ()) or not numbers_of(statement).isdisjoint(
        listed.get("phone", ())
    )
    return _taken_back("withheld", LIKE_WITHHELD, None, situation) if is_like and not linked else None


def numbers_of(statement: Statement) -> set[str]:
    """Give the numbers by which a place is known, E.164: not those that answer for many."""
    return {number for phone in statement.record.phones if (number := number_of(phone.number))}


def _taken_back(word: str, why: str, linked: int | None, situation: Situation) -> Outcome:
    """Hold a row back; its listing is taken out if it has one, unless people verified that."""
    is_out = linked is not None and linked not in situation.verified
    return Outcome(word, linked if is_out else None, {"why": why}, is_withdrawn=is_out, bares="confidential")


def _changed(service_id: int, situation: Situation) -> Outcome:
    """A listing that people verified is not changed: the difference is proposed to them."""
    if service_id in situation.verified:
        return Outcome("undecided", service_id, {"why": VERIFIED})
    return Outcome("changed", service_id)


def _alone(statement: Statement) -> Outcome:
    """A place of its own is listed, once it is known what it is."""
    return Outcome("added" if statement.fit == "exact" else "unclassed")


def listing_problem(statement: Statement) -> str:
    """Say why the directory cannot hold what `statement` says, nothing where it can."""
    try:
        listing_of(statement.record, at=EPOCH)
    except (LoadError, HoursError, PhoneError) as error:
        return str(error)
    return ""


def _linked(service_id: int, situation: Situation) -> Outcome:
    if service_id in situation.taken:
        return Outcome("undecided", why={"why": TAKEN})
    situation.taken.add(service_id)
    situation.known.hold(service_id)
    return _changed(service_id, situation)


def _by_likeness(statement: Statement, situation: Situation) -> Outcome:
    if situation.is_waiting(statement):
        return Outcome("withheld", why={"why": LIKE_HIDDEN}, bares="confidential")
    department = department_of(statement, situation.ground)
    verdict = situation.known.match(subject_of(statement, situation.slug, department))
    if any(situation.is_hidden(each.service_id) for each in verdict.candidates):
        return Outcome("withheld", why={"why": LIKE_HIDDEN}, bares="confidential")
    if verdict.answer == "same":
        return _linked(verdict.candidates[0].service_id, situation)
    if verdict.answer == "undecided":
        return Outcome("undecided", why=_candidates(verdict))
    return _alone(statement)


def reason_of(why: str) -> str:
    """Give why something waits as an entry keeps it."""
    return json.dumps({"why": why}, ensure_ascii=False)


def _candidates(verdict: Verdict) -> Mapping[str, Any]:
    listed = [
        {
            "service_id": each.service_id,
            "score": each.score,
            "reasons": list(each.reasons),
            "name": each.name,
        }
        for each in verdict.candidates
    ]
    return {"why": LIKELY, "candidates": listed}
