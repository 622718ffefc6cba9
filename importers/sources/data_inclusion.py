"""data·inclusion: structures and services of insertion, from twenty producers, schemas v1 and v0.

A listing is a structure and the services that are one category of ours, in one commune: the five aids of one
agency are one listing, and its permanence in another town is another. Services that no network, no name tells
apart wait together, for a person to say what the structure does. Structures may be given without services.
"""

from collections.abc import Iterator, Sequence

from importers.cleaning.hours import osm
from importers.cleaning.numbers import phones
from importers.cleaning.words import day, email, text, website
from importers.ground import Ground
from importers.mapping import Fitted
from importers.records import AreaRecord, Record
from importers.sources import data_inclusion_places as places
from importers.sources import data_inclusion_words as words
from importers.sources.data_inclusion_files import read_files
from importers.sources.data_inclusion_kinds import OUTSIDE, UNSURE, Element, kind
from importers.statements import Given, Note, Origin, Row, Statement

ORIGIN = Origin(
    slug="data-inclusion",
    title="data·inclusion – structures et services d’insertion",
    licence="Licence Ouverte 2.0",
    attribution="data·inclusion et ses producteurs, Plateforme de l’inclusion, Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/fr/datasets/referentiel-de-loffre-dinsertion-data-inclusion/",
)


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Give one row for each listing: see `importers/sources/data_inclusion_files.py`."""
    return read_files(files)


def state(row: Row, ground: Ground) -> Statement:
    """Say what a structure does in one category and in one commune.

    Raises:
        RefusalError: no name, no identifier, or no place where nothing says what territory is served.
    """
    structure, services = row.cells["structure"], row.cells["services"]
    elements = [*services, structure] if structure else services
    fit = kind(structure, services)
    record, notes = _record(structure, services, fit, ground)
    days = (day(element.get("date_maj")) for element in services or elements)
    return Statement(
        record=record,
        fit=fit.fit,
        code=fit.code,
        code_label=fit.label,
        proposed=fit.proposed,
        siret=text(structure.get("siret")),
        is_perhaps_hidden=fit.is_perhaps_hidden,
        said_on=min(filter(None, days), default=None),
        notes=notes,
    )


def _record(
    structure: Element, services: Sequence[Element], fit: Fitted, ground: Ground
) -> tuple[Record, tuple[Note, ...]]:
    elements = [*services, structure] if structure else services
    areas, unknown = words.areas(services, ground)
    place = places.place(elements, areas, ground)
    town = place.town
    numbers, unread = phones(*(element.get("telephone") for element in elements))
    hours, hours_text = osm(places.hours(structure, services))
    fee, cost = words.fee(services)
    name = places.name(elements[-1], [town.name, fit.label] if town else [fit.label])
    if town and fit.serves(town.department) and not areas:
        areas = (AreaRecord("department", town.department),)
    record = Record(
        key=places.key(structure, services, fit.category or (OUTSIDE if fit.fit == "none" else UNSURE)),
        organization=name,
        category=fit.category,
        name=name,
        alternate_names=places.names(services),
        description=words.description(structure, services),
        commune=town.code if town else "",
        street=place.street,
        postcode=place.postcode,
        point=place.point,
        address_policy="" if town else "none",
        access=words.access(services),
        areas=areas,
        phones=numbers,
        email=next(filter(None, (email(element.get("courriel")) for element in elements)), ""),
        website=website(structure.get("site_web")) or website(words.only(services, "lien_mobilisation")),
        hours=hours,
        hours_text=hours_text,
        women=True if words.words(services, "publics") == ["femmes"] else None,
        audiences=words.audiences(services),
        modes=words.modes(services),
        fee=fee,
        cost=cost,
        documents=" ; ".join(words.words(services, "justificatifs")),
        referral=text(words.shared(services, "mobilisation_precisions")),
        accessibility=words.accessibility(structure),
    )
    return record, (*unknown, *place.notes, *unread)
