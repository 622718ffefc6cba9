"""Workbooks, XLSX and ODS: judged from their directory and their XML, then their first sheet read as text."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from importers.reading.files import CHUNK
from importers.reading.packages import check_package, open_member
from importers.reading.refusals import DAMAGE, DAMAGED, FileRefusedError
from importers.statements import Given

LARGEST_WORKBOOK = 50_000_000
MOST_COLUMNS = 1000
MOST_ROWS = 250_000
MOST_CELLS = 5_000_000

_ENTITIES = re.compile(rb"<!DOCTYPE|<!ENTITY|\x00")
_FAR = re.compile(rb'<c [^>]{0,200}?\br="(?:[A-Z]{4,}|[B-Z][A-Z]{2}|A[M-Z][A-Z])\d')
"""A cell beyond column ALZ, the 1,014th: a sheet that wide asks for more memory than there is."""

_REPEATED = re.compile(rb'number-(?:columns-repeated="\d{6,}|rows-repeated="\d{8,})"')
"""An ODS ends its rows with up to 16,384 empty cells said in one, and its sheet with 1,048,576 empty rows: a
digit more is a trap."""

_OVERLAP = 400

Value = str | float | bool | date | time | timedelta


def read_sheet(given: Given) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the first visible sheet that has any, each with its line in the sheet."""
    _check_parts(given)
    try:
        with given.path.open("rb") as file:
            sheet = _first_sheet(CalamineWorkbook.from_filelike(file))
    except CalamineError as error:
        raise FileRefusedError("ce classeur est abîmé ; ouvrez-le puis enregistrez-le de nouveau") from error
    last_row, last_column = sheet.end or (0, 0)
    _check_size(last_row + 1, last_column + 1)
    for line, values in enumerate(sheet.iter_rows(), start=1):
        yield line, [in_text(value) for value in values]


def _check_size(height: int, width: int) -> None:
    if width > MOST_COLUMNS:
        raise FileRefusedError(f"{width} colonnes dans une feuille (maximum {MOST_COLUMNS})")
    if height > MOST_ROWS or height * width > MOST_CELLS:
        raise FileRefusedError(
            f"une feuille de {height} lignes et {width} colonnes ; "
            "effacez ses lignes vides, ou enregistrez-la en CSV"
        )


def _check_parts(given: Given) -> None:
    check_package(given.path, LARGEST_WORKBOOK)
    with zipfile.ZipFile(given.path) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                _check_part(package, name)


def _check_part(package: zipfile.ZipFile, name: str) -> None:
    held = b""
    try:
        with open_member(package, name) as part:
            while chunk := part.read(CHUNK):
                held = held[-_OVERLAP:] + chunk
                _check_xml(held)
    except DAMAGE as error:
        raise FileRefusedError(DAMAGED) from error


def _check_xml(text: bytes) -> None:
    if _ENTITIES.search(text):
        raise FileRefusedError("il contient des déclarations (DOCTYPE, entités) qu’un classeur n’a pas")
    if _FAR.search(text) or _REPEATED.search(text):
        raise FileRefusedError(f"plus de {MOST_COLUMNS} colonnes, ou des lignes sans fin, dans une feuille")


def _first_sheet(workbook: CalamineWorkbook) -> CalamineSheet:
    for sheet in workbook.sheets_metadata:
        if sheet.visible == SheetVisibleEnum.Visible:
            held = workbook.get_sheet_by_name(sheet.name)
            if held.height:
                return held
    raise FileRefusedError("il est vide : aucune feuille visible n’a de ligne")


def in_text(value: Value) -> str:
    """Give what a cell holds as text: 48000 and not 48000.0, days as 2026-11-24, VRAI and FAUX as shown."""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, timedelta):
        return f"{value.total_seconds() // 3600:02.0f}:{value.total_seconds() // 60 % 60:02.0f}"
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)
