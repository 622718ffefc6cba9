"""Who was first: what somebody else has just answered is said to be so, and by whom."""

from datetime import UTC

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from directory.editing.errors import EditError
from directory.local_time import PARIS, local
from directory.models import Event
from directory.wording import full_day, hour


class TreatedError(EditError):
    """Somebody was first."""


def treated(session: Session, kinds: tuple[str, ...], service_id: int | None = None) -> TreatedError:
    """Give the error that names who answered first, as the journal tells it."""
    return _named(session, select(Event).where(Event.kind.in_(kinds), Event.service_id == service_id))


def treated_as(session: Session, kind: str, name: str, number: int) -> TreatedError:
    """Give the same error of what the events of a kind tell by a number that they name."""
    told = Event.told.like(f'%"{name}": {number},%')
    return _named(session, select(Event).where(Event.kind == kind, told))


def _named(session: Session, query: Select[Event]) -> TreatedError:
    event = session.scalars(query.order_by(Event.id.desc()).limit(1)).first()
    if event is None:
        return TreatedError("Déjà traité.")
    at = local(event.at.replace(tzinfo=UTC), PARIS)
    return TreatedError(f"Déjà traité par {event.author}, le {full_day(at.date())} à {hour(at)}.")
