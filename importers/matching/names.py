"""How alike two names are, once what they share with every name of their kind is set aside.

« PMI Bellevue » and « Protection maternelle et infantile - Bellevue » say the same; « PMI Bellevue » and
« PMI Lambézellec » do not, though most of their letters agree. So names are compared word by word: the
*kinds* of service they name, written as one word each, and the other *words*, without those that any name
may hold.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from rapidfuzz import process
from rapidfuzz.distance import OSA

from importers.matching.words import KINDS, MARKS, PLAIN, SPELLINGS

_AGES = re.compile(r"\b\d+ \d+ ans\b")
_ELIDED = re.compile(r"^[dl](?=[aeiouyh])")


def _by_first_word() -> Mapping[str, Sequence[tuple[list[str], str]]]:
    """Give the spellings of kinds under their first word, the longest first."""
    found: defaultdict[str, list[tuple[list[str], str]]] = defaultdict(list)
    for spelling in sorted(SPELLINGS, key=len, reverse=True):
        first, *rest = spelling.split()
        found[first].append((rest, SPELLINGS[spelling]))
    return dict(found)


def _by_first_letter() -> Mapping[str, Sequence[str]]:
    """Give the long words of the kinds of service under their first letter."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted({part for spelling in SPELLINGS for part in spelling.split()} | KINDS):
        if len(word) >= LONG_ENOUGH:
            found[word[0]].append(word)
    return dict(found)


LONG_ENOUGH = 6
"""Letters from which a word may be taken for a slip in a word of the kinds of service."""

_PHRASES = _by_first_word()
_SPELLED_RIGHT = _by_first_letter()


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: the kinds it names, and the other words that tell it from its like."""

    kinds: tuple[str, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=4_096)
def name_of(folded: str) -> Name:
    """Give what tells a folded name from others."""
    parts = _contracted([_corrected(word) for word in _AGES.sub("", folded).split()])
    kept = {_bare(part) for part in parts if part not in PLAIN}
    return Name(
        kinds=tuple(sorted(kept & KINDS)),
        words=tuple(sorted(word for word in kept - KINDS if len(word) > 1 or word.isdigit())),
    )


def _contracted(words: list[str]) -> Iterator[str]:
    """Give the words of a name, what spells a kind of service as one word."""
    rank = 0
    while rank < len(words):
        after = words[rank + 1 :]
        spelled = _PHRASES.get(words[rank], ())
        found = next(((rest, kind) for rest, kind in spelled if after[: len(rest)] == rest), None)
        yield found[1] if found else words[rank]
        rank += 1 + (len(found[0]) if found else 0)


@lru_cache(maxsize=65_536)
def _corrected(word: str) -> str:
    """Give a word that is one slip away from a word of the kinds of service as it should be."""
    if len(word) < LONG_ENOUGH or word in KINDS:
        return word
    near = process.extractOne(
        word, _SPELLED_RIGHT.get(word[0], ()), scorer=OSA.distance, score_cutoff=_slips(len(word))
    )
    return near[0] if near and _is_alike(word, near[0]) else word


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
    mine, other = set(ours.words), set(theirs.words)
    left, right = mine - other, other - mine
    alike = {(a, b) for a in left for b in right if _is_alike(a, b)}
    left = left - {a for a, _ in alike} - here
    right = right - {b for _, b in alike} - here
    shared = len((mine & other) - here) + len(alike)
    extra = len(left) + len(right)
    score = 100.0 * (shared + 1) / (shared + 1 + extra / 2)
    return Likeness(_level(left, right, shared, bool(alike)), shared, extra, score)


def _level(left: set[str], right: set[str], shared: int, has_typos: bool) -> str:
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
    return OSA.distance(a, b, score_cutoff=_slips(shortest)) <= _slips(shortest)


def _slips(letters: int) -> int:
    return 1 if letters < 9 else 2
