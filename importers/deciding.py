"""Answers of a person to what waits (`importers/waiting.py`).

An answer is obeyed at once and remembered: the next run of the source asks nothing again. The caller commits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from directory.vocabulary import vocabulary
from importers.fill import policy_of
from importers.forgetting import forget_hidden, forget_places
from importers.ground import Ground
from importers.hiding import hidden
from importers.keeping import kept, read_kept
from importers.locking import only_writer
from importers.models import Decision
from importers.outcomes import LIKE_HIDDEN, VERIFIED, as_decided, bared, listing_problem, reason_of
from importers.relisting import list_new, propose, relist
from importers.situation import Hidden, read_hidden, read_verified
from importers.statements import Statement
from importers.waiting import WAITING, candidates_of, of_kind, still_there
from importers.withdrawing import withhold


class DecisionError(ValueError):
    """An answer that does not fit what is asked."""


def decide(
    session: Session, entry_id: int, answer: str, service_id: int | None, ground: Ground, at: datetime
) -> None:
    """Obey one answer about one entry, and remember it.

    Raises:
        DecisionError: the entry waits for nothing, or not for that.
    """
    only_writer(session)
    entry = session.get(Entry, entry_id)
    if entry is None or entry.state not in WAITING:
        raise DecisionError("Cette fiche n’attend plus de réponse : elle a déjà été traitée.")
    _ANSWERS[entry.state](_Choice(session, entry, answer, service_id, ground, at))
    session.flush()


def decide_kind(session: Session, source: str, code: str, answer: str, ground: Ground, at: datetime) -> int:
    """Obey one answer about all that waits under a kind of a source, and say how many that was.

    What the directory cannot hold goes on waiting, and says why; what resembles a place that hides, too.

    Raises:
        DecisionError: the answer is neither a category nor « outside », or no kind is named.
    """
    if not code:
        raise DecisionError("Ces fiches n’ont pas de sorte commune : répondez pour chacune.")
    only_writer(session)
    entries = session.scalars(select(Entry).where(*of_kind(source, code)).order_by(Entry.id)).all()
    _check_kind(answer)
    if answer == "outside":
        for entry in entries:
            _put(entry, "outside")
    else:
        _list_all(session, entries, answer, ground, at)
    if entries:
        _remember(session, source, f"code:{code}", answer, None, at)
    session.flush()
    return len(entries)


def _check_kind(answer: str) -> None:
    if answer != "outside" and answer not in vocabulary().categories:
        raise DecisionError(f"« {answer} » n’est pas une catégorie de l’annuaire.")


def _list_all(session: Session, entries: Sequence[Entry], answer: str, ground: Ground, at: datetime) -> None:
    """Make a listing of each entry that may be one, many at a time."""
    known, ready = read_hidden(session, ground), list[tuple[Entry, Statement]]()
    for entry in entries:
        statement = hidden(as_decided(read_kept(entry.said), answer), ground)
        if _hold_back(session, entry, statement, known, ground):
            continue
        if _own_listing(session, entry):
            _list(_Choice(session, entry, answer, None, ground, at), statement)
        else:
            ready.append((entry, statement))
    if ready:
        said = [statement for _, statement in ready]
        numbers = list_new(session, entries[0].source_slug, said, ground, at)
        for (entry, statement), number in zip(ready, numbers, strict=True):
            _put(entry, "linked", number)
            entry.said = kept(statement)
        _forget(session, ready)


def _forget(session: Session, said: Sequence[tuple[Entry, Statement]]) -> None:
    """Take out what imports keep of the places of entries that hide now, under whatever state they were."""
    session.flush()
    keys = {(each.source_slug, each.source_key): policy_of(of.record) for each, of in said}
    forget_places(session, {}, keys)


def _hold_back(session: Session, entry: Entry, statement: Statement, known: Hidden, ground: Ground) -> bool:
    """Let an entry wait that cannot be listed, or that resembles a place that hides; say whether it does."""
    if known.resembles(statement, entry.source_slug, ground):
        entry.said = kept(bared(statement, "confidential", ground))
        _put(entry, "withheld", why=LIKE_HIDDEN)
        _forget(session, [(entry, read_kept(entry.said))])
    elif problem := listing_problem(statement):
        entry.reason = reason_of(problem)
    else:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Choice:
    session: Session
    entry: Entry
    answer: str
    service_id: int | None
    ground: Ground
    at: datetime

    def remember(self) -> None:
        """Keep the answer for the next runs."""
        service_id = self.service_id if self.answer == "same" else None
        key = f"key:{self.entry.source_key}"
        _remember(self.session, self.entry.source_slug, key, self.answer, service_id, self.at)


def _compare(choice: _Choice) -> None:
    """Answer whether an entry is a listing that exists."""
    if choice.answer == "same" and choice.service_id:
        if not _is_there(choice, choice.service_id):
            raise DecisionError("Cette fiche n’existe plus : rechargez la page.")
        _link(choice, choice.service_id)
    elif choice.answer == "different":
        statement = read_kept(choice.entry.said)
        if statement.fit == "exact":
            _list(choice, statement)
        else:
            _put(choice.entry, "unclassed")
    else:
        raise DecisionError("Dites si c’est le même lieu, ou un autre.")
    choice.remember()


def _is_there(choice: _Choice, number: int) -> bool:
    """Say whether a listing is still the one that the question was about: its number may serve again."""
    asked = [each for each in candidates_of(choice.entry.reason) if each.service_id == number]
    lost = len(still_there(choice.session, asked)) < len(asked)
    return not lost and choice.session.get(Service, number) is not None


def _class(choice: _Choice) -> None:
    """Answer what kind of place an entry is."""
    _check_kind(choice.answer)
    if choice.answer == "outside":
        _put(choice.entry, "outside")
    else:
        statement = hidden(as_decided(read_kept(choice.entry.said), choice.answer), choice.ground)
        known = read_hidden(choice.session, choice.ground)
        if known.resembles(statement, choice.entry.source_slug, choice.ground):
            _hold_back(choice.session, choice.entry, statement, known, choice.ground)
            return
        _list(choice, statement)
    choice.remember()


def _reveal(choice: _Choice) -> None:
    """Answer whether what may hide does: what does is withheld for ever, by every name it has."""
    statement = read_kept(choice.entry.said)
    if choice.answer == "hide":
        _put(choice.entry, "outside")
        choice.session.flush()
        withhold(choice.session, choice.entry, statement, choice.ground, choice.at)
    else:
        statement = as_decided(statement, choice.answer)
        if statement.fit != "exact" or statement.is_perhaps_hidden:
            raise DecisionError("Choisissez la catégorie sous laquelle ce lieu sera publié.")
        _list(choice, statement)
    choice.remember()


def _settle(choice: _Choice) -> None:
    """Answer whether what a source says takes the place of what was verified."""
    if choice.answer not in ("accept", "refuse") or choice.entry.service_id is None:
        raise DecisionError("Dites si la proposition est acceptée ou refusée.")
    number = choice.entry.service_id
    _put(choice.entry, "linked", number)
    if choice.answer == "accept":
        propose(choice.session, number, choice.entry, choice.ground, choice.at)


_ANSWERS: Mapping[str, Callable[[_Choice], None]] = {
    "undecided": _compare,
    "unclassed": _class,
    "withheld": _reveal,
    "proposal": _settle,
}


def _put(entry: Entry, state: str, service_id: int | None = None, why: str = "") -> None:
    entry.state, entry.service_id, entry.reason = state, service_id, reason_of(why) if why else None


def _link(choice: _Choice, service_id: int) -> None:
    """Link an entry to a listing; where people verified that, what differs is proposed to them."""
    is_verified = service_id in read_verified(choice.session)
    _put(choice.entry, "proposal" if is_verified else "linked", service_id, VERIFIED if is_verified else "")
    choice.session.flush()
    if not is_verified:
        relist(choice.session, [service_id], choice.ground, choice.at)
    forget_hidden(choice.session)


def _list(choice: _Choice, statement: Statement) -> None:
    """Make a listing of what the entry says, unless it has one of its own already."""
    entry, statement = choice.entry, hidden(statement, choice.ground)
    problem = listing_problem(statement)
    if problem:
        raise DecisionError(problem)
    entry.said = kept(replace(statement, notes=()))
    if number := _own_listing(choice.session, entry):
        _link(choice, number)
    else:
        [number] = list_new(choice.session, entry.source_slug, [statement], choice.ground, choice.at)
        _put(entry, "linked", number)
    _forget(choice.session, [(entry, statement)])


def _own_listing(session: Session, entry: Entry) -> int | None:
    """Give the listing of the very key of an entry: people verified it, and its source had left it out."""
    of_this = (Service.source_slug == entry.source_slug, Service.source_key == entry.source_key)
    return session.scalar(select(Service.id).where(*of_this))


def _remember(
    session: Session, slug: str, subject: str, answer: str, service_id: int | None, at: datetime
) -> None:
    session.execute(delete(Decision).where(Decision.source_slug == slug, Decision.subject == subject))
    session.add(
        Decision(source_slug=slug, subject=subject, answer=answer, service_id=service_id, decided_at=at)
    )
