"""A source of the tests: the rows of a table, or the elements of a document, as they are."""

from collections.abc import Iterator, Sequence
from itertools import chain

from importers.reading.documents import read_document
from importers.reading.files import kind_of
from importers.reading.tables import read_table
from importers.statements import Given, Row


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Read each file for what it is."""
    return chain.from_iterable(map(_read, files))


def _read(given: Given) -> Iterator[Row]:
    return read_document(given, "service") if kind_of(given) in ("json", "tar") else read_table(given)
