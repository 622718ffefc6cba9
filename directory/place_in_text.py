"""A commune written among the words of a search: « avocat à Tarbes » names a place, it does not choose it."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.folding import fold
from directory.places import Place, named

LONGEST_NAME = 4
"""Words that a name at the end of a text may have: « Saint-Jean-de-Luz » is one, « Le Puy en Velay » four."""

SHORTEST_NAME = 4
_LEADING = frozenset(
    ("a", "au", "aux", "autour", "commune", "dans", "de", "en", "pour", "pres", "sur", "vers")
)


@dataclass(frozen=True, slots=True)
class PlaceInText:
    """The place that ends a text, and the words before it, without « à » or « près de »."""

    place: Place
    rest: str

    @property
    def choice(self) -> str:
        """What the button that chooses the place sends: the code of the commune, and the text left."""
        return f"{self.place.choice}:{self.rest}"


def place_in(session: Session, text: str) -> PlaceInText | None:
    """Give the one commune whose whole name ends `text`; None for none, several, or a name alone."""
    words = text.split()
    for count in range(min(LONGEST_NAME, len(words) - 1), 0, -1):
        rest, name = _before(words[:-count]), " ".join(words[-count:])
        if rest and len(name) >= SHORTEST_NAME and not re.search(r"\d", name):
            places = named(session, fold(name))
            if len(places) == 1:
                return PlaceInText(places[0], rest)
    return None


def _before(words: list[str]) -> str:
    while words and fold(words[-1]) in _LEADING:
        words = words[:-1]
    return " ".join(words)
