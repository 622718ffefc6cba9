"""What a search answers, in plain values: results and why, counts for each filter, what was understood."""

from dataclasses import dataclass
from typing import Literal

from directory.pages import Shown

Tie = Literal["competent", "neighbour", "anywhere", "other-sector", "unknown-sector", "excluded"]
"""How a result relates to the place: it serves it; it serves it from another département; it answers from
anywhere; it serves other communes; nobody said what it serves; it says that it does not serve this one."""

SERVES: tuple[Tie, ...] = ("competent", "neighbour", "anywhere")


@dataclass(frozen=True, slots=True)
class Result:
    """A service found. `tie` is None without a place; `why_here` says it in words.

    `distance_km` is None where distance means nothing or is not known; `distance` says it in words. `matched`
    are the words or expressions that led here, `check` what nobody said and that a filter asks about.
    """

    shown: Shown
    tie: Tie | None
    why_here: str
    distance_km: float | None
    distance: str
    score: float
    matched: tuple[str, ...]
    check: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, and how many results there are if it alone is chosen in that filter."""

    slug: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter and its values; those that would give nothing are left out, unless chosen.

    `unknown` counts the results that say nothing about it. `key` is the name of the field in `Filters`.
    """

    key: str
    label: str
    choices: tuple[Choice, ...]
    unknown: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression may mean: a category or a need; a sense to choose may be several of them together.

    `slug` is what the button that chooses it sends: its slugs, with commas between.
    """

    kind: Literal["category", "need"]
    slug: str
    label: str

    @property
    def slugs(self) -> tuple[str, ...]:
        """The categories or needs meant; none for a sense that the directory holds nothing of."""
        return tuple(filter(None, self.slug.split(",")))


@dataclass(frozen=True, slots=True)
class Understood:
    """How the text was read, so that the page can say it and offer another reading.

    `meanings` pairs each expression recognised with what it led to; `collisions` each acronym that means
    several things with all of them, to choose from; `corrected` each word found under another spelling with
    that spelling; `unknown` the words that nothing contains; `instead` texts to try. `is_relaxed` says that
    no result has every word, so that results with some of them are given.
    """

    meanings: tuple[tuple[str, tuple[Meaning, ...]], ...] = ()
    collisions: tuple[tuple[str, tuple[Meaning, ...]], ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    is_relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """An answer. `serving` of the `total` results serve the place; the others stand near it.

    `waiting` are those left out only because they do not say what a filter asks. `is_degraded` says that the
    snapshot cannot be read: the answer comes from the database, without correction of spelling.
    """

    total: int
    serving: int
    results: tuple[Result, ...]
    facets: tuple[Facet, ...]
    understood: Understood
    waiting: int
    is_degraded: bool
