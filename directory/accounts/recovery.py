"""Recovery codes: ten, shown once, each of which stands once for a second factor that is lost."""

import secrets
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.models import RecoveryCode

COUNT = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read for one another: i, l and 1, o and 0."""

LENGTH = 16
"""Letters of a code: seventy-nine bits. Its print alone, without salt, tells nothing of it."""

GROUP = 4
LONGEST_TYPED = 64


def renew(session: Session, account_id: int) -> tuple[str, ...]:
    """Give ten new codes, as they are shown; those given before open nothing any more."""
    forget(session, account_id)
    codes = tuple("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(COUNT))
    session.add_all(RecoveryCode(digest=_print(account_id, code), account_id=account_id) for code in codes)
    session.flush()
    return tuple(_shown(code) for code in codes)


def burn(session: Session, account_id: int, typed: str) -> bool:
    """Say whether `typed` is a code of this account; it opens nothing any more. Spaces and hyphens are free.

    The database says who deleted it: of two that come at once with the same code, one passes.
    """
    kept = "".join(each for each in typed[:LONGEST_TYPED].lower() if each.isalnum())
    own = RecoveryCode.digest == _print(account_id, kept), RecoveryCode.account_id == account_id
    return bool(session.execute(delete(RecoveryCode).where(*own).returning(RecoveryCode.digest)).all())


def left(session: Session, account_id: int) -> int:
    """Count the codes that still open."""
    own = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    return session.scalars(own).one()


def forget(session: Session, account_id: int) -> None:
    """Let no code of this account open anything any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def _print(account_id: int, code: str) -> str:
    return sha256(f"{account_id}:{code}".encode(errors="replace")).hexdigest()


def _shown(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
