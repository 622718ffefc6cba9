"""A row of a partner's list by what its columns say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from importers.cleaning.words import prose


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a row; `columns` are those of each field (`importers.columns`)."""

    cells: Mapping[str, Any]
    columns: Mapping[str, tuple[str, ...]]

    def all(self, field: str) -> list[str]:
        """Give what each column of a field holds, without those that are empty."""
        return [said for column in self.columns.get(field, ()) if (said := written(self.cells.get(column)))]

    def first(self, field: str) -> str:
        """Give what a field says, "" where it says nothing."""
        return next(iter(self.all(field)), "")

    def named(self, field: str) -> list[tuple[str, str]]:
        """Give what each column of a field holds, after the name of the column."""
        columns = self.columns.get(field, ())
        return [(column, said) for column in columns if (said := written(self.cells.get(column)))]

    def column(self, *fields: str) -> str:
        """Give the name of the first column that says one of `fields`, "" where none does."""
        return next((column for field in fields for column in self.columns.get(field, ())), "")


def written(cell: object) -> str:
    """Give a cell as it was written, less the apostrophe that `importers.corrections` puts before « + »."""
    said = prose(cell)
    return said[1:] if said[:1] == "'" and said[1:2] in ("=", "+", "-", "@") else said
