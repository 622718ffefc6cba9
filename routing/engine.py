"""The decision: `route(situation, rules)` says what fits. Pure: no clock, no database, no web.

Who is competent, open and near is for the directory to say; hours, distances and places never enter here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from routing.facts import CLOSED_HOURS, URGENT, Situation
from routing.judging import Facts, bans, facts_of, judge
from routing.orientation import ISCG, LATEST, Excluded, Judgement, Orientation, Reason, Suggestion
from routing.questions import open_questions
from routing.rules import Exclusion, Rule, RuleBook

SHOW_NEXT_OPENING = "show-next-opening"


def route(situation: Situation, rules: RuleBook) -> Orientation:
    """Give the categories that fit `situation`, in order and with reasons, and all that goes with them.

    All rules that hold are collected; a category advised twice appears once, at its most urgent. Exclusions
    win over everything. The last-resort rules are read when nobody but the ISCG is left.
    """
    facts = facts_of(situation)
    trace = [judge(rule, facts) for rule in rules.rules]
    excluded, reasons = _settled(situation, facts, trace, rules)
    if not reasons.keys() - {ISCG}:
        facts = facts.without_result()
        trace += [judge(rule, facts) for rule in rules.last]
        excluded, reasons = _settled(situation, facts, trace, rules)
    suggestions = _ranked(reasons, facts, rules.opening)
    holding = _holding(trace)
    orientation = Orientation(
        situation=situation,
        suggestions=suggestions,
        flags=_flags(holding, suggestions),
        actions=_gathered(rule.actions for rule in holding),
        helplines=_gathered(rule.helplines for rule in holding),
        excluded=tuple(excluded.values()),
        trace=tuple(trace),
    )
    return replace(orientation, open_questions=open_questions(orientation, facts, rules))


def _holding(trace: Iterable[Judgement]) -> list[Rule]:
    return [judgement.rule for judgement in trace if judgement.outcome == "holds"]


def _settled(
    situation: Situation, facts: Facts, trace: Iterable[Judgement], rules: RuleBook
) -> tuple[dict[str, Excluded], dict[str, list[Reason]]]:
    """Give the categories excluded, and the reasons of those that are left."""
    holding = _holding(trace)
    excluded = _exclusions(situation, facts, holding, rules.exclusions)
    return excluded, _reasons(holding, excluded)


def _flags(holding: Iterable[Rule], suggestions: Iterable[Suggestion]) -> tuple[str, ...]:
    """Give the flags of the rules that hold; what is delayed also asks to show when it opens."""
    delayed = [[SHOW_NEXT_OPENING] for suggestion in suggestions if suggestion.is_delayed]
    return _gathered([*(rule.flags for rule in holding), *delayed])


def _gathered(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Give every word once, in the order in which it was first said."""
    return tuple(dict.fromkeys(word for words in lists for word in words))


def _exclusions(
    situation: Situation, facts: Facts, holding: Sequence[Rule], hard: Sequence[Exclusion]
) -> dict[str, Excluded]:
    """Give the categories excluded here, by slug. The ISCG is never sent to herself."""
    because: dict[str, list[Rule | Exclusion]] = {}
    laws: list[Rule | Exclusion] = [exclusion for exclusion in hard if bans(exclusion, facts)]
    for law in [*laws, *holding]:
        for category in law.exclude:
            because.setdefault(category, []).append(law)
    excluded = {category: Excluded(category, tuple(laws)) for category, laws in because.items()}
    if ISCG in situation.given("user_role"):
        excluded[ISCG] = Excluded(ISCG, tuple(because.get(ISCG, ())), is_user=True)
    return excluded


def _reasons(holding: Iterable[Rule], excluded: Mapping[str, Excluded]) -> dict[str, list[Reason]]:
    """Give the reasons of every category advised and not excluded."""
    reasons: dict[str, list[Reason]] = {}
    for rule in holding:
        for advice in rule.then:
            if advice.category not in excluded:
                reasons.setdefault(advice.category, []).append(Reason(rule, advice))
    return reasons


def _ranked(
    reasons: Mapping[str, list[Reason]], facts: Facts, opening: Mapping[str, str]
) -> tuple[Suggestion, ...]:
    """Put categories in order: priority first, then the order of the rules, then the order in the rule.

    At an urgent hour of the night or the week-end, what is not always open comes one level later; a banner
    (priority 0) stays where it is.
    """
    late = facts.has("urgency", URGENT) and facts.has("time_context", CLOSED_HOURS)
    ranked = []
    for category, given in reasons.items():
        ordered = sorted(given, key=_order)
        priority = ordered[0].advice.priority
        is_delayed = late and priority > 0 and opening[category] != "always"
        suggestion = Suggestion(
            category, min(priority + is_delayed, LATEST), tuple(ordered), is_delayed=is_delayed
        )
        ranked.append(((priority + is_delayed, _order(ordered[0])[1:]), suggestion))
    return tuple(suggestion for _, suggestion in sorted(ranked, key=lambda pair: pair[0]))


def _order(reason: Reason) -> tuple[int, int, int]:
    return reason.advice.priority, reason.rule.position, reason.rule.then.index(reason.advice)
