"""Mail that came back: the address is wrong, or was for a while."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory import audit
from directory.actors import Actor
from directory.desk.items import KINDS, NOT_OFFERED, Answer, Item, number_of
from directory.desk.territory import moderates_organization, organizations_within
from directory.desk.treated import TreatedError
from directory.editing.errors import EditError, NotYoursError
from directory.models import Contact, Letter, Organization

TRIED, REMOVED = "contact-tried-again", "contact-removed"
ANSWERS = (
    Answer("accept", "L’adresse est bonne : réessayer", "a"),
    Answer("refuse", "Retirer ce contact", "r"),
)


class Bounced:
    """The contacts of a territory whose mail came back: the number of the contact names one."""

    name: str = "bounced"

    def items(self, session: Session, actor: Actor, at: datetime) -> list[Item]:
        """Give the addresses that refuse mail."""
        query = select(Contact).join(Organization).options(joinedload(Contact.organization))
        query = query.where(Contact.bounced_at.is_not(None), organizations_within(actor))
        return [_item(session, each, each.bounced_at) for each in session.scalars(query) if each.bounced_at]

    def answer(
        self, session: Session, actor: Actor, number: str, word: str, sentence: str, at: datetime
    ) -> str:
        """Write to the address again from now on, or take the contact away: its links end with it."""
        contact = session.get(Contact, number_of(number), with_for_update=True, populate_existing=True)
        if contact is None or not moderates_organization(session, actor, contact.organization_id):
            raise NotYoursError
        if contact.bounced_at is None:
            raise TreatedError("Déjà traité : cette adresse reçoit de nouveau nos courriels.")
        if word not in ("accept", "refuse"):
            raise EditError(NOT_OFFERED)
        kind = TRIED if word == "accept" else REMOVED
        audit.tell(session, kind, actor, at, organization_id=contact.organization_id)
        address = contact.email
        if word == "accept":
            contact.bounced_at = None
            return f"Les prochains courriels repartiront vers {address}."
        session.delete(contact)
        session.flush()
        return f"Contact retiré : {address}. Ajoutez-en un autre à la structure."

    def settle(self) -> None:
        """Nothing remains to be done."""


def _item(session: Session, contact: Contact, bounced_at: datetime) -> Item:
    failed = select(Letter).where(Letter.contact_id == contact.id, Letter.failed_at.is_not(None))
    letter = session.scalars(failed.order_by(Letter.id.desc()).limit(1)).first()
    return Item(
        key=f"{Bounced.name}-{contact.id}",
        kind=KINDS["courriels"],
        title=contact.organization.name,
        since=bounced_at,
        who=contact.email,
        what="Un courriel est revenu : cette adresse ne reçoit plus rien.",
        said=(("Réponse du serveur", letter.failure or ""),) if letter and letter.failure else (),
        answers=ANSWERS,
        organization_id=contact.organization_id,
    )
