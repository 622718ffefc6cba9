"""The columns of one's own spreadsheet: what each says, by its name and by what it holds.

A column whose name says that it names persons is never imported, whatever is asked of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory.folding import plain
from importers.column_contents import contradicts, told
from importers.column_names import (
    CONTENT,
    EXACT,
    IGNORED,
    PERSON,
    UNSURE,
    by_name,
    fields,
    is_locked,
    spelled,
)

EXAMPLES = 3
LONGEST_EXAMPLE = 80

OVERRULES = frozenset(("email", "siret", "website", "contact", "point"))
"""What cells tell so surely that a name cannot say otherwise."""


@dataclass(frozen=True, slots=True)
class Described:
    """A column on the screen: what it was taken for, and some of what it holds, never of a person."""

    column: str
    field: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column says, in the order of the file: pairs of a column and the slug of a field."""

    fields: tuple[tuple[str, str], ...]

    def by_field(self) -> Mapping[str, tuple[str, ...]]:
        """Give the columns of each field that is said."""
        found: dict[str, list[str]] = {}
        for column, field in self.fields:
            found.setdefault(field, []).append(column)
        return {field: tuple(columns) for field, columns in found.items()}

    def to_json(self) -> dict[str, Any]:
        """Give what `from_json` reads again."""
        return {"columns": [list(pair) for pair in self.fields]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Columns":
        """Read columns that were kept; a field that is no more is left out."""
        pairs = ((str(column), str(field)) for column, field in kept.get("columns", ()))
        return cls(tuple((column, field if field in fields() else IGNORED) for column, field in pairs))


def recognise(
    header: Sequence[str], sample: Sequence[Mapping[str, str]], *, towns: Collection[str] = ()
) -> Columns:
    """Say what each column of `header` is, from its name and the rows of `sample`.

    `towns` are the folded names of communes, to tell a column of them. What nothing tells is not imported.
    """
    found = {column: _recognised(column, _values(column, sample), towns) for column in header}
    found = _without_persons_names(header, found)
    strongest = {
        field: max(strength for each, strength in found.values() if each == field)
        for field, _ in found.values()
    }
    return Columns(tuple((column, _kept(*found[column], strongest)) for column in header))


def _kept(field: str, strength: int, strongest: Mapping[str, int]) -> str:
    """Keep a field for the columns that say it best; a joined one for all those whose name says it."""
    is_joined = fields()[field].is_joined and strength > CONTENT
    return field if is_joined or strength == strongest[field] else IGNORED


def _recognised(column: str, values: Sequence[str], towns: Collection[str]) -> tuple[str, int]:
    field, strength = by_name(column)
    if is_locked(column):
        return field, strength
    seen = told(values, towns)
    if seen in OVERRULES or (seen and (not field or UNSURE.match(plain(column)))):
        return seen, strength if seen == field else CONTENT
    if field and not contradicts(field, values):
        return field, strength
    return (seen or IGNORED), CONTENT


def _without_persons_names(
    header: Sequence[str], found: dict[str, tuple[str, int]]
) -> dict[str, tuple[str, int]]:
    """Take « Nom » for a person's where there is a first name."""
    names = {spelled(column): column for column in header}
    has_first = any("prenom" in name for name in names)
    own = names.get("nom")
    return {**found, own: (PERSON, EXACT)} if has_first and own else found


def _values(column: str, sample: Iterable[Mapping[str, str]]) -> list[str]:
    return [str(row.get(column) or "") for row in sample]


def describe(columns: Columns, sample: Sequence[Mapping[str, str]]) -> list[Described]:
    """Give each column with what it was taken for and some of its cells, for a person to judge."""
    return [
        Described(column, field, () if field == PERSON else _examples(_values(column, sample)))
        for column, field in columns.fields
    ]


def _examples(values: Iterable[str]) -> tuple[str, ...]:
    shown = dict.fromkeys(" ".join(value.split())[:LONGEST_EXAMPLE] for value in values if value.strip())
    return tuple(shown)[:EXAMPLES]


def corrected(columns: Columns, answers: Mapping[str, str]) -> Columns:
    """Give `columns` as a person corrected them: `answers` says the field of each column."""
    known = {column: each for column, each in answers.items() if each in fields() and not is_locked(column)}
    return Columns(tuple((column, known.get(column, field)) for column, field in columns.fields))


def missing(columns: Columns) -> str:
    """Say, in a sentence, which column nothing can be imported without; nothing where all are there."""
    said = columns.by_field()
    if not said.keys() & {"name", "organization"}:
        return "Aucune colonne ne dit le nom des lieux."
    places = {"town", "insee", "postcode", "address", "contact", "area"}
    return "" if said.keys() & places else "Aucune colonne ne dit la commune des lieux."
