"""What invented listings stand on: the communes of France, the shares of categories, the rarity of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.field_words import tail
from directory.models import Commune
from directory.vocabulary import vocabulary
from directory.words import Category

WEIGHT_OF_COVERAGE = {
    "commune": 10.0,
    "epci": 6.0,
    "sector": 5.0,
    "department": 3.0,
    "jurisdiction": 2.0,
    "region": 0.5,
    "national": 0.2,
}
"""How many services a category has beside another: what exists in every commune is the most frequent."""


class Home(NamedTuple):
    """What a listing needs of the commune it stands in: a plain row, for there are 35,000 of them."""

    code: str
    name: str
    department: str
    region: str
    epci: str | None
    population: int
    latitude: float
    longitude: float
    postcodes: str


def read_homes(session: Session) -> list[Home]:
    """Give every commune of the gazetteer, in the order of their codes."""
    columns = (getattr(Commune, name) for name in Home._fields)
    return [Home(*row) for row in session.execute(select(*columns).order_by(Commune.code))]


@dataclass(frozen=True)
class Ground:
    """The communes that listings stand in, and the seed that everything is drawn from."""

    communes: Sequence[Home]
    seed: int

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """Give the share of services of each commune: that of its people."""
        people = np.array([max(commune.population, 1) for commune in self.communes], np.float64)
        shares: NDArray[np.float64] = people / people.sum()
        return shares

    @cached_property
    def by_department(self) -> dict[str, list[Home]]:
        """Give the communes of each département."""
        found: dict[str, list[Home]] = {}
        for commune in self.communes:
            found.setdefault(commune.department, []).append(commune)
        return found

    @cached_property
    def categories(self) -> tuple[Sequence[Category], NDArray[np.float64]]:
        """Give the categories, and the share of services of each."""
        listed = list(vocabulary().categories.values())
        spread = np.random.default_rng([self.seed, 1]).lognormal(0, 0.8, len(listed))
        weights = np.array([WEIGHT_OF_COVERAGE[category.coverage] for category in listed]) * spread
        return listed, weights / weights.sum()

    @cached_property
    def rarity(self) -> NDArray[np.float64]:
        """Give the distribution of the invented words: Zipf's, so that a few come often and most seldom."""
        weights = 1.0 / np.arange(1, len(tail()) + 1)
        total: NDArray[np.float64] = np.cumsum(weights) / weights.sum()
        return total
