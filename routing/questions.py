"""The questions still open: the questionnaire is derived from the rules, never written by hand.

A question is asked when a single answer to it could change what is shown; each one says what it could change.
Nothing is guessed: every answer is tried on the rules that it decides, exclusions included.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from routing.facts import UNKNOWN
from routing.judging import HOLDS, Facts, answers_that_hold, facets_of, lacking
from routing.orientation import ISCG, LATEST, Addition, OpenQuestion, Orientation, Suggestion
from routing.rules import Advice, Exclusion, Rule, RuleBook

HOUR_FACETS = frozenset({"urgency", "time_context"})
"""Their answers may also delay what is not always open."""


@dataclass(slots=True)
class _Effect:
    """What one answer would do: rules that begin to hold, laws that cease to, categories it excludes."""

    gained: list[Rule] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    banned: set[str] = field(default_factory=set)


_Effects = dict[str, dict[str, _Effect]]
"""Facet nobody answered -> answer -> what it would do; answers that do nothing are left out."""


@dataclass(frozen=True, slots=True)
class _Now:
    """The orientation as it stands, read once for every answer tried.

    `excluded` gives the ids of the laws that exclude each category, `raised` those of the rules that raise
    each flag; `last` the categories of last resort.
    """

    shown: Mapping[str, Suggestion]
    excluded: Mapping[str, set[str]]
    raised: Mapping[str, set[str]]
    holding: Sequence[Rule]
    last: frozenset[str]
    last_rules: frozenset[str]


def open_questions(orientation: Orientation, facts: Facts, rules: RuleBook) -> tuple[OpenQuestion, ...]:
    """Give the questions whose answer could change `orientation`, the ones that matter most first."""
    effects = _effects(orientation, facts, rules)
    now = _now(orientation, rules)
    found = [_question(facet, effects[facet], now) for facet in rules.answers if facet in effects]
    useful = [question for question in found if question.changes]
    return tuple(sorted(useful, key=lambda question: question.weight))


def _now(orientation: Orientation, rules: RuleBook) -> _Now:
    holding = [judgement.rule for judgement in orientation.trace if judgement.outcome == "holds"]
    raised: dict[str, set[str]] = {}
    for rule in holding:
        for flag in rule.flags:
            raised.setdefault(flag, set()).add(rule.id)
    return _Now(
        shown={item.category: item for item in orientation.suggestions},
        excluded={
            item.category: {ISCG} if item.is_user else {law.id for law in item.because}
            for item in orientation.excluded
        },
        raised=raised,
        holding=holding,
        last=frozenset(advice.category for rule in rules.last for advice in rule.then),
        last_rules=frozenset(rule.id for rule in rules.last),
    )


def _effects(orientation: Orientation, facts: Facts, rules: RuleBook) -> _Effects:
    """Try every answer to every open facet on the rules and exclusions that it decides."""
    effects: _Effects = {}

    def effect(facet: str, answer: str) -> _Effect:
        return effects.setdefault(facet, {}).setdefault(answer, _Effect())

    for law, gains, facet in _undecided(orientation, facts, rules.exclusions):
        possible = rules.answers[facet] - UNKNOWN
        decisive = answers_that_hold(law, facet, facts, possible)
        for answer in decisive if gains else possible - decisive:
            if not gains:
                effect(facet, answer).lost.add(law.id)
                continue
            effect(facet, answer).banned.update(law.exclude)
            if isinstance(law, Rule):
                effect(facet, answer).gained.append(law)
    if "user_role" not in facts.answered:
        effect("user_role", ISCG).banned.add(ISCG)
    return effects


def _undecided(
    orientation: Orientation, facts: Facts, exclusions: Iterable[Exclusion]
) -> Iterator[tuple[Rule | Exclusion, bool, str]]:
    """Give each law that one answer could make hold (True) or cease to hold (False), and the facet asked."""
    for judgement in orientation.trace:
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


def _question(facet: str, effects: Mapping[str, _Effect], now: _Now) -> OpenQuestion:
    removed = {category for effect in effects.values() for category in _removed(effect, now)}
    lifted = {flag for effect in effects.values() for flag in _lifted(effect, now)}
    return OpenQuestion(
        facet,
        additions=_additions(facet, effects, now),
        could_remove=[category for category in now.shown if category in removed],
        could_lift=[flag for flag in now.raised if flag in lifted],
    )


def _additions(facet: str, effects: Mapping[str, _Effect], now: _Now) -> list[Addition]:
    """Give what each answer would add or bring sooner, in the order of the rules."""
    answers: dict[tuple[int, str], tuple[Rule, Advice, set[str]]] = {}
    for answer, effect in effects.items():
        for rule, advice in _added(facet, effect, now):
            key = (rule.position, advice.category)
            answers.setdefault(key, (rule, advice, set()))[2].add(answer)
    return [
        Addition(advice.category, advice.priority, frozenset(given), rule)
        for _, (rule, advice, given) in sorted(answers.items(), key=lambda item: item[0])
    ]


def _added(facet: str, effect: _Effect, now: _Now) -> Iterator[tuple[Rule, Advice]]:
    """Give what rules that begin to hold advise, and what is advised already but was excluded until then."""
    freed = _freed(effect, now)
    kept = [rule for rule in now.holding if rule.id not in effect.lost] if freed else []
    for rule in (*_gained(effect, freed, now), *kept):
        for advice in rule.then:
            category = advice.category
            barred = category in effect.banned or (category in now.excluded and category not in freed)
            if not barred and _is_sooner(advice, facet, now.shown.get(category)):
                yield rule, advice


def _freed(effect: _Effect, now: _Now) -> set[str]:
    """Give the categories that nothing would exclude any more."""
    if not effect.lost:
        return set()
    return {category for category, laws in now.excluded.items() if laws <= effect.lost}


def _gained(effect: _Effect, freed: Collection[str], now: _Now) -> list[Rule]:
    """Give the rules that begin to hold; those of last resort only where no other proposes anyone."""
    regular = [rule for rule in effect.gained if rule.id not in now.last_rules]
    proposes = freed or any(rule.then for rule in regular)
    return regular if proposes else effect.gained


def _is_sooner(advice: Advice, facet: str, known: Suggestion | None) -> bool:
    """Say whether `advice` adds a category or brings it closer, a level lost at night being counted."""
    if known is None:
        return True
    may_lose = known.is_delayed or facet in HOUR_FACETS
    return min(advice.priority + may_lose, LATEST) < known.priority


def _removed(effect: _Effect, now: _Now) -> set[str]:
    """Give the categories that would go: excluded, or advised by nobody any more."""
    gone = effect.banned & now.shown.keys()
    if effect.lost:
        again = {advice.category for rule in effect.gained for advice in rule.then}
        gone |= {
            category
            for category, item in now.shown.items()
            if category not in again and all(reason.rule.id in effect.lost for reason in item.reasons)
        }
    if gone and now.shown.keys() <= gone | {ISCG}:
        gone -= now.last - effect.banned
    return gone


def _lifted(effect: _Effect, now: _Now) -> set[str]:
    """Give the flags that no rule would raise any more."""
    if not effect.lost:
        return set()
    again = {flag for rule in effect.gained for flag in rule.flags}
    return {flag for flag, laws in now.raised.items() if laws <= effect.lost} - again
