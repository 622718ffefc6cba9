"""Rows that were refused, corrected in a table and sent again, for sources whose rows are documents.

The file of refused rows (`importers/corrections.py`) holds one document a cell.
"""

import json
from collections.abc import Iterator
from typing import Any

from importers.reading.files import kind_of
from importers.reading.refusals import FileRefusedError
from importers.reading.tables import header_of, read_table
from importers.statements import Given, Row

TABLES = ("csv", "xlsx", "ods")


def corrections(given: Given, *columns: str) -> Iterator[Row] | None:
    """Give the rows of `given` where it is a table with these `columns`, None where it is anything else."""
    if kind_of(given) not in TABLES or not set(columns) <= set(header_of(given)):
        return None
    return (Row(row.line, {name: _document(row, name) for name in columns}) for row in read_table(given))


def _document(row: Row, name: str) -> Any:
    """Read the document of a cell: an object, or a list of objects."""
    try:
        said = json.loads(row.cells[name])
    except (ValueError, RecursionError):
        said = None
    objects = said if isinstance(said, list) else [said]
    if not all(isinstance(each, dict) for each in objects):
        raise FileRefusedError(f"ligne {row.line} : la cellule « {name} » n’est pas du JSON")
    return said
