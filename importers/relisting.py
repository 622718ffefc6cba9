"""Listings are made from entries: a new one from one entry, an old one from all that it is linked to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from importers import writing
from importers.catalogue import rank
from importers.fill import Listing, digest, listing_of
from importers.forgetting import forget_places
from importers.ground import Ground
from importers.hiding import covered
from importers.keeping import read_kept
from importers.listed import record_of
from importers.merging import merge
from importers.records import Record
from importers.statements import Statement

OWN = "own"
"""Stands for what a listing says itself, among sources."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a service keeps where its sources say nothing, and its secrecy, that none of them lowers."""

    category: str
    policy: str
    zone: tuple[str, str] | None
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a listing is to say: the source that speaks first, the record, the day of the newest statement."""

    source: str
    record: Record
    said_on: date | None


def list_new(
    session: Session, source_slug: str, statements: Sequence[Statement], ground: Ground, at: datetime
) -> list[int]:
    """Add a service for each of `statements` of a source, and give their numbers in order."""
    names = (each.record.organization for each in statements)
    owners = writing.keep_organizations(session, source_slug, names)
    listings = [
        _listing(Told(source_slug, covered(each.record, ground), each.said_on), owners, at)
        for each in statements
    ]
    return writing.add(session, listings)


def relist(session: Session, numbers: Sequence[int], ground: Ground, at: datetime) -> None:
    """Write services again from all that their entries say. Without any entry, a service is left alone."""
    for some in writing.batches(sorted(set(numbers)), writing.BATCH):
        said = _said(session, some)
        own = _own(session, some)
        told = {number: _told(said[number], own[number], ground) for number in some if said[number]}
        owners = {slug: _owners(session, slug, told) for slug in {each.source for each in told.values()}}
        listings = {
            number: _listing(each, owners[each.source], at, own[number].policy == "confidential")
            for number, each in told.items()
        }
        writing.replace(session, listings)
        policies = {number: each.service["address_policy"] for number, each in listings.items()}
        hiding = {each for each, policy in policies.items() if _is_new(policy, own[each], said[each])}
        forget_places(session, {number: policies[number] for number in hiding})


def propose(session: Session, number: int, entry: Entry, ground: Ground, at: datetime) -> None:
    """Write in a service what an entry says, over what the service says itself: a person has accepted it."""
    own = _own(session, [number])[number]
    service = session.get_one(Service, number)
    held = record_of(service)
    record = merge([(entry.source_slug, read_kept(entry.said)), (OWN, Statement(held))]).record
    record = replace(record, key=held.key, organization=held.organization, verified_on=own.verified_on)
    record = covered(record, ground, own.policy)
    if own.policy == "confidential":
        record = replace(record, zone=own.zone)
    listing = listing_of(record, at, was_confidential=own.policy == "confidential")
    listing.service["source_slug"] = service.source_slug
    writing.replace(session, {number: listing})
    session.expire_all()  # Rows were written past what the session remembers.


def _is_new(policy: str, own: Own, said: Sequence[tuple[str, Statement]]) -> bool:
    """Say whether a listing begins to hide, or a source still names the place that it hides."""
    records = [statement.record for _, statement in said]
    is_named = any(each.street or each.postcode or each.point or each.transport for each in records)
    return policy != own.policy or (policy != "public" and is_named)


def _said(session: Session, numbers: Sequence[int]) -> Mapping[int, list[tuple[str, Statement]]]:
    """Give what each source says of each service, the most trusted first."""
    said: defaultdict[int, list[tuple[str, Statement]]] = defaultdict(list)
    query = select(Entry.service_id, Entry.source_slug, Entry.said).where(
        Entry.service_id.in_(numbers), Entry.state == "linked"
    )
    for number, slug, text in sorted(session.execute(query).all(), key=lambda row: rank(row[1])):
        if number is not None:
            said[number].append((slug, read_kept(text)))
    return said


def _own(session: Session, numbers: Sequence[int]) -> dict[int, Own]:
    zone = (Service.zone_kind, Service.zone_code)
    columns = (Service.id, Service.category, Service.address_policy, *zone, Service.verified_on)
    rows = session.execute(select(*columns).where(Service.id.in_(numbers)))
    return {
        number: Own(category, policy, (kind, code) if kind and code else None, verified_on)
        for number, category, policy, kind, code, verified_on in rows
    }


def _told(said: Sequence[tuple[str, Statement]], own: Own, ground: Ground) -> Told:
    record = merge(said).record
    record = replace(record, category=record.category or own.category, verified_on=own.verified_on)
    record = covered(record, ground, own.policy)
    if own.policy == "confidential":
        record = replace(record, zone=own.zone)
    days = (statement.said_on for _, statement in said if statement.said_on)
    return Told(said[0][0], record, max(days, default=None))


def _owners(session: Session, slug: str, told: Mapping[int, Told]) -> dict[str, int]:
    names = (each.record.organization for each in told.values() if each.source == slug)
    return writing.keep_organizations(session, slug, names)


def _listing(told: Told, owners: Mapping[str, int], at: datetime, was_confidential: bool = False) -> Listing:
    listing = listing_of(told.record, at, was_confidential=was_confidential)
    listing.service.update(
        source_slug=told.source,
        source_key=told.record.key,
        source_digest=digest(told.record),
        organization_id=owners[told.record.organization],
        said_on=told.said_on,
    )
    return listing
