"""The territory that a partner writes in words: « Tout le département », « CC du Gévaudan », communes.

All of it is certain, or none of it is kept as a territory: half of one would send people elsewhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from directory.folding import fold
from importers.cleaning.places import postcode
from importers.ground import Ground
from importers.records import AreaRecord

Named = Mapping[str, tuple[AreaRecord, ...]]

_NOTHING: Named = MappingProxyType({})
_BETWEEN = re.compile(r"[;/\n|+]|,| et (?=[A-ZÉ\d])")
_WHOLE = re.compile(
    r"(?:tout le |ensemble du |le )?departement(?:al)?(?: entier)?|departementale|tout departement"
)
_NATIONAL = frozenset(("france", "france entiere", "national", "toute la france", "nationale"))
_OF_DEPARTMENT = re.compile(
    r"(?:tout le |ensemble du |le )?departement (?:de la |de l ?|du |des |de |d ?)?(.+)"
)
_CODE = re.compile(r"\d{2}|97\d|2[ab]")
_OF_TOWN = re.compile(r"(?:ville|commune|mairie) (?:de la |de l ?|du |des |de |d ?)(.+)")
_SHORT = (
    ("communaute de communes", "cc"),
    ("communaute d agglomeration", "ca"),
    ("communaute dagglomeration", "ca"),
    ("communaute urbaine", "cu"),
    ("comcom", "cc"),
    ("com com", "cc"),
    ("agglo", "ca"),
)


@dataclass(frozen=True, slots=True)
class Territories:
    """What territories are called: `names` has the EPCI, départements and regions by their plain name.

    A name that several bear has them all. `departments` has the name of each département by its code.
    """

    names: Named = field(default_factory=lambda: _NOTHING)
    departments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def plain_name(name: str) -> str:
    """Give the name of a territory as names are compared: « Communauté de communes » is « cc »."""
    said = fold(name)
    for long, short in _SHORT:
        said = re.sub(rf"\b{long}\b", short, said)
    return re.sub(r"\b(?:du|de la|de l|des|de|d|la|le|les) ?\b", " ", said).strip().replace("  ", " ")


def areas(
    said: str, department: str, ground: Ground, known: Territories
) -> tuple[tuple[AreaRecord, ...], tuple[str, ...]]:
    """Give the territory that `said` names around `department` (a code), or what of it is not certain."""
    pieces = [piece for piece in (each.strip(" .-–()") for each in _BETWEEN.split(said)) if piece]
    found = {piece: _area(piece, department, ground, known) for piece in pieces}
    unsure = tuple(piece for piece, each in found.items() if not each)
    return ((), unsure) if unsure else (tuple(_flat(found.values())), ())


def _flat(found: Iterable[Sequence[AreaRecord]]) -> dict[AreaRecord, None]:
    return dict.fromkeys(area for each in found for area in each)


def _area(piece: str, department: str, ground: Ground, known: Territories) -> Sequence[AreaRecord]:
    """Give what one piece names, nothing where it may be several things or none."""
    said = fold(piece)
    if said in _NATIONAL:
        return (AreaRecord("national"),)
    if _WHOLE.fullmatch(said):
        return (AreaRecord("department", department),) if department else ()
    code = department_code(piece, known)
    # « Vienne » is a town of Isère too: there, only « département de la Vienne » is the département.
    if code and (code == department or not ground.by_name(piece, department)):
        return (AreaRecord("department", code),)
    return _numbered(piece, ground) or _named(piece, department, ground, known)


def department_code(said: str, known: Territories) -> str:
    """Give the code of the département that `said` names or numbers, "" where it does neither.

    « 48 », « Département 48 », « Lozère », « 48 - Lozère » and « Lozère (48) » are the same.
    """
    words = fold(said)
    of = _OF_DEPARTMENT.fullmatch(words)
    words = of[1] if of else words
    for each in (words, words.split(" ")[0], words.split(" ")[-1]):
        code = each.upper().zfill(2) if _CODE.fullmatch(each.zfill(2)) else ""
        if code in known.departments and _is_said_alone(words, each, known.departments[code]):
            return code
    found = [area for area in _territories(words, known) if area.kind == "department"]
    return found[0].code if len(found) == 1 else ""


def _territories(said: str, known: Territories) -> Sequence[AreaRecord]:
    return known.names.get(plain_name(said), ())


def _is_said_alone(words: str, code: str, name: str) -> bool:
    """Say whether nothing but the name of the département stands beside its code."""
    beside = " ".join(word for word in words.split() if word != code)
    return beside in ("", fold(name))


def _numbered(piece: str, ground: Ground) -> Sequence[AreaRecord]:
    """Give the communes of a postcode, or that of an INSEE code; a number that may be both, neither."""
    if not re.fullmatch(r"\d[\dAB]\d{3}", piece):
        return ()
    served = [town.code for town in ground.by_postcode(postcode(piece))]
    town = ground.town(piece)
    if served and town and town.code not in served:
        return ()
    codes = served or ([town.code] if town else [])
    return [AreaRecord("commune", code) for code in codes]


def _named(piece: str, department: str, ground: Ground, known: Territories) -> Sequence[AreaRecord]:
    """Give the only territory, or commune of the département, that bears a name."""
    said = fold(piece)
    of = _OF_TOWN.fullmatch(said)
    towns = {town.code for town in ground.by_name(of[1] if of else said, department)}
    others = {area for area in _territories(said, known) if area.kind != "department"}
    found = {AreaRecord("commune", code) for code in towns} | others
    return tuple(found) if len(found) == 1 else ()
