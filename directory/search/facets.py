"""Filters and their counts over a snapshot: each filter is a table from what listings say to what it keeps.

What a listing says in one column is a small number; a filter is then a table « number -> kept or not », and a
count is a histogram of those numbers times a table. The words of `said` fill the tables; `sql` asks the same
words row by row.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from directory.search.asking import Filters, Search
from directory.search.matching import Positions
from directory.search.open_now import open_states
from directory.search.said import (
    DIMENSIONS,
    OPEN_TO_SILENCE,
    VERIFIED_WITHIN,
    Dimension,
    Persons,
    Publics,
    age_keeps,
)
from directory.search.snapshot import Array, Snapshot

Mask = NDArray[np.bool_]


SHAPES: Mapping[str, type[Persons] | type[Publics]] = {"person": Persons, "public": Publics}
"""The columns whose values have parts, and their shape."""


class Table(NamedTuple):
    """A filter over one column: `keeps[number, value]`, and which numbers say nothing."""

    column: str
    values: Sequence[str]
    keeps: Mask
    silent: Mask


class Passing(NamedTuple):
    """What one active filter does to each candidate: kept by what it says, or silent about it."""

    kept: Mask
    silent: Mask


def read_said(snapshot: Snapshot, column: str) -> Sequence[Any]:
    """Give what each number of `column` stands for."""
    said = snapshot.lists[column]
    shape = SHAPES.get(column)
    return [shape(*each) for each in said] if shape else said


def make_tables(snapshot: Snapshot) -> Mapping[str, Table]:
    """Give the table of each filter. They cost some milliseconds, once for each snapshot."""
    return {
        dimension.key: _table(dimension, read_said(snapshot, dimension.column)) for dimension in DIMENSIONS
    }


def _table(dimension: Dimension, said: Sequence[Any]) -> Table:
    values = dimension.values(said)
    keeps = np.array([[dimension.keeps(each, value) for value in values] for each in said], bool)
    silent = np.array([not dimension.says(each) for each in said], bool)
    return Table(dimension.column, values, keeps.reshape(len(said), len(values)), silent)


class Filtering:
    """Filters at work on candidates: which are kept, and what each choice would give."""

    def __init__(
        self, snapshot: Snapshot, tables: Mapping[str, Table], docs: Positions, search: Search
    ) -> None:
        """Take the candidates: positions in `snapshot`, in order."""
        self.snapshot, self.tables, self.docs = snapshot, tables, docs
        self.at, self.day = search.at, search.day
        self.unknown_too = search.filters.unknown_too
        self.active = dict(self._active(search.filters))

    def _active(self, filters: Filters) -> Iterator[tuple[str, Passing]]:
        for key, table in self.tables.items():
            chosen = getattr(filters, key)
            chosen = {chosen} if isinstance(chosen, str) and chosen else chosen
            if chosen:
                yield key, self._by_table(key, table, chosen)
        if filters.age is not None:
            said = read_said(self.snapshot, "person")
            keeps = np.array([age_keeps(each, filters.age) for each in said], bool)
            kept = keeps[self._codes("person")]
            yield "age", Passing(kept, np.zeros(len(kept), bool))
        if filters.is_open:
            yield "is_open", self._open()
        if filters.verified_since:
            verified = self.snapshot.arrays["verified"][self.docs]
            yield "verified_since", Passing(verified >= filters.verified_since.toordinal(), verified == 0)

    def _by_table(self, key: str, table: Table, chosen: Collection[str]) -> Passing:
        columns = [rank for rank, value in enumerate(table.values) if value in chosen]
        codes = self._codes(table.column)
        silent = np.zeros(len(codes), bool) if key in OPEN_TO_SILENCE else table.silent[codes]
        kept: Mask = np.any(table.keeps[:, columns], axis=1)
        return Passing(kept[codes], silent)

    def _open(self) -> Passing:
        states = open_states(self.snapshot, self.docs, self.at)
        return Passing(states == 1, states < 0)

    def _codes(self, column: str) -> Array:
        return self.snapshot.arrays[column].take(self.docs)

    def kept(self, besides: str = "", *, unknown_too: bool | None = None) -> Mask:
        """Say which candidates pass every filter, `besides` left out."""
        silence = self.unknown_too if unknown_too is None else unknown_too
        mask = np.ones(len(self.docs), bool)
        for key, passing in self.active.items():
            if key != besides:
                mask &= (passing.kept | passing.silent) if silence else passing.kept
        return mask

    def _docs(self, besides: str) -> Positions:
        """Give the candidates that pass every filter, `besides` left out."""
        if self.active.keys() <= {besides}:
            return self.docs
        return self.docs.take(np.flatnonzero(self.kept(besides)))

    def counts(self, key: str) -> tuple[Mapping[str, int], int]:
        """Give how many each value alone of filter `key` would keep, and how many say nothing about it."""
        docs = self._docs(besides=key)
        if key == "is_open":
            states = open_states(self.snapshot, docs, self.at)
            silent = int((states < 0).sum())
            return {"open": int((states == 1).sum()) + silent * self.unknown_too}, silent
        if key == "verified_since":
            return self._verified(self.snapshot.arrays["verified"].take(docs))
        table = self.tables[key]
        times = np.bincount(self.snapshot.arrays[table.column].take(docs), minlength=len(table.silent))
        said = times @ table.keeps
        silent = int(times @ table.silent)
        blank = 0 if key in OPEN_TO_SILENCE else silent * self.unknown_too
        # A value that nothing says is not worth offering, whatever says nothing at all.
        counts = {
            value: number + blank for value, number in zip(table.values, said.tolist(), strict=True) if number
        }
        return counts, silent

    def _verified(self, verified: Array) -> tuple[Mapping[str, int], int]:
        today, silent = self.day.toordinal(), int((verified == 0).sum())
        return {
            slug: int((verified >= today - back.days).sum()) + silent * self.unknown_too
            for slug, back in VERIFIED_WITHIN.items()
        }, silent
