"""How a professional reaches the social worker of a unit or of a commune, for somebody who agrees to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from directory.competent import competent_services
from directory.pages import Shown
from directory.places import Place
from directory.serving import PERMANENCE, with_id


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """A social worker who serves a commune, and the unit of the permanence, None where it is unknown."""

    shown: Shown
    unit_id: int | None


def workers_of(session: Session, place: Place, at: datetime) -> tuple[WorkerLine, ...]:
    """Give the social workers of a commune, the best placed first; `at` is now, on the clock of the place."""
    groups = competent_services(session, place, at, only=PERMANENCE)
    found = [item for group in groups for category in group.categories for item in category.services]
    return tuple(WorkerLine(item.shown, _unit_of(session, item.shown.card.id)) for item in found)


def _unit_of(session: Session, service_id: int) -> int | None:
    service = with_id(session, service_id)
    return service.host_id if service else None
