"""Listings are written, written again or removed, many at a time. The caller commits.

It goes past the mapper, which would hold every listing of a run in memory: whoever has read services before
must read them again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from directory.models import (
    Base,
    Closure,
    Contact,
    Grant,
    Organization,
    Phone,
    Report,
    Service,
    ServiceArea,
    Source,
    Verification,
)
from directory.typography import typeset
from importers.fill import Listing
from importers.statements import Origin

BATCH = 500
"""Listings of one statement: below what SQLite accepts of values in one."""

UNSEEN = {"synchronize_session": False}
"""Rows are deleted past the mapper: no object of the session stands for them."""

Some = TypeVar("Some")
Write = Callable[[Session, "Sequence[tuple[int, Listing]]"], None]


def keep_source(session: Session, origin: Origin) -> None:
    """Make the source known under its present title, licence and mention."""
    source = session.get(Source, origin.slug) or Source(slug=origin.slug)
    source.name, source.licence = typeset(origin.title), typeset(origin.licence)
    source.attribution = typeset(origin.attribution)
    source.is_demonstration = origin.is_demonstration
    session.add(source)
    session.flush()


def keep_organizations(session: Session, source_slug: str, names: Iterable[str]) -> dict[str, int]:
    """Give the number of each of `names` within a source, made where it is missing."""
    wanted = dict.fromkeys(names)
    query = select(Organization.name, Organization.id).where(Organization.source_slug == source_slug)
    known = dict(session.execute(query).all())
    missing = [{"source_slug": source_slug, "name": name} for name in wanted if name not in known]
    for some in batches(missing, BATCH):
        made = session.execute(insert(Organization).returning(Organization.name, Organization.id), some)
        known.update(made.all())
    return {name: known[name] for name in wanted}


def add(session: Session, listings: Sequence[Listing]) -> list[int]:
    """Add services with all they hold, and give their numbers, in order."""
    numbers: list[int] = []
    for some in batches(listings, BATCH):
        rows = [listing.service for listing in some]
        session.connection().execute(insert(Service), rows)
        # Asked by key: to have each row answer with its number costs more than to write it.
        known = _numbers(session, rows[0]["source_slug"], [row["source_key"] for row in rows])
        made = [known[row["source_key"]] for row in rows]
        _add_held(session, list(zip(made, some, strict=True)))
        numbers += made
    return numbers


def _numbers(session: Session, slug: str, keys: Sequence[str]) -> dict[str, int]:
    query = select(Service.source_key, Service.id)
    query = query.where(Service.source_slug == slug, Service.source_key.in_(keys))
    return dict(session.execute(query).all())


def replace(session: Session, listings: Mapping[int, Listing]) -> None:
    """Write services again, by number, with all they hold."""
    for some in batches(list(listings.items()), BATCH):
        session.execute(update(Service), [{"id": number, **listing.service} for number, listing in some])
        for table in (ServiceArea, Phone, Closure):
            of_these = table.service_id.in_([number for number, _ in some])
            session.execute(delete(table).where(of_these), execution_options=UNSEEN)
        _add_held(session, some)


def _add_held(session: Session, listings: Sequence[tuple[int, Listing]]) -> None:
    _add_rows(session, ServiceArea, ((number, listing.areas) for number, listing in listings))
    _add_rows(session, Phone, ((number, listing.phones) for number, listing in listings))
    _add_rows(session, Closure, ((number, listing.closures) for number, listing in listings))
    _verify(session, listings)


def _add_rows(
    session: Session, table: type[Base], held: Iterable[tuple[int, Iterable[dict[str, Any]]]]
) -> None:
    rows = [{"service_id": number, **row} for number, own in held for row in own]
    if rows:
        session.connection().execute(insert(table), rows)


def _verify(session: Session, listings: Sequence[tuple[int, Listing]]) -> None:
    """Add the days of verification to those already known.

    A day that is new lifts what was reported before it: somebody has looked since.
    """
    said = [
        (number, listing.service["verified_on"], listing.service["source_slug"])
        for number, listing in listings
        if listing.service["verified_on"]
    ]
    if not said:
        return
    query = select(Verification.service_id, Verification.verified_on)
    of_these = Verification.service_id.in_([number for number, _, _ in said])
    known = set(session.execute(query.where(of_these)))
    fresh = [each for each in said if each[:2] not in known]
    names = ("service_id", "verified_on", "source_slug")
    if fresh:
        session.connection().execute(
            insert(Verification), [dict(zip(names, each, strict=True)) for each in fresh]
        )
        older = [and_(Report.service_id == number, Report.reported_on < day) for number, day, _ in fresh]
        session.execute(delete(Report).where(or_(*older)), execution_options=UNSEEN)


def remove(session: Session, numbers: Sequence[int], source_slug: str) -> None:
    """Remove services, and whoever in this source runs none any more."""
    remove_services(session, numbers)
    remove_idle_of(session, source_slug)


def remove_services(session: Session, numbers: Sequence[int]) -> None:
    """Remove services with all they hold."""
    for some in batches(numbers, BATCH):
        session.execute(delete(Service).where(Service.id.in_(some)), execution_options=UNSEEN)


def remove_idle_of(session: Session, source_slug: str) -> None:
    """Remove whoever in this source runs nothing any more."""
    _remove_idle(session, Organization.source_slug == source_slug)


def remove_idle(session: Session, organizations: Iterable[int]) -> None:
    """Remove those of `organizations` that run nothing any more."""
    for some in batches(sorted(set(organizations)), BATCH):
        _remove_idle(session, Organization.id.in_(some))


def _remove_idle(session: Session, which: ColumnElement[bool]) -> None:
    """Spare those in which people act, or to whom Relais writes: their next listing may be on its way."""
    held = (Service, Grant, Contact)
    is_held = or_(*(exists().where(table.organization_id == Organization.id) for table in held))
    session.execute(delete(Organization).where(which, ~is_held), execution_options=UNSEEN)


def batches(rows: Sequence[Some], size: int) -> Iterator[Sequence[Some]]:
    """Cut `rows` into pieces of at most `size`."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
