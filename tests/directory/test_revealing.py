"""The words that a neutral card never says."""

from pathlib import Path

import pytest

from directory.revealing import FILE, RevealingWordsError, pattern, revealing_words
from directory.typography import typeset
from directory.yaml_files import YamlMap, read_yaml


def test_the_list_is_long_enough_to_be_of_use() -> None:
    content = read_yaml(Path(FILE))
    assert isinstance(content, YamlMap)
    words = content["words"]
    assert isinstance(words, list)
    assert len(words) >= 60
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    "text",
    [
        "Violences conjugales",
        "Accueil des femmes",
        "France Victimes 48",
        "l'abri de jour",
        "L’ABRI",
        "Aide d’urgence",
        "Commissariat d'Auch",
        "POLICE",
        "Médico-judiciaire",
        "Mise en sécurité",
        "Hébergement",
        "psychologue",
        "Assistante   sociale",
    ],
)
def test_a_word_that_reveals_is_seen_whatever_its_spelling(text: str) -> None:
    assert revealing_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rendez-vous",
        "Maison de santé",
        "Permanence du jeudi",
        "Rue des Violettes, au-dessus de l’arrêt des transports",
        "Point de rencontre, cours de violon",
        "115",
    ],
)
def test_an_ordinary_word_is_let_through(text: str) -> None:
    assert revealing_words(text) == ()


def test_what_is_seen_is_named() -> None:
    assert revealing_words("Association : femmes battues") == ("femmes", "battues")


@pytest.mark.parametrize(
    ("text", "words"),
    [("words: []", "la liste « words » est vide"), ("words: [a]\nexcepted: [b]", "« excepted » est inconnu")],
)
def test_a_list_that_is_empty_or_misread_lets_no_card_through(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "revealing_words.yaml"
    path.write_text(text)
    with pytest.raises(RevealingWordsError, match=typeset(words)):
        pattern(path)
