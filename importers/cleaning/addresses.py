"""Addresses on one line or in pieces: street, postcode and town, written as French people write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.cleaning.shouting import is_shouted, readable_street
from importers.cleaning.shouting import readable as readable
from importers.cleaning.words import prose, text

_HEADING = re.compile(r"^(?:adresse|adr\.?|siège)\s*:\s*", re.IGNORECASE)
_COUNTRY = re.compile(r"[\s,-]+france$", re.IGNORECASE)
_COMMAS = re.compile(r"(?:(?P<street>.*),)?\s*(?P<postcode>\d{4,5})\s*,\s*(?P<town>[^,\d][^,]*)")
_IN_LINE = re.compile(
    r"(?:(?P<street>.*?)[\s,;–-]+)?(?P<postcode>\d{5}|\d\d \d{3})[\s,-]+(?P<town>[^\W\d_][^\d,]*(?:\d{1,2})?)"
)
_BOX = re.compile(r"\b(?:BP|CS|TSA|B\.P\.)\s*$", re.IGNORECASE)
_NO_NUMBER = re.compile(r"0+|SN|S/N", re.IGNORECASE)
_BEGINNING = re.compile(
    r"(?P<number>\d[\d/-]* ?(?:BIS|TER|QUATER|[A-QS-Z])?,? +)?(?P<type>[A-Z]{1,4})\b\.? +(?=.)"
)
_EDGES = " ,;-–|"

_TYPES = {
    "ALL": "allée",
    "AV": "avenue",
    "AVE": "avenue",
    "BD": "boulevard",
    "BLD": "boulevard",
    "BVD": "boulevard",
    "CAR": "carrefour",
    "CHE": "chemin",
    "CHEM": "chemin",
    "CHS": "chaussée",
    "CITE": "cité",
    "COR": "corniche",
    "CRS": "cours",
    "DOM": "domaine",
    "DSC": "descente",
    "ECA": "écart",
    "ESP": "esplanade",
    "FG": "faubourg",
    "GR": "grande rue",
    "HAM": "hameau",
    "HLE": "halle",
    "IMP": "impasse",
    "LD": "lieu-dit",
    "LOT": "lotissement",
    "MAR": "marché",
    "MTE": "montée",
    "PAS": "passage",
    "PASS": "passage",
    "PL": "place",
    "PLN": "plaine",
    "PLT": "plateau",
    "PRO": "promenade",
    "PROM": "promenade",
    "PRV": "parvis",
    "PTE": "porte",
    "QU": "quai",
    "QUA": "quartier",
    "QUAI": "quai",
    "R": "rue",
    "RES": "résidence",
    "RLE": "ruelle",
    "ROC": "rocade",
    "RPT": "rond-point",
    "RTE": "route",
    "SEN": "sentier",
    "SQ": "square",
    "TPL": "terre-plein",
    "TRA": "traverse",
    "VC": "voie communale",
    "VLA": "villa",
    "VLGE": "village",
    "VOI": "voie",
    "ZA": "ZA",
    "ZAC": "ZAC",
    "ZI": "ZI",
}
"""How FINESS and the post shorten the types of streets."""

_AGAIN = {short: re.compile(rf"(?:{kind.upper()}|{short}) +(?=.)") for short, kind in _TYPES.items()}
"""What says the type of a street once more, after it."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart. `town` still says what the post added (« CEDEX 9 »): `placed` reads it."""

    street: str = ""
    postcode: str = ""
    town: str = ""


def split(value: object) -> Address:
    """Take apart an address on one line or several; what cannot be taken apart is all street.

    >>> split("76 RUE DE REUILLY, 75012 PARIS")
    Address(street='76 rue de Reuilly', postcode='75012', town='PARIS')
    """
    lines = ", ".join(line.strip(_EDGES) for line in prose(value).splitlines())
    said = _COUNTRY.sub("", _HEADING.sub("", lines)).strip(_EDGES)
    for form in (_COMMAS, _IN_LINE):
        found = form.fullmatch(said)
        if found and not _BOX.search(found["street"] or ""):
            return Address(
                street(found["street"]), _digits(found["postcode"]), text(found["town"]).strip(_EDGES)
            )
    return Address(street(said))


def _digits(said: str) -> str:
    return said.replace(" ", "").zfill(5)


def street(*parts: object, names: Sequence[str] = ()) -> str:
    """Join number, type and name of a street, and write it as French people do.

    A type that is shortened is written in full; one that the name says again is said once.

    >>> street("900", "RTE", "DE PARIS")
    '900 route de Paris'
    """
    said = " ".join(part for part in map(text, parts) if part and not _NO_NUMBER.fullmatch(part))
    if not is_shouted(said):
        return said.strip(_EDGES)
    return readable_street(_typed(said).strip(_EDGES), names)


def _typed(said: str) -> str:
    """Write in full the type that a street begins with, once: « 40 CHE CHEMIN SAFER » is 40 CHEMIN SAFER."""
    found = _BEGINNING.match(said)
    if not found or found["type"] not in _TYPES:
        return said
    kind = _TYPES[found["type"]].upper()
    again = _AGAIN[found["type"]].match(said, found.end())
    rest = said[again.end() if again else found.end() :]
    return f"{found['number'] or ''}{kind} {rest}"


def finess_type(value: object) -> str:
    """Give the type of a street that FINESS shortens in full, in small letters; "" where it says none."""
    said = text(value).upper().rstrip(".")
    return _TYPES.get(said, said.lower())
