"""The ground under imports: every commune in memory, to place a row without asking the database each time.

Nothing here knows the database: `importers/survey.py` reads it. So a source's module starts at once in the
process that reads its files (`importers/reading`), with no way to the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.folding import fold


@dataclass(frozen=True, slots=True)
class Town:
    """A commune of today: INSEE code, name, département, centre (WGS84 degrees, latitude first)."""

    code: str
    name: str
    department: str
    centre: tuple[float, float]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Ground:
    """The communes of today by code, old codes included; by postcode; and by département and folded name."""

    towns: Mapping[str, Town]
    moved: Mapping[str, str]
    postcodes: Mapping[str, tuple[str, ...]]
    names: Mapping[tuple[str, str], tuple[str, ...]]

    def town(self, code: str) -> Town | None:
        """Give the commune of today that bears `code`, or that has taken in the one that bore it."""
        return self.towns.get(code) or self.towns.get(self.moved.get(code, ""))

    def by_postcode(self, postcode: str) -> tuple[Town, ...]:
        """Give the communes that `postcode` serves."""
        return tuple(self.towns[code] for code in self.postcodes.get(postcode, ()))

    def by_name(self, name: str, department: str) -> tuple[Town, ...]:
        """Give the communes of `department` found under `name`, former ones by what they became."""
        return tuple(self.towns[code] for code in self.names.get((department, fold(name)), ()))
