"""How near two listings stand, from what each says of where it is."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from typing import Literal

from rapidfuzz import fuzz

from importers.matching.subject import Subject
from importers.matching.words import PLAIN_IN_STREETS

Nearness = Literal["spot", "near", "commune", "elsewhere", "away", "unknown"]
"""*spot*: one building. *near*: one street, or within 300 m. *commune*: one commune, and one of them says no
more. *elsewhere*: another street of it. *away*: another commune. *unknown*: one does not say its commune."""

SPOT_METRES, NEAR_METRES = 60.0, 300.0
DISTRICTS = ("75056", "69123", "13055")
"""Communes whose postcodes are districts: two districts are two places."""

_ALIKE = 85.0
_BOX = re.compile(r"\b(?:bp|cs|tsa|cedex)(?: ?\d+)*\b")
_NUMBER = re.compile(r"\b(\d{1,5})(?: ?(?:bis|ter|quater|[a-d]))?\b")


@dataclass(frozen=True, slots=True)
class Street:
    """A street as it is compared: its number, "" where none, and the words of its name."""

    number: str
    words: frozenset[str]


@lru_cache(maxsize=4_096)
def street_of(folded: str) -> Street:
    """Read a folded street: « caserne sibuet 9 rue mante » is number 9, words caserne, sibuet, mante."""
    text = _BOX.sub(" ", folded)
    number = _NUMBER.search(text)
    rest = [word for word in text.split() if not word.isdigit() and len(word) > 1]
    return Street(
        number=number[1].lstrip("0") if number else "",
        words=frozenset(word for word in rest if word not in PLAIN_IN_STREETS) or frozenset(rest),
    )


def nearness(ours: Subject, theirs: Subject, here: frozenset[str]) -> Nearness:
    """Say how near two listings stand, in a place whose own name has the words `here`."""
    if not (ours.commune and theirs.commune):
        return "unknown"
    streets = _streets(street_of(ours.street), street_of(theirs.street), here)
    metres = distance(ours.point, theirs.point)
    if ours.commune != theirs.commune:
        is_border = metres is not None and metres <= NEAR_METRES and streets in ("spot", "street")
        return "near" if is_border else "away"
    if ours.commune in DISTRICTS and "" != ours.postcode != theirs.postcode != "" and streets != "spot":
        return "elsewhere"
    return _within(streets, metres)


def _within(streets: str, metres: float | None) -> Nearness:
    if streets == "spot" or (metres is not None and metres <= SPOT_METRES and streets != "other"):
        return "spot"
    if streets == "street" or (metres is not None and metres <= NEAR_METRES):
        return "near"
    return "elsewhere" if streets == "other" or metres is not None else "commune"


def _streets(ours: Street, theirs: Street, here: frozenset[str]) -> str:
    """Compare two streets: *spot*, *street* (another number or none), *other*, or "" where one is missing."""
    if not (ours.words and theirs.words):
        return ""
    fewer, more = sorted((ours.words - here or ours.words, theirs.words - here or theirs.words), key=len)
    common = sum(1 for word in fewer if word in more or any(fuzz.ratio(word, b) >= _ALIKE for b in more))
    if common * 2 <= len(fewer):
        return "other"
    is_whole = ours.number != "" or common == len(more)
    return "spot" if ours.number == theirs.number and is_whole else "street"


def distance(ours: tuple[float, float] | None, theirs: tuple[float, float] | None) -> float | None:
    """Give the metres between two points (degrees, WGS84), as if the ground were flat: exact within 1 km."""
    if ours is None or theirs is None:
        return None
    north, east = ours[0] - theirs[0], (ours[1] - theirs[1]) * cos(radians(ours[0]))
    return 111_195.0 * hypot(north, east)
