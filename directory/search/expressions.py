"""The expressions of the field in what somebody types: « mari tape », « dort dans sa voiture », « CIDFF ».

An expression is recognised when all its words stand in the text, in any order, close to one another. The
longest wins: « foyer de l'enfance » is not a « foyer ».
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from directory.search.analysis import stem, typed_forms
from directory.search.results import Meaning
from directory.search.synonyms import Collision, Expression, synonyms
from directory.vocabulary import vocabulary

BETWEEN = 2
"""Other words that may stand between those of an expression."""

FADES = 0.85
"""What each further target of an expression counts for, beside the one before it."""

BY_NEED = 0.6
"""What a category meant through a need counts for, beside one that is named."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """An expression found in a text: the ranks of its words there, and the weight of each category meant."""

    said: str
    stems: tuple[str, ...]
    positions: tuple[int, ...]
    categories: Mapping[str, float]
    meanings: tuple[Meaning, ...]
    collision: Collision | None = None

    @property
    def is_collision(self) -> bool:
        """Whether it means several things, among which only the person who typed can choose."""
        return self.collision is not None


@dataclass(frozen=True, slots=True)
class _Entry:
    stems: tuple[str, ...]
    of: Expression | Collision


@cache
def _entries() -> Mapping[str, tuple[_Entry, ...]]:
    """Give the entries by the longest of their stems: the likeliest to be rare."""
    by_stem: dict[str, list[_Entry]] = {}
    known: list[Expression | Collision] = [*synonyms().expressions, *synonyms().collisions]
    for each in known:
        stems = tuple(dict.fromkeys(map(stem, typed_forms(each.said))))
        if stems:
            by_stem.setdefault(max(stems, key=len), []).append(_Entry(stems, each))
    return {key: tuple(entries) for key, entries in by_stem.items()}


@cache
def expression_stems() -> frozenset[str]:
    """Give the stems of every word that an expression holds."""
    return frozenset(each for entries in _entries().values() for entry in entries for each in entry.stems)


def recognise(words: Sequence[frozenset[str]]) -> list[Recognised]:
    """Give the expressions of a text, the longest first; `words` are the possible stems of each word."""
    present = dict.fromkeys(each for stems in words for each in stems)
    found = [
        (entry, positions)
        for each in present
        for entry in _entries().get(each, ())
        if (positions := _positions(entry.stems, words))
    ]
    found.sort(key=lambda pair: (-len(pair[1]), pair[1]))
    kept: list[tuple[_Entry, tuple[int, ...]]] = []
    for entry, positions in found:
        if not any(set(positions) < set(longer) for _, longer in kept):
            kept.append((entry, positions))
    return [_recognised(entry, positions) for entry, positions in kept]


def _positions(stems: Sequence[str], words: Sequence[frozenset[str]]) -> tuple[int, ...]:
    """Give the ranks of the words that say `stems`, close to one another; empty where they do not."""
    ranks: list[int] = []
    for each in stems:
        rank = next((rank for rank, own in enumerate(words) if each in own and rank not in ranks), None)
        if rank is None:
            return ()
        ranks.append(rank)
    return tuple(sorted(ranks)) if max(ranks) - min(ranks) < len(stems) + BETWEEN else ()


def _recognised(entry: _Entry, positions: tuple[int, ...]) -> Recognised:
    of = entry.of
    if isinstance(of, Expression):
        weights = _weights(of.categories, of.needs)
        return Recognised(of.said, entry.stems, positions, weights, _meanings(of.categories, of.needs))
    categories: dict[str, float] = {}
    for sense in of.meanings:
        for slug, weight in _weights(sense.categories, sense.needs).items():
            categories[slug] = max(weight, categories.get(slug, 0.0))
    return Recognised(of.said, entry.stems, positions, categories, (), of)


def _weights(categories: Sequence[str], needs: Sequence[str]) -> Mapping[str, float]:
    """Weigh the categories named, in order, then those that answer the needs named."""
    weights = {slug: FADES**rank for rank, slug in enumerate(categories)}
    for rank, need in enumerate(needs):
        for slug, depth in _answering(need):
            weights.setdefault(slug, BY_NEED * FADES ** (rank + depth))
    return weights


@cache
def _answering(need: str) -> tuple[tuple[str, int], ...]:
    """Give the categories that answer a need, each with the rank that the need has among its own."""
    found = [
        (each.slug, each.needs.index(need)) for each in vocabulary().categories.values() if need in each.needs
    ]
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _meanings(categories: Sequence[str], needs: Sequence[str]) -> tuple[Meaning, ...]:
    words = vocabulary()
    return (
        *(Meaning("category", slug, words.categories[slug].label_short) for slug in categories),
        *(Meaning("need", slug, words.needs[slug].label) for slug in needs),
    )


def senses_of(found: Recognised) -> tuple[Meaning, ...]:
    """Give the senses of an acronym that means several things, as they are to be chosen from."""
    if found.collision is None:
        return ()
    return tuple(
        Meaning(
            "category" if sense.categories else "need", (*sense.categories, *sense.needs, "")[0], sense.label
        )
        for sense in found.collision.meanings
    )
