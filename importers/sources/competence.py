"""Which unit each commune depends on: « compétence territoriale gendarmerie et police nationales ».

The file has a row for each commune; a listing here is a unit, with all its communes. Nothing else is said of
it: its telephone, its street and its hours come from `units`, which names it in the same way.
"""

import re
from collections.abc import Iterator, Sequence

from directory.place_names import department_of
from importers.cleaning.places import insee_code
from importers.cleaning.words import text
from importers.ground import Ground, Town
from importers.reading.refusals import FileRefusedError
from importers.reading.tables import read_table
from importers.records import AreaRecord, Record
from importers.sources.units import LONGEST_NAME, OWNERS, category_of, institution, unit_key
from importers.statements import Given, Note, Origin, RefusalError, Row, Statement

ORIGIN = Origin(
    slug="competence",
    title="Compétence territoriale de la gendarmerie et de la police nationales",
    licence="Licence Ouverte 2.0",
    attribution="Ministère de l'Intérieur",
    page="https://www.data.gouv.fr/fr/datasets/5489cda0c751df35a24120e7/",
)
NEEDED = frozenset({"code_commune", "id_service", "service"})
NAMED = re.compile(
    r"(?:gendarmerie - )?(?:brigade(?: de proximité| territoriale(?: autonome)?)?"
    r"|(?:commissariat|bureau) de police) (?:d['’]|de |du |des )(?P<town>.+)",
    re.IGNORECASE,
)
"""How the names of units begin; what follows is the commune where they stand."""


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Read one row for each unit, with the codes of its communes, at the line where it first appears."""
    units: dict[tuple[str, ...], Row] = {}
    for given in files:
        for row in read_table(given):
            if not row.cells.keys() >= NEEDED:
                raise FileRefusedError(f"il lui manque une de ces colonnes : {', '.join(sorted(NEEDED))}")
            _add(units, row)
    yield from units.values()


def _add(units: dict[tuple[str, ...], Row], row: Row) -> None:
    cells = row.cells
    code, number, name = cells["code_commune"], cells["id_service"], cells["service"]
    owner = cells.get("institution", "")
    # Two services of the police may share a name: those of one département are the same.
    which = ("gn", number) if number.strip("0") else (owner, name, department_of(insee_code(code)))
    if not name:
        which = ("", str(row.line))
    unit = {"institution": owner, "id_service": number, "service": name, "communes": []}
    units.setdefault(which, Row(row.line, unit)).cells["communes"].append(code)


def state(row: Row, ground: Ground) -> Statement:
    """Say which unit a row is, and which communes depend on it."""
    name, number = text(row.cells.get("service")), text(row.cells.get("id_service"))
    if not name:
        raise RefusalError("service", "", "L’unité n’a pas de nom. Écrivez-le dans la colonne « service ».")
    towns, notes = _towns(row, ground)
    owner = text(row.cells.get("institution")).lower()
    owner = owner if owner in OWNERS else institution(name, number)
    record = Record(
        key=unit_key(owner, name, number, towns[0].department),
        organization=OWNERS[owner],
        category=category_of(name),
        name=name[:LONGEST_NAME],
        commune=_seat(name, towns[0].department, ground),
        areas=tuple(AreaRecord("commune", town.code) for town in towns),
    )
    return Statement(record, code="unit", code_label="Unité recevant du public", notes=notes)


def _towns(row: Row, ground: Ground) -> tuple[list[Town], tuple[Note, ...]]:
    """Give the communes of today that depend on a unit, and a note for each code that is none."""
    towns: dict[str, Town] = {}
    unknown = []
    for code in row.cells["communes"]:
        town = ground.town(insee_code(code))
        if town:
            towns[town.code] = town
        else:
            unknown.append(code)
    reason = "n’est le code d’aucune commune. Vérifiez le code INSEE."
    if not towns:
        raise RefusalError("code_commune", ", ".join(unknown), f"« {unknown[0]} » {reason}")
    return list(towns.values()), tuple(Note("code_commune", code, f"« {code} » {reason}") for code in unknown)


def _seat(name: str, department: str, ground: Ground) -> str:
    """Give the code of the commune where a unit stands: the one of its département that it is called after.

    Of 1,472 brigades of 2019 called after a commune of their département, one stood in another.
    """
    found = NAMED.fullmatch(name)
    seats = ground.by_name(found["town"], department) if found else ()
    return seats[0].code if len(seats) == 1 else ""
