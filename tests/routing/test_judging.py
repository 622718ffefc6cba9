"""A rule holds, waits or fails: three outcomes, because an answer nobody gave is neither yes nor no."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from situations import situations
from small_books import exclusion, rule, when

from directory.vocabulary import vocabulary
from routing.facts import Situation
from routing.judging import answers_that_hold, bans, facets_of, facts_of, holds, judge, lacking
from routing.rule_files import load_rules
from routing.rules import Condition, RuleBook

PREGNANT, TONIGHT = when(pregnant="confirmed"), when(urgency="tonight")
WOMAN, MINOR = when(gender="woman"), when(derived="minor")


def outcome(
    situation: Situation,
    all_: Sequence[Condition] = (),
    any_: Sequence[Condition] = (),
    none: Sequence[Condition] = (),
) -> tuple[str, set[str]]:
    judged = judge(rule("R", ("crip", 1), all_=all_, any_=any_, none=none), facts_of(situation))
    return judged.outcome, set(judged.awaits)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"pregnant": "confirmed"}, ("holds", set())),
        ({"pregnant": "ruled-out"}, ("fails", set())),
        ({"pregnant": "unknown"}, ("waits", {"pregnant"})),
        ({}, ("waits", {"pregnant"})),
    ],
)
def test_a_condition_holds_fails_or_waits(answers: dict[str, str], expected: tuple[str, set[str]]) -> None:
    assert outcome(Situation.of(answers), all_=[PREGNANT]) == expected


def test_a_rule_that_lacks_two_answers_waits_for_no_single_one() -> None:
    assert outcome(Situation.of({}), all_=[PREGNANT, TONIGHT]) == ("waits", set())
    assert outcome(Situation.of({"urgency": "tonight"}), all_=[PREGNANT, TONIGHT]) == ("waits", {"pregnant"})


def test_one_way_is_enough_and_each_open_way_is_asked() -> None:
    assert outcome(Situation.of({"urgency": "tonight"}), any_=[PREGNANT, TONIGHT]) == ("holds", set())
    assert outcome(Situation.of({}), any_=[PREGNANT, TONIGHT]) == ("waits", {"pregnant", "urgency"})
    assert outcome(Situation.of({"urgency": "not-urgent"}), any_=[TONIGHT]) == ("fails", set())


def test_a_contrary_fails_a_rule_only_once_it_is_said() -> None:
    assert outcome(Situation.of({"urgency": "tonight"}), all_=[TONIGHT], none=[PREGNANT])[0] == "holds"
    said = Situation.of({"urgency": "tonight", "pregnant": "confirmed"})
    assert outcome(said, all_=[TONIGHT], none=[PREGNANT])[0] == "fails"


def test_a_condition_on_two_facets_wants_both() -> None:
    both = when(pregnant="confirmed", urgency=["tonight", "within-days"])
    assert lacking(both, facts_of(Situation.of({}))) == frozenset({"pregnant", "urgency"})
    assert lacking(both, facts_of(Situation.of({"urgency": "within-days"}))) == frozenset({"pregnant"})
    assert lacking(both, facts_of(Situation.of({"urgency": "not-urgent"}))) is None
    assert holds(both, facts_of(Situation.of({"urgency": "tonight", "pregnant": "confirmed"})))


def test_unknown_may_be_what_a_condition_asks_for() -> None:
    possible = when(aggressor_in_home=["confirmed", "unknown"])
    assert holds(possible, facts_of(Situation.of({})))
    assert not holds(possible, facts_of(Situation.of({"aggressor_in_home": "ruled-out"})))


def test_a_derived_fact_asks_for_the_facet_it_comes_from() -> None:
    assert lacking(MINOR, facts_of(Situation.of({}))) == frozenset({"age_band"})
    assert lacking(MINOR, facts_of(Situation.of({"age_band": "age-26-64"}))) is None
    assert facets_of([MINOR, when(derived=["urgent", "any-violence"], gender="man")]) == {
        "age_band",
        "gender",
        "urgency",
        "violence_types",
    }


def test_nobody_can_answer_whether_a_result_was_found() -> None:
    alone = when(derived="no-result")
    facts = facts_of(Situation.of({}))
    assert lacking(alone, facts) is None
    assert holds(alone, facts.without_result())
    assert not holds(alone, facts)


def test_an_exclusion_holds_when_all_its_conditions_do() -> None:
    law = exclusion("X", "siao-115", MINOR, WOMAN)
    assert not bans(law, facts_of(Situation.of({"age_band": "age-6-11"})))
    assert bans(law, facts_of(Situation.of({"age_band": "age-6-11", "gender": "woman"})))


def test_the_answers_that_hold_take_every_condition_on_the_facet_into_account() -> None:
    ages = frozenset({"age-6-11", "age-18-25", "age-65-plus"})
    adult = rule("R", all_=[when(derived="adult")], none=[when(age_band="age-65-plus")])
    assert answers_that_hold(adult, "age_band", facts_of(Situation.of({})), ages) == {"age-18-25"}
    either = rule("R", any_=[when(age_band="age-6-11"), when(age_band="age-65-plus", gender="woman")])
    assert answers_that_hold(either, "age_band", facts_of(Situation.of({})), ages) == {"age-6-11"}
    woman = facts_of(Situation.of({"gender": "woman"}))
    assert answers_that_hold(either, "age_band", woman, ages) == {"age-6-11", "age-65-plus"}


@settings(max_examples=60, deadline=None)
@given(situation=situations())
def test_whoever_waits_for_an_answer_holds_with_it_and_with_no_other(
    situation: Situation, book: RuleBook
) -> None:
    facts = facts_of(situation)
    for each in book.rules[::5]:
        judged = judge(each, facts)
        for facet in judged.awaits:
            holding = {
                answer
                for answer in book.answers[facet]
                if judge(each, facts_of(situation.amended(**{facet: answer}))).outcome == "holds"
            }
            assert answers_that_hold(each, facet, facts, book.answers[facet]) == holding
