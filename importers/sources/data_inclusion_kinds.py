"""What a structure of data·inclusion is, what each of its services is, and which go together in one listing.

A network, or a name that says it plainly, tells what a structure is, whatever its services are about; a theme
never does. A service held elsewhere than its structure may be a shelter, even where the structure is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from directory.folding import fold
from importers.mapping import Fitted, category_by_name, fitted, kinds_of
from importers.sources.lodging import may_lodge

TABLE = "data_inclusion"
UNSURE, OUTSIDE = "a-classer", "hors-champ"

Element = Mapping[str, Any]


def kind(structure: Element, services: Sequence[Element]) -> Fitted:
    """Fit a structure and some of its services, held at one place, as one listing."""
    names = [str(element.get("nom", "")) for element in (structure, *services) if element]
    networks = structure.get("reseaux_porteurs", [])
    themes = [theme for element in (structure, *services) for theme in element.get("thematiques", [])]
    about = fitted(TABLE, [*networks, *map(_mapped, themes)])
    carried = _carried(structure, networks, about)
    if carried is not None:
        is_elsewhere = any(map(place_of, services)) and not _same_place(structure, services)
        hidden = carried.is_perhaps_hidden or (is_elsewhere and about.is_perhaps_hidden)
        return replace(carried, is_perhaps_hidden=hidden)
    about = _named(about, names[-len(services) :] if services else [])
    lodges = any(map(may_lodge, names))
    return replace(about, is_perhaps_hidden=about.is_perhaps_hidden or (lodges and about.fit != "exact"))


def _carried(structure: Element, networks: Sequence[str], about: Fitted) -> Fitted | None:
    """Give what the networks of a structure say that it is, or its name; None where neither tells."""
    carrying = fitted(TABLE, networks)
    if carrying.fit == "exact":
        return carrying
    category = category_by_name(str(structure.get("nom", "")))
    if not category or (carrying.proposed and category not in carrying.proposed):
        return None
    return replace(about, fit="exact", category=category, proposed=())


def _named(about: Fitted, names: Sequence[str]) -> Fitted:
    """Let the names of services settle what their themes leave open, where all of them say the same."""
    said = {category_by_name(name) for name in names}
    if about.fit not in ("broader", "unknown") or len(said) != 1:
        return about
    category = said.pop()
    if not category or (about.proposed and category not in about.proposed):
        return about
    return replace(about, fit="exact", category=category, proposed=())


def _mapped(theme: str) -> str:
    """Give the theme, or the family it belongs to where the table only holds that."""
    return theme if theme in kinds_of(TABLE) else theme.split("--")[0]


def place_of(element: Element) -> str:
    """Give the commune that an element stands in, as it says it; "" where it says none."""
    return str(element.get("code_insee") or "")


def _same_place(structure: Element, services: Sequence[Element]) -> bool:
    streets = {fold(str(element.get("adresse", ""))) for element in services} - {""}
    communes = {place_of(element) for element in services} - {""}
    here = fold(str(structure.get("adresse", "")))
    return communes <= {place_of(structure)} and (not streets or streets == {here})


def group(structure: Element, service: Element) -> tuple[str, str]:
    """Give what a service is listed as, and where when that is another commune than its structure's."""
    fit = kind(structure, [service])
    label = fit.category or (OUTSIDE if fit.fit == "none" else UNSURE)
    place = place_of(service)
    return label, "" if place == place_of(structure) else place
