"""What a filter keeps: for each filter, its values, and what a listing must say to be kept by each.

Nothing here depends on how listings are stored: the snapshot and the database both decide with these.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from directory.vocabulary import vocabulary

VERIFIED_WITHIN = {"3-months": timedelta(days=92), "1-year": timedelta(days=365)}
"""The choices of « verified since », and the days that each goes back."""


class Persons(NamedTuple):
    """Women, men, ages that a listing receives, each part None where nobody said."""

    women: bool | None
    men: bool | None
    age_min: int | None
    age_max: int | None


class Publics(NamedTuple):
    """Victims or perpetrators, and the audiences that a listing receives; None or empty where nobody said."""

    receives: str | None
    audiences: Collection[str]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A filter that keeps by words. `key` is its field in `Filters`, `column` what it reads of a listing.

    `keeps(said, slug)` says whether what a listing says satisfies the value `slug`; `says(said)` whether it
    says anything.
    """

    key: str
    column: str
    values: Callable[[Sequence[Any]], Sequence[str]]
    keeps: Callable[[Any, str], bool]
    says: Callable[[Any], bool] = bool


def _scale(name: str) -> Callable[[Sequence[Any]], Sequence[str]]:
    return lambda _: list(vocabulary().scales[name])


def _in_use(said: Sequence[Collection[str]]) -> Sequence[str]:
    return sorted({value for values in said for value in values})


def _has(said: Collection[str], slug: str) -> bool:
    return slug in said


def _is(said: str | None, slug: str) -> bool:
    return said == slug


def _access_keeps(said: str | None, slug: str) -> bool:
    return said == slug or (said == "both" and slug in ("self", "professional"))


def _audience_keeps(said: Publics, slug: str) -> bool:
    """Keep what receives this audience, or everybody, or does not say; never what says the contrary."""
    is_known = slug in vocabulary().scales["audience"]
    if not is_known or {said.receives, slug} == {"victims", "perpetrators"}:
        return False
    return not said.audiences or slug in said.audiences or "everyone" in said.audiences


def _gender_keeps(said: Persons, slug: str) -> bool:
    return (said.women if slug == "woman" else said.men) is not False


def age_keeps(said: Persons, age: int) -> bool:
    """Say whether a listing may receive somebody of `age` years, as far as it says."""
    return (said.age_min is None or age >= said.age_min) and (said.age_max is None or age <= said.age_max)


DIMENSIONS = (
    Dimension(
        "groups",
        "category",
        lambda _: list(vocabulary().category_groups),
        lambda said, slug: vocabulary().categories[said].group == slug,
    ),
    Dimension("categories", "category", lambda _: list(vocabulary().categories), _is),
    Dimension(
        "needs",
        "category",
        lambda _: list(vocabulary().needs),
        lambda said, slug: slug in vocabulary().categories[said].needs,
    ),
    Dimension("audiences", "public", _scale("audience"), _audience_keeps, lambda said: bool(said.audiences)),
    Dimension(
        "gender",
        "person",
        lambda _: ["woman", "man"],
        _gender_keeps,
        lambda said: said.women is not None or said.men is not None,
    ),
    Dimension("access", "access", lambda _: ["self", "professional", "justice"], _access_keeps),
    Dimension("languages", "language", _in_use, _has),
    Dimension("features", "feature", _scale("feature"), _has),
    Dimension("fees", "fee", _scale("fee"), _is),
    Dimension("modes", "mode", _scale("mode"), _has),
)

BY_KEY = {dimension.key: dimension for dimension in DIMENSIONS}

OPEN_TO_SILENCE = frozenset(("audiences", "gender"))
"""Filters that what says nothing always passes: nobody is kept away by a blank."""

EVERY_KEY = (*BY_KEY, "is_open", "verified_since")
"""The filters whose values are counted."""
