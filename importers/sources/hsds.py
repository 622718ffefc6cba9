"""HSDS 3 (Open Referral): services as JSON, or as a package of CSV tables.

A listing is a service at one of its locations. A service that is inactive or defunct is not given.
"""

from collections.abc import Iterator, Sequence

from importers.cleaning.words import day, email, text, website
from importers.ground import Ground
from importers.mapping import Fitted
from importers.records import Record
from importers.sources import hsds_places as places
from importers.sources import hsds_words as words
from importers.sources.corrections import corrections
from importers.sources.hsds_files import read_services
from importers.statements import Given, Note, Origin, RefusalError, Row, Statement

ORIGIN = Origin(
    slug="hsds",
    title="Annuaire d’un partenaire au format HSDS (Open Referral)",
    licence="Selon le partenaire",
    attribution="Annuaire d’un partenaire, transmis au format HSDS",
    page="https://docs.openreferral.org/",
)
OVER = ("inactive", "defunct")
CLOSED = "temporarily closed"
LONGEST_NAME = 160


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Give one row for each service at a location, as `{"service": …, "at": …}`."""
    again = {given: corrections(given, "service", "at") for given in files}
    for rows in filter(None, again.values()):
        yield from rows
    for row in read_services([given for given, rows in again.items() if rows is None]):
        if text(row.cells.get("status")).lower() not in OVER:
            service = {name: value for name, value in row.cells.items() if name != "service_at_locations"}
            for at in words.objects(row.cells, "service_at_locations") or [{}]:
                yield Row(row.line, {"service": service, "at": at})


def state(row: Row, ground: Ground) -> Statement:
    """Say what a service does at a location; hours that are no plain week stay words.

    Raises:
        RefusalError: no identifier, no name, or a commune that cannot be found.
    """
    service, at = row.cells["service"], row.cells["at"]
    fit = words.kind(service)
    record, place, unread = _record(service, at, fit, ground)
    siret, finess = places.identifiers(words.inner(service, "organization"))
    return Statement(
        record=record,
        fit=fit.fit,
        code=fit.code,
        code_label=fit.label,
        proposed=fit.proposed,
        siret=siret,
        finess=finess,
        is_perhaps_hidden=fit.is_perhaps_hidden or place.is_redacted,
        said_on=day(service.get("assured_date")) or day(service.get("last_modified")),
        notes=(*place.notes, *unread),
    )


def _record(
    service: words.Object, at: words.Object, fit: Fitted, ground: Ground
) -> tuple[Record, places.Place, tuple[Note, ...]]:
    organization, location = words.inner(service, "organization"), words.inner(at, "location")
    name, number = text(service.get("name"))[:LONGEST_NAME], text(service.get("id"))
    if not name or not number:
        raise RefusalError("name", name, "Ce service n’a pas de nom, ou pas d’identifiant (« id »).")
    areas, where = words.areas(service)
    place = places.place(location, areas, ground)
    numbers, unread = places.numbers(service, at, organization)
    is_closed = text(service.get("status")).lower() == CLOSED
    hours, hours_text = words.hours(places.first(at, service, location, name="schedules"))
    fee, cost = words.fee(service)
    least, most = (places.age(service.get(field)) for field in ("minimum_age", "maximum_age"))
    record = Record(
        key="/".join(filter(None, [number, text(location.get("id"))]))[:120],
        organization=text(organization.get("name"))[:LONGEST_NAME] or name,
        category=fit.category,
        name=name,
        alternate_names=tuple(filter(None, [text(service.get("alternate_name"))[:LONGEST_NAME]])),
        description=words.description(service, where),
        commune=place.town.code if place.town else "",
        street=place.street,
        postcode=place.postcode,
        point=place.point,
        address_policy="" if place.town else "none",
        areas=areas,
        phones=numbers,
        email=email(service.get("email")) or email(organization.get("email")),
        website=website(service.get("url")) or website(organization.get("website")),
        hours=None if is_closed else hours,
        hours_text="Fermé temporairement." if is_closed else hours_text,
        languages=places.languages(service, location),
        age_min=least,
        age_max=most,
        fee=fee,
        cost=cost,
        transport=text(location.get("transportation")),
        documents=" ; ".join(places.said(service, "required_documents", "document")),
        accessibility=" ; ".join(places.said(location, "accessibility", "description", "details")),
    )
    return record, place, unread
