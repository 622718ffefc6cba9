"""From what a row says of its commune to a commune of today, without ever guessing between two."""

import re
from collections.abc import Iterable

from directory.folding import fold
from importers.cleaning.words import text
from importers.ground import Ground, Town
from importers.statements import RefusalError

COLUMN = "commune"

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
_CEDEX = re.compile(r"\bc[eé]dex\b.*|\b(?:bp|cs|tsa)\s*\d[\d ]*|\(.*?\)", re.IGNORECASE)
_ARTICLE_LAST = re.compile(r"(.+?)[ ,]+\(?(le|la|les|l['’]?)\)?$", re.IGNORECASE)
_DISTRICT = re.compile(
    r"(paris|lyon|marseille)[ -]+\d{1,2} ?(?:e|er|eme|ème)?(?: arrondissement)?", re.IGNORECASE
)
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
    choices = _called(served, name) or _named(ground, name, where) or (served if len(served) == 1 else ())
    if len(choices) == 1:
        return choices[0]
    raise _refusal(code, digits, name, choices or served)


def insee_code(value: object, department: object = "") -> str:
    """Give an INSEE code as the official list writes it: « 1053 » is 01053, FINESS' « 9A123 » is 97701.

    With a `department`, `value` is the end of the code as FINESS gives it: "01" and "53" are 01053.
    """
    code = _NOT_A_CODE.sub("", text(value).upper())
    prefix = _NOT_A_CODE.sub("", text(department).upper())
    if prefix and code and len(code) <= 3:
        code = prefix.zfill(2) + code.zfill(5 - len(prefix.zfill(2)))
    if len(code) == 4:
        code = f"0{code}"
    code = _FINESS_OVERSEAS.get(code[:2], code[:2]) + code[2:]
    return _LEFT_GUADELOUPE.get(code, code)


def postcode(value: object) -> str:
    """Give the five digits of a postcode, its first zero given back; "" where it is none."""
    digits = re.sub(r"^(?:F|FR)?[\s-]*|[\s.]", "", text(value), flags=re.IGNORECASE)
    digits = f"0{digits}" if len(digits) == 4 else digits
    return digits if re.fullmatch(r"(?!00|99)\d{5}", digits) else ""


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
    return (code[:3] if code.startswith("97") else code[:2],)


def _called(towns: Iterable[Town], name: str) -> tuple[Town, ...]:
    """Give the communes that are called so; else the only one whose name begins so, or so begins `name`."""
    folded = fold(name)
    if not folded:
        return ()
    towns = tuple(towns)
    exact = tuple(town for town in towns if fold(town.name) == folded)
    return exact or tuple(town for town in towns if fold(town.name).startswith(f"{folded} "))


def _named(ground: Ground, name: str, departments: Iterable[str]) -> tuple[Town, ...]:
    found = [town for code in departments for town in ground.by_name(name, code)] if name else []
    return tuple(dict.fromkeys(found))


def _refuse_beyond(code: str, digits: str) -> None:
    territory = _BEYOND.get(code[:3]) or _BEYOND.get(_POSTCODES_BEYOND.get(digits, digits[:3]))
    if territory:
        reason = f"L’annuaire couvre les 101 départements ; cette fiche est ailleurs : {territory}."
        raise RefusalError(COLUMN, code or digits, reason)


def _refusal(code: str, digits: str, name: str, choices: Iterable[Town]) -> RefusalError:
    known = ", ".join(f"{town.name} ({town.code})" for town in list(choices)[:4])
    said = name or digits or code
    if known:
        return RefusalError(
            COLUMN, said, f"« {said} » peut être plusieurs communes : {known}… Donnez le code INSEE."
        )
    if code and not (digits or name):
        return RefusalError(
            COLUMN, code, f"« {code} » n’est le code d’aucune commune. Vérifiez le code INSEE."
        )
    if not said:
        return RefusalError(
            COLUMN, "", "Aucune commune n’est donnée. Ajoutez le code INSEE, ou le code postal et la commune."
        )
    given = " ".join(filter(None, (code, digits, name)))
    return RefusalError(
        COLUMN, given, f"Aucune commune n’a été trouvée pour « {given} ». Ajoutez ou vérifiez le code INSEE."
    )
