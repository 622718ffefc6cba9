"""Letters about changes: to whom the listing was known by, before; and to whoever asked, once it is answered.

None holds what a field is to become: of a shelter, a new number must not travel before it is accepted.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.field_names import named
from directory.mail.letters import write
from directory.mail.messages import answered, change_waits
from directory.models import Account, ChangeRequest, Contact, Service

KINDS: Mapping[str, str] = {
    "change": "Modification",
    "new": "Nouvelle fiche",
    "removal": "Retrait de la fiche",
    "claim": "Rattachement de la fiche à votre organisme",
    "correction": "Correction demandée",
    "contact": "Nouveau contact",
}


def warn(session: Session, actor: Actor, service: Service, what: Iterable[str] | str, at: datetime) -> None:
    """Write to those by whom a listing was known until now, but to the author, that a change is asked."""
    said = what if isinstance(what, str) else named(what)
    for address, contact_id in known_by(session, actor, service).items():
        write(session, "warning", change_waits(address, service.name, said), at, contact_id=contact_id)


def known_by(session: Session, actor: Actor, service: Service) -> dict[str, int | None]:
    """Give the addresses at which a listing was reached, each with its contact, but that of the author."""
    query = select(Contact).where(
        Contact.organization_id == service.organization_id, Contact.bounced_at.is_(None)
    )
    found: dict[str, int | None] = {service.email: None} if service.email else {}
    found |= {contact.email: contact.id for contact in session.scalars(query)}
    own = address_of(session, actor.account_id, actor.contact_id)
    return {address: number for address, number in found.items() if address.lower() != (own or "").lower()}


def address_of(session: Session, account_id: int | None, contact_id: int | None) -> str | None:
    """Give where to write to whoever asked; None for nobody, or nobody who is still there."""
    account = session.get(Account, account_id) if account_id else None
    contact = session.get(Contact, contact_id) if contact_id else None
    return account.email if account else contact.email if contact else None


def answer_letter(
    session: Session, request: ChangeRequest, word: str, address: str | None, at: datetime
) -> None:
    """Write to whoever asked, at `address`, what the desk has answered; nothing where nobody is left."""
    if address is None:
        return
    name = request.service.name if request.service else request.after.get("name")
    about = KINDS[request.kind] + (f" : « {name} »" if isinstance(name, str) else "")
    message = answered(address, about, word, request.answer or "")
    write(session, "answer", message, at, contact_id=request.contact_id)
