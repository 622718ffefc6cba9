"""The link of a letter: it opens the listings of one organisation, without a password, until a day."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from directory.accounts import tokens
from directory.actors import Actor
from directory.audit import tell
from directory.models import Contact

KIND = "partner-link"
LASTS = timedelta(days=45)


def give_link(session: Session, contact: Contact, public_url: str, at: datetime) -> str:
    """Give a new address that opens the listings of the organisation of `contact`. The caller commits.

    Only the print of its secret is kept: the letter alone has it.
    """
    return f"{public_url}/lien/{tokens.give(session, KIND, at, LASTS, contact_id=contact.id)}"


def revoke_links(session: Session, actor: Actor, contact: Contact, at: datetime) -> None:
    """Let no link of a contact open anything any more. The caller has checked its right, and commits."""
    tokens.forget(session, KIND, contact_id=contact.id)
    tell(session, "links-revoked", actor, at, organization_id=contact.organization_id)
