"""What tells a listing of data·inclusion from others, what it is called and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory.folding import fold
from importers.cleaning.addresses import readable, street
from importers.cleaning.places import placed, postcode
from importers.cleaning.points import point
from importers.cleaning.words import text
from importers.ground import Ground, Town
from importers.records import AreaRecord
from importers.sources.data_inclusion_kinds import place_of
from importers.sources.data_inclusion_words import shared
from importers.statements import Note, RefusalError

LONGEST_KEY, LONGEST_NAME = 120, 160
PLACE = ("code_insee", "code_postal", "commune")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a listing stands, in no commune where it is given from afar; and what was left out of it."""

    town: Town | None
    street: str = ""
    postcode: str = ""
    point: tuple[float, float] | None = None
    notes: tuple[Note, ...] = ()


def name(element: Mapping[str, Any], written: Sequence[str] = ()) -> str:
    """Give the name of a structure, or of a service whose structure is not there; see `readable`."""
    said = readable(element.get("nom"), written)
    if not said:
        raise RefusalError("nom", "", "Cette structure n’a pas de nom.")
    return said[:LONGEST_NAME]


def names(services: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Give the names of services, by which people look for them."""
    said = (text(service.get("nom"))[:LONGEST_NAME] for service in services)
    return tuple(dict.fromkeys(filter(None, said)))


def key(structure: Mapping[str, Any], services: Sequence[Mapping[str, Any]], label: str) -> str:
    """Give what tells a listing from others: its structure, what it is listed as, where if elsewhere."""
    owner = text(structure.get("id") or (services[0]["structure_id"] if services else ""))
    if not owner:
        raise RefusalError("id", "", "Cette structure n’a pas d’identifiant.")
    return "/".join(filter(None, [owner, label, elsewhere(structure, services)]))[:LONGEST_KEY]


def elsewhere(structure: Mapping[str, Any], services: Sequence[Mapping[str, Any]]) -> str:
    """Give the commune of services that are not held where their structure stands, else ""."""
    return min({place_of(service) for service in services} - {place_of(structure)}, default="")


def hours(structure: Mapping[str, Any], services: Sequence[Mapping[str, Any]]) -> Any:
    """Give the hours that all the services share; else those of the structure, for what is done there."""
    own = shared(services, "horaires_accueil")
    return own or ("" if elsewhere(structure, services) else structure.get("horaires_accueil"))


def place(elements: Sequence[Mapping[str, Any]], areas: tuple[AreaRecord, ...], ground: Ground) -> Place:
    """Place a listing where its services are, or its structure; nowhere where it serves from afar."""
    told = next((each for each in elements if any(each.get(field) for field in PLACE)), None)
    if told is None:
        if areas:
            return Place(None)
        reason = "Ni commune ni territoire : ajoutez « code_insee » ou « zone_eligibilite »."
        raise RefusalError("commune", "", reason)
    told = _completed(told, elements[-1])
    insee, digits, called = (told.get(field) for field in PLACE)
    town = placed(ground, insee=insee, postcode=digits, town=called)
    where, far = point(town, told.get("longitude"), told.get("latitude"))
    line = street(told.get("adresse"), names=[town.name])
    return Place(town, line, postcode(digits), where, tuple(filter(None, [far])))


def _completed(service: Mapping[str, Any], structure: Mapping[str, Any]) -> Mapping[str, Any]:
    """Complete the address of a service by its structure's, where both are the same."""
    streets = fold(str(service.get("adresse", ""))), fold(str(structure.get("adresse", "")))
    is_same = place_of(service) == place_of(structure) and streets[0] in ("", streets[1])
    return {**service, **structure} if is_same else service
