"""From what somebody types to what it asks for: words corrected or completed, expressions recognised.

« mari tape » means needs and categories; « hebergment » is a slip; « CHU » means two things. What was
understood is always told, so that another reading can be asked for.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from directory.folding import plain
from directory.search.analysis import all_forms, stem, typed_forms
from directory.search.expressions import (
    EXACTLY,
    Recognised,
    expression_stems,
    expressions_with,
    line_stems,
    recognise,
    senses_of,
)
from directory.search.lexicon import Lexicon
from directory.search.plan import Alternative, Part, Plan
from directory.search.results import Meaning, Understood
from directory.search.voice import is_by_me
from directory.vocabulary import vocabulary

LONGEST_TEXT = 200
MOST_WORDS = 16
MOST_OFFERED, SHORTEST_OFFERED = 6, 3
SENTENCE, SENTENCE_TYPED = 4, 5
"""Words with a meaning, or words of any kind, from which a text is a sentence: its expressions say what it
asks, its other words only refine."""

COMPLETED, CORRECTED = 0.9, 0.7
"""What a completed word and a corrected one count for, beside a word written in full."""

IN_FULL, OFTEN, REFINING, AGAIN = 1.0, 0.1, 0.3, 0.1
"""What counts beside being of a category that is meant: saying the expression, where its words are rare and
where they are not, saying the other words of a sentence, being meant by several expressions."""

RARE = 12
"""Listings up to which a word is rare."""


class Word(NamedTuple):
    """A word as typed, and the forms it may be: itself, its completions, or its corrections."""

    typed: str
    forms: tuple[str, ...]
    weight: float

    @property
    def marks(self) -> frozenset[str]:
        """What expressions are recognised by: the stems of the forms, and the forms as they are."""
        return frozenset((*map(stem, self.forms), *(EXACTLY + form for form in self.forms)))


def understand(text: str, lexicon: Lexicon, is_held: Callable[[str], bool]) -> tuple[Plan, Understood]:
    """Give the plan of `text` and how it was read. `is_held(stem)` says whether a listing holds a stem."""
    text = text[:LONGEST_TEXT]
    words = [_read(form, lexicon, is_held) for form in typed_forms(text)[:MOST_WORDS]]
    if not words:
        return Plan(), Understood()
    recognised = recognise([word.marks for word in words], is_by_me=is_by_me(text))
    is_sentence = len(words) >= SENTENCE or len(all_forms(text)) >= SENTENCE_TYPED
    read = _Reading(words, recognised, lexicon, is_held, is_sentence)
    return _plan(read), _told(read, _as_written(text))


@dataclass(frozen=True)
class _Reading:
    """A text on its way to a plan: its words, the expressions found in them, and what is known of words."""

    words: Sequence[Word]
    recognised: Sequence[Recognised]
    lexicon: Lexicon
    is_held: Callable[[str], bool]
    is_sentence: bool

    @cached_property
    def taken(self) -> set[int]:
        """The ranks of the words that expressions hold."""
        return {rank for each in self.recognised for rank in each.positions}

    @cached_property
    def left(self) -> Mapping[int, Part]:
        """The parts of the other words, by rank. Where expressions say what a sentence asks, a word that may
        be a slip for another would only add noise: it is left out."""
        guessed = CORRECTED if self.is_sentence and self.recognised else None
        ranks = (r for r, word in enumerate(self.words) if r not in self.taken and word.weight != guessed)
        return {rank: self._part(self.words[rank]) for rank in ranks}

    def _part(self, word: Word) -> Part:
        """Give the part of a word: any of its forms that a listing holds."""
        alternatives: dict[str, Alternative] = {}
        for form in word.forms:
            own = stem(form)
            if self.is_held(own):
                alternatives.setdefault(own, Alternative(form, word.weight, stems=(own,)))
        return Part(word.typed, tuple(alternatives.values()))


def _as_written(text: str) -> Mapping[str, str]:
    """Give each folded word of `text` as the person wrote it."""
    return {plain(word): word for word in reversed(re.findall(r"\w+", text))}


def _read(form: str, lexicon: Lexicon, is_held: Callable[[str], bool]) -> Word:
    """Read a word as it stands where it is known; otherwise complete it, and only then correct it."""
    if is_held(stem(form)) or not expression_stems().isdisjoint((stem(form), EXACTLY + form)):
        return Word(form, (form,), 1.0)
    completed = lexicon.completions(form)
    if completed:
        return Word(form, tuple(completed), COMPLETED)
    return Word(form, tuple(lexicon.corrections(form)), CORRECTED)


def _plan(read: _Reading) -> Plan:
    """Put the parts together: a short text means all it says, a sentence means its expressions."""
    said = [part for part in read.left.values() if part.alternatives]
    meant = [_meant(read)] if read.recognised else []
    if not meant and not said:
        return Plan(is_hopeless=True)
    if not read.is_sentence:
        return Plan((*meant, *said), needs_all=True)
    if not meant:
        return Plan(tuple(said), needs_all=False)
    return Plan(tuple(meant), tuple(map(_refining, said)), needs_all=False)


class Meant:
    """What expressions mean, each thing once: at its best weight, a little more for each time it is meant."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._best: dict[str, tuple[float, str]] = {}

    def add(self, slug: str, weight: float, said: str) -> None:
        """Say that `said` means `slug`."""
        best, before = self._best.get(slug, (0.0, said))
        self._best[slug] = max(weight, best) + AGAIN * min(weight, best), said if weight > best else before

    def each(self) -> Iterator[tuple[str, float, str]]:
        """Give each thing meant, with its weight and what means it."""
        for slug, (weight, said) in self._best.items():
            yield slug, weight, said


def _refining(part: Part) -> Part:
    weighed = (replace(each, weight=REFINING * each.weight) for each in part.alternatives)
    return replace(part, alternatives=tuple(weighed))


def _saying(read: _Reading, found: Recognised) -> float:
    """Weigh an expression said in full: rare words are a name, « SOS Amitié »; others are common."""
    forms = [read.words[rank].forms[0] for rank in found.positions]
    return IN_FULL if min(map(read.lexicon.frequency, forms)) <= RARE else OFTEN


def _meant(read: _Reading) -> Part:
    """Give one part for all expressions: a service of what any of them means, or that says one in full.

    What several expressions mean counts a little more; the first target of each stays before the second of
    the others.
    """
    categories, lines = Meant(), Meant()
    for found in read.recognised:
        for slug, weight in found.categories.items():
            categories.add(slug, weight, found.said)
        for slug, weight in found.lines.items():
            lines.add(slug, weight, found.said)
    meant = [Alternative(said, weight, category=slug) for slug, weight, said in categories.each()]
    meant += [
        Alternative(said, weight, stems=line_stems(slug), is_flat=True) for slug, weight, said in lines.each()
    ]
    in_full = [Alternative(each.said, _saying(read, each), stems=each.stems) for each in read.recognised]
    typed = " ".join(dict.fromkeys(read.words[r].typed for each in read.recognised for r in each.positions))
    return Part(typed, (*meant, *in_full))


def _told(read: _Reading, written: Mapping[str, str]) -> Understood:
    """Say how the text was read, in the words of the person."""
    shown = [written.get(word.typed, word.typed) for word in read.words]
    unknown = [rank for rank, part in read.left.items() if not part.alternatives]
    used = [*sorted(read.taken), *(rank for rank in read.left if rank not in unknown)]
    said = [" ".join(shown[rank] for rank in each.positions) for each in read.recognised]
    is_lost = bool(unknown) and not used
    return Understood(
        meanings=_merged((said[rank], each.meanings) for rank, each in enumerate(read.recognised)),
        collisions=_merged((said[rank], senses_of(each)) for rank, each in enumerate(read.recognised)),
        corrected=tuple(
            (shown[rank], read.words[rank].forms[0]) for rank in used if read.words[rank].weight == CORRECTED
        ),
        unknown=tuple(shown[rank] for rank in unknown),
        instead=_instead([read.words[rank].typed for rank in unknown], read.lexicon) if is_lost else (),
        is_relaxed=bool(unknown) and not is_lost,
    )


def _merged(
    said: Iterable[tuple[str, tuple[Meaning, ...]]],
) -> tuple[tuple[str, tuple[Meaning, ...]], ...]:
    """Put together what the same words mean, each meaning once; words without meaning are left out."""
    merged: dict[str, dict[Meaning, None]] = {}
    for words, meanings in said:
        merged.setdefault(words, {}).update(dict.fromkeys(meanings))
    return tuple((words, tuple(meanings)) for words, meanings in merged.items() if meanings)


def _instead(unknown: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Give words to try for those that nothing holds, a short acronym included; else themes."""
    near = [each for form in unknown for each in lexicon.nearest(form) if _is_worth_trying(each, form)]
    said = [each for form in unknown for each in expressions_with(stem(form)) if each not in unknown]
    themes = [theme.label for theme in vocabulary().category_groups.values()]
    return tuple(dict.fromkeys(near or said or themes))[:MOST_OFFERED]


def _is_worth_trying(near: str, typed: str) -> bool:
    return len(near) >= SHORTEST_OFFERED and near.isalpha() and near != typed
