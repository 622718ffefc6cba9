"""The same decision as plainly as it can be written: no trace, no open question, no explanation.

It stands beside `route()` to say what reasons, exclusions with their cause and open questions cost.
"""

from collections.abc import Iterable, Mapping

from routing.facts import DERIVED, NO_RESULT, Situation
from routing.rules import Condition, Rule, RuleBook


def decide(situation: Situation, rules: RuleBook) -> list[str]:
    """Give the categories that fit, in order, and nothing else."""
    facts = {
        facet: situation.given(facet) for facet in (*situation.answers, *(f for f, _ in DERIVED.values()))
    }
    facts["is"] = frozenset(name for name, (facet, values) in DERIVED.items() if values & facts[facet])
    ranked = _ranked(rules.rules, rules, facts, situation)
    if not ranked.keys() - {"iscg"}:
        facts["is"] |= {NO_RESULT}
        ranked = _ranked((*rules.rules, *rules.last), rules, facts, situation)
    return sorted(ranked, key=lambda category: ranked[category])


def _ranked(
    read: Iterable[Rule], rules: RuleBook, facts: Mapping[str, frozenset[str]], situation: Situation
) -> dict[str, tuple[int, int]]:
    holding = [rule for rule in read if _holds(rule, facts, situation)]
    excluded = {category for rule in holding for category in rule.exclude}
    for exclusion in rules.exclusions:
        if all(_is_met(condition, facts, situation) for condition in exclusion.all):
            excluded |= set(exclusion.exclude)
    ranked: dict[str, tuple[int, int]] = {}
    for rule in holding:
        for advice in rule.then:
            rank = (advice.priority, rule.position)
            if advice.category not in excluded:
                ranked[advice.category] = min(rank, ranked.get(advice.category, rank))
    return ranked


def _holds(rule: Rule, facts: Mapping[str, frozenset[str]], situation: Situation) -> bool:
    return (
        all(_is_met(condition, facts, situation) for condition in rule.all)
        and (not rule.any or any(_is_met(condition, facts, situation) for condition in rule.any))
        and not any(_is_met(condition, facts, situation) for condition in rule.none)
    )


def _is_met(condition: Condition, facts: Mapping[str, frozenset[str]], situation: Situation) -> bool:
    return all(values & facts.get(facet, situation.given(facet)) for facet, values in condition.items())
