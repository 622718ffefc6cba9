"""Letters to the owner of an account: whoever did not do what they tell learns it in time."""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.mail.letters import Message, write
from directory.models import Account

BODY = (
    "Bonjour,\n\n{sentence}\n\n"
    "Si c’est bien vous, il n’y a rien à faire. Sinon, changez votre mot de passe et prévenez "
    "le bureau de votre territoire.\n"
)


def write_to_owner(session: Session, account: Account, sentence: str, at: datetime) -> None:
    """Write what was done to an account, to its owner. The caller commits, then sends."""
    message = Message(account.email, "Votre compte Relais", BODY.format(sentence=sentence))
    write(session, "security", message, at)
