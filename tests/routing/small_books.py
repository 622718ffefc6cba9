"""Rules of two lines, for what the real ones never say: real values, few of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from directory.vocabulary import vocabulary
from routing.rule_files import load_rules
from routing.rules import Advice, Condition, Exclusion, Rule, RuleBook, Source

MEMORY = Source("memory", "Mémoire professionnelle", "Aucune page lue", "low")
Written = Mapping[str, str | Sequence[str]]


def when(**facts: str | Sequence[str]) -> Condition:
    """Give a condition: one answer or several for each facet, `derived` standing for `is`."""
    return {
        "is" if facet == "derived" else facet: frozenset([given] if isinstance(given, str) else given)
        for facet, given in facts.items()
    }


def rule(
    slug: str,
    *then: tuple[str, int],
    all_: Sequence[Condition] = (),
    any_: Sequence[Condition] = (),
    none: Sequence[Condition] = (),
    position: int = 0,
    exclude: Sequence[str] = (),
    flags: Sequence[str] = (),
    actions: Sequence[str] = (),
    helplines: Sequence[str] = (),
    chain: str = "local",
) -> Rule:
    """Give a rule that advises `then`, categories with their priority."""
    return Rule(
        id=slug,
        theme="safety",
        position=position,
        title=f"Règle {slug}",
        all=tuple(all_),
        any=tuple(any_),
        none=tuple(none),
        then=tuple(Advice(category, priority, f"Raison de {slug}") for category, priority in then),
        exclude=tuple(exclude),
        flags=tuple(flags),
        actions=tuple(actions),
        helplines=tuple(helplines),
        chain=chain,
        time="",
        why=f"Pourquoi {slug}",
        sources=(MEMORY,),
        confidence="low",
        reviewed=date(2026, 11, 22),
    )


def exclusion(slug: str, category: str, *all_: Condition) -> Exclusion:
    """Give a hard exclusion of one category."""
    return Exclusion(
        slug, f"Exclusion {slug}", all_, (category,), "Parce que.", (MEMORY,), "high", date(2026, 11, 22)
    )


@cache
def _real() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


def book(*rules: Rule, last: Sequence[Rule] = (), exclusions: Sequence[Exclusion] = ()) -> RuleBook:
    """Give a book of these rules, in this order, with the words of the real one."""
    ranked = [replace(each, position=rank) for rank, each in enumerate((*rules, *last))]
    return replace(
        _real(),
        rules=tuple(ranked[: len(rules)]),
        last=tuple(ranked[len(rules) :]),
        exclusions=tuple(exclusions),
    )
