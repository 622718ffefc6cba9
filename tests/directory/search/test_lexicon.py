"""Completing the beginning of a word, correcting its spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from directory.search.lexicon import MOST_COMPLETIONS, MOST_CORRECTIONS, MOST_OFFERED, Lexicon, forgiven

FORMS = sorted(
    {
        "115": 2,
        "avocat": 9,
        "avocate": 2,
        "cidff": 3,
        "cmp": 4,
        "cpam": 2,
        "hebergement": 30,
        "hebergements": 5,
        "herbe": 1,
        "medecin": 12,
        "medecine": 4,
        "mediation": 6,
        "violence": 40,
        "violences": 60,
    }.items()
)
LEXICON = Lexicon([form for form, _ in FORMS], [count for _, count in FORMS])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hebergment", "hebergement"),  # a letter missing
        ("hebbergement", "hebergement"),  # one added
        ("hevergement", "hebergement"),  # one changed
        ("hebergemetn", "hebergement"),  # two exchanged
        ("ehbergement", "hebergement"),  # the first letter too
        ("hevergemant", "hebergement"),  # two slips in a long word
        ("avoact", "avocat"),
        ("vocat", "avocat"),
        ("ciddf", "cidff"),
        ("violense", "violence"),
    ],
)
def test_a_slip_is_corrected(typed: str, first: str):
    assert LEXICON.corrections(typed)[0] == first


@pytest.mark.parametrize(
    ("word", "slips"),
    [
        ("", 0),
        ("cmp", 0),
        ("ciff", 1),
        ("avocats", 1),
        ("violente", 2),
        ("3919", 0),
        ("s2tab", 0),
        ("h" * 40, 2),
    ],
)
def test_one_slip_is_forgiven_from_four_letters_and_two_from_eight(word: str, slips: int):
    assert forgiven(word) == slips


def test_a_short_word_is_not_corrected_and_a_number_never_is():
    assert LEXICON.corrections("cmq") == []
    assert LEXICON.corrections("116") == []
    assert LEXICON.corrections("") == []


def test_a_short_word_that_nobody_knows_offers_its_neighbours():
    assert LEXICON.nearest("cpm") == ["cmp", "cpam"]
    assert LEXICON.nearest("zzz") == []
    assert LEXICON.nearest("") == []


def test_the_nearest_spelling_wins_over_the_most_frequent():
    assert LEXICON.corrections("violencess") == ["violences"]
    assert LEXICON.corrections("violene") == ["violence"]


def test_a_beginning_gives_the_most_frequent_words_first():
    assert LEXICON.completions("med") == ["medecin", "mediation", "medecine"]
    assert LEXICON.completions("me") == []
    assert LEXICON.completions("zzz") == []
    assert LEXICON.completions("violences") == ["violences"]


def test_a_frequency_is_how_many_listings_hold_the_word():
    assert [LEXICON.frequency(form) for form in ("violences", "violencesz", "", "zzz")] == [60, 0, 0, 0]


def test_an_empty_lexicon_gives_nothing():
    empty = Lexicon([], [])
    assert (empty.completions("abc"), empty.corrections("abcd"), empty.nearest("abc")) == ([], [], [])


words = st.text("abcdefgh", min_size=1, max_size=10)


@given(st.sets(words, min_size=1, max_size=40), words)
def test_corrections_are_known_near_and_few(forms: set[str], typed: str):
    lexicon = Lexicon(sorted(forms), list(range(len(forms))))
    found = lexicon.corrections(typed)
    assert len(found) == len(set(found)) <= MOST_CORRECTIONS
    assert set(found) <= forms
    assert all(OSA.distance(typed, each) <= forgiven(typed) for each in found)


@given(st.sets(words, min_size=1, max_size=40), words)
def test_a_word_within_the_slips_forgiven_is_never_left_without_a_correction(forms: set[str], typed: str):
    lexicon = Lexicon(sorted(forms), list(range(len(forms))))
    near = [each for each in forms if OSA.distance(typed, each) <= forgiven(typed)]
    assert bool(lexicon.corrections(typed)) == bool(near and forgiven(typed))


@given(st.sets(words, min_size=1, max_size=60), words)
def test_completions_are_all_the_words_that_begin_so(forms: set[str], typed: str):
    lexicon = Lexicon(sorted(forms), [1] * len(forms))
    expected = sorted(each for each in forms if each.startswith(typed)) if len(typed) > 2 else []
    assert lexicon.completions(typed) == expected[:MOST_COMPLETIONS]
    assert len(lexicon.nearest(typed)) <= MOST_OFFERED
