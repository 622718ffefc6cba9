"""Courts and places of law of the Ministry of Justice: GeoJSON points, with a type and a commune.

The file names nothing: a place is called by its type and its commune. Some of its points are those of another
commune: they are left out, and the place stays in the commune that its code says.
"""

from collections.abc import Iterator, Sequence

from importers.cleaning.places import placed
from importers.cleaning.points import point
from importers.cleaning.words import text
from importers.ground import Ground
from importers.mapping import fitted
from importers.reading.documents import read_document
from importers.records import AreaRecord, Record
from importers.statements import Given, Origin, RefusalError, Row, Statement

ORIGIN = Origin(
    slug="points-justice",
    title="Points-justice et juridictions",
    licence="Licence Ouverte 2.0",
    attribution="Ministère de la Justice",
    page="https://www.justice.gouv.fr/",
)


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Read each place, its properties with its coordinates."""
    for given in files:
        for row in read_document(given, "features"):
            yield Row(row.line, _flat(row))


def _flat(row: Row) -> dict[str, object]:
    geometry = row.cells.get("geometry") or {}
    coordinates = geometry.get("coordinates") if geometry.get("type") == "Point" else None
    longitude, latitude = (coordinates or [None, None])[:2]
    return {**(row.cells.get("properties") or {}), "longitude": longitude, "latitude": latitude}


def state(row: Row, ground: Ground) -> Statement:
    """Say which place of law a row is."""
    code, number = text(row.cells.get("TYPE")), text(row.cells.get("NUM"))
    if not (code and number):
        reason = "Un lieu a un type et un numéro : il lui en manque un."
        raise RefusalError("TYPE" if not code else "NUM", "", reason)
    town = placed(ground, insee=row.cells.get("CODE_INSEE"), postcode=row.cells.get("CODE_POSTAL"))
    fit = fitted("points_justice", [code])
    place, note = point(town, row.cells.get("longitude"), row.cells.get("latitude"))
    is_for_all = fit.serves(town.department)
    record = Record(
        key=f"{code}-{number}",
        organization="Ministère de la Justice",
        category=fit.category,
        name=f"{fit.label or code} – {town.name}",
        commune=town.code,
        point=place,
        areas=(AreaRecord("department", town.department),) if is_for_all else (),
    )
    return Statement(
        record,
        fit=fit.fit,
        code=fit.code,
        code_label=fit.label,
        proposed=fit.proposed,
        notes=tuple(filter(None, [note])),
    )
