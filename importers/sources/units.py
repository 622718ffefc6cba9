"""Units that receive the public: `export-gn2.csv` of the gendarmerie (2018, 2021), `export-pn.csv` of police.

A unit is known by the number that the gendarmerie gives it; without one, as in the police, by its name and
its département. `competence` names its units in the same way: both speak of one listing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from directory.folding import fold
from importers.cleaning.addresses import split, street
from importers.cleaning.hours import free, week
from importers.cleaning.numbers import phones
from importers.cleaning.places import placed, postcode
from importers.cleaning.points import point
from importers.cleaning.words import text, website
from importers.ground import Ground, Town
from importers.reading.tables import read_table
from importers.records import Record
from importers.statements import Given, Note, Origin, RefusalError, Row, Statement

ORIGIN = Origin(
    slug="units",
    title="Unités de gendarmerie et services de police accueillant du public",
    licence="Licence Ouverte 2.0",
    attribution="Ministère de l'Intérieur",
    page="https://www.data.gouv.fr/fr/datasets/061a5736-8fc2-4388-9e55-8cc31be87fa0/",
)
OWNERS = {"gn": "Gendarmerie nationale", "pn": "Police nationale"}
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
STRETCHES = (1, 2, 3)
"""Days of the columns of 2018, and how many stretches of time each of them has."""

LONGEST_NAME = 160

Place = tuple[float, float]


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Read the rows of each file, whose columns are called the same in all versions."""
    for given in files:
        yield from read_table(given)


def state(row: Row, ground: Ground) -> Statement:
    """Say which unit a row is, and where and when it receives."""
    cells = row.cells
    name = text(cells.get("service"))
    if not name:
        raise RefusalError("service", "", "L’unité n’a pas de nom. Écrivez-le dans la colonne « service ».")
    address = split(cells.get("adresse_geographique"))
    digits = postcode(cells.get("code_postal")) or address.postcode
    town = placed(
        ground,
        insee=cells.get("code_commune_insee", ""),
        postcode=digits,
        town=cells.get("commune") or address.town,
        department=cells.get("departement", ""),
    )
    numbers, phone_notes = phones(cells.get("telephone"))
    place, place_notes = _place(town, cells)
    hours, hours_text = _hours(cells)
    number = text(cells.get("identifiant_public_unite"))
    owner = institution(name, number)
    record = Record(
        key=unit_key(owner, name, number, town.department),
        organization=OWNERS[owner],
        category=category_of(name),
        name=name[:LONGEST_NAME],
        commune=town.code,
        street=(street(cells.get("voie")) or address.street)[:LONGEST_NAME],
        postcode=digits,
        point=place,
        phones=numbers,
        website=website(cells.get("url")),
        hours=hours,
        hours_text=hours_text,
    )
    return Statement(
        record, code="unit", code_label="Unité recevant du public", notes=(*phone_notes, *place_notes)
    )


def institution(name: str, number: str) -> str:
    """Give « gn » or « pn », whom a unit belongs to: only the gendarmerie numbers its units."""
    return "gn" if number.strip("0") or "gendarmerie" in fold(name).split() else "pn"


def category_of(name: str) -> str:
    """Give what a unit does, by its name: only some are for families."""
    return "family-protection-unit" if "protection des familles" in fold(name) else "law-enforcement-unit"


def unit_key(owner: str, name: str, number: str, department: str) -> str:
    """Give the key of a unit: « gn-1008620 », « pn-commissariat-de-police-de-mende-48 » without a number."""
    if number.strip("0"):
        return f"{owner}-{number.lstrip('0')}"
    return f"{owner}-{fold(name).replace(' ', '-')[:100]}-{department.lower()}"


def _place(town: Town, cells: Mapping[str, Any]) -> tuple[Place | None, tuple[Note, ...]]:
    """Give the point of a unit, in degrees where the row has them, projected otherwise."""
    place, note = point(town, cells.get("geocodage_x_GPS"), cells.get("geocodage_y_GPS"))
    if place is None and cells.get("geocodage_x"):
        projection = cells.get("geocodage_epsg", "")
        place, note = point(town, cells["geocodage_x"], cells.get("geocodage_y"), projection=projection)
    return place, tuple(filter(None, [note]))


def _hours(cells: Mapping[str, Any]) -> tuple[str | None, str]:
    """Give the hours told in a text (2021), or in columns for each stretch of each day (2018)."""
    told = text(cells.get("horaires_accueil"))
    return free(told) if told else (week((day, _stretches(cells, day)) for day in DAYS), "")


def _stretches(cells: Mapping[str, Any], day: str) -> list[tuple[str, str]]:
    columns = (f"{day}_plage{number}" for number in STRETCHES)
    ends = ((text(cells.get(f"{column}_debut")), text(cells.get(f"{column}_fin"))) for column in columns)
    return [(start, end) for start, end in ends if start or end]
