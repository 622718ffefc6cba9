"""Whether a rule holds for a situation, and what it lacks when it does not."""

from collections.abc import Iterable, Mapping, Sequence

from routing.facts import DERIVED, NO_RESULT, Situation
from routing.orientation import Judgement
from routing.rules import Condition, Rule

Facts = Mapping[str, frozenset[str]]
Lacking = frozenset[str] | None
"""What a condition lacks: nothing when it holds, facets nobody answered, or None when it cannot hold."""

HOLDS: frozenset[str] = frozenset()


def facts_of(situation: Situation) -> dict[str, frozenset[str]]:
    """Give every facet's answers, and the derived facts under `is`."""
    facts = {facet: situation.given(facet) for facet in {*situation.answers, *_derived_from()}}
    facts["is"] = frozenset(
        name for name, (facet, values) in DERIVED.items() if not values.isdisjoint(facts[facet])
    )
    return facts


def _derived_from() -> set[str]:
    return {facet for facet, _ in DERIVED.values()}


def lacking(condition: Condition, facts: Facts, situation: Situation) -> Lacking:
    """Say what `condition` lacks to hold."""
    missing: set[str] = set()
    for facet, values in condition.items():
        held = facts.get(facet)
        if held is None:
            held = situation.given(facet)
        if not values.isdisjoint(held):
            continue
        askable = {base for base in _bases(facet, values) if not situation.is_answered(base)}
        if not askable:
            return None
        missing |= askable
    return frozenset(missing)


def _bases(facet: str, values: Iterable[str]) -> set[str]:
    """Give the facets whose answers decide this part of a condition."""
    if facet != "is":
        return {facet}
    return {DERIVED[name][0] for name in values if name != NO_RESULT}


def judge(rule: Rule, facts: Facts, situation: Situation) -> Judgement:
    """Say whether `rule` holds, and if not, which single answer could make it hold."""
    if any(lacking(condition, facts, situation) == HOLDS for condition in rule.none):
        return Judgement(rule, "fails")
    missing: set[str] = set()
    for condition in rule.all:
        lack = lacking(condition, facts, situation)
        if lack is None:
            return Judgement(rule, "fails")
        missing |= lack
    ways = _ways(rule.any, facts, situation)
    if not ways:
        return Judgement(rule, "fails")
    if not missing and HOLDS in ways:
        return Judgement(rule, "holds")
    wanted = [missing | way for way in ways]
    return Judgement(rule, "waits", frozenset(next(iter(facets)) for facets in wanted if len(facets) == 1))


def _ways(conditions: Sequence[Condition], facts: Facts, situation: Situation) -> list[frozenset[str]]:
    """Give what each condition that may hold still lacks; one way that lacks nothing where none is asked."""
    if not conditions:
        return [HOLDS]
    lacks = (lacking(condition, facts, situation) for condition in conditions)
    return [lack for lack in lacks if lack is not None]
