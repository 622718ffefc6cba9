"""The questions still open: the questionnaire is derived from the rules, never written by hand.

A question is asked when a single answer to it could change what is shown; each one says what it could change.
"""

from collections.abc import Iterable

from routing.facts import DERIVED, Situation
from routing.judging import HOLDS, Facts, lacking
from routing.orientation import Addition, OpenQuestion, Orientation
from routing.rules import Condition, Exclusion, Rule


def open_questions(
    orientation: Orientation, facts: Facts, exclusions: Iterable[Exclusion]
) -> tuple[OpenQuestion, ...]:
    """Give the questions whose answer could change `orientation`, the ones that matter most first."""
    questions: dict[str, OpenQuestion] = {}
    _ask_what_could_be_added(orientation, questions)
    _ask_what_could_be_removed(orientation, facts, exclusions, questions)
    return tuple(sorted(questions.values(), key=lambda question: question.weight))


def _ask_what_could_be_added(orientation: Orientation, questions: dict[str, OpenQuestion]) -> None:
    shown = {suggestion.category: suggestion for suggestion in orientation.suggestions}
    excluded = {item.category for item in orientation.excluded}
    for judgement in orientation.trace:
        for facet in judgement.awaits:
            answers = _answers_wanted(judgement.rule, facet)
            for advice in judgement.rule.then:
                known = shown.get(advice.category)
                if advice.category in excluded or (known and known.priority <= advice.priority):
                    continue
                question = questions.setdefault(facet, OpenQuestion(facet))
                question.additions.append(Addition(advice.category, advice.priority, answers, judgement.rule))


def _answers_wanted(rule: Rule, facet: str) -> frozenset[str]:
    """Give the answers to `facet` that `rule` waits for."""
    wanted: set[str] = set()
    for condition in (*rule.all, *rule.any):
        for key, values in condition.items():
            wanted |= _answers_to(facet, key, values)
    return frozenset(wanted)


def _answers_to(facet: str, key: str, values: Iterable[str]) -> set[str]:
    if key == facet:
        return set(values)
    if key != "is":
        return set()
    return {
        answer
        for name in values
        if name in DERIVED and DERIVED[name][0] == facet
        for answer in DERIVED[name][1]
    }


def _ask_what_could_be_removed(
    orientation: Orientation,
    facts: Facts,
    exclusions: Iterable[Exclusion],
    questions: dict[str, OpenQuestion],
) -> None:
    """Find what stands only because nobody has answered: a suggestion, or a precaution."""
    fragile = _fragile_rules(orientation, facts)
    excluding = _waiting_exclusions(orientation, facts, exclusions)
    for facet in sorted(fragile.keys() | excluding.keys()):
        rules = fragile.get(facet, set())
        kept = _advised_anyway(orientation, facet)
        removable = [
            suggestion.category
            for suggestion in orientation.suggestions
            if suggestion.category in excluding.get(facet, set())
            or (
                {reason.rule.id for reason in suggestion.reasons} <= rules and suggestion.category not in kept
            )
        ]
        liftable = [flag for flag in orientation.flags if _bearers(orientation, flag) <= rules]
        if removable or liftable:
            question = questions.setdefault(facet, OpenQuestion(facet))
            question.could_remove += removable
            question.could_lift += liftable


def _advised_anyway(orientation: Orientation, facet: str) -> set[str]:
    """Give the categories that a rule waiting for `facet` advises: one rule less is then one rule more."""
    return {
        advice.category
        for judgement in orientation.trace
        if facet in judgement.awaits
        for advice in judgement.rule.then
    }


def _bearers(orientation: Orientation, flag: str) -> set[str]:
    """Give the rules that hold and raise `flag`; a name no rule has when the engine raised it by itself."""
    return {
        judgement.rule.id
        for judgement in orientation.trace
        if judgement.outcome == "holds" and flag in judgement.rule.flags
    } or {""}


def _fragile_rules(orientation: Orientation, facts: Facts) -> dict[str, set[str]]:
    """Give, for each unanswered facet, the rules that hold now and that an answer could undo."""
    fragile: dict[str, set[str]] = {}
    for judgement in orientation.trace:
        if judgement.outcome == "holds":
            for facet in _undone_by(judgement.rule, facts, orientation.situation):
                fragile.setdefault(facet, set()).add(judgement.rule.id)
    return fragile


def _undone_by(rule: Rule, facts: Facts, situation: Situation) -> set[str]:
    facets = {facet for condition in rule.none for facet in _alone(lacking(condition, facts, situation))}
    return facets | {facet for condition in rule.all for facet in _assumed(condition, situation)}


def _alone(lack: frozenset[str] | None) -> frozenset[str]:
    return lack if lack is not None and len(lack) == 1 else HOLDS


def _assumed(condition: Condition, situation: Situation) -> set[str]:
    """Give the facets of `condition` that hold only because unknown is counted as possible."""
    bases = {
        key if key != "is" else DERIVED[name][0]
        for key, values in condition.items()
        for name in values
        if key != "is" or name in DERIVED
    }
    return {facet for facet in bases if not situation.is_answered(facet)}


def _waiting_exclusions(
    orientation: Orientation, facts: Facts, exclusions: Iterable[Exclusion]
) -> dict[str, set[str]]:
    """Give, for each unanswered facet, the categories that one answer would exclude."""
    waiting: dict[str, set[str]] = {}
    for exclusion in exclusions:
        lacks = [lacking(condition, facts, orientation.situation) for condition in exclusion.all]
        if None not in lacks:
            for facet in _alone(HOLDS.union(*(lack for lack in lacks if lack is not None))):
                waiting.setdefault(facet, set()).update(exclusion.exclude)
    for judgement in orientation.trace:
        for facet in judgement.awaits if judgement.rule.exclude else ():
            waiting.setdefault(facet, set()).update(judgement.rule.exclude)
    return waiting
