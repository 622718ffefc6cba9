"""What a row of a source becomes: a `Row` as it was read, then a `Statement` of what it says, or refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

from importers.ground import Ground
from importers.records import Record

Fit = Literal["exact", "broader", "none", "unknown"]
"""How a source's own kind fits a category of ours: *exact* gives it, *broader* only proposes some, *none* is
outside what the directory is for, *unknown* is a kind that nobody has mapped yet."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was handed over: its own name, and where it is now."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Row:
    """One element of a file: its line, or its rank in a document, from 1; and what it holds, as JSON does."""

    line: int
    cells: Mapping[str, Any]


class RefusalError(ValueError):
    """A row that cannot be taken: which column, what it held, and what to do, in a French sentence."""

    def __init__(self, column: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, str(value)[:200], reason


class OutsideError(RefusalError):
    """A sound row about a place that the directory does not cover: nobody has to put it right."""


@dataclass(frozen=True, slots=True)
class Note:
    """A part of a row that was left out while the rest was taken: a point too far off, a number of no use."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one row says. `record.category` is empty unless `fit` is exact.

    `code` and `code_label` are what the source calls its kind: a decision may be taken for all its rows.
    `proposed` are the categories that a broader kind may be. `is_perhaps_hidden` holds back what may be a
    shelter or a home until a person decides. `said_on` is the day of the information.
    """

    record: Record
    fit: Fit = "exact"
    code: str = ""
    code_label: str = ""
    proposed: tuple[str, ...] = ()
    siret: str = ""
    finess: str = ""
    is_perhaps_hidden: bool = False
    said_on: date | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """A source as the directory shows it, with the mention that its licence asks for."""

    slug: str
    title: str
    licence: str
    is_demonstration: bool = False
    attribution: str = ""
    page: str = ""


class SourceModule(Protocol):
    """What each module of `importers/sources` offers. `docs/importers.md` says how to add one."""

    __name__: str
    ORIGIN: Origin

    def read(self, files: Sequence[Given]) -> Iterator[Row]:
        """Read the rows of `files`, in a child process that is limited: see `importers/reading`."""
        ...

    def state(self, row: Row, ground: Ground) -> Statement:
        """Say what `row` says, or raise `RefusalError`."""
        ...
