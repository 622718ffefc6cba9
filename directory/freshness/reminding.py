"""Reminders: three at most, on the day, 14 and 28 days after; then the desk calls."""

from datetime import date, datetime
from functools import partial

from sqlalchemy.orm import Session

from directory.freshness.due import CAMPAIGN, DueItem, due
from directory.freshness.writing import Asked, ask_about, is_left_in_peace, lock_organization
from directory.mail import messages
from directory.mail.letters import Message


def organizations_to_remind(session: Session, today: date) -> list[int]:
    """Give the organisations to which a reminder may leave on `today`, in order."""
    return sorted({item.organization_id for item in due(session, today) if item.next_reminder(today)})


def remind(session: Session, organization_id: int, public_url: str, at: datetime, today: date) -> int:
    """Write one letter about all that is due in an organisation; give how many letters wait.

    A listing that was confirmed meanwhile is no longer due; one of which a reminder left today gets no other.
    The caller commits.
    """
    organization = lock_organization(session, organization_id)
    if organization is None or is_left_in_peace(session, organization_id, today):
        return 0
    asked = _asked(due(session, today, organization_id=organization_id), today)
    if not asked:
        return 0
    compose = partial(_composed, number=max(each.number for each in asked))
    return ask_about(session, organization, CAMPAIGN, asked, compose, public_url, at, today)


def _asked(items: list[DueItem], today: date) -> list[Asked]:
    numbered = ((item, item.next_reminder(today)) for item in items)
    return [Asked(item.service_id, item.since, number) for item, number in numbered if number]


def _composed(
    address: str, organization: str, listed: messages.Listings, link: str, *, number: int
) -> Message:
    return messages.due(address, organization, listed, link, number)
