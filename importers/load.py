"""Records fill the directory: what a source says is added, changed or removed in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from directory.models import Organization, Service, Setting, Source
from directory.typography import typeset
from directory.vocabulary import vocabulary
from importers.fill import digest, fill
from importers.records import Record
from importers.statements import Origin


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run did, in numbers of services."""

    added: int
    changed: int
    removed: int


NOTHING = Loaded(added=0, changed=0, removed=0)
REMOVED = "removed"
"""What the setting of a source says once somebody has taken it out: starting again does not bring it back."""


def load_files(
    session: Session,
    origin: Origin,
    files: Iterable[Path],
    read: Callable[[], Iterable[Record]],
    at: datetime,
) -> Loaded:
    """Do as `load` for what `read` finds in `files`, read again only when they or the categories change.

    A source that was unloaded stays out until `welcome_back`.
    """
    edition = _edition(files)
    held = session.get(Setting, origin.slug)
    if held is not None and held.value in (edition, REMOVED):
        return NOTHING
    loaded = load(session, origin, read(), at)
    session.merge(Setting(key=origin.slug, value=edition))
    return loaded


def _edition(files: Iterable[Path]) -> str:
    """Name what `files` say, and what categories decide for it."""
    decided = [(slug, each.access, each.address_policy) for slug, each in vocabulary().categories.items()]
    said = [path.read_bytes() for path in sorted(files)]
    return sha256(b"".join([repr(decided).encode(), *said])).hexdigest()


def welcome_back(session: Session, slug: str) -> None:
    """Let a source that was unloaded be loaded again."""
    session.execute(delete(Setting).where(Setting.key == slug))


def load(session: Session, origin: Origin, records: Iterable[Record], at: datetime) -> Loaded:
    """Make the directory say what `records` say for this source, no more and no less.

    The caller commits. A record that has not changed is left alone, with its date.
    """
    source = _source(session, origin)
    known = {
        service.source_key: service
        for service in session.scalars(select(Service).where(Service.source_slug == origin.slug))
    }
    given = {record.key: record for record in records}
    organizations = _organizations(session, source, given.values())
    changed = {key: record for key, record in given.items() if not _is_held(known.get(key), record)}
    _clear(session, [known[key] for key in changed.keys() & known.keys()])
    services = known | {key: Service(source_key=key) for key in given.keys() - known.keys()}
    for key, record in changed.items():
        fill(services[key], record, organizations[record.organization], at)
        session.add(services[key])
    session.flush()
    for key, record in changed.items():
        services[key].host = services[record.host] if record.host else None
    _remove(session, source, [known[key] for key in known.keys() - given.keys()])
    added = len(given.keys() - known.keys())
    return Loaded(added=added, changed=len(changed) - added, removed=len(known.keys() - given.keys()))


def _is_held(service: Service | None, record: Record) -> bool:
    return service is not None and service.source_digest == digest(record)


def _remove(session: Session, source: Source, gone: Iterable[Service]) -> None:
    """Remove the services that a source no longer names, and whoever runs none any more."""
    for service in gone:
        session.delete(service)
    session.flush()
    runs_some = exists().where(Service.organization_id == Organization.id)
    session.execute(delete(Organization).where(Organization.source_slug == source.slug, ~runs_some))


def _clear(session: Session, services: Iterable[Service]) -> None:
    """Empty what is about to be written again: the old rows must be gone before the same ones come back."""
    for service in services:
        service.areas, service.phones, service.closures = [], [], []
    session.flush()


def unload(session: Session, slug: str) -> int:
    """Remove everything that a source brought, for good, and say how many services that was."""
    services = session.scalars(delete(Service).where(Service.source_slug == slug).returning(Service.id)).all()
    session.execute(delete(Organization).where(Organization.source_slug == slug))
    session.execute(delete(Source).where(Source.slug == slug))
    session.expunge_all()  # The database removed what services held: nothing in memory says so.
    session.merge(Setting(key=slug, value=REMOVED))
    return len(services)


def _source(session: Session, origin: Origin) -> Source:
    source = session.get(Source, origin.slug)
    if source is None:
        source = Source(slug=origin.slug)
        session.add(source)
    source.name, source.licence = typeset(origin.title), typeset(origin.licence)
    source.is_demonstration = origin.is_demonstration
    session.flush()
    return source


def _organizations(session: Session, source: Source, records: Iterable[Record]) -> dict[str, Organization]:
    query = select(Organization).where(Organization.source_slug == source.slug)
    organizations = {organization.name: organization for organization in session.scalars(query)}
    for record in records:
        if record.organization not in organizations:
            organization = Organization(source_slug=source.slug, name=record.organization)
            organizations[record.organization] = organization
            session.add(organization)
    session.flush()
    return organizations
