"""What hides is withheld for ever: its listings are taken out, and nothing that is kept says where it was."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from directory.folding import fold
from directory.models import Commune, Entry, Service
from importers import writing
from importers.forgetting import forget_places
from importers.ground import Ground
from importers.models import Change, Withheld
from importers.outcomes import numbers_of
from importers.situation import department_of, read_verified, withheld_name
from importers.statements import Statement


def withdraw(session: Session, numbers: Sequence[int]) -> None:
    """Take services out, for good: undoing a run brings none of them back. The caller commits."""
    if not numbers:
        return
    forget_places(session, dict.fromkeys(numbers, "confidential"))
    for some in writing.batches(numbers, writing.BATCH):
        of_these = (Change.kind == "service", Change.number.in_(some))
        session.execute(delete(Change).where(*of_these), execution_options=writing.UNSEEN)
    writing.remove_services(session, numbers)


def withhold(session: Session, entry: Entry, said: Statement, ground: Ground, at: datetime) -> None:
    """Withhold a place by every name it has, and take out what was published of it. The caller commits."""
    name = withheld_name(said, ground)
    named = [
        ("key", f"{entry.source_slug}:{entry.source_key}"),
        ("siret", said.siret),
        ("finess", said.finess),
        ("name", name),
        *(("phone", number) for number in sorted(numbers_of(said))),
    ]
    for kind, value in named:
        known = select(Withheld.id).where(Withheld.kind == kind, Withheld.value == value)
        if value and session.scalar(known) is None:
            session.add(Withheld(kind=kind, value=value, added_at=at))
    session.flush()
    published = {*_by_finess(session, said.finess), *_by_name(session, said, ground)}
    withdraw(session, sorted(published - read_verified(session)))


def _by_finess(session: Session, finess: str) -> Iterable[int]:
    query = select(Entry.service_id).where(Entry.finess == finess, Entry.service_id.is_not(None))
    return [number for number in session.scalars(query) if number] if finess else ()


def _by_name(session: Session, said: Statement, ground: Ground) -> Iterable[int]:
    """Give the services that an import has published under this name in this département."""
    department, name = department_of(said, ground), fold(said.record.name)
    query = select(Service.id, Service.name).join(Entry, Entry.service_id == Service.id)
    query = query.outerjoin(Commune, Commune.code == Service.commune_code)
    there = or_(Commune.department == department, Service.zone_code == department)
    return [number for number, called in session.execute(query.where(there)) if fold(called) == name]
