"""A forgotten password: a letter whose link changes it, and nothing else."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from directory.accounts.attempts import count
from directory.accounts.people import actor_of, find_account, set_password
from directory.accounts.tokens import give, use
from directory.audit import tell
from directory.mail import messages
from directory.mail.letters import write
from directory.models import Account

LINK_LASTS = timedelta(minutes=60)
MOST, WITHIN = 3, timedelta(hours=1)
"""Letters of one address: a mailbox is not filled by somebody else."""

CHANGED = "Le mot de passe de votre compte vient d'être changé, et toutes ses sessions sont fermées."


def ask(session: Session, email: str, at: datetime, base_url: str) -> None:
    """Write the letter that changes the password of `email`, where it has an account; say nothing of it."""
    is_too_often = count(session, f"forgot:{email}", at, MOST, WITHIN) is not None
    account = find_account(session, email)
    if account is None or account.is_disabled or is_too_often:
        return
    send_link(session, account, at, base_url)
    tell(session, "password-forgotten", actor_of(account, "site"), at)


def send_link(session: Session, account: Account, at: datetime, base_url: str) -> str:
    """Write the letter, and give the secret of its link."""
    secret = give(session, "reset", at, LINK_LASTS, account_id=account.id)
    link = f"{base_url}/compte/nouveau-mot-de-passe/{secret}"
    write(session, "reset", messages.new_password(account.email, link), at)
    return secret


def change(session: Session, secret: str, kept: str, at: datetime) -> Account | None:
    """Keep the hash `kept` for the account of a link, that serves once; None where the link opens nothing.

    Every session ends, and nobody is signed in: the second factor is asked at the next sign-in, as ever.
    """
    token = use(session, "reset", secret, at)
    account = session.get(Account, token.account_id) if token else None
    if account is None or account.is_disabled:
        return None
    set_password(session, account, kept)
    tell(session, "password-changed", actor_of(account, "site"), at)
    write(session, "password", messages.account_changed(account.email, CHANGED), at)
    return account
