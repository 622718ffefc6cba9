"""What a column holds, by its cells: it tells where its name says nothing, or something else."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from directory.folding import fold, plain
from importers.cleaning.addresses import split
from importers.cleaning.lexicon import FIRST_NAMES
from importers.cleaning.words import email, is_personal, website

MOST = 0.8
"""Part of the cells that must look alike for a column to be told by them."""

SOME = 0.5
FEWEST = 2
"""Cells under which nothing is told."""

PHONE_DIGITS = 10

_PHONE = re.compile(r"(?:(?:\+|00) ?(?:33|590|594|596|262)|\(?0)[\s\d.()–-]{8,}")
_POSTCODE = re.compile(r"(?!00|99)\d{2} ?\d{3}|[1-9]\d{3}")
_DECIMAL = re.compile(r"-?\d{1,2}[.,]\d{3,}")
_PAIR = re.compile(r"\(?(-?\d{1,2}[.,]\d{3,})\s*[,; ]\s*(-?\d{1,3}[.,]\d{3,})\)?")
_CIVILITY = re.compile(r"(?:m\.|mr|mme|mlle|madame|monsieur|dr\.?|docteur|maitre|me) [a-z]")
_LABELLED = re.compile(r"\b(?:tel|telephone|mail|courriel|fax)\.? ?:", re.IGNORECASE)
_MAIL_SHAPE = re.compile(r"\S+@\S+\.\w+")


def told(values: Iterable[str], towns: Collection[str] = ()) -> str:
    """Give the field that cells tell by themselves, "" where they tell none; `towns` are folded names."""
    said = [value for value in map(str.strip, values) if value]
    if len(said) < FEWEST:
        return ""
    found = (field for field, (looks, part) in LOOKS.items() if _share(said, looks) >= part)
    field = next(found, "")
    if not field and towns and _share(said, lambda value: fold(value) in towns) >= MOST:
        return "town"
    return field


def contradicts(field: str, values: Iterable[str]) -> bool:
    """Say whether no cell is what `field` should hold: « Site : Mende » is no website."""
    said = [value for value in map(str.strip, values) if value]
    needed = NEEDED.get(field)
    return bool(said and needed and not any(map(needed, said)))


def _share(values: Sequence[str], looks: Callable[[str], bool]) -> float:
    return sum(map(looks, values)) / len(values)


def is_mail(value: str) -> bool:
    """Say whether a cell is one mail address or several, of offices or of persons."""
    return all(map(_MAIL_SHAPE.fullmatch, re.split(r"[\s;,/]+", value)))


def is_site(value: str) -> bool:
    """Say whether a cell is an address on the web, and not merely a word with a dot."""
    return bool(website(value)) and bool(re.match(r"https?://|www\.|[\w-]+\.(?:fr|org|com|net|eu)\b", value))


def is_siret(value: str) -> bool:
    """Say whether fourteen digits are a SIRET, by Luhn's key; La Poste's sum is a multiple of five."""
    digits = re.sub(r"\s", "", value)
    if not re.fullmatch(r"(?!0+$)\d{14}", digits):
        return False
    numbers = [int(digit) * (1 + (rank % 2 == 0)) for rank, digit in enumerate(digits)]
    is_valid = sum(number - 9 * (number > 9) for number in numbers) % 10 == 0
    return is_valid or (digits.startswith("356000000") and sum(map(int, digits)) % 5 == 0)


def is_phone(value: str) -> bool:
    """Say whether a cell is nothing but telephone numbers."""
    parts = filter(None, map(str.strip, re.split(r"[/;\n]| ou ", value)))
    return all(_PHONE.fullmatch(part) and sum(map(str.isdigit, part)) >= PHONE_DIGITS for part in parts)


def is_postcode(value: str) -> bool:
    """Say whether a cell may be a postcode: most end with a zero, which INSEE codes seldom do."""
    return bool(_POSTCODE.fullmatch(value)) and value.endswith("0")


def is_point(value: str) -> bool:
    """Say whether a cell is a latitude and a longitude."""
    found = _PAIR.fullmatch(value)
    return found is not None and _within(found[1], -22, 52)


def is_latitude(value: str) -> bool:
    """Say whether a cell is a latitude of metropolitan France, in degrees."""
    return bool(_DECIMAL.fullmatch(value)) and _within(value, 41, 52)


def is_longitude(value: str) -> bool:
    """Say whether a cell is a longitude of metropolitan France, in degrees."""
    return bool(_DECIMAL.fullmatch(value)) and _within(value, -5.5, 10)


def is_person(value: str) -> bool:
    """Say whether a cell names a person: « Mme Durand », « Marie Durand »."""
    words = plain(value).split()
    is_short = 2 <= len(words) <= 3 and all(word.replace("-", "").isalpha() for word in words)
    return bool(_CIVILITY.match(plain(value))) or (
        is_short and any(word.split("-")[0] in FIRST_NAMES for word in (words[0], words[-1]))
    )


def is_contact(value: str) -> bool:
    """Say whether a cell mixes an address with telephones or mail addresses."""
    return bool(_LABELLED.search(plain(value))) and bool(re.search(r"\d{5}|@", value))


def is_address(value: str) -> bool:
    """Say whether a cell is a whole address, town included."""
    return bool(split(value).postcode and split(value).street)


def _within(value: str, least: float, most: float) -> bool:
    return least <= float(value.replace(",", ".")) <= most


LOOKS: Mapping[str, tuple[Callable[[str], bool], float]] = {
    "email": (is_mail, MOST),
    "website": (is_site, MOST),
    "siret": (is_siret, MOST),
    "point": (is_point, MOST),
    "latitude": (is_latitude, MOST),
    "longitude": (is_longitude, MOST),
    "phone": (is_phone, MOST),
    "postcode": (is_postcode, SOME),
    "contact": (is_contact, MOST),
    "address": (is_address, MOST),
    "person": (is_person, SOME),
}
"""Field -> what tells that a cell is it, and the part of the cells that must be; the surest first."""

NEEDED: Mapping[str, Callable[[str], bool]] = {
    "email": lambda value: bool(email(value)) or is_personal(value) or "@" in value,
    "website": lambda value: bool(website(value)),
    "phone": lambda value: any(map(str.isdigit, value)),
    "postcode": lambda value: any(map(str.isdigit, value)),
    "latitude": lambda value: any(map(str.isdigit, value)),
    "longitude": lambda value: any(map(str.isdigit, value)),
}
"""Field -> what at least one of its cells must be."""
