"""What changed in a listing, by whom and when, and how often it served."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.errors import NotYoursError
from directory.editing.history import Line, history
from directory.editing.locking import day_of, may_change
from directory.local_time import PARIS, local
from directory.models import Service
from directory.partner.figures import figures

WHAT: Mapping[str, str] = {
    "amended": "Modifiée",
    "created": "Créée",
    "removed": "Retirée",
    "merged": "Réunie à une autre",
    "restored": "Rétablie",
}
DOORS: Mapping[str, str] = {
    "site": "sur le site",
    "link": "par le lien d’un courriel",
    "desk": "par le bureau",
    "command": "par l’administrateur",
    "daily": "par Relais",
    "import": "par un import",
}


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The changes of a listing, the latest first; `moments` has when each was, on the clock of Paris."""

    service_id: int
    name: str
    lines: tuple[Line, ...]
    moments: Mapping[int, datetime]
    what: Mapping[str, str]
    doors: Mapping[str, str]
    figures: list[tuple[str, str]]


def history_page(session: Session, actor: Actor, service_id: int, at: datetime) -> HistoryPage:
    """Give the history of a listing.

    Raises:
        NotYoursError: it does not exist, or is not for this author.
    """
    service = session.get(Service, service_id)
    if service is None or not may_change(session, actor, service):
        raise NotYoursError
    lines = tuple(history(session, service_id))
    moments = {line.revision_id: local(line.at.replace(tzinfo=UTC), PARIS) for line in lines}
    told = figures(session, service_id, day_of(at))
    return HistoryPage(service.id, service.name, lines, moments, WHAT, DOORS, told)
