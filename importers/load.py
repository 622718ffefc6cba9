"""Records fill the directory: what a source says is added, changed or removed in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.hours import check
from directory.models import Closure, Organization, Phone, Service, ServiceArea, Setting, Source
from directory.phones import stored
from directory.revealing import revealing_words
from directory.typography import typeset
from directory.vocabulary import vocabulary
from directory.words import Category
from importers.records import Record

SECRECY = ("public", "on-request", "none", "confidential")
"""Address policies, from the one that says the most to the one that says the least."""


class LoadError(ValueError):
    """A record that the directory refuses."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A source as the directory shows it."""

    slug: str
    title: str
    licence: str
    is_demonstration: bool


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
    """Do as `load` for what `read` finds in `files`, which are not read again as long as they do not change.

    A source that was unloaded stays out until `welcome_back`.
    """
    edition = sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()
    held = session.get(Setting, origin.slug)
    if held is not None and held.value in (edition, REMOVED):
        return NOTHING
    loaded = load(session, origin, read(), at)
    session.merge(Setting(key=origin.slug, value=edition))
    return loaded


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
    changed = {
        key: record
        for key, record in given.items()
        if key not in known or known[key].source_digest != digest(record)
    }
    _clear(session, [known[key] for key in changed.keys() & known.keys()])
    services = known | {key: Service(source_key=key) for key in given.keys() - known.keys()}
    for key, record in changed.items():
        fill(services[key], record, organizations[record.organization], at)
        session.add(services[key])
    session.flush()
    for key, record in changed.items():
        services[key].host = services[record.host] if record.host else None
    gone = known.keys() - given.keys()
    for key in gone:
        session.delete(known[key])
    added = len(given.keys() - known.keys())
    return Loaded(added=added, changed=len(changed) - added, removed=len(gone))


def _clear(session: Session, services: Iterable[Service]) -> None:
    """Empty what is about to be written again: the old rows must be gone before the same ones come back."""
    for service in services:
        service.areas, service.phones, service.closures = [], [], []
    session.flush()


def digest(record: Record) -> str:
    """Give the print of `record`: two records that say the same have the same print."""
    return sha256(repr(record).encode()).hexdigest()


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
    source.name, source.licence = origin.title, origin.licence
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


def fill(service: Service, record: Record, organization: Organization, at: datetime) -> None:
    """Write what `record` says into `service`.

    Raises:
        HoursError, PhoneError: what the record says cannot be read.
        LoadError: the record shows a place that its category or its own policy hides, or its neutral name
            is not neutral.
    """
    category = vocabulary().categories[record.category]
    policy = _policy(record, category)
    _refuse(record, policy)
    service.source_slug = organization.source_slug
    service.organization = organization
    service.source_digest = digest(record)
    service.category = record.category
    service.name = typeset(record.name)
    service.neutral_name = typeset(record.neutral_name) or None
    service.description = typeset(record.description) or None
    service.access = record.access or category.access
    service.address_policy = policy
    _fill_place(service, record)
    service.email = record.email or None
    service.website = record.website or None
    service.hours = record.hours
    service.hours_text = typeset(record.hours_text) or None
    service.receives = record.receives or None
    service.accepts_women, service.accepts_men = record.women, record.men
    service.age_min, service.age_max = record.age_min, record.age_max
    service.languages = list(record.languages)
    service.cost = typeset(record.cost) or None
    service.accessibility = typeset(record.accessibility) or None
    service.verified_on = record.verified_on
    service.updated_at = at
    _fill_lists(service, record)


def _refuse(record: Record, policy: str) -> None:
    """Refuse a record that says what must stay unsaid, or hours that cannot be read."""
    if policy != "public" and (record.street or record.postcode or record.point):
        raise LoadError(f"« {record.key} » : une adresse qui ne se montre pas ne s’enregistre pas.")
    if policy == "confidential" and (record.commune or record.host or not record.zone):
        raise LoadError(f"« {record.key} » : un lieu confidentiel a une zone, ni commune ni lieu d’accueil.")
    revealing = revealing_words(record.neutral_name)
    if revealing:
        raise LoadError(f"« {record.key} » : « {revealing[0]} » en dit trop pour un nom neutre.")
    if record.hours is not None:
        check(record.hours)


def _policy(record: Record, category: Category) -> str:
    """Give the more secret of what the category and the record say: a source never lowers it."""
    return max(category.address_policy, record.address_policy or "public", key=SECRECY.index)


def _fill_place(service: Service, record: Record) -> None:
    service.commune_code = record.commune or None
    service.street = typeset(record.street) or None
    service.postcode = record.postcode or None
    service.latitude, service.longitude = record.point or (None, None)
    service.zone_kind, service.zone_code = record.zone or (None, None)


def _fill_lists(service: Service, record: Record) -> None:
    service.areas = [
        ServiceArea(kind=area.kind, code=area.code, is_excluded=area.excluded) for area in record.areas
    ]
    service.phones = [
        Phone(
            number=stored(phone.number),
            label=typeset(phone.label) or None,
            audience=phone.audience,
            channel=phone.channel,
            is_on_bill=phone.on_bill,
        )
        for phone in record.phones
    ]
    service.closures = [
        Closure(starts_on=closure.starts, ends_on=closure.ends, reason=typeset(closure.reason) or None)
        for closure in record.closures
    ]
