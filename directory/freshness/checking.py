"""« J'ai appelé, ça répond »: a professional who has just called says that the number is right."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.errors import NotYoursError
from directory.editing.locking import day_of, lock
from directory.editing.recording import check, tell
from directory.models import Account
from directory.telling import BY_PROFESSIONAL

PROFESSIONALS = ("social-worker", "officer", "desk", "administrator")
"""Roles of those who call for somebody, wherever they are."""


def is_professional(account: Account | None) -> bool:
    """Say whether somebody signed in calls for others."""
    return account is not None and any(grant.role in PROFESSIONALS for grant in account.grants)


def check_phone(session: Session, actor: Actor, service_id: int, at: datetime) -> None:
    """Keep that the phone of a service answered today; `at` is in UTC, without zone.

    It verifies the phone and nothing else: the listing keeps its own date. A « numéro faux » of an earlier
    day no longer stands. The same call told twice in a day changes nothing. The caller commits.

    Raises:
        NotYoursError: there is no such service, it has no number, or this author is not a professional.
    """
    if not actor.holds(*PROFESSIONALS):
        raise NotYoursError
    service = lock(session, service_id)
    if not service.phones:
        raise NotYoursError
    day = day_of(at)
    if any(held.field == "phone" and held.checked_on >= day for held in service.checks):
        return
    check(session, service, ["phone"], replace(actor, name=f"{BY_PROFESSIONAL}, {actor.name}"), at)
    tell(session, "phone-checked", actor, service, at, day=day.isoformat())
