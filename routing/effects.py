"""What one answer would do: every answer is tried on the rules and exclusions that it decides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from routing.facts import UNKNOWN
from routing.judging import HOLDS, Facts, answers_that_hold, facets_of, lacking
from routing.orientation import ISCG, Judgement
from routing.rules import Exclusion, Rule, RuleBook


@dataclass(slots=True)
class Effect:
    """Rules that would begin to hold, ids of laws that would cease to, categories that would be excluded."""

    gained: list[Rule] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    banned: set[str] = field(default_factory=set)

    def count(self, law: Rule | Exclusion, gains: bool) -> None:
        """Count a law that begins to hold, or that ceases to."""
        if not gains:
            self.lost.add(law.id)
            return
        self.banned.update(law.exclude)
        if isinstance(law, Rule):
            self.gained.append(law)


Effects = Mapping[str, Mapping[str, Effect]]
"""Facet nobody answered -> answer -> what it would do; answers that do nothing are left out."""


def effects_of(trace: Iterable[Judgement], facts: Facts, rules: RuleBook) -> Effects:
    """Try every answer to every open facet on the rules and exclusions that it decides."""
    effects: dict[str, dict[str, Effect]] = {}

    def effect(facet: str, answer: str) -> Effect:
        return effects.setdefault(facet, {}).setdefault(answer, Effect())

    for law, gains, facet in _undecided(trace, facts, rules.exclusions):
        possible = rules.answers[facet] - UNKNOWN
        decisive = answers_that_hold(law, facet, facts, possible)
        for answer in decisive if gains else possible - decisive:
            effect(facet, answer).count(law, gains)
    if "user_role" not in facts.answered:
        effect("user_role", ISCG).banned.add(ISCG)
    return effects


def _undecided(
    trace: Iterable[Judgement], facts: Facts, exclusions: Iterable[Exclusion]
) -> Iterator[tuple[Rule | Exclusion, bool, str]]:
    """Give each law that one answer could make hold (True) or cease to hold (False), and the facet asked."""
    for judgement in trace:
        if judgement.outcome == "waits":
            yield from ((judgement.rule, True, facet) for facet in judgement.awaits)
        elif judgement.outcome == "holds":
            yield from ((judgement.rule, False, facet) for facet in _assumed(judgement.rule, facts))
    for exclusion in exclusions:
        lacks = [lacking(condition, facts) for condition in exclusion.all]
        if None not in lacks:
            missing = HOLDS.union(*(lack for lack in lacks if lack))
            if len(missing) == 1:
                yield from ((exclusion, True, facet) for facet in missing)
            elif not missing:
                yield from ((exclusion, False, facet) for facet in _assumed(exclusion, facts))


def _assumed(law: Rule | Exclusion, facts: Facts) -> frozenset[str]:
    """Give the facets nobody answered on which a law that holds depends: it takes unknown as it stands."""
    ways = () if isinstance(law, Exclusion) else (*law.any, *law.none)
    return facets_of((*law.all, *ways)) - facts.answered
