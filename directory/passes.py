"""Keys to the pages of the administrator: a link that opens once, then a visit that lasts a day of work.

A secret is 32 random bytes. The database keeps its print alone: whoever reads it cannot come in. Times are
UTC, as the database keeps them.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.models import Pass

LINK_LASTS = timedelta(minutes=15)
VISIT_LASTS = timedelta(hours=8)
SECRET_BYTES = 32
PROOF = "proof"
"""The field of a form that carries its token."""

LONGEST_SECRET = 64
"""Characters of a secret that are looked at: ours are shorter."""


def new_key(session: Session, at: datetime) -> str:
    """Give the secret of a new link; what has expired is forgotten on the way."""
    session.execute(delete(Pass).where(Pass.expires_at <= at))
    return _kept(session, "link", at + LINK_LASTS)


def opens(session: Session, key: str, at: datetime) -> bool:
    """Say whether `key` would open a visit. Asking changes nothing: readers of mail open links too."""
    return _is_kept(session, "link", key, at)


def enter(session: Session, key: str, at: datetime) -> str | None:
    """Exchange `key`, that opens nothing any more, for the secret of a visit; None where it opens none."""
    used = delete(Pass).where(Pass.digest == _print(key), Pass.kind == "link", Pass.expires_at > at)
    # The database says who deleted it: of two that come at once with the same key, one enters.
    if not session.execute(used.returning(Pass.digest)).all():
        return None
    return _kept(session, "visit", at + VISIT_LASTS)


def is_visiting(session: Session, visit: str, at: datetime) -> bool:
    """Say whether `visit` is going on."""
    return _is_kept(session, "visit", visit, at)


def leave(session: Session, visit: str) -> None:
    """End a visit: its secret opens nothing any more, wherever it was copied."""
    session.execute(delete(Pass).where(Pass.digest == _print(visit), Pass.kind == "visit"))


def form_token(visit: str) -> str:
    """Give the proof that a form comes from a page shown during `visit`; it does not tell the secret."""
    return hmac.digest(visit.encode(), b"form", "sha256").hex()


def is_form_token(visit: str, token: str) -> bool:
    """Say whether `token` is the proof of a form of this `visit`."""
    return hmac.compare_digest(form_token(visit).encode(), token.encode(errors="replace"))


def _kept(session: Session, kind: str, expires_at: datetime) -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(Pass(digest=_print(secret), kind=kind, expires_at=expires_at))
    session.flush()
    return secret


def _is_kept(session: Session, kind: str, secret: str, at: datetime) -> bool:
    own = select(Pass.digest).where(Pass.digest == _print(secret), Pass.kind == kind, Pass.expires_at > at)
    return session.scalars(own).first() is not None


def _print(secret: str) -> str:
    return sha256(secret[:LONGEST_SECRET].encode(errors="replace")).hexdigest()
