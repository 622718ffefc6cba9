"""A listing is opened under lock by whoever may change it: what is read then is what is written over."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from directory.actors import Actor, edits, moderates
from directory.editing.errors import NotYoursError
from directory.local_time import PARIS, timezone_of
from directory.models import Service


def open_listing(session: Session, actor: Actor, service_id: int) -> Service:
    """Give a listing that `actor` may change, as it is now, and keep others from changing it meanwhile.

    Raises:
        NotYoursError: it does not exist, or is neither of an organisation nor in a territory of `actor`.
    """
    service = lock(session, service_id)
    if not may_change(session, actor, service):
        raise NotYoursError
    return service


def may_change(session: Session, actor: Actor, service: Service) -> bool:
    """Say whether a listing is of an organisation or in a territory of `actor`."""
    return edits(actor, service) or moderates(session, actor, service)


def lock(session: Session, service_id: int) -> Service:
    """Give a listing as it is now, whoever asks. SQLite keeps other writers out by itself.

    Raises:
        NotYoursError: it does not exist.
    """
    service = session.get(Service, service_id, with_for_update=True, populate_existing=True)
    if service is None:
        raise NotYoursError
    return service


def day_of(at: datetime) -> date:
    """Give the day that it is in Paris at `at` (UTC, naive)."""
    return at.replace(tzinfo=UTC).astimezone(timezone_of(PARIS)).date()
