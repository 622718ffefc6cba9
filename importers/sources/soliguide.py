"""Soliguide: places of solidarity as its interface gives them, one, a list, or an answer of a search.

A listing is a place and the services that are one category of ours. Places that are off line, closed for good
or shown to professionals only are not given.
"""

from collections.abc import Iterator, Sequence

from importers.cleaning.addresses import split
from importers.cleaning.places import postcode
from importers.cleaning.points import point
from importers.cleaning.words import day, email, text, website
from importers.ground import Ground
from importers.reading.documents import read_document, shape_of
from importers.records import Record
from importers.sources import soliguide_places as places
from importers.sources import soliguide_words as words
from importers.sources.soliguide_kinds import groups, kind, label
from importers.statements import Given, Origin, RefusalError, Row, Statement

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
PLACES = "LIEU"


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Give one row for each listing, as `{"place": …, "services": […]}`."""
    for given in files:
        keys = shape_of(given)
        for row in read_document(given, next((key for key in ARRAYS if key in keys), "")):
            place = row.cells
            if place.get("status", "ONLINE") == "ONLINE" and place.get("visibility", "ALL") != "PRO":
                alone = {
                    name: value for name, value in place.items() if name not in ("services_all", "photos")
                }
                for services in groups(place):
                    yield Row(row.line, {"place": alone, "services": list(services)})


def state(row: Row, ground: Ground) -> Statement:
    """Say what a place does in one category.

    Raises:
        RefusalError: no identifier, no name, or a commune that cannot be found.
    """
    place, services = row.cells["place"], row.cells["services"]
    fit = kind(place, services)
    name, number = text(place.get("name"))[:LONGEST_NAME], text(place.get("lieu_id") or place.get("_id"))
    if not name or not number:
        raise RefusalError("name", name, "Ce lieu n’a pas de nom, ou pas de numéro (« lieu_id »).")
    position = places.position(place)
    town = places.town(position, ground)
    where, far = point(town, *places.coordinates(position))
    numbers, unread = places.numbers(place)
    publics = words.own(place, services, "publics", "differentPublics")
    terms = words.own(place, services, "modalities", "differentModalities")
    hours, hours_text = words.hours(words.own(place, services, "newhours", "differentHours", "hours"))
    fee, cost = words.fee(terms)
    women, men = words.genders(publics)
    least, most = words.ages(publics)
    is_fixed = place.get("placeType", PLACES) == PLACES
    orientation = words.inner(terms, "orientation")
    return Statement(
        record=Record(
            key=f"{number}/{label(fit)}",
            organization=text(words.inner(place, "entity").get("name"))[:LONGEST_NAME] or name,
            category=fit.category,
            name=name,
            description=places.description(place, services, publics, terms),
            commune=town.code,
            street=split(position.get("address")).street if is_fixed else "",
            postcode=postcode(position.get("postalCode")) if is_fixed else "",
            point=where if is_fixed else None,
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
            modes=("on-site",) if is_fixed else (),
            features=("wheelchair",) if words.inner(terms, "pmr").get("checked") is True else (),
            fee=fee,
            cost=cost,
            referral=text(orientation.get("precisions")) if orientation.get("checked") is True else "",
        ),
        fit=fit.fit,
        code=fit.code,
        code_label=fit.label,
        proposed=fit.proposed,
        is_perhaps_hidden=fit.is_perhaps_hidden,
        said_on=day(place.get("updatedByUserAt")) or day(place.get("updatedAt")),
        notes=(*filter(None, [far]), *unread),
    )
