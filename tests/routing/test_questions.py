"""The questionnaire is derived from the rules: each question says exactly what an answer could change."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from situations import situations

from directory.vocabulary import vocabulary
from routing.engine import route
from routing.facts import UNKNOWN, Situation
from routing.orientation import OpenQuestion, Orientation
from routing.rule_files import load_rules
from routing.rules import RuleBook
from routing.situation_files import read_cases

CASES = Path(__file__).parent / "cases"
GOLDEN = Path(__file__).parents[3] / "shared" / "golden"
SITUATIONS = [
    case.situation
    for folder in (CASES, GOLDEN)
    for path in sorted(folder.glob("*.yaml"))
    for case in read_cases(path)
]
FIRST_ANSWERS = [
    Situation.of({}),
    Situation.of({"person_role": "victim"}),
    Situation.of({"person_role": "victim", "violence_types": ["intimate-partner"]}),
    Situation.of({"person_role": "perpetrator", "violence_types": ["intimate-partner"]}),
    Situation.of({"needs": ["safe-place-tonight"]}),
    Situation.of({"needs": ["isolation-support"]}),
    Situation.of({"vulnerabilities": ["unaccompanied-minor"], "needs": ["safe-place-tonight"]}),
    Situation.of({"age_band": "age-12-17", "violence_types": ["sexual"]}),
]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


def priorities(orientation: Orientation) -> dict[str, int]:
    return {item.category: item.priority for item in orientation.suggestions}


def answered(
    situation: Situation, question: OpenQuestion, book: RuleBook
) -> Iterator[tuple[str, Orientation]]:
    """Give the orientation after each answer to `question`, given alone."""
    for answer in sorted(book.answers[question.facet] - UNKNOWN):
        yield answer, route(situation.amended(**{question.facet: answer}), book)


def check_questions(situation: Situation, book: RuleBook) -> None:
    """Check every question of `situation` against what each of its answers really does."""
    before = route(situation, book)
    shown, flags = priorities(before), set(before.flags)
    for question in before.open_questions:
        assert not situation.is_answered(question.facet)
        after = dict(answered(situation, question, book))
        for addition in question.additions:
            assert addition.answers
            for answer in addition.answers:
                now = priorities(after[answer])
                assert now[addition.category] < shown.get(addition.category, 5), (question.facet, answer)
        for category in question.could_remove:
            assert any(category not in priorities(each) for each in after.values()), category
        for flag in question.could_lift:
            assert flag in flags
            assert any(flag not in each.flags for each in after.values()), flag


def forgotten(situation: Situation, book: RuleBook) -> list[tuple[str, str, str]]:
    """Give what an answer alone would add although no question says so; what is of last resort set aside."""
    before = route(situation, book)
    known = {question.facet: set(question.could_add) for question in before.open_questions}
    last = {rule.id for rule in book.last}
    return [
        (facet, answer, item.category)
        for facet in book.answers
        if not situation.is_answered(facet)
        for answer, after in answered(situation, OpenQuestion(facet), book)
        for item in after.suggestions
        if item.category not in priorities(before)
        and item.reasons[0].rule.id not in last
        and item.category not in known.get(facet, set())
    ]


@pytest.mark.parametrize("situation", [*SITUATIONS, *FIRST_ANSWERS])
def test_each_question_says_what_its_answers_do(situation: Situation, book: RuleBook) -> None:
    check_questions(situation, book)


@pytest.mark.parametrize("situation", [*SITUATIONS[::6], *FIRST_ANSWERS])
def test_no_question_is_forgotten(situation: Situation, book: RuleBook) -> None:
    assert forgotten(situation, book) == []


@settings(max_examples=15, deadline=None)
@given(situation=situations())
@example(situation=Situation.of({"user_role": "gendarme", "needs": ["isolation-support"]}))
def test_each_question_is_true_in_any_situation(situation: Situation, book: RuleBook) -> None:
    check_questions(situation, book)


def test_what_is_excluded_for_want_of_an_answer_is_offered_again(book: RuleBook) -> None:
    """Isolation rules out an alert for abuse, unless abuse is said: the question about violence says so."""
    before = route(Situation.of({"needs": ["isolation-support"]}), book)
    assert "adult-abuse-reporting" in {item.category for item in before.excluded}
    question = next(each for each in before.open_questions if each.facet == "violence_types")
    assert "adult-abuse-reporting" in question.could_add


def test_a_category_of_last_resort_is_not_promised_where_an_answer_brings_somebody_closer(
    book: RuleBook,
) -> None:
    before = route(Situation.of({"vulnerabilities": ["in-care-ase"]}), book)
    question = next(each for each in before.open_questions if each.facet == "age_band")
    assert question.could_add == ("ase", "prosecutor", "crip")


def test_the_most_urgent_question_comes_first(book: RuleBook) -> None:
    questions = route(Situation.of({}), book).open_questions
    assert {question.facet for question in questions[:3]} == {"urgency", "injury", "needs"}
    soonest = [question.soonest for question in questions]
    assert soonest == sorted(soonest)


def test_among_equals_what_is_answered_at_a_glance_comes_before_a_long_list(book: RuleBook) -> None:
    situation = Situation.of({"person_role": "victim", "violence_types": ["intimate-partner"]})
    questions = route(situation, book).open_questions
    urgent = [question.facet for question in questions if question.soonest == questions[0].soonest]
    assert urgent[-1] == "needs"


def test_do_not_know_leaves_the_question_open(book: RuleBook) -> None:
    situation = Situation.of({"violence_types": ["intimate-partner"], "aggressor_in_home": "unknown"})
    question = next(
        each for each in route(situation, book).open_questions if each.facet == "aggressor_in_home"
    )
    assert "neutral-card-only" in question.could_lift


def test_the_social_worker_may_be_removed_when_it_is_she_who_asks(book: RuleBook) -> None:
    before = route(Situation.of({"consent_contact": "refuses"}), book)
    question = next(each for each in before.open_questions if each.facet == "user_role")
    assert question.could_remove == ["iscg"]


TOLD = """
import sys
from pathlib import Path
from directory.vocabulary import vocabulary
from routing.engine import route
from routing.rule_files import load_rules
from routing.situation_files import read_cases

book = load_rules(vocabulary=vocabulary())
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    for case in read_cases(path):
        told = route(case.situation, book)
        print([(item.category, [reason.rule.id for reason in item.reasons]) for item in told.suggestions])
        print(told.flags, told.actions, told.helplines, [item.category for item in told.excluded])
        for question in told.open_questions:
            print(question.facet, question.could_add, question.could_remove, question.could_lift)
"""


def told_with(seed: str) -> str:
    """Give all that is said of the project's cases by a Python whose sets are shuffled by `seed`."""
    ran = subprocess.run(
        [sys.executable, "-c", TOLD, str(CASES)],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(CASES.parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


def test_the_same_situation_always_gets_the_same_answer_in_the_same_order() -> None:
    told = told_with("1")
    assert told.count("\n") > 50
    assert told == told_with("2") == told_with("77")
