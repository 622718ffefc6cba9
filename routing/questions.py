"""The questions still open: the questionnaire is derived from the rules, never written by hand.

A question is asked when a single answer to it could change what is shown; each one says what it could change.
Nothing is guessed: every answer is tried on the rules that it decides, exclusions included.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from routing.effects import Effect, effects_of
from routing.judging import Facts
from routing.orientation import ISCG, LATEST, Addition, OpenQuestion, Orientation, Suggestion
from routing.rules import Advice, Rule, RuleBook

HOUR_FACETS = frozenset({"urgency", "time_context"})
"""Their answers may also delay what is not always open."""

AT_A_GLANCE = 12
"""The most answers that a question may have to be read at a glance."""


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
    effects = effects_of(orientation.trace, facts, rules)
    now = _now(orientation, rules)
    found = [_question(facet, effects[facet], now) for facet in rules.answers if facet in effects]
    changing = [question for question in found if question.changes]
    return tuple(sorted(changing, key=lambda question: _order(question, rules)))


def _order(question: OpenQuestion, rules: RuleBook) -> tuple[int, bool, int]:
    """The most urgent first; then what is answered at a glance; then what changes the most."""
    is_long = len(rules.answers[question.facet]) > AT_A_GLANCE
    return question.soonest, is_long, -question.reach


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


def _question(facet: str, effects: Mapping[str, Effect], now: _Now) -> OpenQuestion:
    removed = set[str]().union(*(_removed(effect, now) for effect in effects.values()))
    lifted = set[str]().union(*(_lifted(effect, now) for effect in effects.values()))
    return OpenQuestion(
        facet,
        additions=_additions(facet, effects, now),
        could_remove=[category for category in now.shown if category in removed],
        could_lift=[flag for flag in now.raised if flag in lifted],
    )


def _additions(facet: str, effects: Mapping[str, Effect], now: _Now) -> list[Addition]:
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


def _added(facet: str, effect: Effect, now: _Now) -> Iterator[tuple[Rule, Advice]]:
    """Give what rules that begin to hold advise, and what is advised already but was excluded until then."""
    freed = _freed(effect, now)
    kept = [rule for rule in now.holding if rule.id not in effect.lost] if freed else []
    for rule in (*_gained(effect, freed, now), *kept):
        for advice in rule.then:
            category = advice.category
            barred = category in effect.banned or (category in now.excluded and category not in freed)
            if not barred and _is_sooner(advice, facet, now.shown.get(category)):
                yield rule, advice


def _freed(effect: Effect, now: _Now) -> set[str]:
    """Give the categories that nothing would exclude any more."""
    if not effect.lost:
        return set()
    return {category for category, laws in now.excluded.items() if laws <= effect.lost}


def _gained(effect: Effect, freed: Collection[str], now: _Now) -> list[Rule]:
    """Give the rules that begin to hold; those of last resort only where no other proposes anyone."""
    regular = [rule for rule in effect.gained if rule.id not in now.last_rules]
    return regular if freed or any(rule.then for rule in regular) else effect.gained


def _is_sooner(advice: Advice, facet: str, known: Suggestion | None) -> bool:
    """Say whether `advice` adds a category or brings it closer, a level lost at night being counted."""
    if known is None:
        return True
    return min(advice.priority + (known.is_delayed or facet in HOUR_FACETS), LATEST) < known.priority


def _removed(effect: Effect, now: _Now) -> set[str]:
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


def _lifted(effect: Effect, now: _Now) -> set[str]:
    """Give the flags that no rule would raise any more."""
    if not effect.lost:
        return set()
    again = {flag for rule in effect.gained for flag in rule.flags}
    return {flag for flag, laws in now.raised.items() if laws <= effect.lost} - again
