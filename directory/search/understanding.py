"""From what somebody types to what it asks for: words corrected or completed, expressions recognised.

« mari tape » means needs and categories; « hebergment » is a slip; « CHU » means two things. What was
understood is always told, so that another reading can be asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from directory.search.analysis import stem, typed_forms
from directory.search.expressions import Recognised, expression_stems, recognise, senses_of
from directory.search.lexicon import Lexicon
from directory.search.plan import Alternative, Part, Plan
from directory.search.results import Understood

LONGEST_TEXT = 200
MOST_WORDS = 16
SENTENCE = 4
"""Words from which a text is a sentence: its expressions say what it asks, its other words only refine."""

COMPLETED, CORRECTED = 0.9, 0.7
"""What a completed word and a corrected one count for, beside a word written in full."""


class Word(NamedTuple):
    """A word as typed, and the forms it may be: itself, its completions, or its corrections."""

    typed: str
    forms: tuple[str, ...]
    weight: float

    @property
    def stems(self) -> frozenset[str]:
        """What the forms have in common with those of listings."""
        return frozenset(map(stem, self.forms))


def understand(text: str, lexicon: Lexicon, is_held: Callable[[str], bool]) -> tuple[Plan, Understood]:
    """Give the plan of `text` and how it was read. `is_held(stem)` says whether a listing holds a stem."""
    words = [_read(form, lexicon, is_held) for form in typed_forms(text[:LONGEST_TEXT])[:MOST_WORDS]]
    if not words:
        return Plan(), Understood()
    recognised = recognise([word.stems for word in words])
    plan = _plan(words, recognised, is_held)
    return plan, _told(words, recognised, lexicon, is_held)


def _read(form: str, lexicon: Lexicon, is_held: Callable[[str], bool]) -> Word:
    """Read a word as it stands where it is known; otherwise complete it, and only then correct it."""
    if is_held(stem(form)) or stem(form) in expression_stems():
        return Word(form, (form,), 1.0)
    completed = lexicon.completions(form)
    if completed:
        return Word(form, tuple(completed), COMPLETED)
    return Word(form, tuple(lexicon.corrections(form)), CORRECTED)


def _plan(words: Sequence[Word], recognised: Sequence[Recognised], is_held: Callable[[str], bool]) -> Plan:
    """Put the parts together: a short text means all it says, a sentence means its expressions."""
    taken = {position for each in recognised for position in each.positions}
    meant = [_of_expression(each, words) for each in recognised]
    said = [_of_word(word, is_held) for rank, word in enumerate(words) if rank not in taken]
    said = [part for part in said if part.alternatives]
    if not meant and not said:
        return Plan(is_hopeless=True)
    if len(words) < SENTENCE:
        return Plan((*meant, *said), needs_all=True)
    return Plan(tuple(meant), tuple(said), needs_all=False) if meant else Plan(tuple(said), needs_all=False)


def _of_word(word: Word, is_held: Callable[[str], bool]) -> Part:
    """Give the part of a word: any of its forms that a listing holds."""
    alternatives: dict[str, Alternative] = {}
    for form in word.forms:
        if is_held(stem(form)):
            alternatives.setdefault(stem(form), Alternative(form, word.weight, stems=(stem(form),)))
    return Part(word.typed, tuple(alternatives.values()))


def _of_expression(found: Recognised, words: Sequence[Word]) -> Part:
    """Give the part of an expression: a service of what it means, or one that says it in full."""
    targets = [Alternative(found.said, weight, category=slug) for slug, weight in found.categories.items()]
    in_full = Alternative(found.said, 1.0, stems=found.stems)
    return Part(" ".join(words[rank].typed for rank in found.positions), (*targets, in_full))


def _told(
    words: Sequence[Word], recognised: Sequence[Recognised], lexicon: Lexicon, is_held: Callable[[str], bool]
) -> Understood:
    corrected = {word.typed: word.forms[0] for word in words if word.forms and word.weight == CORRECTED}
    taken = {position for each in recognised for position in each.positions}
    unknown = [
        word.typed
        for rank, word in enumerate(words)
        if rank not in taken and not _of_word(word, is_held).alternatives
    ]
    return Understood(
        meanings=tuple((each.said, each.meanings) for each in recognised if not each.is_collision),
        collisions=tuple((each.said, senses_of(each)) for each in recognised if each.is_collision),
        corrected=tuple(corrected.items()),
        unknown=tuple(unknown),
        instead=_instead(unknown, lexicon),
        is_relaxed=bool(unknown) and len(unknown) < len(words),
    )


def _instead(unknown: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Give words to try for those that nothing holds, a short acronym included."""
    return tuple(dict.fromkeys(near for form in unknown for near in lexicon.nearest(form)))
