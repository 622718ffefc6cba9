"""From what a row says of its commune to a commune of today, without ever guessing between two."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from directory.folding import fold
from importers.cleaning.words import text
from importers.ground import Ground, Town
from importers.statements import OutsideError, RefusalError

COLUMN = "commune"
LISTED = 4

_FINESS_OVERSEAS = {"9A": "97", "9B": "97", "9C": "97", "9D": "97", "9E": "97", "9F": "97", "9J": "98"}
_LEFT_GUADELOUPE = {"97123": "97701", "97127": "97801"}
"""Codes that Saint-Barthélemy and Saint-Martin had when they were communes of Guadeloupe."""

_BEYOND = {
    "975": "Saint-Pierre-et-Miquelon",
    "977": "Saint-Barthélemy",
    "978": "Saint-Martin",
    "984": "les Terres australes et antarctiques françaises",
    "986": "Wallis-et-Futuna",
    "987": "la Polynésie française",
    "988": "la Nouvelle-Calédonie",
}
"""Territories that are no département: the gazetteer holds none of their communes."""

_POSTCODES_BEYOND = {"97133": "977", "97150": "978", "97500": "975"}
_CEDEX = re.compile(r"\bc[eé]d(?:e|ex)?\b.*|\b(?:bp|cs|tsa|sp)\s*\d[\d ]*|\([^()]*\)", re.IGNORECASE)
_SHORTENED = 12
"""Letters from which the beginning of a name is enough to know it, where a file cut it."""

_ARTICLE_LAST = re.compile(r"(.+?)[ ,]+\(?(le|la|les|l['’]?)\)?$", re.IGNORECASE)
_DISTRICT = re.compile(
    r"(paris|lyon|marseille)[ -]+\d{1,2} ?(?:e|er|eme|ème)?(?: arrondissement)?", re.IGNORECASE
)
_POSTCODE = re.compile(r"(?!00|99)\d{5}")
_AROUND_POSTCODE = re.compile(r"^(?:F|FR)?[\s-]*|[\s.]", re.IGNORECASE)
_NOT_A_CODE = re.compile(r"[^0-9A-Z]")


def placed(
    ground: Ground,
    *,
    insee: object = "",
    postcode: object = "",
    town: object = "",
    department: object = "",
) -> Town:
    """Give the commune of today that a row stands in; the INSEE code decides where there is one.

    Otherwise its name among those of the postcode, then in the département, then the postcode's only commune.

    Raises:
        RefusalError: no commune, or several; the reason says what to write instead.
    """
    code = insee_code(insee)
    return ground.town(code) or _found(ground, code, *_cleaned(postcode, town, department))


def _cleaned(digits: object, name: object, department: object) -> tuple[str, str, str]:
    return postcode(digits), town_name(name), text(department).upper()


def _found(ground: Ground, code: str, digits: str, name: str, department: str) -> Town:
    _refuse_beyond(code, digits)
    served = ground.by_postcode(digits)
    where = _departments(department, code, digits)
    choices = _called(served, name) or _named(ground, name, where) or _nearly_called(ground, digits, name)
    if len(choices or served) == 1:
        return (choices or served)[0]
    raise _refusal(code, digits, name, choices, served)


def insee_code(value: object, department: object = "") -> str:
    """Give an INSEE code as the official list writes it: « 1053 » is 01053, FINESS' « 9A123 » is 97701.

    With a `department`, `value` is the end of the code as FINESS gives it: "01" and "53" are 01053.
    """
    code, prefix = _letters(value), _letters(department)
    if prefix and code and len(code) <= 3:
        code = prefix.zfill(2) + code.zfill(5 - len(prefix.zfill(2)))
    if len(code) == 4:
        code = f"0{code}"
    code = _FINESS_OVERSEAS.get(code[:2], code[:2]) + code[2:]
    return _LEFT_GUADELOUPE.get(code, code)


def _letters(value: object) -> str:
    said = text(value).upper()
    return said if not said or (said.isascii() and said.isalnum()) else _NOT_A_CODE.sub("", said)


def postcode(value: object) -> str:
    """Give the five digits of a postcode, its first zero given back; "" where it is none."""
    digits = text(value)
    digits = digits if digits.isdecimal() else _AROUND_POSTCODE.sub("", digits)
    digits = f"0{digits}" if len(digits) == 4 else digits
    return digits if _POSTCODE.fullmatch(digits) else ""


def town_name(value: object) -> str:
    """Give the name of a commune without what the post adds to it: « STRASBOURG CEDEX 9 » is STRASBOURG."""
    name = re.sub(r"^\d{4,5}\s+", "", _CEDEX.sub(" ", text(value))).strip(" ,-")
    if found := _DISTRICT.fullmatch(name):
        return found[1]
    if found := _ARTICLE_LAST.fullmatch(name):
        return f"{found[2]} {found[1]}"
    return name


def _departments(department: str, code: str, digits: str) -> tuple[str, ...]:
    """Give the départements where a row may be, as it says or as its codes begin; « 20 » is all Corsica."""
    if department:
        return _beginning(f"{department.zfill(2)}000")
    return tuple(
        dict.fromkeys(each for said in (code, digits) if len(said) == 5 for each in _beginning(said))
    )


def _beginning(code: str) -> tuple[str, ...]:
    if code.startswith("20"):
        return ("2A", "2B")
    if code.startswith(("977", "978")):
        return ("974",)  # Numbers of CEDEX, as those of the two islands are 97133 and 97150.
    return (code[:3] if code.startswith("97") else code[:2],)


_folded = lru_cache(maxsize=16_384)(fold)


def _called(towns: Iterable[Town], name: str) -> tuple[Town, ...]:
    folded = _folded(name)
    return tuple(town for town in towns if folded and _folded(town.name) == folded)


def _nearly_called(ground: Ground, digits: str, name: str) -> tuple[Town, ...]:
    """Give the communes of a postcode, or of the one that a CEDEX number comes from, nearly called so.

    « ANCENIS » is Ancenis-Saint-Géréon, « LA MURE D'ISERE » is La Mure; a file may have cut a long name.
    """
    folded = _folded(name)
    if not (folded and digits):
        return ()
    numbers = (digits, f"{digits[:4]}0", f"{digits[:3]}00", f"{digits[:2]}000")
    served = next(filter(None, map(ground.by_postcode, numbers)), ())
    begun = tuple(town for town in served if _is_begun(folded, _folded(town.name)))
    return begun or tuple(town for town in served if _is_ended(folded, _folded(town.name)))


def _is_begun(said: str, name: str) -> bool:
    is_cut = len(said) >= _SHORTENED and name.startswith(said)
    return is_cut or name.startswith(f"{said} ") or said.startswith(f"{name} ")


def _is_ended(said: str, name: str) -> bool:
    return len(said) >= _SHORTENED // 2 and name.endswith(f" {said}")


def _named(ground: Ground, name: str, departments: Iterable[str]) -> tuple[Town, ...]:
    found = [town for code in departments for town in ground.by_name(name, code)] if name else []
    return tuple(dict.fromkeys(found))


def _refuse_beyond(code: str, digits: str) -> None:
    beginning = code[:3] or _POSTCODES_BEYOND.get(digits, digits[:3] if digits.startswith("98") else "")
    territory = _BEYOND.get(beginning)
    if territory:
        reason = f"L’annuaire couvre les 101 départements ; cette fiche est ailleurs : {territory}."
        raise OutsideError(COLUMN, code or digits, reason)


def _refusal(
    code: str, digits: str, name: str, choices: Sequence[Town], served: Sequence[Town]
) -> RefusalError:
    said = name or digits or code
    if choices or (served and not name):
        reason = (
            f"« {said} » peut être plusieurs communes : {_listed(choices or served)}. Donnez le code INSEE."
        )
    elif served:
        reason = f"« {name} » n’est pas parmi les communes du code postal {digits} : {_listed(served)}."
    elif not said:
        reason = "Aucune commune n’est donnée. Ajoutez le code INSEE, ou le code postal et la commune."
    elif said == code:
        reason = f"« {code} » n’est le code d’aucune commune. Vérifiez le code INSEE."
    else:
        said = " ".join(filter(None, (code, digits, name)))
        reason = f"Aucune commune n’est trouvée pour « {said} ». Ajoutez ou vérifiez le code INSEE."
    return RefusalError(COLUMN, said, reason)


def _listed(towns: Sequence[Town]) -> str:
    names = [f"{town.name} ({town.code})" for town in towns[:LISTED]]
    return ", ".join(names) + ("…" if len(towns) > LISTED else "")
