"""What Relais promises, whatever is answered: proved over every situation that the rules can tell apart."""

from dataclasses import replace

import pytest
from enumeration import (
    ANY_SITUATION,
    broken,
    classes,
    combinations,
    laws_on,
    lists_of,
    reduced,
    suggested,
    where_nobody_is_left,
    without,
    witnesses,
)
from hypothesis import given, settings
from situations import situations

from directory.vocabulary import vocabulary
from routing.engine import route
from routing.facts import ANY_VIOLENCE, HOME_VIOLENCE, MINOR_BANDS, Situation
from routing.pages import is_neutral
from routing.rule_files import load_rules
from routing.rules import Condition, RuleBook

PERPETRATOR: Condition = {"person_role": frozenset({"perpetrator"})}
PARTNER_VIOLENCE: Condition = {**PERPETRATOR, "violence_types": frozenset({"intimate-partner"})}
VIOLENCE: Condition = {"violence_types": ANY_VIOLENCE}
MINOR: Condition = {"age_band": MINOR_BANDS}
LONE_MINOR: Condition = {
    "vulnerabilities": frozenset({"unaccompanied-minor"}),
    "age_band": frozenset({"unknown"}),
}
MAN: Condition = {"gender": frozenset({"man"})}
ISCG: Condition = {"user_role": frozenset({"iscg"})}

VICTIM_PLACES = ("dv-shelter", "dv-association", "day-centre-women", "maison-des-femmes")
VICTIM_SUPPORT = (
    "victim-support-association",
    "bav",
    "sexual-violence-association",
    "disability-victim-support",
    "forced-marriage-fgm-association",
    "hospital-violence-consultation",
)
TALKS = ("family-mediation", "couple-counselling", "justice-conciliator")
ADULT_PLACES = ("siao-115", "dv-shelter", "emergency-shelter", "chrs", "perpetrator-accommodation")
WOMEN_ONLY = ("day-centre-women", "maison-des-femmes")

PROMISES = {
    "a perpetrator is never shown a place for victims": (VICTIM_PLACES, PERPETRATOR, ("X3", "R113", "R114")),
    "a perpetrator is never shown what supports victims": (VICTIM_SUPPORT, PERPETRATOR, ("X5",)),
    "a violent partner is never sent to the CIDFF": (("cidff",), PARTNER_VIOLENCE, ("R113", "R114")),
    "where violence is alleged nobody is asked to talk it over": (TALKS, VIOLENCE, ("X1",)),
    "a minor is never sent to a place for adults": (ADULT_PLACES, MINOR, ("X2",)),
    "an unaccompanied minor is never sent to a place for adults": (ADULT_PLACES, LONE_MINOR, ("X6",)),
    "a man is never sent to a place for women": (WOMEN_ONLY, MAN, ("X4",)),
}
PINNED = "emergency-call"
DANGER: tuple[Condition, ...] = (
    {"urgency": frozenset({"immediate-danger"})},
    {"needs": frozenset({"immediate-protection"})},
)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


@pytest.mark.parametrize(("never", "guard"), [each[:2] for each in PROMISES.values()], ids=list(PROMISES))
def test_it_is_promised_that(never: tuple[str, ...], guard: Condition, book: RuleBook) -> None:
    assert broken(never, guard, book)[:1] == []


@pytest.mark.parametrize(("never", "guard", "laws"), PROMISES.values(), ids=list(PROMISES))
def test_without_its_exclusion_the_proof_fails_for(
    never: tuple[str, ...], guard: Condition, laws: tuple[str, ...], book: RuleBook
) -> None:
    assert broken(never, guard, without(book, *laws))


@settings(max_examples=150, deadline=None)
@given(situation=situations())
@pytest.mark.parametrize(("never", "guard", "laws"), PROMISES.values(), ids=list(PROMISES))
def test_any_situation_is_judged_like_its_witness(
    never: tuple[str, ...], guard: Condition, laws: tuple[str, ...], book: RuleBook, situation: Situation
) -> None:
    """The reduction forgets nothing: what breaks a weakened book anywhere breaks it at the witness."""
    weak = without(book, *laws)
    situation = Situation.of({**situation.answers, **guard})
    for suggestion in route(situation, weak).suggestions:
        if suggestion.category in never:
            rule = suggestion.reasons[0].rule
            witness = reduced(situation, rule, suggestion.category, guard, weak)
            assert witness in list(witnesses(rule, suggestion.category, guard, weak))
            assert suggestion.category in suggested(witness, weak)


def test_the_hard_exclusion_keeps_a_perpetrator_from_victims_without_the_help_of_any_rule(
    book: RuleBook,
) -> None:
    assert broken(VICTIM_PLACES, PERPETRATOR, without(book, "R113", "R114", "R118")) == []


def test_the_social_worker_is_never_sent_to_herself(book: RuleBook) -> None:
    advising = [rule for rule in book.rules if any(advice.category == "iscg" for advice in rule.then)]
    assert broken(["iscg"], ISCG, book) == []
    assert [rule.id for rule in advising if list(witnesses(rule, "iscg", ISCG, book))] == ["R22"]


@pytest.mark.parametrize("guard", DANGER, ids=["by urgency", "by need"])
def test_immediate_danger_comes_first_whatever_else_is_true(guard: Condition, book: RuleBook) -> None:
    """Only a banner (priority 0) could come before a banner, and no other category is ever one."""
    bannered = [rule for rule in (*book.rules, *book.last) for advice in rule.then if advice.priority == 0]
    assert {a.category for rule in bannered for a in rule.then if a.priority == 0} == {PINNED}
    assert laws_on(PINNED, book) == []
    tried = list(combinations(lists_of(bannered, guard), guard))
    assert len(tried) >= 6
    assert all(suggested(situation, book)[0] == PINNED for situation in tried)


@pytest.mark.parametrize("guard", DANGER, ids=["by urgency", "by need"])
def test_without_its_rule_immediate_danger_would_not_come_first(guard: Condition, book: RuleBook) -> None:
    weak = replace(book, rules=tuple(rule for rule in book.rules if rule.id != "R01"))
    tried = combinations(lists_of(book.rules[:1], guard), guard)
    assert any(suggested(situation, weak)[:1] != [PINNED] for situation in tried)


def left_without_an_answer(book: RuleBook) -> list[Situation]:
    """Give the witnesses in which rules of last resort, once read, propose nobody but the social worker.

    Where another rule proposes somebody, there is an answer. Where none does, the rules of last resort are
    read: what they propose depends on the facets they name, and on those of the laws on what they advise.
    """
    advised = {advice.category for rule in book.last for advice in rule.then}
    laws = {law.id: law for category in sorted(advised) for law in laws_on(category, book)}
    bare = where_nobody_is_left(book)
    tried = combinations(lists_of([*book.last, *laws.values()], ANY_SITUATION), ANY_SITUATION)
    return [situation for situation in tried if not set(suggested(situation, bare)) - {"iscg"}]


def test_nobody_leaves_without_an_answer(book: RuleBook) -> None:
    assert left_without_an_answer(book) == []


@pytest.mark.parametrize("rule", ["R130", "R131", "R132"])
def test_without_one_rule_of_last_resort_somebody_would_leave_without_an_answer(
    rule: str, book: RuleBook
) -> None:
    assert left_without_an_answer(replace(book, last=tuple(each for each in book.last if each.id != rule)))


def test_each_answer_alone_and_no_answer_at_all_send_to_somebody(book: RuleBook) -> None:
    alone = [
        Situation.of({facet.key: term.slug})
        for facet in vocabulary().facets.values()
        for term in facet.values
    ]
    for situation in (Situation.of({}), *alone):
        assert set(suggested(situation, book)) - {"iscg"}, dict(situation.answers)


def shown_openly(book: RuleBook, rules: RuleBook) -> list[Situation]:
    """Give the witnesses in which violence at home is alleged, and whose card `rules` do not make neutral.

    A flag is raised exactly when a rule that bears it holds: the facets of those rules of `book` are enough.
    """
    raising = [rule for rule in book.rules if "neutral-card-only" in rule.flags]
    guard: Condition = {
        "violence_types": HOME_VIOLENCE,
        "aggressor_in_home": frozenset({"confirmed", "unknown"}),
    }
    return [
        situation
        for situation in combinations(lists_of(raising, guard), guard)
        if situation.given("person_role") != frozenset({"perpetrator"})
        and "neutral-card-only" not in route(situation, rules).flags
    ]


def test_an_aggressor_who_may_be_at_home_makes_the_card_neutral(book: RuleBook) -> None:
    assert shown_openly(book, book) == []


def test_without_its_rule_the_card_would_not_be_neutral(book: RuleBook) -> None:
    weak = replace(
        book, rules=tuple(replace(rule, flags=()) if rule.id == "R13" else rule for rule in book.rules)
    )
    assert shown_openly(book, weak)


def test_a_card_is_neutral_wherever_nobody_knows_whether_the_aggressor_is_at_home(book: RuleBook) -> None:
    asked = lists_of([rule for rule in book.rules if "neutral-card-only" in rule.flags], ANY_SITUATION)
    tried = [each for each in combinations(asked, ANY_SITUATION) if not each.is_answered("aggressor_in_home")]
    assert len(tried) > 100
    assert all(is_neutral(route(situation, book)) for situation in tried)


def test_classes_tell_apart_what_conditions_tell_apart() -> None:
    some, home = frozenset({"sexual", "incest"}), frozenset({"incest"})
    assert classes("violence_types", [some, home]) == [frozenset(), {"sexual"}, {"incest"}]
    assert classes("pregnant", [frozenset({"unknown"})]) == [frozenset(), {"confirmed"}]
    assert classes("age_band", [MINOR_BANDS]) == [frozenset(), {"age-0-5"}]
