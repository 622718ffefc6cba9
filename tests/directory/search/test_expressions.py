"""The expressions of the field in what somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.search.analysis import stem, typed_forms
from directory.search.expressions import EXACTLY, Recognised, expression_stems, recognise
from directory.search.synonyms import synonyms


def marks(text: str) -> list[frozenset[str]]:
    """Give what each word of `text` may be recognised by, as it stands."""
    return [frozenset((stem(form), EXACTLY + form)) for form in typed_forms(text)]


def said(text: str) -> list[str]:
    return [each.said for each in recognise(marks(text))]


def test_nothing_is_recognised_in_nothing():
    assert recognise([]) == []
    assert said("xkqz") == []


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("mari tape", "mari tape"),
        ("mon mari me tape", "mari tape"),
        ("il me tape mon mari", "mari tape"),
        ("cidff", "CIDFF"),
        ("le CIDFF de Rennes", "CIDFF"),
    ],
)
def test_an_expression_is_recognised_in_any_order_among_other_words(text: str, expression: str):
    assert expression in said(text)


def test_words_far_apart_are_no_expression():
    assert "mari tape" not in said("mari " + "maison voiture travail argent banque " + "tape")


def test_the_longest_expression_wins_over_those_within_it():
    found = recognise(marks("foyer de l'enfance"))
    assert len(found[0].positions) == 2
    assert all(not set(each.positions) < set(found[0].positions) for each in found)


def test_the_first_target_of_an_expression_weighs_the_most():
    for each in recognise(marks("mari tape")):
        weights = list(each.categories.values())
        assert weights[0] == max(weights)


def test_every_word_of_an_expression_is_known():
    known = expression_stems()
    for each in synonyms().said:
        forms = typed_forms(each)
        assert all({stem(form), EXACTLY + form} & known for form in forms), each


def is_sound(found: list[Recognised], count: int) -> bool:
    return all(
        each.positions == tuple(sorted(set(each.positions))) and each.positions[-1] < count for each in found
    )


@given(
    st.lists(
        st.sampled_from(sorted({form for each in synonyms().said for form in typed_forms(each)})), max_size=16
    )
)
def test_whatever_words_are_typed_positions_are_theirs_and_weights_between_nothing_and_one(forms: list[str]):
    found = recognise([frozenset((stem(form), EXACTLY + form)) for form in forms])
    assert is_sound(found, len(forms))
    assert all(0 < weight <= 1 for each in found for weight in each.categories.values())
    assert recognise([frozenset((stem(form), EXACTLY + form)) for form in forms]) == found
