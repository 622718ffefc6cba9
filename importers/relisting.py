"""Listings are made from entries: a new one from one entry, an old one from all that it is linked to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from importers import writing
from importers.catalogue import rank
from importers.fill import Listing, digest, listing_of
from importers.ground import Ground
from importers.hiding import covered
from importers.images import forget_place
from importers.keeping import read_kept
from importers.merging import merge
from importers.records import Record
from importers.statements import Statement


@dataclass(frozen=True, slots=True)
class Own:
    """What a service keeps where its sources say nothing, and its secrecy, that none of them lowers."""

    category: str
    policy: str
    zone: tuple[str, str] | None


def list_new(
    session: Session, source_slug: str, records: Sequence[Record], ground: Ground, at: datetime
) -> list[int]:
    """Add a service for each of `records` of a source, and give their numbers in order."""
    covered_records = [covered(record, ground) for record in records]
    owners = writing.keep_organizations(session, source_slug, (each.organization for each in records))
    listings = [_listing(source_slug, record, owners, at) for record in covered_records]
    return writing.add(session, listings)


def relist(session: Session, numbers: Sequence[int], ground: Ground, at: datetime) -> None:
    """Write services again from all that their entries say. Without any entry, a service is left alone."""
    for some in writing.batches(sorted(set(numbers)), writing.BATCH):
        said = _said(session, some)
        own = _own(session, some)
        merged = {number: _merged(said[number], own[number], ground) for number in some if said[number]}
        owners = {slug: _owners(session, slug, merged) for slug in {slug for slug, _ in merged.values()}}
        listings = {
            number: _listing(slug, record, owners[slug], at, own[number].policy == "confidential")
            for number, (slug, record) in merged.items()
        }
        writing.replace(session, listings)
        for number, listing in listings.items():
            policy = listing.service["address_policy"]
            if policy != own[number].policy:
                forget_place(session, number, policy)


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
    columns = (Service.id, Service.category, Service.address_policy, Service.zone_kind, Service.zone_code)
    rows = session.execute(select(*columns).where(Service.id.in_(numbers)))
    return {
        number: Own(category, policy, (kind, code) if kind and code else None)
        for number, category, policy, kind, code in rows
    }


def _merged(said: Sequence[tuple[str, Statement]], own: Own, ground: Ground) -> tuple[str, Record]:
    """Give the record of a service, and the source that speaks first."""
    record = merge(said).record
    record = replace(record, category=record.category or own.category)
    if own.policy == "confidential":
        record = covered(record, ground, own.policy)
        record = replace(record, zone=own.zone)
    return said[0][0], covered(record, ground)


def _owners(session: Session, slug: str, merged: Mapping[int, tuple[str, Record]]) -> dict[str, int]:
    names = (record.organization for other, record in merged.values() if other == slug)
    return writing.keep_organizations(session, slug, names)


def _listing(
    slug: str, record: Record, owners: Mapping[str, int], at: datetime, was_confidential: bool = False
) -> Listing:
    listing = listing_of(record, at, was_confidential=was_confidential)
    listing.service.update(
        source_slug=slug,
        source_key=record.key,
        source_digest=digest(record),
        organization_id=owners[record.organization],
    )
    return listing
