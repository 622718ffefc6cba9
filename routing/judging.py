"""Whether a rule holds for a situation, and what it lacks when it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from routing.facts import DEFAULTS_TO_UNKNOWN, DERIVED, NO_RESULT, UNKNOWN, Situation
from routing.orientation import Judgement
from routing.rules import Condition, Exclusion, Rule

Lacking = frozenset[str] | None
"""What a condition lacks: nothing when it holds, facets nobody answered, or None when it cannot hold."""

NOTHING: frozenset[str] = frozenset()
HOLDS = NOTHING


@dataclass(frozen=True, slots=True)
class Facts:
    """A situation as rules read it: what is held of every facet, derived facts under `is`, and who answered.

    `held` has « unknown » where nobody answered and unknown is an answer; `answered` leaves it out.
    """

    held: Mapping[str, frozenset[str]]
    answered: frozenset[str]

    def has(self, facet: str, values: frozenset[str]) -> bool:
        """Say whether one of `values` is held of `facet`."""
        return not values.isdisjoint(self.held.get(facet, NOTHING))

    def without_result(self) -> "Facts":
        """Give the same facts, once no rule has proposed anyone."""
        return replace(self, held={**self.held, "is": self.held["is"] | {NO_RESULT}})


def facts_of(situation: Situation) -> Facts:
    """Give the facts of `situation` in the form in which rules read them."""
    held = {**dict.fromkeys(DEFAULTS_TO_UNKNOWN, UNKNOWN), **situation.answers}
    derived = [
        name for name, (facet, values) in DERIVED.items() if not values.isdisjoint(held.get(facet, NOTHING))
    ]
    answered = frozenset(facet for facet in situation.answers if situation.is_answered(facet))
    return Facts({**held, "is": frozenset(derived)}, answered)


def holds(condition: Condition, facts: Facts) -> bool:
    """Say whether the situation has one of the answers of every facet that `condition` names."""
    held = facts.held
    return not any(values.isdisjoint(held.get(facet, NOTHING)) for facet, values in condition.items())


def lacking(condition: Condition, facts: Facts) -> Lacking:
    """Say what `condition` lacks to hold."""
    missing = HOLDS
    held = facts.held
    for facet, values in condition.items():
        if values.isdisjoint(held.get(facet, NOTHING)):
            if facet in facts.answered:
                return None
            askable = _bases(facet, values) - facts.answered
            if not askable:
                return None
            missing |= askable
    return missing


@cache
def _bases(facet: str, values: frozenset[str]) -> frozenset[str]:
    """Give the facets whose answers decide this part of a condition."""
    if facet != "is":
        return frozenset({facet})
    return frozenset(DERIVED[name][0] for name in values if name != NO_RESULT)


def facets_of(conditions: Sequence[Condition]) -> frozenset[str]:
    """Give the facets whose answers decide `conditions`."""
    return NOTHING.union(
        *(_bases(facet, values) for condition in conditions for facet, values in condition.items())
    )


def judge(rule: Rule, facts: Facts) -> Judgement:
    """Say whether `rule` holds, and if not, which facets could make it hold by a single answer."""
    missing = HOLDS
    for condition in rule.all:
        lack = lacking(condition, facts)
        if lack is None:
            return Judgement(rule, "fails")
        if lack:
            missing |= lack
    for condition in rule.none:
        if holds(condition, facts):
            return Judgement(rule, "fails")
    ways = _ways(rule.any, facts)
    if not ways:
        return Judgement(rule, "fails")
    if not missing and HOLDS in ways:
        return Judgement(rule, "holds")
    wanted = [missing | way for way in ways]
    return Judgement(rule, "waits", NOTHING.union(*(facets for facets in wanted if len(facets) == 1)))


def _ways(conditions: Sequence[Condition], facts: Facts) -> list[frozenset[str]]:
    """Give what each condition that may hold still lacks; one way that lacks nothing where none is asked."""
    if not conditions:
        return [HOLDS]
    lacks = [lacking(condition, facts) for condition in conditions]
    return [lack for lack in lacks if lack is not None]


def bans(exclusion: Exclusion, facts: Facts) -> bool:
    """Say whether `exclusion` holds."""
    return all(holds(condition, facts) for condition in exclusion.all)


def answers_that_hold(
    law: Rule | Exclusion, facet: str, facts: Facts, possible: frozenset[str]
) -> frozenset[str]:
    """Give the answers to `facet`, among those `possible`, each of which alone would make `law` hold."""
    wanted = possible
    for condition in law.all:
        wanted &= _answers_to(condition, facet, facts, possible)
    if isinstance(law, Exclusion):
        return wanted
    if law.any:
        wanted &= NOTHING.union(*(_answers_to(each, facet, facts, possible) for each in law.any))
    return wanted.difference(*(_answers_to(each, facet, facts, possible) for each in law.none))


def _answers_to(condition: Condition, facet: str, facts: Facts, possible: frozenset[str]) -> frozenset[str]:
    """Give the answers to `facet`, among those `possible`, with which `condition` would hold."""
    wanted = possible
    for key, values in condition.items():
        decided, elsewhere = _split(key, values, facet)
        if not facts.has(key, elsewhere):
            wanted &= decided
    return wanted


@cache
def _split(key: str, values: frozenset[str], facet: str) -> tuple[frozenset[str], frozenset[str]]:
    """Part what a condition asks into the answers to `facet` that give it, and what other facets decide."""
    if key != "is":
        return (values, NOTHING) if key == facet else (NOTHING, values)
    mine = {name for name in values if name in DERIVED and DERIVED[name][0] == facet}
    return NOTHING.union(*(DERIVED[name][1] for name in mine)), values - mine
