"""What people ask of the desk: the requests of `directory/editing/asking.py`, with before and after."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.actors import Actor
from directory.desk.items import KINDS, NOT_OFFERED, Answer, Item, Line, number_of
from directory.desk.treated import TreatedError
from directory.editing.answering import moderates_request
from directory.editing.asking import STATES, answer
from directory.editing.errors import ConflictError, EditError
from directory.editing.requesting import OPEN, is_own
from directory.editing.showing import UNSAID, shown
from directory.editing.values import NAMES
from directory.local_time import PARIS, local
from directory.models import ChangeRequest
from directory.secrecy import is_lowered
from directory.typography import typeset
from directory.wording import full_day, hour

OF_KIND: Mapping[str, str] = {
    "change": "changements",
    "new": "nouvelles",
    "removal": "retraits",
    "claim": "revendications",
    "correction": "corrections",
    "contact": "contacts",
}
ACCEPTED: Mapping[str, str] = {
    "change": "Accepter le changement",
    "new": "Publier la fiche",
    "removal": "Retirer la fiche",
    "claim": "Confier la fiche",
    "correction": "C’est entendu",
    "contact": "Accepter ce contact",
}
WHAT: Mapping[str, str] = {
    "change": "La fiche reste telle quelle jusqu'à votre réponse.",
    "new": "Une fiche de plus dans l'annuaire.",
    "removal": "La fiche sort de l'annuaire ; elle peut y revenir.",
    "claim": "Cette structure demande à tenir la fiche à jour elle-même.",
    "correction": "Rien ne change tout seul : votre phrase dit ce qui sera fait.",
    "contact": "Il recevra les courriels ; les anciens liens n'ouvriront plus rien.",
}
SAID: Mapping[str, str] = {"accept": "Accepté", "refuse": "Refusé", "ask": "Question envoyée"}
SOURCES: Mapping[str, str] = {
    "site": "depuis son compte",
    "link": "par le lien d'un courriel",
    "desk": "depuis le bureau",
    "command": "en ligne de commande",
}
REFUSES = "Pourquoi ? Cette phrase part à la personne qui demande."
ASKS = "Que faut-il préciser ? Cette phrase part à la personne qui demande."
OWN = "C’est votre demande : une autre personne du bureau doit y répondre."
MOVED = "La fiche a changé depuis cette demande : refusez-la en le disant, ou demandez-en une autre."


def is_dangerous(session: Session, key: str, word: str) -> bool:
    """Say whether answering so an item would show what a listing hides: the password is asked again."""
    name, _, number = key.partition("-")
    if name != Requests.name or word != "accept":
        return False
    request = session.get(ChangeRequest, number_of(number))
    if request is None or request.state not in OPEN or "address_policy" not in request.before:
        return False
    return is_lowered(request.before["address_policy"], request.after["address_policy"])


class Requests:
    """What is asked of the desk in a territory: its number names one."""

    name: str = "request"

    def items(self, session: Session, actor: Actor, at: datetime) -> list[Item]:
        """Give what is asked and waits for an answer, or for a precision."""
        query = select(ChangeRequest).where(ChangeRequest.state.in_(OPEN)).order_by(ChangeRequest.id)
        query = query.options(joinedload(ChangeRequest.service), joinedload(ChangeRequest.organization))
        held = [each for each in session.scalars(query) if moderates_request(session, actor, each)]
        return [_item(session, actor, each) for each in held]

    def answer(
        self, session: Session, actor: Actor, number: str, word: str, sentence: str, at: datetime
    ) -> str:
        """Answer what was asked; who asked is written to."""
        if word not in STATES:
            raise EditError(NOT_OFFERED)
        request_id = number_of(number)
        try:
            request = answer(session, actor, request_id, word, sentence, at)
        except ConflictError as error:
            raise EditError(MOVED) from error
        except EditError as error:
            raise _treated(session, request_id) or error from error
        return f"{SAID[word]} : « {_title(request)} »."

    def settle(self) -> None:
        """Nothing remains to be done."""


def _treated(session: Session, request_id: int) -> TreatedError | None:
    request = session.get(ChangeRequest, request_id)
    if request is None or request.state in OPEN or request.answered_at is None:
        return None
    at = local(request.answered_at.replace(tzinfo=UTC), PARIS)
    return TreatedError(f"Déjà traité par {request.answered_by}, le {full_day(at.date())} à {hour(at)}.")


def _title(request: ChangeRequest) -> str:
    if request.service:
        return request.service.name
    asked = request.after.get("name") or request.after.get("email")
    return str(asked or (request.organization.name if request.organization else ""))


def _item(session: Session, actor: Actor, request: ChangeRequest) -> Item:
    own = is_own(actor, request)
    return Item(
        key=f"{Requests.name}-{request.id}",
        kind=KINDS["questions" if request.state == "asked" else OF_KIND[request.kind]],
        title=_title(request),
        since=request.asked_at,
        who=request.author,
        source=typeset(SOURCES.get(request.door, "")),
        organization=_organization(request),
        what=typeset(WHAT[request.kind]),
        sentence=request.sentence,
        lines=_lines(session, request),
        answers=() if own else _answers(request),
        service_id=request.service_id,
        organization_id=request.organization_id,
        note=OWN if own else f"Question posée : « {request.answer} »" if request.state == "asked" else "",
    )


def _organization(request: ChangeRequest) -> str:
    asking = request.organization.name if request.organization else ""
    held = request.service.organization.name if request.service else asking
    return held if held == asking or not asking else f"{held}, demandée par {asking}"


def _answers(request: ChangeRequest) -> tuple[Answer, ...]:
    accepts = "Que répondre ? Cette phrase part à la personne." if request.kind == "correction" else ""
    return (
        Answer("accept", ACCEPTED[request.kind], "a", asks=accepts),
        Answer("refuse", "Refuser", "r", asks=REFUSES),
        Answer("ask", "Demander une précision", "q", asks=ASKS),
    )


def _lines(session: Session, request: ChangeRequest) -> tuple[Line, ...]:
    """Give the fields that would change; of a new listing, what it says and nothing of what it does not."""
    names = [name for name in NAMES if name in {*request.before, *request.after}]
    fields = [shown(session, name, request.before, request.after) for name in names]
    lines = [Line(each.label, each.before, each.after) for each in fields]
    if "email" in request.after and request.kind == "contact":
        return (Line("Contact", "", str(request.after["email"])),)
    return tuple(line for line in lines if request.before or line.after not in ("", UNSAID))
