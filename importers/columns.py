"""The columns of one's own spreadsheet: what each says, by its name and by what it holds.

A column whose name says that it names persons is never imported, whatever is asked of it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from directory.folding import plain
from directory.yaml_fields import Entry, read_entries, refuse_twice
from importers.column_contents import contradicts, told
from importers.naming import MappingError

FILE = Path(__file__).with_name("columns.yaml")
IGNORED, PERSON = "ignored", "person"
EXAMPLES = 3
LONGEST_EXAMPLE = 80

EXACT, PART, CONTENT = 3, 2, 1
"""How a column was recognised: by its whole name, by a part of it, by its cells."""

OVERRULES = frozenset(("email", "siret", "website", "contact", "point"))
"""What cells tell so surely that a name cannot say otherwise."""

UNSURE = re.compile(r"contacts?\b|coordonnees")
"""Names that say little: the cells decide, where they are all of one sort."""

_CAPITAL = re.compile(r"(?<=[a-zé])(?=[A-Z])")
_SPACES = re.compile(r"[^a-z0-9#]+")
_NUMBERED = re.compile(r"\s*\d+$")
_UNNAMED = re.compile(r"colonne \d+")


@dataclass(frozen=True, slots=True)
class Field:
    """What a column may say, as people choose it. `is_joined`: several columns may say it together."""

    slug: str
    label: str
    help: str
    is_joined: bool
    names: tuple[str, ...]
    alone: tuple[str, ...]


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
    names = {_spelled(column): column for column in header}
    has_first = any("prenom" in name for name in names)
    own = names.get("nom")
    return {**found, own: (PERSON, EXACT)} if has_first and own else found


def by_name(column: str) -> tuple[str, int]:
    """Give the field that the name of a column says, and how surely; ("", 0) where it says none."""
    said = _spelled(column)
    if not said or _UNNAMED.fullmatch(said):
        return "", 0
    whole, parts = _names()
    for name in (said, _NUMBERED.sub("", said)):
        if name in whole:
            return whole[name], EXACT
    inside = [name for name in parts if f" {name} " in f" {said} "]
    persons = [name for name in inside if parts[name] == PERSON and not UNSURE.match(name)]
    best = max(persons or inside, key=len, default="")
    return (parts[best], PART) if best else ("", 0)


def _spelled(name: str) -> str:
    """Give a name as names are compared: small letters, words apart (« codePostal », « CODE_POSTAL »)."""
    return " ".join(_SPACES.sub(" ", plain(_CAPITAL.sub(" ", name))).split())


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


def is_locked(column: str) -> bool:
    """Say whether the name of a column says that it names persons, whatever anybody answers."""
    return by_name(column)[0] == PERSON and not UNSURE.match(plain(column))


def missing(columns: Columns) -> str:
    """Say, in a sentence, which column nothing can be imported without; nothing where all are there."""
    said = columns.by_field()
    if not said.keys() & {"name", "organization"}:
        return "Aucune colonne ne dit le nom des lieux."
    places = {"town", "insee", "postcode", "address", "contact", "area"}
    return "" if said.keys() & places else "Aucune colonne ne dit la commune des lieux."


@cache
def fields() -> Mapping[str, Field]:
    """Give what columns may say, by its slug, in the order of the screen."""
    return read_fields(FILE)


def read_fields(path: Path) -> Mapping[str, Field]:
    """Read a file of fields; raise MappingError with all that is wrong."""
    problems: list[str] = []
    entries = [entry.named(entry.plain("field")) for entry in read_entries(path, problems)]
    refuse_twice(entries, "field")
    found = [_field(entry) for entry in entries]
    MappingError.raise_for(problems)
    return MappingProxyType({field.slug: field for field in found})


def _field(entry: Entry) -> Field:
    entry.only({"field", "label", "help", "names", "alone", "joined"})
    return Field(
        slug=entry.plain("field"),
        label=entry.text("label"),
        help=entry.text("help"),
        is_joined=bool(entry.boolean("joined")),
        names=entry.words("names"),
        alone=entry.words("alone"),
    )


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Give the field of each whole name, and of each name that may be a part of a longer one."""
    parts = {_spelled(name): field.slug for field in fields().values() for name in field.names}
    alone = {_spelled(name): field.slug for field in fields().values() for name in field.alone}
    return {**parts, **alone}, parts
