"""The fields of an establishment of FINESS: its number, its names, where it stands."""

import re
from collections.abc import Mapping
from typing import Any

from importers.cleaning.addresses import finess_type, readable, street
from importers.cleaning.places import insee_code, placed
from importers.cleaning.places import postcode as five_digits
from importers.cleaning.shouting import is_shouted
from importers.cleaning.words import text
from importers.ground import Ground, Town
from importers.statements import RefusalError

SIRET = re.compile(r"(?!0+$)\d{13,14}")
NUMBER = re.compile(r"\d[\dAB]\d{7}")
BOX = re.compile(r"\b(?:BP|CS|TSA)\s*\d+\b|\b(?:BP|CS|TSA)\b", re.IGNORECASE)
WORD = re.compile(r"\w+")
PERSON = frozenset(("dr", "docteur", "mme", "madame", "mlle", "monsieur", "mr"))
LOST_ZERO = 8
LONGEST_NAME = 160


def number(cells: Mapping[str, Any]) -> str:
    """Give the number, with the first zero that a spreadsheet lost."""
    said = text(cells.get("nofinesset"))
    digits = said.upper() if len(said) != LOST_ZERO else f"0{said.upper()}"
    if not NUMBER.fullmatch(digits):
        raise RefusalError(
            "nofinesset", said, f"« {said} » n’est pas un numéro FINESS, qui a neuf caractères."
        )
    return digits


def name(cells: Mapping[str, Any]) -> str:
    """Give the long name, or the short one."""
    said = text(cells.get("rslongue")) or text(cells.get("rs"))
    if not said:
        raise RefusalError("rslongue", "", "Cet établissement n’a pas de nom (« rslongue » ou « rs »).")
    return said


def town(cells: Mapping[str, Any], postcode: str, ground: Ground) -> Town:
    """Place a row by its INSEE code, which FINESS cuts in two and writes its own way overseas."""
    code = insee_code(cells.get("cog")) or insee_code(cells.get("commune"), cells.get("departement"))
    return placed(ground, insee=code, postcode=postcode, town=cells.get("ligneacheminement"))


def postal(cells: Mapping[str, Any]) -> str:
    """Give the postcode, which the raw file writes before the town: « 01440 VIRIAT »."""
    first = text(cells.get("ligneacheminement")).partition(" ")[0]
    return five_digits(cells.get("codepostal")) or five_digits(first)


def other_names(cells: Mapping[str, Any], shown: str, where: Town) -> tuple[str, ...]:
    """Give the short name and its complement, by which people may look for it; never a person's."""
    others = (readable(cells.get(column), [where.name])[:LONGEST_NAME] for column in ("rs", "complrs"))
    kept = (other for other in others if other and PERSON.isdisjoint(WORD.findall(other.lower())))
    return tuple(dict.fromkeys(other for other in kept if other.lower() != shown.lower()))


def address(cells: Mapping[str, Any], where: Town) -> str:
    """Give the street; a hamlet where there is none. FINESS+ damaged some names, and not whole lines."""
    line = cells.get("lignequatre")
    if line or cells.get("voie"):
        return street(*([line] if line else _parts(cells)), names=[where.name])
    return street(BOX.sub(" ", text(cells.get("lieuditbp"))), names=[where.name])


def _parts(cells: Mapping[str, Any]) -> list[str]:
    """Give the parts of a street; its type in full where the name is not in capitals, and said once."""
    said, kind = text(cells.get("voie")), text(cells.get("typvoie"))
    if not is_shouted(said):
        kind = finess_type(kind)
        kind = "" if said.lower().startswith(f"{kind} ") else kind
    return [text(cells.get("numvoie")), text(cells.get("compvoie")), kind, said]


def siret(value: object) -> str:
    """Give a SIRET with its lost zero; "" for what a spreadsheet rounded (« 2,601E+13 »)."""
    said = text(value).replace(" ", "")
    return said.zfill(14) if SIRET.fullmatch(said) else ""
