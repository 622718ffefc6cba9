"""Records fill the directory: what a source says is added, changed or removed in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from directory.models import Organization, Service, Setting, Source
from directory.vocabulary import vocabulary
from importers.fill import Listing, digest, listing_of
from importers.records import Record
from importers.statements import Origin
from importers.writing import add, keep_organizations, keep_source, remove, replace


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
    keep_source(session, origin)
    known = _known(session, origin.slug)
    given = {record.key: record for record in records}
    changed = {key: record for key, record in given.items() if not _is_held(known.get(key), record)}
    names = (record.organization for record in changed.values())
    organizations = keep_organizations(session, origin.slug, names)
    listings = {
        key: _listing(origin, record, known.get(key), organizations, at) for key, record in changed.items()
    }
    fresh = [key for key in changed if key not in known]
    numbers = {key: held.number for key, held in known.items()}
    numbers |= dict(zip(fresh, add(session, [listings[key] for key in fresh]), strict=True))
    replace(session, {numbers[key]: listings[key] for key in changed if key in known})
    _tie_to_hosts(session, changed.values(), numbers)
    gone = [known[key].number for key in known.keys() - given.keys()]
    remove(session, gone, origin.slug)
    session.expire_all()  # Rows were written past what the session remembers.
    return Loaded(added=len(fresh), changed=len(changed) - len(fresh), removed=len(gone))


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a service that the source named before."""

    number: int
    digest: str
    policy: str


def _known(session: Session, slug: str) -> dict[str, Known]:
    query = select(Service.source_key, Service.id, Service.source_digest, Service.address_policy)
    rows = session.execute(query.where(Service.source_slug == slug))
    return {key: Known(number, digest, policy) for key, number, digest, policy in rows}


def _is_held(held: Known | None, record: Record) -> bool:
    return held is not None and held.digest == digest(record)


def _listing(
    origin: Origin, record: Record, held: Known | None, organizations: Mapping[str, int], at: datetime
) -> Listing:
    listing = listing_of(record, at, was_confidential=held is not None and held.policy == "confidential")
    listing.service.update(
        source_slug=origin.slug,
        source_key=record.key,
        source_digest=digest(record),
        organization_id=organizations[record.organization],
    )
    return listing


def _tie_to_hosts(session: Session, records: Iterable[Record], numbers: Mapping[str, int]) -> None:
    ties = [
        {"id": numbers[record.key], "host_id": numbers[record.host] if record.host else None}
        for record in records
    ]
    if ties:
        session.execute(update(Service), ties)


def unload(session: Session, slug: str) -> int:
    """Remove everything that a source brought, for good, and say how many services that was."""
    services = session.scalars(delete(Service).where(Service.source_slug == slug).returning(Service.id)).all()
    session.execute(delete(Organization).where(Organization.source_slug == slug))
    session.execute(delete(Source).where(Source.slug == slug))
    session.expunge_all()  # The database removed what services held: nothing in memory says so.
    session.merge(Setting(key=slug, value=REMOVED))
    return len(services)
