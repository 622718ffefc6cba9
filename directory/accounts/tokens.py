"""Secrets that open one thing until a time: an invitation, a new password, the page of an organisation.

A secret is 32 random bytes. The database keeps its print alone: whoever reads it cannot come in. Times are
UTC, as the database keeps them.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.models import Token

SECRET_BYTES = 32
LONGEST_SECRET = 64
"""Characters of a secret that are looked at: ours are shorter."""


def new_secret() -> str:
    """Give 256 bits that nobody guesses, as they are written in an address or in a cookie."""
    return secrets.token_urlsafe(SECRET_BYTES)


def print_of(secret: str) -> str:
    """Give what is kept of a secret, and that does not tell it."""
    return sha256(secret[:LONGEST_SECRET].encode(errors="replace")).hexdigest()


def give(
    session: Session,
    kind: str,
    at: datetime,
    lasts: timedelta,
    *,
    account_id: int | None = None,
    contact_id: int | None = None,
    said: Mapping[str, Any] | None = None,
) -> str:
    """Give a new secret of `kind`, that opens until `at` + `lasts`; `said` is given back with it.

    What has expired is forgotten on the way. The caller commits.
    """
    session.execute(delete(Token).where(Token.expires_at <= at))
    secret = new_secret()
    session.add(
        Token(
            digest=print_of(secret),
            kind=kind,
            account_id=account_id,
            contact_id=contact_id,
            said=dict(said or {}),
            created_at=at,
            expires_at=at + lasts,
        )
    )
    session.flush()
    return secret


def find(session: Session, kind: str, secret: str, at: datetime) -> Token | None:
    """Give what a secret opens. Asking changes nothing: readers of mail open links too."""
    own = Token.digest == print_of(secret), Token.kind == kind, Token.expires_at > at
    return session.scalars(select(Token).where(*own)).first()


def use(session: Session, kind: str, secret: str, at: datetime) -> Token | None:
    """Give what a secret opens, for the last time: a copy, that no session keeps.

    The database says who deleted it: of two that come at once with the same secret, one enters.
    """
    own = Token.digest == print_of(secret), Token.kind == kind, Token.expires_at > at
    row = session.execute(delete(Token).where(*own).returning(*Token.__table__.columns)).mappings().first()
    return Token(**row) if row else None


def forget(
    session: Session, kind: str, *, account_id: int | None = None, contact_id: int | None = None
) -> None:
    """Let no secret of `kind` of an account, or of a contact, open anything any more."""
    own = Token.account_id == account_id if account_id is not None else Token.contact_id == contact_id
    session.execute(delete(Token).where(Token.kind == kind, own))
