"""What columns may say, and the names under which they say it: `columns.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from directory.folding import plain
from directory.yaml_fields import Entry, read_entries, refuse_twice
from importers.naming import MappingError

FILE = Path(__file__).with_name("columns.yaml")
IGNORED, PERSON = "ignored", "person"

EXACT, PART, CONTENT = 3, 2, 1
"""How a column was recognised: by its whole name, by a part of it, by its cells."""

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


def by_name(column: str) -> tuple[str, int]:
    """Give the field that the name of a column says, and how surely; ("", 0) where it says none."""
    said = spelled(column)
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


def spelled(name: str) -> str:
    """Give a name as names are compared: small letters, words apart (« codePostal », « CODE_POSTAL »)."""
    return " ".join(_SPACES.sub(" ", plain(_CAPITAL.sub(" ", name))).split())


def is_locked(column: str) -> bool:
    """Say whether the name of a column says that it names persons, whatever anybody answers."""
    return by_name(column)[0] == PERSON and not UNSURE.match(plain(column))


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
    parts = {spelled(name): field.slug for field in fields().values() for name in field.names}
    alone = {spelled(name): field.slug for field in fields().values() for name in field.alone}
    return {**parts, **alone}, parts
