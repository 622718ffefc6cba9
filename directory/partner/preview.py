"""A listing as others see it: the public, a professional, and whoever leaves with a card."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.disclosure import Card, Reader, disclose
from directory.editing.errors import NotYoursError
from directory.editing.locking import day_of, may_change
from directory.local_time import PARIS, local
from directory.models import Contact
from directory.pages import Shown, shown_at
from directory.partner.editing_page import waiting_of
from directory.serving import with_id
from directory.vocabulary import vocabulary
from directory.wording import week


@dataclass(frozen=True, slots=True)
class Preview:
    """A listing three times over. `card` is None where this kind of service never goes on a card.

    `person` is what somebody without a profession reads, None likewise. `reason` says why it is proposed.
    """

    shown: Shown
    professional: Card
    person: Card | None
    card: Card | None
    week: str
    waiting: tuple[str, ...]
    proposed_for: tuple[str, ...]
    has_contact: bool


def preview(session: Session, actor: Actor, service_id: int, at: datetime) -> Preview:
    """Give a listing as others see it; `at` is now in UTC, naive.

    Raises:
        NotYoursError: it does not exist, or is not for this author.
    """
    service = with_id(session, service_id)
    if service is None or not may_change(session, actor, service):
        raise NotYoursError
    words, today = vocabulary(), day_of(at)
    category = words.categories[service.category]
    is_given = category.card_policy != "never"
    contact = select(Contact.id).where(Contact.organization_id == service.organization_id)
    return Preview(
        shown=shown_at(service, local(at.replace(tzinfo=UTC), PARIS), today),
        professional=disclose(service, Reader.PROFESSIONAL, words),
        person=disclose(service, Reader.PERSON, words) if is_given else None,
        card=disclose(service, Reader.PERSON, words, is_neutral=True) if is_given else None,
        week=week(service.hours),
        waiting=waiting_of(session, service_id),
        proposed_for=tuple(words.needs[need].label for need in category.needs if need in words.needs),
        has_contact=session.scalars(contact).first() is not None,
    )
