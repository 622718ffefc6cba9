"""A golden case that the rules no longer meet is said in words."""

from pathlib import Path

import pytest

from directory.vocabulary import vocabulary
from routing.check import failures
from routing.rule_files import load_rules
from routing.rules import RuleBook
from routing.situation_files import read_cases

DANGER = """\
- id: C1
  title: Danger, sans abri
  situation:
    urgency: immediate-danger
    person_role: person-in-difficulty
    needs: [safe-place-tonight]
"""


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


def complaints(expected: str, folder: Path, book: RuleBook) -> list[str]:
    """Give what is said of a person without shelter, in danger, where `expected` was expected."""
    path = folder / "case.yaml"
    path.write_text(f"{DANGER}  {expected}\n", encoding="utf-8")
    (case,) = read_cases(path)
    return failures(case, book)


@pytest.mark.parametrize(
    "expected",
    [
        "expect_first: [emergency-call]",
        "expect_first: [siao-115]",
        "expect_first: [crip, siao-115]",
        "expect_includes: [siao-115, ccas-cias]",
        "expect_excludes: [dv-association]",
        "expect_flags: [emergency-first]",
        'expect_helplines: ["115"]',
    ],
)
def test_a_case_that_is_met_has_nothing_said_of_it(expected: str, tmp_path: Path, book: RuleBook) -> None:
    assert complaints(expected, tmp_path, book) == []


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("expect_first: [crip]", "vient en premier : emergency-call, siao-115, attendu : crip"),
        ("expect_includes: [siao-115, crip]", "manque : crip"),
        ("expect_excludes: [siao-115]", "de trop : siao-115"),
        ("expect_flags: [use-114]", "manque (flags) : use-114"),
        ("expect_actions: [evvi]", "manque (actions) : evvi"),
        ('expect_helplines: ["3919"]', "manque (helplines) : 3919"),
    ],
)
def test_a_case_that_is_not_met_says_what_is_wrong(
    expected: str, said: str, tmp_path: Path, book: RuleBook
) -> None:
    assert complaints(expected, tmp_path, book) == [said]


def test_only_the_pinned_banner_may_come_before_what_is_expected_first(
    tmp_path: Path, book: RuleBook
) -> None:
    calm = DANGER.replace("    urgency: immediate-danger\n", "")
    path = tmp_path / "calm.yaml"
    path.write_text(f"{calm}  expect_first: [day-centre-homeless]\n", encoding="utf-8")
    (case,) = read_cases(path)
    assert failures(case, book) == [
        "vient en premier : siao-115, day-centre-homeless, attendu : day-centre-homeless"
    ]
