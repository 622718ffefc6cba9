"""A rule as a French sentence that a professional can read and sign."""

from collections.abc import Iterable, Mapping

from directory.typography import NARROW, typeset
from directory.vocabulary import vocabulary
from routing.rules import Condition, Rule

Derived = Mapping[str, str]
"""Derived fact -> the sentence that says what it means, from the head of the rules."""


def sentence_of(rule: Rule, derived: Derived) -> str:
    """Give the conditions of `rule` as a sentence without its full stop."""
    parts = [condition_words(condition, derived) for condition in rule.all]
    if rule.any:
        parts.append(("et " if rule.all else "") + _either(rule.any, derived))
    if rule.none:
        parts.append(f"sauf si {_either(rule.none, derived)}")
    return " ; ".join(parts).replace(" ;", f"{NARROW};")


def _either(conditions: Iterable[Condition], derived: Derived) -> str:
    return ", ou bien ".join(condition_words(condition, derived) for condition in conditions)


def condition_words(condition: Condition, derived: Derived) -> str:
    """Give a condition in words: « genre « femme » et grossesse « oui » »."""
    words = [_fact_words(facet, values, derived) for facet, values in sorted(condition.items())]
    return typeset(" et ".join(words))


def _fact_words(facet: str, values: Iterable[str], derived: Derived) -> str:
    if facet == "is":
        return " ou ".join(_uncapitalized(derived[value]) for value in sorted(values))
    known = vocabulary().facets[facet]
    labels = [f"« {_uncapitalized(term.label)} »" for term in known.values if term.slug in set(values)]
    return f"{_uncapitalized(known.label)} {' ou '.join(labels)}"


def _uncapitalized(text: str) -> str:
    """Begin in lower case, unless the word is an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
