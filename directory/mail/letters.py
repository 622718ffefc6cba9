"""Letters: written in the transaction of what they tell of, then sent by whoever committed it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from directory.models import Letter
from directory.typography import typeset


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail says, in plain text: no image, no HTML, nothing that tells whether it was opened."""

    address: str
    subject: str
    body: str


def write(
    session: Session,
    kind: str,
    message: Message,
    at: datetime,
    *,
    contact_id: int | None = None,
) -> Letter:
    """Keep a letter to send. `kind` is a short English slug: « invitation », « due ». The caller commits."""
    letter = Letter(
        kind=kind,
        address=message.address,
        subject=typeset(message.subject),
        body=message.body,
        contact_id=contact_id,
        written_at=at,
        tries=0,
    )
    session.add(letter)
    session.flush()
    session.info["has_letters"] = True
    return letter
