"""How French words are read: the same whether they are written down or typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.search.analysis import LONGEST, all_forms, forms, stem, stop_words, typed_forms


def stems(text: str) -> list[str]:
    return [stem(form) for form in typed_forms(text)]


@pytest.mark.parametrize(
    "typed", ["hebergement", "hébergement", "HEBERGEMENT", "l'hébergement", "l’Hébergements"]
)
def test_accents_case_elision_and_plural_change_nothing(typed: str):
    assert stems(typed) == stems("hébergement") == ["heberg"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("d'urgence", ["urgence"]),
        ("qu’elle", []),
        ("aujourd'hui", []),
        ("C.M.P.", ["cmp"]),
        ("c.i.d.f.f", ["cidff"]),
        ("le S.A.M.U. social", ["samu", "social"]),
        ("st chamond", ["saint", "chamond"]),
        ("St-Chamond", ["saint", "chamond"]),
        ("Ste-Foy-lès-Lyon", ["sainte", "foy", "lyon"]),
        ("cœur", ["coeur"]),
        ("Lætitia", ["laetitia"]),
        ("e\u0301cole", ["ecole"]),
        ("ﬁnances", ["finances"]),
        ("ＣＨＵ", ["chu"]),
        ("rendez-vous", ["rendez"]),
        ("point-justice", ["point", "justice"]),
        ("AS", ["as"]),
        ("3919", ["3919"]),
        ("39 19", ["39", "19"]),
        ("", []),
        ("?!… — «»", []),
    ],
)
def test_a_text_is_read_in_plain_words(typed: str, read: list[str]):
    assert forms(typed) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("battue", "battues"),
        ("violences conjugales", "violence conjugale"),
        ("avocats", "avocat"),
        ("bébés", "bébé"),
        ("hôpitaux", "hopitaux"),
        ("menacée", "menacées"),
    ],
)
def test_two_forms_of_a_word_have_one_stem(one: str, other: str):
    assert stems(one) == stems(other)


def test_when_only_empty_words_are_typed_they_are_what_is_meant():
    assert typed_forms("ou") == ["ou"]
    assert typed_forms("qu'est-ce que je dois faire") != []
    assert forms("ou") == []


def test_an_age_is_not_the_number_of_a_line():
    assert typed_forms("fille de 15 ans") == ["fille"]
    assert typed_forms("bébé 3 mois") == ["bebe"]
    assert typed_forms("le 15") == ["15"]


def test_a_word_is_read_up_to_forty_letters():
    assert forms("a" * 10_000) == ["a" * LONGEST]


def test_no_empty_word_has_an_accent_or_a_capital():
    assert {word for word in stop_words() if not word.isascii() or word != word.lower()} == set()
    assert "as" not in stop_words()


@given(st.text(max_size=200))
def test_whatever_is_typed_gives_words_in_small_letters_and_figures(text: str):
    for form in all_forms(text):
        assert form.isascii()
        assert form.isalnum()
        assert form == form.lower()
        assert 0 < len(form) <= LONGEST
        assert stem(form)


@given(st.text(max_size=80))
def test_capitals_and_spaces_around_change_nothing(text: str):
    assert forms(f"  {text}\n") == forms(text)


@given(st.text("abcdefghijklmnopqrstuvwxyzéèêàçôîûœ' -", max_size=60))
def test_french_in_capitals_reads_as_in_small_letters(text: str):
    assert all_forms(text.upper()) == all_forms(text)


@given(st.text(max_size=80))
def test_what_was_read_reads_as_itself(text: str):
    read = [form for form in forms(text) if form not in ("st", "ste", "s")]
    assert all_forms(" ".join(read)) == read
