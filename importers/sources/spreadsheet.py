"""A spreadsheet of one's own (CSV, XLSX, ODS), whose columns are recognised, and corrected by a person."""

from collections.abc import Iterator, Sequence

from directory.folding import fold
from importers.cleaning.places import placed
from importers.cleaning.words import text
from importers.ground import Ground
from importers.reading.tables import read_table
from importers.records import Record
from importers.statements import Given, Origin, RefusalError, Row, Statement

ORIGIN = Origin(
    slug="spreadsheet",
    title="Tableau de vos partenaires",
    licence="Données de votre service, non rediffusées",
)
IS_ONES_OWN = True
"""Rows that are refused are kept as they are, to be corrected and sent again."""


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Read the rows of each file."""
    for given in files:
        yield from read_table(given)


def state(row: Row, ground: Ground) -> Statement:
    """Say what a row says, its columns called by the plainest names."""
    cells = {fold(column): text(cell) for column, cell in row.cells.items()}
    name = cells.get("nom", "")
    if not name:
        raise RefusalError("nom", "", "La ligne n’a pas de nom. Écrivez-le dans la colonne « nom ».")
    town = placed(
        ground, insee=cells.get("insee"), postcode=cells.get("code postal"), town=cells.get("commune")
    )
    record = Record(f"{fold(name)} {town.code}"[-120:], name, "", name, commune=town.code)
    return Statement(record, fit="unknown", code=cells.get("categorie", ""))
