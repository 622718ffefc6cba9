"""Links of letters: who acts through one, and how another is asked for."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.people import link_actor
from directory.actors import Actor
from directory.audit import tell
from directory.freshness.links import LASTS, give_link
from directory.mail.letters import write
from directory.mail.messages import link_given
from directory.models import Contact

__all__ = ["ask_again", "link_actor"]

NOBODY = Actor("Quelqu’un", "link")


def ask_again(session: Session, email: str, public_url: str, at: datetime) -> None:
    """Write a new link to the contacts that have this address; nothing where there is none.

    Whoever asks is told the same either way. The caller commits.
    """
    own = select(Contact).where(Contact.email == email.strip().lower()).order_by(Contact.id)
    for contact in session.scalars(own):
        link = give_link(session, contact, public_url, at)
        message = link_given(contact.email, contact.organization.name, link, at + LASTS)
        write(session, "link", message, at, contact_id=contact.id)
        tell(session, "link-asked", NOBODY, at, organization_id=contact.organization_id)
