"""Where listings are filed, so that a row is only compared with those that it may be.

A listing is filed in its commune, or in its département where it says none or hides, under the words of its
names and of its address; and under what it is: its category, and the kinds that its names say. « PMI
Bellevue » and « PMI Gambetta » share nothing that counts, so a name with words of its own is not looked for
among others of its kind that have some, only among those that have none.
"""

from collections import defaultdict
from collections.abc import Iterator
from sys import intern

from importers.matching.names import Name
from importers.matching.places import street_of
from importers.matching.subject import Subject

BEGINNING = 4
"""Letters that begin a word without a slip."""

CROWD = 300
"""What more listings share than that tells nothing: they are found by something else."""

Shelf = dict[str, int | tuple[int, ...]]
"""Word -> the numbers filed under it. Most words file one: a number alone is a third of the memory."""


class Index:
    """The numbers of listings, under what they share with the rows that may be them."""

    def __init__(self) -> None:
        self._marks: Shelf = {}
        self._areas: defaultdict[str, Shelf] = defaultdict(dict)
        self._within: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, number: int, subject: Subject, names: tuple[Name, ...], here: frozenset[str]) -> None:
        """File a listing that stands in a commune whose name has the words `here`."""
        area = subject.commune or subject.department
        self._within[subject.department].add(area)
        for mark in _marks(subject):
            _file(self._marks, mark, number)
        filed = self._areas[area]
        words = {*_words(subject, names, here), *_labels(subject, names, here)}
        for word in words if subject.commune else words | _beginnings(names):
            _file(filed, word, number)

    def find(self, subject: Subject, names: tuple[Name, ...], here: frozenset[str]) -> set[int]:
        """Give the numbers of the listings that `subject` may be."""
        found: set[int] = set()
        for mark in _marks(subject):
            found.update(_telling(self._marks, mark))
        words = {*_words(subject, names, here), *_sought(subject, names, here)} | _beginnings(names)
        for area in self._around(subject):
            filed = self._areas.get(area, {})
            for word in words if filed else ():
                found.update(_telling(filed, word))
        return found

    def _around(self, subject: Subject) -> Iterator[str]:
        """Give where to look: a commune and what hides in its département, or the whole of that."""
        if subject.commune:
            yield from (subject.commune, subject.department)
        else:
            yield from self._within.get(subject.department, ())


def _file(shelf: Shelf, word: str, number: int) -> None:
    shelf[word] = (*_filed(shelf, word), number) if word in shelf else number


def _filed(shelf: Shelf, word: str) -> tuple[int, ...]:
    found = shelf.get(word, ())
    return found if isinstance(found, tuple) else (found,)


def _telling(shelf: Shelf, word: str) -> tuple[int, ...]:
    found = _filed(shelf, word)
    return found if len(found) <= CROWD else ()


def _marks(subject: Subject) -> Iterator[str]:
    """Give what names a listing wherever it is: identifiers, numbers, address."""
    yield from subject.keys
    yield from subject.phones
    yield from filter(None, (subject.siret, subject.finess, subject.email))


def _words(subject: Subject, names: tuple[Name, ...], here: frozenset[str]) -> Iterator[str]:
    """Give the words of its own in a name, and its door: its number and the longest word of its street."""
    for name in names:
        yield from (word for word in name.words if word not in here)
    street = street_of(subject.street)
    if street.number and street.words:
        yield f"{street.number} {max(street.words, key=len)}"


def _beginnings(names: tuple[Name, ...]) -> set[str]:
    """Give how words begin: a place that hides is found by its name alone, even with a slip in it."""
    return {f"{word[:BEGINNING]}*" for name in names for word in name.words if len(word) > BEGINNING}


def _labels(subject: Subject, names: tuple[Name, ...], here: frozenset[str]) -> Iterator[str]:
    """Give what a listing is, « = » where its name says no more than that and « ~ » where it does."""
    for name in names:
        sign = "~" if set(name.words) - here else "="
        yield from (intern(f"{sign}{label}") for label in (*name.kinds, subject.category))


def _sought(subject: Subject, names: tuple[Name, ...], here: frozenset[str]) -> Iterator[str]:
    for label in _labels(subject, names, here):
        yield f"={label[1:]}"
        if label[0] == "=":
            yield f"~{label[1:]}"
