"""Soliguide: places of solidarity as its interface gives them, one, a list, or an answer of a search.

A listing is a place and the services that are one category of ours. Places that are off line, closed for good
or shown to professionals only are not given.
"""

from collections.abc import Iterator, Sequence

from importers.cleaning.words import day, email, text, website
from importers.ground import Ground
from importers.mapping import Fitted
from importers.reading.documents import read_document, shape_of
from importers.records import Record
from importers.sources import soliguide_places as places
from importers.sources import soliguide_words as words
from importers.sources.corrections import corrections
from importers.sources.soliguide_kinds import Object, groups, kind, label
from importers.statements import Given, Note, Origin, RefusalError, Row, Statement

ORIGIN = Origin(
    slug="soliguide",
    title="Soliguide – lieux et services de solidarité",
    licence="Données de Solinum, selon la convention passée avec le territoire",
    attribution="Soliguide, une base de données de l’association Solinum",
    page="https://soliguide.fr",
)
ARRAYS = ("places", "results", "docs")
LEFT_OUT = ("services_all", "photos", "slugs")
LONGEST_NAME = 160


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Give one row for each listing, as `{"place": …, "services": […]}`; refused ones, as they come back."""
    for given in files:
        again = corrections(given, "place", "services")
        yield from _documents(given) if again is None else again


def _documents(given: Given) -> Iterator[Row]:
    keys = shape_of(given)
    for row in read_document(given, next((key for key in ARRAYS if key in keys), "")):
        place = row.cells
        if place.get("status", "ONLINE") == "ONLINE" and place.get("visibility", "ALL") != "PRO":
            alone = {name: value for name, value in place.items() if name not in LEFT_OUT}
            for services in groups(place):
                yield Row(row.line, {"place": alone, "services": list(services)})


def state(row: Row, ground: Ground) -> Statement:
    """Say what a place does in one category.

    Raises:
        RefusalError: no identifier, no name, or a commune that cannot be found.
    """
    place, services = row.cells["place"], row.cells["services"]
    fit = kind(place, services)
    record, notes = _record(place, services, fit, ground)
    return Statement(
        record=record,
        fit=fit.fit,
        code=fit.code,
        code_label=fit.label,
        proposed=fit.proposed,
        is_perhaps_hidden=fit.is_perhaps_hidden,
        said_on=day(place.get("updatedByUserAt")) or day(place.get("updatedAt")),
        notes=notes,
    )


def _record(
    place: Object, services: Sequence[Object], fit: Fitted, ground: Ground
) -> tuple[Record, tuple[Note, ...]]:
    name, number = text(place.get("name"))[:LONGEST_NAME], text(place.get("lieu_id") or place.get("_id"))
    if not name or not number:
        raise RefusalError("name", name, "Ce lieu n’a pas de nom, ou pas de numéro (« lieu_id »).")
    stands, notes = places.standing(place, ground)
    numbers, unread = places.numbers(place)
    publics = words.own(place, services, "publics", "differentPublics")
    terms = words.own(place, services, "modalities", "differentModalities")
    hours, hours_text = words.hours(words.own(place, services, "newhours", "differentHours", "hours"))
    (women, men), (least, most), (fee, cost) = words.genders(publics), words.ages(publics), words.fee(terms)
    record = Record(
        key=f"{number}/{label(fit)}",
        organization=text(words.inner(place, "entity").get("name"))[:LONGEST_NAME] or name,
        category=fit.category,
        name=name,
        description=places.description(place, services, publics, terms),
        access=words.access(terms),
        phones=numbers,
        email=email(words.inner(place, "entity").get("mail")),
        website=website(words.inner(place, "entity").get("website")),
        hours=hours,
        hours_text=hours_text,
        closures=words.closures(place, services),
        languages=tuple(words.listed(place.get("languages"))),
        women=women,
        men=men,
        age_min=least,
        age_max=most,
        audiences=words.audiences(publics),
        features=("wheelchair",) if words.inner(terms, "pmr").get("checked") is True else (),
        fee=fee,
        cost=cost,
        referral=words.referral(terms),
        **stands,
    )
    return record, (*notes, *unread)
