"""A place written among the words of a search: « avocat à Tarbes » names one, it does not choose it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.folding import fold
from directory.places import Place, named, served_by

LONGEST_NAME = 4
"""Words that a name at the end of a text may have: « Saint-Jean-de-Luz » is one, « Le Puy en Velay » four."""

SHORTEST_NAME = 4
MOST_PLACES = 4
"""Communes offered of a postcode that several share, the most populated."""

_LEADING = frozenset(
    ("a", "au", "aux", "autour", "commune", "dans", "de", "en", "pour", "pres", "sur", "vers")
)
_POSTCODE = re.compile(r"(?:^|(?<=\s))(\d\d) ?(\d{3})$")


@dataclass(frozen=True, slots=True)
class PlaceInText:
    """The place that ends a text, and the words before it, without « à » or « près de »."""

    place: Place
    rest: str

    @property
    def choice(self) -> str:
        """What the button that chooses the place sends: the code of the commune, and the text left."""
        return f"{self.place.choice}:{self.rest}"


def places_in(session: Session, text: str) -> tuple[PlaceInText, ...]:
    """Give what ends `text`: the communes of a postcode, at most `MOST_PLACES`, or the one of a whole name.

    A name that several communes bear gives none, nor does a name alone: it may be a surname, or a service.
    """
    postcode = _POSTCODE.search(text)
    if postcode is None:
        return _named_last(session, text.split())
    rest = _before(text[: postcode.start()].split())
    places = served_by(session, postcode[1] + postcode[2])[:MOST_PLACES]
    return tuple(PlaceInText(place, rest) for place in places)


def _named_last(session: Session, words: Sequence[str]) -> tuple[PlaceInText, ...]:
    for count in range(min(LONGEST_NAME, len(words) - 1), 0, -1):
        rest, name = _before(words[:-count]), " ".join(words[-count:])
        if rest and len(name) >= SHORTEST_NAME and not re.search(r"\d", name):
            places = named(session, fold(name))
            if len(places) == 1:
                return (PlaceInText(places[0], rest),)
    return ()


def _before(words: Sequence[str]) -> str:
    while words and fold(words[-1]) in _LEADING:
        words = words[:-1]
    return " ".join(words)
