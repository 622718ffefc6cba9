"""The rows of a run that were refused, as a file to correct and to send again."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.models import RunRow

ABOUT = ("Ligne d’origine", "Colonne en cause", "Valeur", "Motif du refus")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run instead of showing it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was refused, and why. `cells` is the row itself where it could be kept, empty otherwise."""

    line: int
    column: str
    value: str
    reason: str
    cells: Mapping[str, Any]


def refused_rows(session: Session, run_id: int) -> list[Refused]:
    """Give the refused rows of a run, in the order of the file."""
    query = select(RunRow).where(RunRow.run_id == run_id, RunRow.outcome == "refused").order_by(RunRow.id)
    return [_refused(row) for row in session.scalars(query)]


def _refused(row: RunRow) -> Refused:
    why = json.loads(row.reason or "{}")
    return Refused(row.line, why["column"], why["value"], why["reason"], json.loads(row.said))


def as_csv(rows: Sequence[Refused]) -> str:
    """Give refused rows as a file that spreadsheets open: their own columns, then why each was refused.

    It begins with the mark of UTF-8, by which these tell accents.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row.cells))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(harmless, (*columns, *ABOUT)))
    for row in rows:
        cells = (row.cells.get(name, "") for name in columns)
        writer.writerow(map(harmless, (*cells, row.line, row.column, row.value, row.reason)))
    return "\ufeff" + text.getvalue()


def harmless(cell: object) -> str:
    """Give a cell that no spreadsheet runs: an apostrophe stands before what looks like a formula."""
    text = "" if cell is None else cell if isinstance(cell, str) else _written(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _written(cell: object) -> str:
    if isinstance(cell, Mapping) or (isinstance(cell, Iterable) and not isinstance(cell, str)):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)
