"""What somebody was typing, so that a lost session loses nothing. Nobody else reads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from directory.models import Draft


def about_listing(service_id: int, form: str = "") -> str:
    """Name a form of a listing: its drafts go when its place hides."""
    return f"listing:{service_id}:{form}"


def keep_draft(
    session: Session, account_id: int, about: str, fields: Mapping[str, Any], at: datetime
) -> None:
    """Keep what an account was typing in the form `about`, in place of what it was typing before."""
    session.merge(Draft(account_id=account_id, about=about, fields=dict(fields), saved_at=at))
    session.flush()


def read_draft(session: Session, account_id: int, about: str) -> Mapping[str, Any] | None:
    """Give what an account was typing in the form `about`; None where there is nothing."""
    draft = session.get(Draft, (account_id, about))
    return draft.fields if draft else None


def forget_draft(session: Session, account_id: int, about: str) -> None:
    """Forget what an account was typing: it has sent it, or left it."""
    session.execute(delete(Draft).where(Draft.account_id == account_id, Draft.about == about))


def forget_drafts_of(session: Session, service_id: int) -> None:
    """Forget what anybody was typing about a listing."""
    beginning = about_listing(service_id)
    session.execute(delete(Draft).where(Draft.about.startswith(beginning, autoescape=True)))
