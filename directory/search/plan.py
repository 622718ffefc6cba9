"""The plan of a search: what a text asks for, once read. The snapshot and the database both run it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CATEGORY_IMPACT = 15.0
"""What being of the category meant counts for, beside the weight of a word (Okapi BM25, about 0 to 15)."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way for a listing to answer a part: it holds all of `stems`, or it is of `category`.

    `said` is the word or expression that leads here, as a person reads it. With `is_flat`, holding the stems
    counts as being of a category that is meant, however rare they are: this is how one line is named.
    """

    said: str
    weight: float
    stems: tuple[str, ...] = ()
    category: str = ""
    is_flat: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A word or an expression of the text, and the ways to answer it: any of them will do."""

    typed: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a listing must answer: all of `parts` with `needs_all`, otherwise one at least.

    `extras` only raise what answers. A plan without parts, from an empty text, asks for everything;
    `is_hopeless` says that words were typed and that none leads anywhere: nothing answers.
    """

    parts: tuple[Part, ...] = ()
    extras: tuple[Part, ...] = ()
    needs_all: bool = True
    is_hopeless: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What running a plan gives. `ids` are those of one page of the `total`, the best first.

    `serving` of the total serve the place. `counts` has, for each filter and each of its values, the number
    of results if that value alone were chosen in that filter, `unknown` how many say nothing about it.
    `waiting` are those left out only because they say nothing of what a filter asks.
    """

    ids: tuple[int, ...]
    scores: tuple[float, ...]
    matched: tuple[tuple[str, ...], ...]
    total: int
    serving: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
