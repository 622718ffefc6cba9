"""Who speaks of blows: whoever gives them, or whoever receives them."""

import pytest

from directory.search.understanding import LONGEST_TEXT
from directory.search.voice import is_by_me


@pytest.mark.parametrize(
    "text",
    ["je frappe ma femme", "j’ai frappé ma copine", "je l’ai tapée", "j l'ai encore tapé", "je suis violent"],
)
def test_whoever_says_i_of_a_blow_gives_it(text: str) -> None:
    assert is_by_me(text)


@pytest.mark.parametrize(
    "text",
    ["ma femme me frappe", "il m’a frappée", "mari tape", "je suis battue", "je le frappe, il me tape"],
)
def test_whoever_says_me_or_names_nobody_is_not_taken_for_an_author(text: str) -> None:
    assert not is_by_me(text)


@pytest.mark.parametrize("words", ["l'ai ", "le l'ai ", "l' ", "j'l'", "m'a ", "je "])
def test_the_same_words_over_and_over_are_read_at_once(words: str) -> None:
    # An expression that can match these words in two ways would try them all: it would never end.
    assert not is_by_me(("j'" + words * LONGEST_TEXT)[:LONGEST_TEXT])
