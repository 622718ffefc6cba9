"""From what somebody types to what it asks for: words corrected or completed, expressions recognised.

« mari tape » means needs and categories; « hebergment » is a slip; « CHU » means two things. What was
understood is always told, so that another reading can be asked for.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from directory.folding import plain
from directory.search.analysis import all_forms, stem, typed_forms
from directory.search.expressions import (
    EXACTLY,
    Recognised,
    expression_stems,
    expressions_with,
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
MOST_OFFERED = 6
SENTENCE, SENTENCE_TYPED = 4, 6
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
    plan = _plan(words, recognised, lexicon, is_held, is_sentence=is_sentence)
    return plan, _told(_as_written(text), words, recognised, lexicon, is_held)


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


def _plan(
    words: Sequence[Word],
    recognised: Sequence[Recognised],
    lexicon: Lexicon,
    is_held: Callable[[str], bool],
    *,
    is_sentence: bool,
) -> Plan:
    """Put the parts together: a short text means all it says, a sentence means its expressions."""
    taken = {position for each in recognised for position in each.positions}
    said = [_of_word(word, is_held) for rank, word in enumerate(words) if rank not in taken]
    said = [part for part in said if part.alternatives]
    meant = [_meant(recognised, words, lexicon)] if recognised else []
    if not meant and not said:
        return Plan(is_hopeless=True)
    if not is_sentence:
        return Plan((*meant, *said), needs_all=True)
    return (
        Plan(tuple(meant), tuple(map(_refining, said)), needs_all=False)
        if meant
        else Plan(tuple(said), needs_all=False)
    )


def _refining(part: Part) -> Part:
    weighed = (replace(each, weight=REFINING * each.weight) for each in part.alternatives)
    return replace(part, alternatives=tuple(weighed))


def _saying(found: Recognised, words: Sequence[Word], lexicon: Lexicon) -> float:
    """Weigh an expression said in full: rare words are a name, « SOS Amitié »; others are common."""
    forms = [words[rank].forms[0] for rank in found.positions]
    return IN_FULL if min(map(lexicon.frequency, forms)) <= RARE else OFTEN


def _meant(recognised: Sequence[Recognised], words: Sequence[Word], lexicon: Lexicon) -> Part:
    """Give one part for all expressions: a service of what any of them means, or that says one in full.

    What several expressions mean counts a little more; the first target of each stays before the second of
    the others.
    """
    best: dict[str, Alternative] = {}
    for found in recognised:
        for slug, weight in found.categories.items():
            held = best.get(slug)
            shared = 0.0 if held is None else AGAIN * min(weight, held.weight)
            top = weight if held is None else max(weight, held.weight)
            said = found.said if held is None or weight > held.weight else held.said
            best[slug] = Alternative(said, top + shared, category=slug)
    in_full = [
        Alternative(found.said, _saying(found, words, lexicon), stems=found.stems) for found in recognised
    ]
    typed = " ".join(dict.fromkeys(words[rank].typed for found in recognised for rank in found.positions))
    return Part(typed, (*best.values(), *in_full))


def _of_word(word: Word, is_held: Callable[[str], bool]) -> Part:
    """Give the part of a word: any of its forms that a listing holds."""
    alternatives: dict[str, Alternative] = {}
    for form in word.forms:
        if is_held(stem(form)):
            alternatives.setdefault(stem(form), Alternative(form, word.weight, stems=(stem(form),)))
    return Part(word.typed, tuple(alternatives.values()))


def _told(
    written: Mapping[str, str],
    words: Sequence[Word],
    recognised: Sequence[Recognised],
    lexicon: Lexicon,
    is_held: Callable[[str], bool],
) -> Understood:
    """Say how the text was read, in the words of the person."""
    shown = [written.get(word.typed, word.typed) for word in words]
    corrected = {
        shown[rank]: word.forms[0]
        for rank, word in enumerate(words)
        if word.forms and word.weight == CORRECTED
    }
    said = [" ".join(shown[rank] for rank in each.positions) for each in recognised]
    taken = {position for each in recognised for position in each.positions}
    unknown = [
        word.typed
        for rank, word in enumerate(words)
        if rank not in taken and not _of_word(word, is_held).alternatives
    ]
    return Understood(
        meanings=_merged((said[rank], each.meanings) for rank, each in enumerate(recognised)),
        collisions=_merged((said[rank], senses_of(each)) for rank, each in enumerate(recognised)),
        corrected=tuple(corrected.items()),
        unknown=tuple(written.get(form, form) for form in unknown),
        instead=_instead(unknown, lexicon) if len(unknown) == len(words) else (),
        is_relaxed=bool(unknown) and len(unknown) < len(words),
    )


def _merged(
    said: Iterable[tuple[str, tuple[Meaning, ...]]],
) -> tuple[tuple[str, tuple[Meaning, ...]], ...]:
    """Put together what the same words mean, each meaning once; words without meaning are left out."""
    merged: dict[str, dict[Meaning, None]] = {}
    for words, meanings in said:
        merged.setdefault(words, {}).update(dict.fromkeys(meanings))
    return tuple((words, tuple(meanings)) for words, meanings in merged.items() if meanings)


def _instead(unknown: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Give words to try for those that nothing holds, a short acronym included; else themes."""
    words = list(unknown)
    near = [each for form in words for each in lexicon.nearest(form)]
    said = [each for form in words for each in expressions_with(stem(form))]
    themes = [theme.label for theme in vocabulary().category_groups.values()] if words else []
    return tuple(dict.fromkeys(near or said or themes))[:MOST_OFFERED]
