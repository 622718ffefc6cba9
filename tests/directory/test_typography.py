"""French is printed with its own apostrophes and spaces."""

import pytest

from directory.typography import NARROW, WIDE, typeset
from directory.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("l'accueil d'urgence", "l’accueil d’urgence"),
        ("Qui appeler ?", f"Qui appeler{NARROW}?"),
        ("Danger ! Appeler ; attendre", f"Danger{NARROW}! Appeler{NARROW}; attendre"),
        ("Horaires : inconnus", f"Horaires{WIDE}: inconnus"),
        ("« maintenant »", f"«{WIDE}maintenant{WIDE}»"),
        ("«maintenant»", f"«{WIDE}maintenant{WIDE}»"),
        ("à 12 km, 3 ans, 9 h", f"à 12{WIDE}km, 3{WIDE}ans, 9{WIDE}h"),
        ("https://exemple.invalid", "https://exemple.invalid"),
        ("09:00", "09:00"),
        ("Ouvert 24 h/24", f"Ouvert 24{WIDE}h/24"),
        ("", ""),
    ],
)
def test_plain_text_is_typeset(plain: str, printed: str) -> None:
    assert typeset(plain) == printed


def test_typesetting_twice_changes_nothing_more() -> None:
    labels = [category.public for category in vocabulary().categories.values()]
    assert [typeset(typeset(label)) for label in labels] == [typeset(label) for label in labels] == labels
