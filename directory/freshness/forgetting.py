"""What has had its day is forgotten: availability, secrets, sessions, tries, drafts, old letters."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, or_
from sqlalchemy.orm import Session

from directory.models import Attempt, Availability, Base, Draft, Letter, Login, Token

EVERYWHERE_PAST = timedelta(days=2)
"""After this, a day is past by every clock of France: until then the pages tell by the clock of the place."""

LOGIN_LASTS = timedelta(days=1)
"""No session outlives a day."""

ATTEMPTS_KEPT = timedelta(days=1)
DRAFTS_KEPT = timedelta(days=90)
LETTERS_KEPT = timedelta(days=365)
"""How long it is known to whom a letter went; what it said is forgotten once it is sent."""


def forget_what_is_past(session: Session, at: datetime) -> int:
    """Delete what has had its day at `at` (UTC, without zone); give how many rows. The caller commits."""
    old = at - LETTERS_KEPT
    return sum(
        _deleted(session, table, condition)
        for table, condition in (
            (Availability, Availability.until < (at - EVERYWHERE_PAST).date()),
            (Token, Token.expires_at <= at),
            (Login, Login.created_at <= at - LOGIN_LASTS),
            (Attempt, Attempt.at <= at - ATTEMPTS_KEPT),
            (Draft, Draft.saved_at <= at - DRAFTS_KEPT),
            (Letter, or_(Letter.sent_at <= old, Letter.failed_at <= old)),
        )
    )


def _deleted(session: Session, table: type[Base], condition: ColumnElement[bool]) -> int:
    result: CursorResult[Any] = session.execute(delete(table).where(condition))  # type: ignore[assignment]  # a DELETE gives one
    return result.rowcount
