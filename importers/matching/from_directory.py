"""The listings of the directory as matching knows them: read column by column, once a run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.folding import fold
from directory.models import Commune, Entry, Organization, Phone, Service, Source
from importers.matching.known import Known
from importers.matching.subject import Subject, folded_name, host, keys_of, local, organization_of
from importers.sources import national_lines

BATCH = 2_000

_COLUMNS = (
    Service.id,
    Service.source_slug,
    Service.source_key,
    Service.category,
    Service.name,
    Service.alternate_names,
    Service.commune_code,
    Service.zone_kind,
    Service.zone_code,
    Service.street,
    Service.postcode,
    Service.latitude,
    Service.longitude,
    Service.email,
    Service.website,
    Service.address_policy,
    Organization.name.label("organization"),
)


@dataclass(frozen=True, slots=True)
class _Called:
    """By what else a service is called: what its rows say it is, in each source."""

    keys: list[str] = field(default_factory=list)
    sirets: list[str] = field(default_factory=list)
    finess: list[str] = field(default_factory=list)


class _Beside(NamedTuple):
    """What stands beside the rows of services: numbers, identifiers, and where communes and zones lie."""

    phones: Mapping[int, tuple[str, ...]]
    called: Mapping[int, _Called]
    departments: Mapping[tuple[str, str], str]


def read_known(session: Session, *, only_hidden: bool = False) -> Known:
    """Read every listing that a row may be: neither those of a demonstration nor national lines.

    `only_hidden` reads those alone whose place is confidential.
    """
    communes = session.execute(
        select(Commune.code, Commune.name, Commune.department, Commune.department_name, Commune.epci)
    ).all()
    known = Known({each.code: fold(f"{each.name} {each.department_name}") for each in communes})
    beside = _Beside(_phones(session), _called(session), _departments(communes))
    query = (
        select(*_COLUMNS)
        .join(Organization, Organization.id == Service.organization_id)
        .join(Source, Source.slug == Service.source_slug)
        .where(Source.is_demonstration.is_(False), Source.slug != national_lines.NAME)
        .order_by(Service.id)
    )
    if only_hidden:
        query = query.where(Service.address_policy == "confidential")
    for row in session.connection().execute(query, execution_options={"yield_per": BATCH}):
        known.add(row.id, _subject(row, beside))
    return known


def _subject(row: Any, beside: _Beside) -> Subject:
    called = beside.called.get(row.id) or _Called()
    place = ("commune", row.commune_code) if row.commune_code else (row.zone_kind, row.zone_code)
    return Subject(
        name=folded_name(row.name),
        alternate_names=tuple(map(folded_name, row.alternate_names or ())),
        organization=organization_of(row.organization),
        category=intern(row.category),
        commune=intern(row.commune_code or ""),
        department=intern(beside.departments.get(place, "")),
        street=fold(row.street or ""),
        postcode=intern(row.postcode or ""),
        phones=beside.phones.get(row.id, ()),
        email=(row.email or "").lower(),
        website=intern(host(row.website or "")),
        siret=next(iter(called.sirets), ""),
        finess=next(iter(called.finess), ""),
        keys=tuple(dict.fromkeys((*keys_of(row.source_slug, row.source_key), *called.keys))),
        point=None if row.latitude is None else (row.latitude, row.longitude),
        is_hidden=row.address_policy == "confidential",
    )


def _phones(session: Session) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for service_id, number in session.execute(select(Phone.service_id, Phone.number)):
        if local(number):
            found[service_id] = (*found.get(service_id, ()), number)
    return found


def _called(session: Session) -> Mapping[int, _Called]:
    columns = (Entry.service_id, Entry.source_slug, Entry.source_key, Entry.siret, Entry.finess)
    found: defaultdict[int, _Called] = defaultdict(_Called)
    for row in session.execute(select(*columns).where(Entry.service_id.is_not(None)).order_by(Entry.id)):
        called = found[row.service_id]
        called.keys.extend(keys_of(row.source_slug, row.source_key))
        called.sirets.extend(filter(None, [row.siret]))
        called.finess.extend(filter(None, [row.finess]))
    return found


def _departments(communes: Iterable[Any]) -> Mapping[tuple[str, str], str]:
    """Give the département of each commune, of each EPCI by one of its communes, and of each département."""
    found: dict[tuple[str, str], str] = {}
    for each in communes:
        found["commune", each.code] = each.department
        found["department", each.department] = each.department
        if each.epci:
            found["epci", each.epci] = each.department
    return found
