"""Tables: a CSV of any encoding and delimiter, or a workbook, into rows of named cells."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from importers.reading.files import kind_of
from importers.reading.refusals import FileRefusedError
from importers.reading.texts import encoding_of, is_suspect, read_lines, repaired
from importers.reading.workbooks import read_sheet
from importers.statements import Given, Row

MOST_ROWS = 500_000
MOST_COLUMNS = 1000
DELIMITERS = ";,\t|"

NOT_A_TABLE = {
    "empty": "il est vide",
    "json": "c’est un document JSON, un tableau était attendu (CSV, XLSX ou ODS)",
    "parquet": "c’est un fichier Parquet ; prenez la version JSON, sur la même page de téléchargement",
    "ole": "c’est un classeur ancien (.xls) ou protégé par un mot de passe ; "
    "enregistrez-le en .xlsx ou en .ods, sans mot de passe",
    "pdf": "c’est un PDF ; demandez le tableau d’où il vient (CSV, XLSX ou ODS)",
    "markup": "c’est une page web ou du XML, pas un tableau ; téléchargez le fichier lui-même",
    "zip": "c’est une archive, un tableau était attendu (CSV, XLSX ou ODS)",
}
NOT_KNOWN = "ce n’est ni un tableau (CSV, XLSX, ODS), ni un document JSON"

_END = "\x00"
"""A line added after the last one. NUL is refused in files: met inside a cell, it shows a quote left open."""

_QUOTES = re.compile('"{2,}')
_QUOTED = re.compile('"+([^"]*)"+')
_TOLD = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""A first line by which Excel tells itself the delimiter."""
_SPACES = re.compile(r"\s+")

Cells = tuple[int, list[str]]
"""The line where a row starts, and its cells."""


def read_table(given: Given, *, header: Sequence[str] | None = None, first_line: int = 1) -> Iterator[Row]:
    """Give the rows of a table, cells by column, stripped and repaired; lines without any cell are left out.

    Without `header`, the first row from `first_line` on names the columns, and a column without a name is
    « colonne 3 ». With it, rows may be shorter: a format without titles may hold several sorts of lines.
    """
    rows = _all_cells(given, first_line, len(header or ()))
    columns = list(header) if header is not None else _columns(next(rows, None))
    count = 0
    for line, cells in rows:
        fitted = _fitted(cells, len(columns), line, may_be_short=header is not None)
        yield Row(line, dict(zip(columns, _all_cleaned(fitted), strict=True)))
        if (count := count + 1) > MOST_ROWS:
            raise FileRefusedError(f"plus de {MOST_ROWS} lignes")
    if not count:
        raise FileRefusedError("il ne contient aucune ligne sous ses titres")


def header_of(given: Given, first_line: int = 1) -> tuple[str, ...]:
    """Give the names of the columns of a table, to recognise which variant of a format it is."""
    return tuple(_columns(next(_all_cells(given, first_line, 0), None)))


def _all_cells(given: Given, first_line: int, width: int) -> Iterator[Cells]:
    kind = kind_of(given)
    if kind in ("xlsx", "ods"):
        rows = read_sheet(given)
    elif kind == "csv":
        rows = _csv_cells(given, first_line, width)
    else:
        raise FileRefusedError(NOT_A_TABLE.get(kind, NOT_KNOWN))
    return ((line, cells) for line, cells in rows if line >= first_line and any(map(str.strip, cells)))


def _csv_cells(given: Given, first_line: int, width: int) -> Iterator[Cells]:
    lines = islice(read_lines(given, encoding_of(given)), first_line - 1, None)
    start = list(islice(lines, 200))
    told = _TOLD.fullmatch(start[0]) if start else None
    reader = csv.reader(
        chain(start[1:] if told else start, lines, [_END]),
        delimiter=told[1] if told else delimiter_of(start, width),
    )
    line = first_line = first_line + bool(told)
    while True:
        try:
            cells = next(reader)
        except csv.Error as error:
            raise FileRefusedError(
                f"ligne {line} : une cellule de plus de {csv.field_size_limit()} caractères, "
                "ou un guillemet ouvert qui n’est pas refermé"
            ) from error
        if cells == [_END]:
            return
        if cells and cells[-1].endswith(_END):
            raise FileRefusedError(f"ligne {line} : un guillemet ouvert n’est pas refermé")
        yield line, cells
        line = first_line + reader.line_num


def delimiter_of(lines: Sequence[str], width: int = 0) -> str:
    """Give what separates the cells of `lines`: it cuts most in as many as `width`, or as the first one."""

    def fitness(delimiter: str) -> tuple[bool, float, int]:
        widths = _widths(lines, delimiter)
        usual, times = Counter(widths).most_common(1)[0]
        return usual > 1 and usual == (width or widths[0]), times / len(widths) if usual > 1 else 0, usual

    return max(DELIMITERS, key=fitness)


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=delimiter) if row] or [0]
    except csv.Error:  # a cell too long, which the reading itself will refuse
        return [0]


def _columns(first: Cells | None) -> list[str]:
    if first is None:
        raise FileRefusedError("il est vide")
    line, cells = first
    names = [_SPACES.sub(" ", _cleaned(cell)) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise FileRefusedError(f"{len(names)} colonnes (maximum {MOST_COLUMNS})")
    for name, times in Counter(names).items():
        if name and times > 1:
            raise FileRefusedError(f"ligne {line} : {times} colonnes s’appellent « {name} », une suffit")
    return [name or f"colonne {number}" for number, name in enumerate(names, start=1)]


def _fitted(cells: list[str], width: int, line: int, *, may_be_short: bool) -> list[str]:
    """Give as many cells as there are columns. A line that was cut in two has a half that is too short."""
    if len(cells) == width:
        return cells
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > width or (2 * len(cells) <= width + 1 and not may_be_short):
        raise FileRefusedError(
            f"ligne {line} : {len(cells)} cellules pour {width} colonnes ; un retour à la ligne, "
            "un guillemet ou un séparateur est de trop"
        )
    return cells + [""] * (width - len(cells))


def _all_cleaned(cells: list[str]) -> Iterable[str]:
    """Clean a row, most often at no cost: a judgement on the whole spares one on each cell."""
    text = "".join(cells)
    return map(_cleaned if '"' in text or is_suspect(text) else str.strip, cells)


def _cleaned(cell: str) -> str:
    cell = repaired(cell).strip()
    if '"' not in cell or cell.startswith(("[", "{")):  # JSON in a cell: its "" are empty texts
        return cell
    quoted = _QUOTED.fullmatch(cell)
    return quoted[1].strip() if quoted else _QUOTES.sub('"', cell)
