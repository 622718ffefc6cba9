"""Golden cases: what professionals expect of the answer, ours and, where they are here, the field's own."""

from pathlib import Path

import pytest

from directory.vocabulary import vocabulary
from routing.check import failures
from routing.engine import route
from routing.rule_files import load_rules
from routing.rules import RuleBook
from routing.situation_files import Written, read_cases

OURS = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
FIELD = sorted((Path(__file__).parents[3] / "shared" / "golden").glob("*.yaml"))
CASES = [pytest.param(case, id=case.id) for path in OURS for case in read_cases(path)]
FIELD_CASES = [pytest.param(case, id=case.id) for path in FIELD for case in read_cases(path)]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


@pytest.mark.parametrize("case", CASES)
def test_the_case_is_answered_as_expected(case: Written, book: RuleBook) -> None:
    assert failures(case, book) == []


@pytest.mark.skipif(not FIELD, reason="the folder ../shared is not here")
@pytest.mark.parametrize("case", FIELD_CASES)
def test_the_case_of_the_field_is_answered_as_expected(case: Written, book: RuleBook) -> None:
    assert failures(case, book) == []


def test_every_theme_has_its_case(book: RuleBook) -> None:
    held = {
        judgement.rule.theme
        for path in OURS
        for case in read_cases(path)
        for judgement in route(case.situation, book).trace
        if judgement.outcome == "holds"
    }
    assert held == set(book.themes)


def test_every_case_expects_something_and_says_why() -> None:
    cases = [case for path in OURS for case in read_cases(path)]
    assert len({case.id for case in cases}) == len(cases) >= 12
    for case in cases:
        assert case.expected
        assert case.title
    assert all(path.read_text(encoding="utf-8").count("  why: ") == len(read_cases(path)) for path in OURS)
