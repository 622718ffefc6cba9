"""What waits for a person: is it the same place, what is its kind, does it hide, which of two is right.

An answer is obeyed at once and remembered: the next run of the source asks nothing again. The caller commits.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session, joinedload

from directory.models import Entry, Service
from directory.vocabulary import vocabulary
from importers.ground import Ground
from importers.hiding import hidden
from importers.keeping import kept, read_kept
from importers.matching.known import Candidate
from importers.models import Decision, Withheld
from importers.planning import as_decided, withheld_name
from importers.relisting import list_new, relist
from importers.statements import Statement

WAITING = ("undecided", "unclassed", "withheld", "proposal")


class DecisionError(ValueError):
    """An answer that does not fit what is asked."""


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
    query = select(Entry.source_slug, Entry.code, func.count(), func.min(Entry.id))
    query = query.where(Entry.state == "unclassed").group_by(Entry.source_slug, Entry.code)
    rows = session.execute(query.order_by(func.count().desc(), Entry.code)).all()
    return [_kind(session, slug, code, count, examples) for slug, code, count, _ in rows]


def _kind(session: Session, slug: str, code: str, count: int, examples: int) -> Kind:
    query = select(Entry).options(joinedload(Entry.source)).where(*_of_kind(slug, code))
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


def _of_kind(slug: str, code: str) -> Sequence[ColumnElement[bool]]:
    return Entry.source_slug == slug, Entry.code == code, Entry.state == "unclassed"


def decide(
    session: Session, entry_id: int, answer: str, service_id: int | None, ground: Ground, at: datetime
) -> None:
    """Obey one answer about one entry, and remember it.

    Raises:
        DecisionError: the entry waits for nothing, or not for that.
    """
    entry = session.get(Entry, entry_id)
    if entry is None or entry.state not in WAITING:
        raise DecisionError("Cette fiche n’attend plus de réponse : elle a déjà été traitée.")
    _ANSWERS[entry.state](_Choice(session, entry, answer, service_id, ground, at))


def decide_kind(session: Session, source: str, code: str, answer: str, ground: Ground, at: datetime) -> int:
    """Obey one answer about all that waits under a kind of a source, and say how many that was.

    Raises:
        DecisionError: the answer is neither a category nor « outside ».
    """
    entries = session.scalars(select(Entry).where(*_of_kind(source, code)).order_by(Entry.id)).all()
    for entry in entries:
        _class(_Choice(session, entry, answer, None, ground, at, subject=f"code:{code}"))
    return len(entries)


@dataclass(frozen=True, slots=True)
class _Choice:
    session: Session
    entry: Entry
    answer: str
    service_id: int | None
    ground: Ground
    at: datetime
    subject: str = ""


def _compare(choice: _Choice) -> None:
    """Answer whether an entry is a listing that exists."""
    if choice.answer == "same" and choice.service_id:
        if choice.session.get(Service, choice.service_id) is None:
            raise DecisionError("Cette fiche n’existe plus : rechargez la page.")
        _link(choice, choice.service_id)
    elif choice.answer == "different":
        statement = read_kept(choice.entry.said)
        if statement.fit == "exact":
            _list(choice, statement)
        else:
            _put(choice, "unclassed")
    else:
        raise DecisionError("Dites si c’est le même lieu, ou un autre.")
    _remember(choice, choice.answer, choice.service_id)


def _class(choice: _Choice) -> None:
    """Answer what kind of place an entry is."""
    if choice.answer == "outside":
        _put(choice, "outside")
    elif choice.answer in vocabulary().categories:
        _list(choice, as_decided(read_kept(choice.entry.said), choice.answer))
    else:
        raise DecisionError(f"« {choice.answer} » n’est pas une catégorie de l’annuaire.")
    _remember(choice, choice.answer)


def _reveal(choice: _Choice) -> None:
    """Answer whether what may hide does: what does is withheld for ever, by every name it has."""
    if choice.answer == "hide":
        _withhold(choice)
    else:
        statement = as_decided(read_kept(choice.entry.said), choice.answer)
        if statement.fit != "exact" or statement.is_perhaps_hidden:
            raise DecisionError("Choisissez la catégorie sous laquelle ce lieu sera publié.")
        _list(choice, statement)
    _remember(choice, choice.answer)


def _settle(choice: _Choice) -> None:
    """Answer whether what a source says takes the place of what was verified."""
    if choice.answer not in ("accept", "refuse") or choice.entry.service_id is None:
        raise DecisionError("Dites si la proposition est acceptée ou refusée.")
    _put(choice, "linked")
    if choice.answer == "accept":
        relist(choice.session, [choice.entry.service_id], choice.ground, choice.at)


_ANSWERS: Mapping[str, Callable[[_Choice], None]] = {
    "undecided": _compare,
    "unclassed": _class,
    "withheld": _reveal,
    "proposal": _settle,
}


def _put(choice: _Choice, state: str) -> None:
    choice.entry.state, choice.entry.reason = state, None
    choice.session.flush()


def _link(choice: _Choice, service_id: int) -> None:
    choice.entry.service_id = service_id
    _put(choice, "linked")
    relist(choice.session, [service_id], choice.ground, choice.at)


def _list(choice: _Choice, statement: Statement) -> None:
    """Make a listing of what the entry says."""
    entry = choice.entry
    [number] = list_new(choice.session, entry.source_slug, [statement], choice.ground, choice.at)
    entry.service_id, entry.said = number, kept(hidden(statement, choice.ground))
    _put(choice, "linked")


def _withhold(choice: _Choice) -> None:
    entry, statement = choice.entry, read_kept(choice.entry.said)
    named = {
        "key": f"{entry.source_slug}:{entry.source_key}",
        "siret": entry.siret,
        "finess": entry.finess,
        "name": withheld_name(statement, choice.ground),
    }
    for kind, value in named.items():
        known = select(Withheld.id).where(Withheld.kind == kind, Withheld.value == value)
        if value and choice.session.scalar(known) is None:
            choice.session.add(Withheld(kind=kind, value=value, added_at=choice.at))
    _put(choice, "outside")


def _remember(choice: _Choice, answer: str, service_id: int | None = None) -> None:
    subject = choice.subject or f"key:{choice.entry.source_key}"
    of_this = (Decision.source_slug == choice.entry.source_slug, Decision.subject == subject)
    choice.session.execute(delete(Decision).where(*of_this))
    choice.session.add(
        Decision(
            source_slug=choice.entry.source_slug,
            subject=subject,
            answer=answer,
            service_id=service_id,
            decided_at=choice.at,
        )
    )
    choice.session.flush()
