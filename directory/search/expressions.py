"""The expressions of the field in what somebody types: « mari tape », « dort dans sa voiture », « CIDFF ».

An expression is recognised when all its words stand in the text, in any order, close to one another. The
longest wins: « foyer de l'enfance » is not a « foyer ». An acronym is only its own letters: « PASS » is not
« passe ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from directory.search.analysis import forms, stem, typed_forms
from directory.search.results import Meaning
from directory.search.synonyms import Collision, Expression, Sense, synonyms
from directory.vocabulary import vocabulary

BETWEEN = 2
"""Other words that may stand between those of an expression."""

FADES = 0.8
"""What each further target of an expression counts for, beside the one before it."""

EXACTLY = "="
"""What marks, among the stems of a word, its form as it is: acronyms are recognised by it."""

AUTHORS = "perpetrators"
"""The group of categories for those who use violence."""

LISTENING = "national-helpline"
ONE_LINE, LEADING = 0.75, 2
"""What the listening line that answers best counts for; the categories whose lines are looked for."""

BY_NEED = 0.6
"""What a category meant through a need counts for, beside one that is named."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """An expression found in a text: the ranks of its words, the weights of what it means."""

    of: Expression | Collision
    stems: tuple[str, ...]
    positions: tuple[int, ...]
    categories: Mapping[str, float]
    lines: Mapping[str, float]

    @property
    def said(self) -> str:
        """The expression, as the vocabulary writes it."""
        return self.of.said

    @property
    def senses(self) -> Sequence[Expression | Sense]:
        """What it may mean: one thing, or several to choose from."""
        return self.of.meanings if isinstance(self.of, Collision) else (self.of,)

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """What it means, where there is nothing to choose."""
        return () if isinstance(self.of, Collision) else _meanings(self.of.categories, self.of.needs)


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
        stems = _marks(each.said)
        if stems:
            by_stem.setdefault(max(stems, key=len), []).append(_Entry(stems, each))
    return {key: tuple(entries) for key, entries in by_stem.items()}


def _marks(said: str) -> tuple[str, ...]:
    """Give what must stand in a text for `said` to be recognised: stems, or the letters of an acronym."""
    forms = typed_forms(said)
    if said.isupper() and len(forms) == 1:
        return (EXACTLY + forms[0],)
    return tuple(dict.fromkeys(map(stem, forms)))


@cache
def expression_stems() -> frozenset[str]:
    """Give the stems of every word that an expression holds, and the marks of acronyms."""
    return frozenset(each for entries in _entries().values() for entry in entries for each in entry.stems)


def expressions_with(each: str) -> list[str]:
    """Give the expressions that hold a stem, the shortest first."""
    found = {entry.of.said for entries in _entries().values() for entry in entries if each in entry.stems}
    return sorted(found, key=lambda said: (len(said), said))


def recognise(words: Sequence[frozenset[str]], *, is_by_me: bool = False) -> list[Recognised]:
    """Give the expressions of a text, the longest first; `words` are the possible marks of each word.

    With `is_by_me`, whoever speaks tells of violence of their own: what is said of authors wins.
    """
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
    recognised = [_recognised(entry, positions) for entry, positions in kept]
    return (_by_authors(recognised) if is_by_me else []) or recognised


def _by_authors(recognised: Sequence[Recognised]) -> list[Recognised]:
    """Keep what is said of authors, and the sense of authors where an expression has several."""
    return [sense for found in recognised for sense in _senses_of_authors(found)]


def _senses_of_authors(found: Recognised) -> Iterator[Recognised]:
    for sense in found.senses:
        categories, needs = sense.categories, sense.needs
        if categories and vocabulary().categories[categories[0]].group == AUTHORS:
            of = Expression(found.of.said, categories, needs)
            weights, lines = _weights(categories, needs), _lines(categories, needs)
            yield replace(found, of=of, categories=weights, lines=lines)


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
    stems = tuple(stem(each.removeprefix(EXACTLY)) for each in entry.stems)
    found = Recognised(entry.of, stems, positions, {}, {})
    lines = _most(_lines(sense.categories, sense.needs) for sense in found.senses)
    if isinstance(entry.of, Expression) and entry.of.said.replace(" ", "").isdigit():
        # A number is the number of one line, and is found as it is written.
        return replace(found, lines=lines)
    weights = _most(_weights(sense.categories, sense.needs) for sense in found.senses)
    return replace(found, categories=weights, lines=lines)


def _most(several: Iterable[Mapping[str, float]]) -> Mapping[str, float]:
    most: dict[str, float] = {}
    for weights in several:
        for slug, weight in weights.items():
            most[slug] = max(weight, most.get(slug, 0.0))
    return most


@cache
def _weights(categories: tuple[str, ...], needs: tuple[str, ...]) -> Mapping[str, float]:
    """Weigh the categories named, in order, then those that answer the needs named."""
    weights = {slug: FADES**rank for rank, slug in enumerate(categories)}
    for rank, need in enumerate(needs):
        for slug, depth in _answering(need):
            weights.setdefault(slug, BY_NEED * FADES ** (rank + depth))
    if _lines(categories, needs):
        weights.pop(LISTENING, None)  # The lines that answer are named: the others would be noise.
    return weights


@cache
def _lines(categories: tuple[str, ...], needs: tuple[str, ...]) -> Mapping[str, float]:
    """Weigh the listening lines that take over for the first categories named, then those of the needs.

    Lines of another category, such as those of emergencies, come with their category, and head every page.
    """
    words = vocabulary()
    named = [line for slug in categories[:LEADING] for line in words.categories[slug].fallback_helplines]
    meant = [line.slug for need in needs for line in words.lines.values() if need in line.needs]
    listening = [slug for slug in (*named, *meant) if words.lines[slug].category == LISTENING]
    return {slug: ONE_LINE * FADES**rank for rank, slug in enumerate(dict.fromkeys(listening))}


@cache
def line_stems(slug: str) -> tuple[str, ...]:
    """Give the stems that only the line `slug` holds together: those of its whole name."""
    return tuple(dict.fromkeys(map(stem, forms(vocabulary().lines[slug].name))))


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
    """Give the senses of an acronym that means several things, each with all its categories, or its needs."""
    if not isinstance(found.of, Collision):
        return ()
    return tuple(
        Meaning(
            "category" if sense.categories else "need", ",".join(sense.categories or sense.needs), sense.label
        )
        for sense in found.of.meanings
    )
