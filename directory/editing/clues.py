"""The words that would tell where a hidden place is, and the texts that say them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.editing.values import HELD, TEXTS, Values
from directory.folding import fold
from directory.models import Commune

FORGOTTEN: Mapping[str, bool] = {"is_forgotten": True}
"""Stands, in a history, for what was said of a place that hides now: it cannot be told from what follows."""

SHORTEST = 4
COMMON = frozenset(
    (
        "allee",
        "allees",
        "avec",
        "avenue",
        "batiment",
        "boulevard",
        "chemin",
        "chez",
        "cite",
        "cours",
        "dans",
        "dit",
        "docteur",
        "domaine",
        "escalier",
        "etage",
        "general",
        "hameau",
        "impasse",
        "jean",
        "lieu",
        "place",
        "porte",
        "pour",
        "quai",
        "quartier",
        "residence",
        "route",
        "rue",
        "ruelle",
        "saint",
        "sainte",
        "sentier",
        "sous",
        "square",
        "zone",
    )
)
"""Words of many streets: alone, they name none."""

ADDRESSES = ("email", "website")
"""Their words are those of whoever runs the service, in its town or not: only a street betrays there."""

PARTS = {"phones": "label", "closures": "reason"}


@dataclass(frozen=True, slots=True)
class Clues:
    """Folded phrases: those that name a street or a postcode, and those that name a commune."""

    streets: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()

    def found_in(self, name: str, text: str | None) -> str:
        """Give the phrase that `text`, of the field `name`, says; "" where it says none."""
        phrases = self.streets if name in ADDRESSES else self.streets | self.towns
        folded = f" {fold(text or '')} "
        return next((phrase for phrase in sorted(phrases) if f" {phrase} " in folded), "")


def clues_of(
    session: Session, said: Iterable[Values], policy: str, zone: tuple[str, str] | None = None
) -> Clues:
    """Give what would tell the places that versions of a listing say.

    A commune is a clue only of a confidential service, unless it is the very zone that may be said.
    """
    streets, towns = set[str](), set[str]()
    for values in said:
        streets |= {*_of_street(values.get("street")), *_of_postcode(values.get("postcode"))}
        if policy == "confidential" and isinstance(values.get("commune_code"), str):
            towns.add(values["commune_code"])
    towns -= {zone[1]} if zone and zone[0] == "commune" else set()
    names = session.scalars(select(Commune.name).where(Commune.code.in_(towns))) if towns else ()
    return Clues(frozenset(streets), frozenset(map(fold, names)))


def _of_street(street: Any) -> Iterator[str]:
    """Give each word of a street that few others have, and the street itself."""
    if not isinstance(street, str) or not street:
        return
    words = fold(re.sub(r"^[\d\s]+(?:bis|ter|quater)?\b", "", street.lower())).split()
    yield " ".join(words)
    yield from (word for word in words if len(word) >= SHORTEST and word not in COMMON and word.isalpha())


def _of_postcode(postcode: Any) -> Iterator[str]:
    if isinstance(postcode, str) and postcode:
        yield postcode


def betrayed(values: Values, clues: Clues) -> dict[str, str]:
    """Give the fields of `values` that say where a place is, each with the words that do."""
    found = {}
    for name, value in values.items():
        words = next((hit for text in _texts(name, value) if (hit := clues.found_in(name, text))), "")
        if words:
            found[name] = words
    return found


def _texts(name: str, value: Any) -> list[str]:
    if name in TEXTS:
        return [value] if isinstance(value, str) else []
    if name == "alternate_names":
        return [each for each in value or () if isinstance(each, str)]
    if name in PARTS and isinstance(value, list):
        return [row.get(PARTS[name]) or "" for row in value]
    return []


def without(name: str, value: Any, clues: Clues) -> Any:
    """Give the value of a field that betrays without what does: None, or the list without those words."""
    if name == "alternate_names":
        return [each for each in value if not clues.found_in(name, each)]
    if name in HELD:
        part = PARTS[name]
        return [{**row, part: None} if clues.found_in(name, row.get(part)) else row for row in value]
    return None
