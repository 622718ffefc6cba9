"""Letters to the owner of an account: whoever did not do what they tell learns it in time."""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.mail.letters import write
from directory.mail.messages import account_changed
from directory.models import Account


def write_to_owner(session: Session, account: Account, sentence: str, at: datetime) -> None:
    """Write what was done to an account, to its owner. The caller commits, then sends."""
    write(session, "security", account_changed(account.email, sentence), at)
