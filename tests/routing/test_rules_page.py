"""The page of the rules: all of them, each with what is needed to sign or to correct it."""

import re

import pytest

from directory.vocabulary import vocabulary
from routing.rule_files import load_rules
from routing.rules import RuleBook
from routing.rules_page import WHEN_WORDS, rule_item, rules_page


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


def test_every_rule_and_every_exclusion_is_on_the_page_once(book: RuleBook) -> None:
    page = rules_page(book)
    shown = [item.id for _, _, items in page.themes for item in items]
    assert shown == [rule.id for rule in (*book.rules, *book.last)]
    assert page.count == len(shown)
    assert [item.id for item in page.exclusions] == [law.id for law in book.exclusions]


def test_every_rule_has_a_sentence_a_reason_a_source_a_confidence_and_a_date(book: RuleBook) -> None:
    page = rules_page(book)
    for item in (*page.exclusions, *(item for _, _, items in page.themes for item in items)):
        assert item.condition, item.id
        assert item.why, item.id
        assert item.sources, item.id
        assert item.confidence in vocabulary().scales["confidence"], item.id
        assert re.fullmatch(r"\d{1,2}(er)? \w+ 20\d\d", item.reviewed), item.id
        assert item.advice or item.exclude or item.actions or item.helplines or item.condition


def test_no_slug_is_left_on_the_page(book: RuleBook) -> None:
    slugs = {slug for slug in vocabulary().categories if "-" in slug}
    for _, _, items in rules_page(book).themes:
        for item in items:
            assert not slugs & {*item.exclude, *(label for label, _, _ in item.advice), *item.actions}


def test_what_a_rule_advises_is_said_with_its_reason_and_how_soon(book: RuleBook) -> None:
    first = rule_item(book.rules[0], book)
    ((label, reason, when),) = first.advice
    assert (label, when) == (vocabulary().categories["emergency-call"].label_short, "aussitôt")
    assert reason.startswith("Danger immédiat")


def test_each_priority_has_its_words() -> None:
    assert len(set(WHEN_WORDS)) == 5


def test_a_helpline_is_shown_by_its_number(book: RuleBook) -> None:
    minor = next(rule for rule in book.last if rule.id == "R131")
    assert rule_item(minor, book).helplines == ("119",)
