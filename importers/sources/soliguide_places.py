"""Where a place of Soliguide stands, how to call it, and what it says of itself."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from directory.folding import fold
from importers.cleaning.addresses import split
from importers.cleaning.numbers import phones
from importers.cleaning.places import placed, postcode
from importers.cleaning.points import point
from importers.cleaning.words import prose, text
from importers.ground import Ground, Town
from importers.records import PhoneRecord
from importers.sources import soliguide_words as words
from importers.statements import Note

PLACES = "LIEU"


class Standing(TypedDict):
    """The fields of a record that say where it is, and that one comes there."""

    commune: str
    street: str
    postcode: str
    point: tuple[float, float] | None
    modes: tuple[str, ...]


def standing(place: Mapping[str, Any], ground: Ground) -> tuple[Standing, list[Note]]:
    """Give where a place stands, and what was left out; an outreach round has a commune and no street."""
    where = position(place)
    found = town(where, ground)
    if place.get("placeType", PLACES) != PLACES:
        return Standing(commune=found.code, street="", postcode="", point=None, modes=()), []
    spot, far = point(found, *coordinates(where))
    stands = Standing(
        commune=found.code,
        street=split(where.get("address")).street,
        postcode=postcode(where.get("postalCode")),
        point=spot,
        modes=("on-site",),
    )
    return stands, [far] if far else []


def position(place: Mapping[str, Any]) -> dict[str, Any]:
    """Give where a place is; an outreach round is where its first stop is."""
    stops = [words.inner(stop, "position") for stop in place.get("parcours") or [] if isinstance(stop, dict)]
    return words.inner(place, "position") or next(filter(None, stops), {})


def town(position: Mapping[str, Any], ground: Ground) -> Town:
    """Place by « cityCode » only where it is the INSEE code of that town: samples hold a postcode there."""
    code, city = text(position.get("cityCode")), text(position.get("city"))
    found = ground.town(code)
    insee = code if found and fold(found.name) == fold(city) else ""
    return placed(ground, insee=insee, postcode=position.get("postalCode"), town=city)


def coordinates(position: Mapping[str, Any]) -> tuple[object, object]:
    """Give the longitude and the latitude."""
    both = words.inner(position, "location").get("coordinates")
    return (both[0], both[1]) if isinstance(both, list) and len(both) == 2 else ("", "")


def numbers(place: Mapping[str, Any]) -> tuple[tuple[PhoneRecord, ...], tuple[Note, ...]]:
    """Give the numbers of a place, each with its label, and what could not be read."""
    found: dict[str, PhoneRecord] = {}
    notes: list[Note] = []
    for each in words.inner(place, "entity").get("phones") or []:
        said = each if isinstance(each, dict) else {}
        read, unread = phones(said.get("phoneNumber"), label=text(said.get("label")))
        for number in read:
            found.setdefault(number.number, number)
        notes += unread
    return tuple(found.values()), tuple(notes)


def description(
    place: Mapping[str, Any],
    services: Sequence[Mapping[str, Any]],
    publics: Mapping[str, Any],
    terms: Mapping[str, Any],
) -> str:
    """Give what a place and its services say of themselves, and what to do before coming."""
    stops = [words.inner(stop, "position").get("address") for stop in place.get("parcours") or []]
    told = dict.fromkeys(prose(service.get("description")) for service in services)
    lines = [*words.terms(terms), prose(publics.get("description"))]
    lines += [f"Passages : {' ; '.join(map(text, filter(None, stops)))}"] if any(stops) else []
    return "\n\n".join(filter(None, [prose(place.get("description")), *told, *lines]))
