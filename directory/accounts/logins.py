"""Sessions of people who signed in: rows that the database alone keeps alive, under the print of a secret.

A session that nobody uses for a quarter of an hour is locked: the password opens it again. That of an
administrator ends after half an hour. All end after ten hours. Every change is an `UPDATE … WHERE`: a session
that was ended meanwhile is never brought back.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Update

from directory.accounts.tokens import new_secret, print_of
from directory.models import Account, Login

LOCKED_AFTER = timedelta(minutes=15)
ADMINISTRATOR_IDLE = timedelta(minutes=30)
LASTS = timedelta(hours=10)
SECOND_FACTOR_WITHIN = timedelta(minutes=10)
"""How long the second factor is waited for."""

PROVED_FOR = timedelta(minutes=5)
"""How long whoever proved who she is may do what is dangerous."""

NOTED_EVERY = timedelta(seconds=20)
"""Activity is written down no more often than this: reading a page seldom writes."""


def open_login(
    session: Session, account: Account, stage: str, at: datetime, *, goes_on: str | None = None
) -> str:
    """Open a session for `account` at `stage` (*second-factor* or *open*), and give its secret.

    `goes_on` says where to go on to, sealed (`directory/views/returning.py`).

    Sessions that have ended by themselves are forgotten on the way. The caller commits.
    """
    session.execute(delete(Login).where(Login.created_at <= at - LASTS))
    secret = new_secret()
    kept = {"stage": stage, "created_at": at, "seen_at": at, "proved_at": at, "goes_on": goes_on}
    session.add(Login(digest=print_of(secret), account_id=account.id, **kept))
    session.flush()
    return secret


def find_login(session: Session, secret: str, at: datetime) -> Login | None:
    """Give a session that goes on, locked or not, at whatever stage; None where it has ended."""
    own = select(Login).where(Login.digest == print_of(secret)).execution_options(populate_existing=True)
    login = session.scalars(own).first()
    return login if login and _goes_on(login, at) else None


def is_locked(login: Login, at: datetime) -> bool:
    """Say whether nobody used it for so long that the password is asked again."""
    return at - login.seen_at >= LOCKED_AFTER


def is_proved_recently(login: Login, at: datetime) -> bool:
    """Say whether she proved who she is recently enough to do what is dangerous."""
    return login.stage == "open" and at - login.proved_at < PROVED_FOR


def touch(session: Session, secret: str, at: datetime) -> bool:
    """Note that a session is used, and say whether it may go on: not where it is locked, or has ended."""
    in_time = Login.seen_at > at - LOCKED_AFTER, Login.created_at > at - LASTS
    used = update(Login).where(Login.digest == print_of(secret), *in_time).values(seen_at=at)
    return _changed(session, used)


def prove(session: Session, secret: str, at: datetime) -> str | None:
    """Raise a session to *open*, proved now, under a new secret: the old one opens nothing any more.

    Used after a password or a second factor that is right. None where the session has ended meanwhile.
    """
    fresh = new_secret()
    own = Login.digest == print_of(secret), Login.created_at > at - LASTS
    values = {"digest": print_of(fresh), "stage": "open", "seen_at": at, "proved_at": at}
    return fresh if _changed(session, update(Login).where(*own).values(values)) else None


def unlock(session: Session, secret: str, at: datetime, *, goes_on: str | None = None) -> str | None:
    """Prove again, by the password alone, a session that was wholly open: under a new secret, as `prove`."""
    own = Login.digest == print_of(secret), Login.stage == "open", Login.created_at > at - LASTS
    fresh = new_secret()
    values = {"digest": print_of(fresh), "seen_at": at, "proved_at": at, "goes_on": goes_on}
    return fresh if _changed(session, update(Login).where(*own).values(values)) else None


def close(session: Session, secret: str) -> None:
    """End a session: its secret opens nothing any more, wherever it was copied."""
    session.execute(delete(Login).where(Login.digest == print_of(secret)))


def close_all(session: Session, account_id: int, *, but: str | None = None) -> None:
    """End every session of an account; the one of the secret `but` goes on."""
    others = Login.digest != print_of(but) if but else Login.digest.is_not(None)
    session.execute(delete(Login).where(Login.account_id == account_id, others))


def logins_of(session: Session, account_id: int, at: datetime) -> list[Login]:
    """Give the sessions of an account that go on, the one used last first."""
    own = select(Login).where(Login.account_id == account_id).order_by(Login.seen_at.desc())
    return [each for each in session.scalars(own) if _goes_on(each, at)]


def _goes_on(login: Login, at: datetime) -> bool:
    if login.account.is_disabled or at - login.created_at >= LASTS:
        return False
    if login.stage == "second-factor":
        return at - login.created_at < SECOND_FACTOR_WITHIN
    is_administrator = any(grant.role == "administrator" for grant in login.account.grants)
    return not is_administrator or at - login.seen_at < ADMINISTRATOR_IDLE


def _changed(session: Session, statement: Update) -> bool:
    """Say whether the database found the row to change. What the session holds of it is not looked at."""
    found = statement.returning(Login.account_id).execution_options(synchronize_session=False)
    return session.execute(found).first() is not None
