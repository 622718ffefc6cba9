"""A spreadsheet of one's own (CSV, XLSX, ODS), whose columns are recognised, and corrected by a person.

Each list is a source of its own, `with_columns`. Without that, columns are recognised by their names alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256

from directory.folding import fold
from importers.columns import Columns, recognise
from importers.ground import Ground
from importers.reading.refusals import FileRefusedError
from importers.reading.tables import header_of, read_table
from importers.sources.spreadsheet_areas import Territories
from importers.sources.spreadsheet_cells import Cells
from importers.sources.spreadsheet_places import Names, names_of
from importers.sources.spreadsheet_rows import stated
from importers.statements import Given, Origin, Row, Statement

ORIGIN = Origin(
    slug="spreadsheet",
    title="Tableau de vos partenaires",
    licence="Liste tenue par votre service, réservée à cet annuaire",
)
IS_ONES_OWN = True
"""Rows that are refused are kept as they are, to be corrected and sent again."""

LONGEST_NAME = 28
PRINT = 6
TITLE_LINES = 8
"""Lines that may stand above the names of columns: a title, a date, nothing."""

_DATE = re.compile(
    r"(?<!\d)(?:20\d\d(?:[-_. ]?[01]\d){0,1}(?:[-_. ]?[0-3]\d)?|[0-3]\d[-_. ][01]\d[-_. ](?:20)?\d\d)(?!\d)"
)
_VERSION = re.compile(r"\b(?:cop(?:ie|y)(?: \d+)?|finale?|def|maj|v\d+|version \d+)\b|\(\d+\)", re.IGNORECASE)


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Read the rows of each file; all must have the same columns."""
    starts = [_start(given) for given in files]
    headers = [header_of(given, first_line) for given, first_line in zip(files, starts, strict=True)]
    for given, header in zip(files, headers, strict=True):
        if set(header) != set(headers[0]):
            raise FileRefusedError(
                f"« {given.name} » n’a pas les mêmes colonnes que « {files[0].name} » ; "
                "envoyez-les l’un après l’autre, chaque liste sous son nom"
            )
    for given, first_line in zip(files, starts, strict=True):
        yield from read_table(given, first_line=first_line)


def _start(given: Given) -> int:
    """Give the line that names the columns: the first one with two names or more."""
    for line in range(1, TITLE_LINES + 1):
        if len(header_of(given, line)) > 1:
            return line
    return 1


def state(row: Row, ground: Ground) -> Statement:
    """Say what a row says, its columns recognised by their names alone."""
    return _by_names(tuple(row.cells)).state(row, ground)


@dataclass(slots=True)
class OwnList:
    """One's own list as a source: its columns, its name, and what territories around are called."""

    columns: Columns
    ORIGIN: Origin
    known: Territories = field(default_factory=Territories)
    IS_ONES_OWN: bool = IS_ONES_OWN
    __name__: str = field(init=False)
    _fields: Mapping[str, tuple[str, ...]] = field(init=False)
    _names: tuple[Ground, Names] | None = None

    def __post_init__(self) -> None:
        """Look up once which columns say each field; the child process knows this module by its name."""
        self.__name__ = __name__
        self._fields = self.columns.by_field()

    def read(self, files: Sequence[Given]) -> Iterator[Row]:
        """Read the rows of each file."""
        return read(files)

    def state(self, row: Row, ground: Ground) -> Statement:
        """Say what a row says, by what its columns were taken for."""
        return stated(Cells(row.cells, self._fields), ground, self.known, self._names_of(ground))

    def _names_of(self, ground: Ground) -> Names:
        if self._names is None or self._names[0] is not ground:
            self._names = ground, names_of(ground)
        return self._names[1]


def with_columns(columns: Columns, name: str, known: Territories | None = None, title: str = "") -> OwnList:
    """Give the source that reads the list called `name` (as in its slug), shown under `title`."""
    origin = replace(ORIGIN, slug=f"{ORIGIN.slug}-{name}", title=title or name.replace("-", " ").capitalize())
    return OwnList(columns, origin, known or Territories())


@lru_cache(maxsize=16)
def _by_names(header: tuple[str, ...]) -> OwnList:
    return OwnList(recognise(header, ()), ORIGIN)


def slug_of(title: str) -> str:
    """Give the slug of a list: « Mes partenaires » is spreadsheet-mes-partenaires.

    A name that is too long, or that has no letter of ours, ends in its print: no other list has its slug.
    """
    name = fold(title).replace(" ", "-").strip("-")
    if not name or len(name) > LONGEST_NAME:
        mark = sha256((name or title).encode()).hexdigest()[:PRINT]
        name = f"{name[: LONGEST_NAME - PRINT - 1].strip('-') or 'liste'}-{mark}"
    return f"{ORIGIN.slug}-{name}"


def title_of(file_name: str) -> str:
    """Give what a list is called by its file: « partenaires_48 (copie) 2026.xlsx » is « Partenaires 48 »."""
    stem = re.sub(r"\.(?:gz|csv|tsv|txt|xlsx|ods)\b.*$", "", file_name, flags=re.IGNORECASE)
    undated = _VERSION.sub(" ", _DATE.sub(" ", stem).replace("_", " "))
    said = " ".join(re.sub(r"\W+", " ", undated).split()) or "liste"
    return said[0].upper() + said[1:]
