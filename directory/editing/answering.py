"""What accepting does, for each kind of request: at once, under lock, with its history."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.actors import Actor, answers_for_organization, moderates, places_of
from directory.actors import answers_for as answers
from directory.editing.creating import add, new_service
from directory.editing.entries import ENTRIES, keys_of, set_aside
from directory.editing.errors import ConflictError, EditError
from directory.editing.hiding import NUMBER
from directory.editing.locking import lock
from directory.editing.recording import record, revision_of, tell
from directory.editing.values import Values, changed, print_of, values_of
from directory.models import ChangeRequest, Contact, Revision, Service, Token

LINK = "partner-link"


def moderates_request(session: Session, actor: Actor, request: ChangeRequest) -> bool:
    """Say whether a request is in a territory that `actor` answers for.

    That of its listing; of a new one, where it would be; of a contact, those of all the organisation's
    listings, which its links open. A claim moves one listing: it is answered where that is.
    """
    if request.service_id is not None:
        service = session.get(Service, request.service_id)
        return service is not None and moderates(session, actor, service)
    if request.kind == "new":
        return answers(session, actor, _places_of_new(session, request))
    return answers_for_organization(session, actor, request.organization_id)


def _places_of_new(session: Session, request: ChangeRequest) -> frozenset[tuple[str, str]]:
    service = new_service(request.after, request.organization_id or 0, request.asked_at)
    return places_of(session, service)


def _change(session: Session, actor: Actor, request: ChangeRequest, at: datetime) -> None:
    service = lock(session, request.service_id or 0)
    held = values_of(service)
    moved = changed(held, request.before)
    if moved:
        raise ConflictError(held, moved, print_of(held))
    record(session, actor, service, request.after, at, author=_both(request, actor))


def _new(session: Session, actor: Actor, request: ChangeRequest, at: datetime) -> None:
    service = add(session, new_service(request.after, request.organization_id or 0, at))
    request.service_id = service.id
    _keep(session, actor, request, service, "created", {}, values_of(service), at)


def _removal(session: Session, actor: Actor, request: ChangeRequest, at: datetime) -> None:
    service = lock(session, request.service_id or 0)
    before = {**values_of(service), ENTRIES: keys_of(service), NUMBER: service.id}
    set_aside(session, service)
    revision = _keep(session, actor, request, service, "removed", before, {}, at)
    # What was asked outlives the listing: it is the answer that somebody waits for.
    for each in session.scalars(select(ChangeRequest).where(ChangeRequest.service_id == service.id)):
        each.service_id = None
        each.after = {**each.after, "name": service.name} if each is request else each.after
        each.state = "withdrawn" if each is not request and each.state == "waiting" else each.state
    session.flush()
    session.delete(service)
    session.flush()
    session.refresh(revision)


def _claim(session: Session, actor: Actor, request: ChangeRequest, at: datetime) -> None:
    service = lock(session, request.service_id or 0)
    if request.organization_id is None:
        raise EditError("L’organisme qui demande cette fiche n’existe plus.")
    service.organization_id = request.organization_id
    service.updated_at = at
    session.flush()
    session.expire(service, ["organization"])
    _keep(session, actor, request, service, "amended", {}, {}, at, event="claimed")


def _correction(session: Session, actor: Actor, request: ChangeRequest, at: datetime) -> None:
    """Nothing of the listing changes: the answer says what will."""


def _contact(session: Session, actor: Actor, request: ChangeRequest, at: datetime) -> None:
    """Put the new contact in the place of the former ones, or of the one named: their links end with them."""
    former = select(Contact).where(Contact.organization_id == request.organization_id)
    if replaced := request.after.get("replaces"):
        former = former.where(Contact.id == replaced)
    numbers = [contact.id for contact in session.scalars(former)]
    session.execute(delete(Token).where(Token.kind == LINK, Token.contact_id.in_(numbers)))
    session.execute(delete(Contact).where(Contact.id.in_(numbers)))
    session.add(Contact(organization_id=request.organization_id, email=request.after["email"]))
    session.flush()
    session.refresh(request)


Accept = Callable[[Session, Actor, ChangeRequest, datetime], None]
ACCEPT: Mapping[str, Accept] = {
    "change": _change,
    "new": _new,
    "removal": _removal,
    "claim": _claim,
    "correction": _correction,
    "contact": _contact,
}
"""Kind of a request -> what accepting it does."""


def _both(request: ChangeRequest, actor: Actor) -> str:
    return f"{request.author}, accepté par {actor.name}"


def _keep(
    session: Session,
    actor: Actor,
    request: ChangeRequest,
    service: Service,
    kind: str,
    before: Values,
    after: Values,
    at: datetime,
    event: str = "",
) -> Revision:
    revision = revision_of(actor, service, kind, at, before, after, author=_both(request, actor))
    session.add(revision)
    session.flush()
    tell(session, event or kind, actor, service, at, before=before, after=after)
    return revision
