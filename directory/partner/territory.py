"""The territory of a listing as names that people type, one a line, and back; what is in doubt is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.folding import fold
from directory.geo import resolve
from directory.models import Commune
from directory.territories import EVERYWHERE, territory
from directory.typography import typeset

Area = Mapping[str, Any]
Meant = tuple[str, str]
Wide = tuple[str, str, str]

KIND_WORDS: Mapping[str, str] = {
    "department": "département",
    "epci": "intercommunalité",
    "region": "région",
}
"""What is written after a name, within brackets, to say what it is the name of."""

SHOWN = 4
"""Choices named where a line may mean several things."""


@dataclass(frozen=True, slots=True)
class ReadAreas:
    """The areas read, and a sentence for each line that cannot be."""

    areas: tuple[dict[str, Any], ...]
    problems: tuple[str, ...]


def written_areas(session: Session, areas: Iterable[Area], *, is_excluded: bool) -> str:
    """Give areas as lines, served or excluded ones: « Gers (département) », « Condom (32) »."""
    chosen = [area for area in areas if bool(area["is_excluded"]) == is_excluded]
    return "\n".join(_written(session, area["kind"], area["code"]) for area in chosen)


def read_areas(session: Session, text: str, held: Sequence[Area], *, is_excluded: bool) -> ReadAreas:
    """Read lines; those that the listing `held` already mean what they meant."""
    known = {
        _key(_written(session, area["kind"], area["code"])): (area["kind"], area["code"]) for area in held
    }
    lines = [line for line in (each.strip(" ,;\t\r") for each in text.split("\n")) if line]
    wide = () if all(_key(line) in known for line in lines) else _wide_names(session)
    found: dict[Meant, dict[str, Any]] = {}
    problems = []
    for line in lines:
        meant = known.get(_key(line)) or _meant(session, line, wide)
        if isinstance(meant, str):
            problems.append(typeset(meant))
        else:
            found[meant] = {"kind": meant[0], "code": meant[1], "is_excluded": is_excluded}
    return ReadAreas(tuple(found.values()), tuple(problems))


def _meant(session: Session, line: str, wide: Sequence[Wide]) -> Meant | str:
    """Give the kind and code that a line means, or a sentence that asks to be more precise."""
    if _key(line) in (_key(EVERYWHERE), "france", "france entiere"):
        return "national", ""
    named = _named(line, wide)
    choices = {**named, **_communes(session, line, is_sure=bool(named))}
    if len(choices) == 1:
        return next(iter(choices))
    if not choices:
        return f"« {line} » n'est le nom d'aucune commune, intercommunalité, département ou région."
    names = " ou ".join(f"« {name} »" for name in list(choices.values())[:SHOWN])
    return f"« {line} » peut désigner plusieurs territoires : écrivez {names}."


def _communes(session: Session, line: str, *, is_sure: bool) -> dict[Meant, str]:
    """Give the communes that a line may mean, only the sure one with `is_sure`.

    Its brackets may say that it is none.
    """
    if line.rstrip().endswith(tuple(f"({word})" for word in KIND_WORDS.values())):
        return {}
    found = resolve(session, line)
    others = () if is_sure else found.candidates
    places = (found.place,) if found.place else others
    return {("commune", place.code): place.label for place in places}


def _named(line: str, wide: Sequence[Wide]) -> dict[Meant, str]:
    """Give the wider territories whose whole name, or code, a line is, with or without what they are."""
    name, _, word = line.rstrip(" )").partition(" (")
    kinds = [kind for kind, said in KIND_WORDS.items() if not word or fold(said) == fold(word)]
    return {
        (kind, code): f"{written} ({KIND_WORDS[kind]})"
        for kind, code, written in wide
        if kind in kinds and _key(name) in (_key(written), code.lower() if kind == "department" else "")
    }


def _wide_names(session: Session) -> list[Wide]:
    columns = {
        "department": (Commune.department, Commune.department_name),
        "epci": (Commune.epci, Commune.epci_name),
        "region": (Commune.region, Commune.region_name),
    }
    return [
        (kind, code, name)
        for kind, pair in columns.items()
        for code, name in session.execute(select(*pair).distinct())
        if code and name
    ]


@cache
def _key(text: str) -> str:
    """Fold a name, with what is usually left out or abbreviated."""
    return fold(text).replace("communaute de communes", "cc").replace("communaute d agglomeration", "ca")


def _written(session: Session, kind: str, code: str) -> str:
    if kind == "national":
        return EVERYWHERE
    name = territory(session, kind, code).name or code
    if kind == "commune":
        commune = session.get(Commune, code)
        return f"{name} ({commune.department})" if commune else name
    return f"{name} ({KIND_WORDS[kind]})"
