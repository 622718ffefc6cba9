"""A rule reads as a French sentence that a professional can sign."""

import re

import pytest
from small_books import rule, when

from directory.vocabulary import vocabulary
from routing.rule_files import load_rules
from routing.rules import RuleBook
from routing.sentences import condition_words, sentence_of


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


def plain(text: str) -> str:
    """Give `text` with plain spaces, to be read here."""
    return re.sub("[\u00a0\u202f]", " ", text)


def test_a_condition_names_the_question_and_the_answers_in_the_order_of_the_vocabulary(
    book: RuleBook,
) -> None:
    said = condition_words(when(urgency=["tonight", "immediate-danger"]), book.derived)
    assert plain(said) == "urgence « danger immédiat » ou « ce soir / cette nuit »"


def test_two_facts_of_one_condition_are_joined(book: RuleBook) -> None:
    said = condition_words(when(pregnant="confirmed", gender="woman"), book.derived)
    assert plain(said) == "genre « femme » et grossesse « oui »"


def test_a_derived_fact_is_said_in_its_own_words(book: RuleBook) -> None:
    said = condition_words(when(derived="urgent"), book.derived)
    assert said == "il faut agir tout de suite ou ce soir"


def test_an_acronym_keeps_its_capitals(book: RuleBook) -> None:
    assert plain(condition_words(when(user_role="iscg"), book.derived)).endswith(
        "« ISCG / travailleur social »"
    )


def test_all_any_and_none_are_told_apart(book: RuleBook) -> None:
    whole = rule(
        "R",
        all_=[when(person_role="victim")],
        any_=[when(urgency="tonight"), when(pregnant="confirmed")],
        none=[when(gender="man")],
    )
    assert plain(sentence_of(whole, book.derived)) == (
        "personne concernée « victime » ; et urgence « ce soir / cette nuit », ou bien grossesse « oui » ; "
        "sauf si genre « homme »"
    )


def test_one_way_alone_is_said_as_a_plain_condition(book: RuleBook) -> None:
    assert plain(sentence_of(rule("R", any_=[when(gender="man")]), book.derived)) == "genre « homme »"


def test_every_rule_is_said_in_words_and_typeset(book: RuleBook) -> None:
    slugs = {facet.key for facet in vocabulary().facets.values()} | set(book.derived)
    compound = {slug for slug in slugs if "_" in slug or "-" in slug}
    for each in (*book.rules, *book.last):
        said = sentence_of(each, book.derived)
        assert said
        assert not any(slug in said for slug in compound), each.id
        assert not re.search(r"\w'\w| [:;!?]", said), each.id
