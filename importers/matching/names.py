"""How alike two names are, once what they share with every name of their kind is set aside.

« PMI Bellevue » and « Protection maternelle et infantile - Bellevue » say the same; « PMI Bellevue » and
« PMI Lambézellec » do not, though most of their letters agree. So names are compared word by word: the
*kinds* of service they name, written as one word each, and the other *words*, without those that any name
may hold.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from rapidfuzz.distance import OSA

from importers.matching.words import KINDS, MARKS, PLAIN, SPELLINGS

_PHRASE = re.compile(rf"\b(?:{'|'.join(sorted(SPELLINGS, key=len, reverse=True))})\b")
_AGES = re.compile(r"\b\d+ \d+ ans\b")
_ELIDED = re.compile(r"^[dl](?=[aeiouyh])")
_SPELLED_RIGHT = sorted(
    word for word in {part for spelling in SPELLINGS for part in spelling.split()} | KINDS if len(word) > 5
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: the kinds it names, and the other words that tell it from its like."""

    kinds: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=65_536)
def name_of(folded: str) -> Name:
    """Give what tells a folded name from others."""
    spelled = " ".join(map(_corrected, _AGES.sub("", folded).split()))
    parts = _PHRASE.sub(lambda found: SPELLINGS[found[0]], spelled).split()
    kept = {_bare(part) for part in parts if part not in PLAIN}
    return Name(
        kinds=frozenset(kept & KINDS),
        words=frozenset(word for word in kept - KINDS if len(word) > 1 or word.isdigit()),
    )


@lru_cache(maxsize=16_384)
def _corrected(word: str) -> str:
    """Give a word that is one slip away from a word of the kinds of service as it should be."""
    if len(word) < 6 or word in _SPELLED_RIGHT:
        return word
    return next((right for right in _SPELLED_RIGHT if _is_alike(word, right)), word)


def _bare(word: str) -> str:
    """Give a word without its elided article: « dornex » is « ornex », as « d'Ornex » was folded."""
    return intern(word if word in KINDS or word in MARKS or len(word) < 5 else _ELIDED.sub("", word))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two names agree.

    `level` is *identical* (nothing tells them apart), *near* (one says more, or letters differ), *apart*
    (each has words of its own) or *opposed* (a word such as « annexe », or a number, tells them apart).
    `shared` counts the words in common that are neither kinds nor the name of their commune; `extra` those
    that only one has.
    """

    level: str
    shared: int
    extra: int
    score: float


def likeness(ours: Name, theirs: Name, here: frozenset[str]) -> Likeness:
    """Compare two names found in a place whose own name has the words `here`."""
    left, right = ours.words - theirs.words, theirs.words - ours.words
    alike = {(a, b) for a in left for b in right if _is_alike(a, b)}
    left = left - {a for a, _ in alike} - here
    right = right - {b for _, b in alike} - here
    shared = len((ours.words & theirs.words) - here) + len(alike)
    extra = len(left) + len(right)
    score = 100.0 * (shared + 1) / (shared + 1 + extra / 2)
    return Likeness(_level(left, right, shared, bool(alike)), shared, extra, score)


def _level(left: frozenset[str], right: frozenset[str], shared: int, has_typos: bool) -> str:
    if any(_is_mark(word) for word in left | right):
        return "opposed"
    if not left and not right:
        return "near" if has_typos and shared < 2 else "identical"
    if not left or not right:
        return "near"
    return "near" if shared >= 2 * max(len(left), len(right)) else "apart"


def _is_mark(word: str) -> bool:
    return word in MARKS or any(character.isdigit() for character in word)


def _is_alike(a: str, b: str) -> bool:
    """Say whether two words are one but for a slip, two in a long word: never in its first letter."""
    shortest = min(len(a), len(b))
    if shortest < 5 or a[0] != b[0] or _is_mark(a) or _is_mark(b):
        return False
    slips = 1 if shortest < 9 else 2
    return OSA.distance(a, b, score_cutoff=slips) <= slips
