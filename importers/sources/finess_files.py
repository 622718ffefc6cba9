"""The files of FINESS, whatever their variant, into rows with the columns of the raw file.

Four variants: the raw CSV without titles (« structureet » lines, then « geolocalisation » lines); a CSV with
titles; the JSON of FINESS+; the identity file of the hospitals' yearly survey (SAE), whose columns have other
names. A correction of refused rows is a CSV with titles, whatever the variant they came from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from importers.reading.files import first_bytes, kind_of
from importers.reading.refusals import FileRefusedError
from importers.reading.tables import header_of, read_table
from importers.reading.texts import encoding_of, read_lines
from importers.sources.finess_plus import read_plus
from importers.statements import Given, Row

_RAW = (
    "structure nofinesset nofinessej rs rslongue complrs compldistrib numvoie typvoie voie compvoie lieuditbp"
    " commune departement libdepartement ligneacheminement telephone telecopie categetab libcategetab"
    " categagretab libcategagretab siret codeape codemft libmft codesph libsph dateouv dateautor datemaj"
    " numuai"
)
RAW = tuple(_RAW.split())
"""The columns of a « structureet » line of the raw file, which has no titles."""

_KEPT = (
    "nofinesset rs rslongue complrs numvoie typvoie voie compvoie lieuditbp commune departement cog"
    " codepostal ligneacheminement telephone categetab libcategetab siret datemaj coordx coordy sourcegeocod"
    " gestionnaire courriel lignequatre"
)
KEPT = tuple(_KEPT.split())
"""The columns that are read, of whatever variant."""

SURVEY = {
    "fi": "nofinesset",
    "rs": "rs",
    "cat": "categetab",
    "sir": "siret",
    "dep": "departement",
    "cominsee": "cog",
    "numvoi": "numvoie",
    "typvoi": "typvoie",
    "nomvoi": "voie",
    "bp": "lieuditbp",
    "cpo": "codepostal",
    "libcom": "ligneacheminement",
}
"""The columns of the SAE identity file -> those of the raw file."""

RAW_BEGINNINGS = (b"finess;", b"structureet;", b"structureej;", b"geolocalisation;")


@dataclass(slots=True)
class Beside:
    """What stands beside the establishments: points by establishment, names by managing legal entity."""

    points: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=dict)


def read_files(files: Sequence[Given]) -> Iterator[Row]:
    """Give the establishments of `files`, points and managers joined from whichever of them holds those.

    Establishments that the file says are closed are not given.
    """
    raw = [given for given in files if kind_of(given) == "csv" and _is_raw(given)]
    beside = Beside()
    for given in raw:
        _gather(given, beside)
    for given in files:
        if kind_of(given) in ("json", "tar"):
            rows = read_plus(given)
        else:
            rows = _read_raw(given, beside) if given in raw else _read_titled(given)
        for row in rows:
            yield Row(row.line, {name: str(row.cells[name]).strip() for name in KEPT if row.cells.get(name)})


def _is_raw(given: Given) -> bool:
    return first_bytes(given, 40).lstrip(b'\xef\xbb\xbf"').replace(b'"', b"").startswith(RAW_BEGINNINGS)


def _gather(given: Given, beside: Beside) -> None:
    """Take points and managers first: they may follow the lines that need them, or be in another file."""
    for line in read_lines(given, encoding_of(given)):
        if not line.startswith(("geo", "structureej", '"geo', '"structureej')):
            continue
        cells = line.rstrip("\r\n").replace('"', "").split(";")
        if cells[0] == "geolocalisation" and len(cells) > 4:
            beside.points[cells[1]] = (cells[2], cells[3], ",".join(cells[4:]))
        elif cells[0] == "structureej" and len(cells) > 3:
            beside.managers[cells[1]] = cells[3] or cells[2]


def _read_raw(given: Given, beside: Beside) -> Iterator[Row]:
    for row in read_table(given, header=RAW):
        if row.cells["structure"] == "structureet":
            number, manager = row.cells["nofinesset"], row.cells["nofinessej"]
            x, y, projection = beside.points.get(number, ("", "", ""))
            joined = {"coordx": x, "coordy": y, "sourcegeocod": projection}
            yield Row(row.line, {**row.cells, **joined, "gestionnaire": beside.managers.get(manager, "")})


def _read_titled(given: Given) -> Iterator[Row]:
    """Read a table whose columns have names, those of FINESS or those of the SAE."""
    titles = {title.lower() for title in header_of(given)}
    if not titles & {"nofinesset", "fi"}:
        raise FileRefusedError(
            "aucune colonne ne donne le numéro FINESS (« nofinesset ») ; prenez l’extraction "
            "« etalab-cs1100502 » ou « etalab-cs1100507 » de data.gouv.fr"
        )
    is_survey = "nofinesset" not in titles
    for row in read_table(given):
        cells = {name.lower(): value for name, value in row.cells.items()}
        yield Row(row.line, _of_survey(cells) if is_survey else cells)


def _of_survey(cells: Mapping[str, str]) -> dict[str, str]:
    year = cells.get("an", "")
    renamed = {name: cells.get(column, "") for column, name in SURVEY.items()}
    return {**renamed, "datemaj": f"{year}-12-31" if year else ""}
