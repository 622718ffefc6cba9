"""The closed words of data·inclusion into ours, and what several services say together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from importers.cleaning.words import prose, text, website
from importers.ground import Ground
from importers.records import AreaRecord
from importers.statements import Note

AUDIENCES = {
    "tous-publics": "everyone",
    "familles": "families",
    "familles-enfants": "families",
    "jeunes": "young-adults",
    "jeunes-16-26": "young-adults",
    "personnes-en-situation-de-handicap": "disabled",
    "personnes-handicapees": "disabled",
    "personnes-exilees": "exiled",
    "personnes-de-nationalite-etrangere": "exiled",
    "seniors": "older",
    "seniors-65": "older",
    "sans-domicile-fixe": "homeless",
    "victimes": "victims",
}
"""Publics of v1, profiles of v0. « personnes-en-situation-durgence » may be anybody: it says none of ours."""

FEES = {"gratuit": "free", "payant": "paid", "gratuit-sous-conditions": "conditional"}
LONGEST_COST = 160
LONGEST_LISTED = 300

Element = Mapping[str, Any]


def words(elements: Sequence[Element], field: str) -> list[str]:
    """Give every word that the elements say in `field`, each once."""
    return list(dict.fromkeys(word for element in elements for word in element.get(field, [])))


def only(elements: Iterable[Element], field: str) -> Any:
    """Give what the elements say in `field` where all of those that say something say the same, else ""."""
    said = [element[field] for element in elements if element.get(field)]
    return said[0] if said and all(each == said[0] for each in said) else ""


def shared(elements: Sequence[Element], field: str) -> Any:
    """Give what every element says in `field`, where all say the same, else ""."""
    return only(elements, field) if all(element.get(field) for element in elements) else ""


def audiences(services: Sequence[Element]) -> tuple[str, ...]:
    """Give for whom the services are, in our words."""
    said = dict.fromkeys(AUDIENCES.get(word, "") for word in words(services, "publics"))
    return ("everyone",) if "everyone" in said else tuple(filter(None, said))


def modes(services: Sequence[Element]) -> tuple[str, ...]:
    """Give how the services are given; « à distance » is by phone where there is a number, else on line."""
    said = words(services, "modes_accueil")
    far = "phone" if any(service.get("telephone") for service in services) else "online"
    return ("on-site",) * ("en-presentiel" in said) + (far,) * ("a-distance" in said)


def access(services: Sequence[Element]) -> str:
    """Give who may ask for the services: the person, a professional, both; "" where one does not say."""
    if not all(service.get("mobilisable_par") for service in services):
        return ""
    match sorted(words(services, "mobilisable_par")):
        case ["professionnels"]:
            return "professional"
        case ["usagers"]:
            return "self"
        case ["professionnels", "usagers"]:
            return "both"
    return ""


def fee(services: Sequence[Element]) -> tuple[str, str]:
    """Give what the services cost, in our word and in theirs, where they say the same."""
    return FEES.get(shared(services, "frais"), ""), text(shared(services, "frais_precisions"))[:LONGEST_COST]


def areas(services: Sequence[Element], ground: Ground) -> tuple[tuple[AreaRecord, ...], tuple[Note, ...]]:
    """Give the territory served, where every service says its own: the rest of France is then excluded."""
    if not services or not all(service.get("zone_eligibilite") for service in services):
        return (), ()
    found: dict[AreaRecord, None] = {}
    notes: list[Note] = []
    for code in words(services, "zone_eligibilite"):
        area = _area(code, ground)
        if area:
            found[area] = None
        else:
            notes.append(Note("zone_eligibilite", code, f"« {code} » n’est le code d’aucun territoire."))
    return tuple(found), tuple(notes)


def _area(code: str, ground: Ground) -> AreaRecord | None:
    """Give a code of commune, of EPCI, of département or of country as a territory of ours."""
    if code.lower() in ("france", "99100"):
        return AreaRecord("national")
    kind, mark, number = code.partition(":")
    if mark:
        return AreaRecord(kind, number)
    if len(code) == 5:
        town = ground.town(code)
        return AreaRecord("commune", town.code) if town else None
    if len(code) == 9 and code.isdigit():
        return AreaRecord("epci", code)
    return AreaRecord("department", code) if len(code) in (2, 3) and code[0].isdigit() else None


def description(structure: Element, services: Sequence[Element]) -> str:
    """Give what is done: the structure's words, then each service in a few lines."""
    about = [prose(structure.get("description"))]
    if len(services) == 1:
        return "\n\n".join(filter(None, [_service(services[0], 10_000), *about]))
    return "\n\n".join(filter(None, [*about, *(_service(service, LONGEST_LISTED) for service in services)]))


def _service(service: Element, longest: int) -> str:
    said, conditions = prose(service.get("description")), text(service.get("conditions_acces"))
    publics = text(service.get("publics_precisions"))
    lines = [
        f"{text(service.get('nom'))} : {_cut(said, longest)}" if said else text(service.get("nom")),
        f"Pour qui : {_cut(publics, longest)}" if publics else "",
        f"Conditions : {_cut(conditions, longest)}" if conditions else "",
    ]
    return "\n".join(filter(None, lines))


def _cut(said: str, longest: int) -> str:
    """Give the first words of a text, cut between two of them."""
    return said if len(said) <= longest else f"{said[:longest].rsplit(' ', 1)[0]} …"


def accessibility(structure: Element) -> str:
    """Give where to read how the place is accessible."""
    page = website(structure.get("accessibilite_lieu"))
    return f"Fiche Acceslibre : {page}" if page else ""
