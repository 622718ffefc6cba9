"""Everyone who is competent for a commune: the whole directory as seen from one place, by theme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from directory.find import Found, Tie, find_all
from directory.pages import Shown, shown_at
from directory.places import Place
from directory.vocabulary import vocabulary
from directory.wording import distance
from directory.words import Category, Term

CHAINS: Mapping[str, str] = {
    "nearest": "local",
    "competence": "competence",
    "unit": "unit",
    "dispatch": "dispatch",
    "any": "national",
}
"""How a category is looked for when no rule has said so: as its assignment is."""

SHOWN = 3


@dataclass(frozen=True, slots=True)
class CompetentService:
    """A service for the commune as pages show it; distance in km and in words, where it means something."""

    shown: Shown
    tie: Tie
    distance_km: float | None
    distance: str


@dataclass(frozen=True, slots=True)
class CompetentCategory:
    """A category and the services of it, the best placed first; `others` counts those that are not shown."""

    category: Category
    services: tuple[CompetentService, ...]
    others: int


@dataclass(frozen=True, slots=True)
class CompetentGroup:
    """A theme and its categories that have a service for the commune."""

    group: Term
    categories: tuple[CompetentCategory, ...]


def competent_services(
    session: Session, place: Place, at: datetime, only: str | None = None
) -> list[CompetentGroup]:
    """Give who is competent at `place` now, `at` (aware, local), by theme; one category alone with `only`."""
    words = vocabulary()
    wanted = {
        slug: CHAINS[category.assignment]
        for slug, category in words.categories.items()
        if only is None or slug == only
    }
    found = find_all(session, wanted, place)
    groups = []
    for slug, group in words.category_groups.items():
        categories = tuple(
            _category(category, found[category.slug], at)
            for category in words.categories.values()
            if category.group == slug and found.get(category.slug)
        )
        if categories:
            groups.append(CompetentGroup(group, categories))
    return groups


def _category(category: Category, found: list[Found], at: datetime) -> CompetentCategory:
    shown = tuple(_service(item, at) for item in found[:SHOWN])
    return CompetentCategory(category, shown, max(0, len(found) - SHOWN))


def _service(found: Found, at: datetime) -> CompetentService:
    return CompetentService(
        shown=shown_at(found.service, at, at.date()),
        tie=found.tie,
        distance_km=found.distance_km,
        distance="" if found.distance_km is None else distance(found.distance_km),
    )
