"""Signing in: how often it may be tried, and the session that a right password opens."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from directory.accounts import logins
from directory.accounts.attempts import count, network_of, start_again
from directory.accounts.people import actor_of, has_two
from directory.accounts.tokens import forget
from directory.actors import Actor
from directory.audit import tell
from directory.models import Account

MOST, WITHIN = 5, timedelta(seconds=60)
"""Wrong passwords of one account, from wherever they come."""

MOST_FROM = 60
"""Tries from one network in the same time, whichever the accounts: a whole station shares its address."""

NOBODY = Actor("Quelqu’un", "site")


def wait(session: Session, email: str, address: str | None, at: datetime) -> timedelta | None:
    """Count a try at the password of `email` from `address`; give how long to wait, None where it may go on.

    Whether there is such an account changes nothing. The caller commits before it looks at the password.
    """
    own = count(session, _tries(email), at, MOST, WITHIN)
    network = network_of(address)
    return own or (count(session, f"sign-in-from:{network}", at, MOST_FROM, WITHIN) if network else None)


def enter(
    session: Session, seen: Account, at: datetime, *, goes_on: str | None = None, leaving: str | None = None
) -> tuple[str, str] | None:
    """Open a session for an account whose password was right as it was `seen`; give its stage and secret.

    None where the password was changed or the account disabled meanwhile. The session whose secret is
    `leaving`, of whoever was there before, ends.
    """
    account = session.get(Account, seen.id, with_for_update=True)
    if account is None or account.is_disabled or account.password != seen.password:
        return None
    start_again(session, _tries(account.email))
    forget(session, "reset", account_id=account.id)
    if leaving:
        logins.close(session, leaving)
    stage = "second-factor" if has_two(session, account) else "open"
    secret = logins.open_login(session, account, stage, at, goes_on=goes_on)
    tell(session, "signed-in" if stage == "open" else "password-right", actor_of(account, "site"), at)
    return stage, secret


def unlock(session: Session, account: Account, secret: str, at: datetime, goes_on: str | None) -> str | None:
    """Open again a locked session after a right password, under a new secret; None where it has ended."""
    start_again(session, _tries(account.email))
    fresh = logins.unlock(session, secret, at, goes_on=goes_on)
    if fresh:
        tell(session, "unlocked", actor_of(account, "site"), at)
    return fresh


def refuse(session: Session, account: Account | None, at: datetime) -> None:
    """Tell that a password was wrong: of which account, where there is one, and never what was typed."""
    known = Actor(NOBODY.name, "site", account_id=account.id) if account else NOBODY
    tell(session, "sign-in-refused", known, at)


def _tries(email: str) -> str:
    return f"sign-in:{email}"
