"""What people ask of the desk, and what the desk answers: never the one who asked.

Accepting does at once what was asked, and the answer goes by mail to whoever did.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from directory.actors import Actor, edits, moderates
from directory.editing.answering import ACCEPT, moderates_request
from directory.editing.errors import EditError, FieldsError, NotYoursError
from directory.editing.locking import lock
from directory.editing.proposing import proposed
from directory.editing.requesting import OPEN, is_own, keep, tell_request
from directory.editing.values import Values
from directory.editing.warning import address_of, answer_letter, warn
from directory.models import ChangeRequest, Service
from directory.typography import typeset

LONGEST_SENTENCE = 500
STATES: Mapping[str, str] = {"accept": "accepted", "refuse": "refused", "ask": "asked"}
"""What the desk answers -> what the request becomes."""

NEEDS_A_SENTENCE = ("refuse", "ask")
ABOUT_A_LISTING = ("removal", "claim", "correction")


def ask(
    session: Session,
    actor: Actor,
    kind: str,
    at: datetime,
    *,
    service_id: int | None = None,
    organization_id: int | None = None,
    after: Values | None = None,
    sentence: str = "",
) -> ChangeRequest:
    """Ask the desk for a new listing, a removal, a claim, a correction or another contact.

    `organization_id` is for whom: of a claim, whoever says that the listing is theirs. `after` holds the
    values of a new listing, or the `email` of a new contact. The caller commits.

    Raises:
        FieldsError: what is asked cannot be kept, or lacks a sentence.
        EditError: the same is asked already.
        NotYoursError: it is not for this author.
    """
    said = _sentence(sentence, is_needed=kind == "correction")
    service = lock(session, service_id) if kind in ABOUT_A_LISTING and service_id else None
    _check_rights(session, actor, kind, service, organization_id)
    asked = proposed(session, kind, service, organization_id, after or {}, at)
    request = keep(
        session, actor, kind, at, service=service, organization_id=organization_id, after=asked, sentence=said
    )
    if kind == "removal" and service:
        warn(session, actor, service, "retrait de la fiche", at)
    return request


def _check_rights(
    session: Session, actor: Actor, kind: str, service: Service | None, organization_id: int | None
) -> None:
    is_member = organization_id in actor.organizations
    if kind in ("removal", "correction"):
        is_right = service is not None and (edits(actor, service) or moderates(session, actor, service))
    elif kind == "claim":
        is_right = service is not None and is_member
    else:
        is_right = kind in ("new", "contact") and (is_member or actor.holds("desk", "administrator"))
    if not is_right:
        raise NotYoursError


def answer(
    session: Session, actor: Actor, request_id: int, word: str, sentence: str, at: datetime
) -> ChangeRequest:
    """Answer what was asked: `accept`, `refuse` with a sentence, or `ask` for a precision.

    The caller commits.

    Raises:
        ConflictError: the listing has changed since it was asked.
        FieldsError: a sentence is missing, or what was asked cannot be kept any more.
        EditError: it is answered already, or the author answers to herself.
        NotYoursError: it does not exist, or is not in a territory of this author.
    """
    request = _open_request(session, request_id, lambda each: moderates_request(session, actor, each))
    address = address_of(session, request.account_id, request.contact_id)
    if is_own(actor, request) or _is_at(session, actor, address):
        raise EditError("Une autre personne doit répondre : cette demande est la vôtre.")
    if word not in STATES:
        raise EditError("Choisissez d’accepter, de refuser ou de demander une précision.")
    said = _sentence(sentence, is_needed=word in NEEDS_A_SENTENCE)
    if word == "accept":
        ACCEPT[request.kind](session, actor, request, at)
    request.state, request.answer = STATES[word], said
    request.answered_at, request.answered_by = at, actor.name
    session.flush()
    tell_request(session, request.state, actor, request, at)
    answer_letter(session, request, word, address, at)
    return request


def _is_at(session: Session, actor: Actor, address: str | None) -> bool:
    """Say whether `actor` reads the mail of who asked: one person has an account, and a link besides."""
    own = address_of(session, actor.account_id, actor.contact_id)
    return own is not None and address is not None and own.lower() == address.lower()


def withdraw(session: Session, actor: Actor, request_id: int, at: datetime) -> None:
    """Take back what one has asked. The caller commits.

    Raises:
        EditError: it is answered already.
        NotYoursError: somebody else asked it, for another organisation.
    """
    request = _open_request(session, request_id, lambda each: _asked_by(actor, each))
    request.state = "withdrawn"
    tell_request(session, "withdrawn", actor, request, at)


def reply(session: Session, actor: Actor, request_id: int, sentence: str, at: datetime) -> None:
    """Give the precision that the desk has asked for: the request waits again. The caller commits.

    Raises:
        FieldsError: there is no sentence.
        EditError: the desk asks for nothing.
        NotYoursError: somebody else asked it, for another organisation.
    """
    request = _open_request(session, request_id, lambda each: _asked_by(actor, each))
    if request.state != "asked":
        raise EditError("Le bureau ne demande rien de plus : attendez sa réponse.")
    request.sentence, request.state = _sentence(sentence, is_needed=True), "waiting"
    tell_request(session, "asked", actor, request, at)


def _asked_by(actor: Actor, request: ChangeRequest) -> bool:
    return is_own(actor, request) or request.organization_id in actor.organizations


def _open_request(
    session: Session, request_id: int, is_right: Callable[[ChangeRequest], bool]
) -> ChangeRequest:
    """Give a request that waits still. That it was answered is said to nobody but whom it is for."""
    request = session.get(ChangeRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None or not is_right(request):
        raise NotYoursError
    if request.state not in OPEN:
        raise EditError("Cette demande a déjà reçu une réponse.")
    return request


def _sentence(sentence: str, *, is_needed: bool) -> str:
    said = typeset(" ".join(sentence.split()))
    problems: dict[str, str] = {}
    if is_needed and not said:
        problems["sentence"] = "Écrivez une phrase : elle part à la personne concernée."
    if len(said) > LONGEST_SENTENCE:
        problems["sentence"] = f"Cette phrase est trop longue : {LONGEST_SENTENCE} signes au plus."
    if problems:
        raise FieldsError({name: typeset(text) for name, text in problems.items()})
    return said
