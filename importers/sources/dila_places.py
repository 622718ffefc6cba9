"""Where a service of DILA stands, and the territory that it serves."""

import re

from directory.folding import fold
from importers.cleaning.addresses import street
from importers.cleaning.places import insee_code, placed
from importers.cleaning.words import text
from importers.ground import Ground, Town
from importers.mapping import Fitted
from importers.records import AreaRecord
from importers.sources.dila_fields import LONGEST, Cells, items

ON_REQUEST = "Accessible en fauteuil roulant, à demander avant de venir."
POST_ONLY = "Adresse postale"
MORE_THAN_ONE = 2

_PART = re.compile(
    r"\b(?:accueil d|agence d[eu]\b|annexe|antenne|associee|deleguee|mobile|permanence|quartier|secteur)"
)
"""Words of the name of what is only a part of a service: nobody told which territory such a part serves."""


def address_of(cells: Cells) -> Cells:
    """Give the address where one goes, {} where there is only one to write to."""
    return next((each for each in items(cells, "adresse") if each.get("type_adresse") != POST_ONLY), {})


def town_of(cells: Cells, address: Cells, ground: Ground) -> Town:
    """Give the commune of a service: by its own code, then by its address, then by the code of its kind.

    Raises:
        RefusalError: it stands in none, or abroad.
    """
    code = text(cells.get("code_insee_commune"))
    codes = pivot_codes(cells)
    if not code and not address.get("code_postal") and len(codes) == 1:
        code = codes[0]
    return placed(ground, insee=code, postcode=address.get("code_postal"), town=address.get("nom_commune"))


def pivot_codes(cells: Cells) -> tuple[str, ...]:
    """Give the INSEE codes of the kinds of a service: one text in 2021, a list since 2023."""
    said = (pivot.get("code_insee_commune") for pivot in items(cells, "pivot"))
    lists = (each if isinstance(each, list) else [each] for each in said)
    return tuple(dict.fromkeys(filter(None, (insee_code(code) for each in lists for code in each))))


def street_of(address: Cells) -> str:
    """Give the building, then the street, of an address."""
    lines = (text(address.get(name)) for name in ("complement1", "complement2", "numero_voie"))
    return street(", ".join(filter(None, lines)))[:LONGEST]


def accessibility_of(address: Cells) -> str:
    """Give how one gets in. « NAC » is left out: it is said of nearly all, and means that nobody looked."""
    on_request = ON_REQUEST if address.get("accessibilite") == "DEM" else ""
    return " ".join(filter(None, [on_request, text(address.get("note_accessibilite"))]))


def areas_of(cells: Cells, kind: Fitted, name: str, town: Town, ground: Ground) -> tuple[AreaRecord, ...]:
    """Give the territory that a service says, or has by what it is; none where nobody can tell.

    A kind that lists several communes serves them; those that only name arrondissements are left out, since
    no territory here is so small.
    """
    codes = pivot_codes(cells)
    is_part = _PART.search(fold(name)) is not None
    if kind.category == "town-hall":
        is_whole = not is_part and codes in ((), (town.code,))
        return (AreaRecord("commune", town.code),) if is_whole else ()
    if kind.serves(town.department) and not is_part:
        return (AreaRecord("department", town.department),)
    if len(codes) >= MORE_THAN_ONE and all(code in ground.towns for code in codes):
        return tuple(AreaRecord("commune", code) for code in codes)
    return ()
