"""Where a row of a partner's list is: commune, street and point, from whatever columns say them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from directory.folding import fold
from importers.cleaning.addresses import Address, split, street
from importers.cleaning.places import placed, postcode, town_name
from importers.cleaning.points import point
from importers.ground import Ground, Town
from importers.sources.spreadsheet_areas import Territories, department_code
from importers.sources.spreadsheet_cells import Cells
from importers.statements import Note, OutsideError, RefusalError

ALIKE = 75
"""How alike two names must be, of 100, for one to be proposed for the other."""

LONGEST_COMPLEMENT = 60
PAIR = re.compile(r"\(?\s*(-?\d+(?:[.,]\d+)?)\s*(?:[;\s]|,\s)?\s*,?\s*(-?\d+(?:[.,]\d+)?)\s*\)?")
POSTCODE_FIRST = re.compile(r"\s*(\d{5}|\d\d \d{3})\b[\s,-]*(.+)")

Names = Mapping[str, Sequence[str]]
"""Folded names of communes, and the codes of those that bear each."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row is. `notes` are what was left out of it."""

    town: Town
    street: str = ""
    postcode: str = ""
    point: tuple[float, float] | None = None
    notes: tuple[Note, ...] = ()


def names_of(ground: Ground) -> Names:
    """Give the communes by their folded name alone, for rows that say nothing else."""
    found: dict[str, list[str]] = {}
    for (_, folded), codes in ground.names.items():
        found.setdefault(folded, []).extend(codes)
    return found


def place(cells: Cells, mixed: Address, ground: Ground, known: Territories, names: Names) -> Place:
    """Say where a row is; `mixed` is the address found in a cell that mixes it with telephones.

    Raises:
        RefusalError: no commune is found; the reason names the nearest one.
    """
    address = split(cells.first("address")) if cells.first("address") else mixed
    digits, name = _town_said(cells, address)
    town = _town(cells, digits, name, ground, known, names)
    where, far = _point(town, cells)
    line, left_out = _street(cells, address, town)
    return Place(town, line, digits, where, tuple(filter(None, [far, left_out])))


def _town_said(cells: Cells, address: Address) -> tuple[str, str]:
    """Give the postcode and the name of the commune, each from its column or else from the address."""
    name = cells.first("town")
    if found := POSTCODE_FIRST.fullmatch(name):
        return postcode(cells.first("postcode")) or postcode(found[1]), found[2]
    return postcode(cells.first("postcode")) or address.postcode, name or address.town


def _town(cells: Cells, digits: str, name: str, ground: Ground, known: Territories, names: Names) -> Town:
    department = department_code(cells.first("department"), known)
    insee = cells.first("insee")
    try:
        return placed(ground, insee=insee, postcode=digits, town=name, department=department)
    except OutsideError:
        raise
    except RefusalError as refusal:
        alone = names.get(fold(town_name(name)), ()) if not (insee or digits or department) else ()
        if len(set(alone)) == 1:
            return ground.towns[alone[0]]
        raise _refusal(refusal, cells, digits, name, department, ground, known, bool(alone)) from refusal


def _refusal(
    refusal: RefusalError,
    cells: Cells,
    digits: str,
    name: str,
    department: str,
    ground: Ground,
    known: Territories,
    is_shared: bool,
) -> RefusalError:
    """Give the refusal in the words of the file: its own column, and the name that may be meant."""
    column = cells.column("town", "address", "insee", "postcode", "contact") or refusal.column
    if is_shared:
        reason = f"Plusieurs communes s’appellent « {name} ». Ajoutez le code postal ou le département."
        return RefusalError(column, name, reason)
    served = ground.by_postcode(digits)
    where = department or (served[0].department if served else "")
    if not (name and where) or ground.by_name(town_name(name), where):
        return RefusalError(column, refusal.value or str(cells.cells.get(column, "")), refusal.reason)
    called = f" ({known.departments[where]})" if where in known.departments else f" ({where})"
    reason = f"« {name} » n’est le nom d’aucune commune de ce département{called}."
    return RefusalError(column, name, reason + _nearest(name, where, ground))


def _nearest(name: str, department: str, ground: Ground) -> str:
    """Give « Le plus proche : Villefort. », or what to check where nothing is near."""
    called = [folded for where, folded in ground.names if where == department]
    said = process.extractOne(fold(town_name(name)), called, scorer=fuzz.ratio, score_cutoff=ALIKE)
    if said is None:
        return " Vérifiez le nom, ou ajoutez le code INSEE."
    towns = ground.by_name(said[0], department)
    return f" Le plus proche : {towns[0].name}."


def _point(town: Town, cells: Cells) -> tuple[tuple[float, float] | None, Note | None]:
    """Give the point from two columns, or from one that holds both, the latitude first."""
    together = PAIR.fullmatch(cells.first("point"))
    if together:
        return point(town, together[2].replace(",", "."), together[1].replace(",", "."))
    return point(town, cells.first("longitude"), cells.first("latitude"))


def _street(cells: Cells, address: Address, town: Town) -> tuple[str, Note | None]:
    """Give the street with what completes it; a complement that is a sentence is left out."""
    names = [town.name]
    parts = [cells.first("number"), cells.first("street_type"), *cells.all("street")]
    own = street(*parts, names=names) if any(cells.all("street")) else ""
    more = [each for each in cells.all("complement") if not _is_sentence(each)]
    left = [each for each in cells.all("complement") if _is_sentence(each)]
    lines = [own or address.street, *(street(each, names=names) for each in more)]
    said = ", ".join(dict.fromkeys(filter(None, lines)))
    reason = "Ce complément n’est pas celui d’une adresse : il est laissé de côté."
    return said, Note(cells.column("complement"), left[0][:200], reason) if left else None


def _is_sentence(said: str) -> bool:
    return len(said) > LONGEST_COMPLEMENT or bool(split(said).postcode)
