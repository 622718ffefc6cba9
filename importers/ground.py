"""The ground under imports: every commune in memory, to place a row without asking the database each time."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.folding import fold
from directory.models import Commune, PlaceName, Postcode

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Town:
    """A commune of today: INSEE code, name, département, centre (WGS84 degrees, latitude first)."""

    code: str
    name: str
    department: str
    centre: tuple[float, float]


@dataclass(frozen=True, slots=True)
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


def read_ground(session: Session) -> Ground:
    """Read the ground from the gazetteer: about a second, once a run."""
    columns = (Commune.code, Commune.name, Commune.department, Commune.latitude, Commune.longitude)
    towns = {
        code: Town(code, name, department, (latitude, longitude))
        for code, name, department, latitude, longitude in session.execute(select(*columns))
    }
    rows = session.execute(
        select(PlaceName.folded, PlaceName.code, PlaceName.commune_code).where(PlaceName.kind != "word")
    ).all()
    return Ground(
        towns=towns,
        moved={code: commune for _, code, commune in rows if code != commune},
        postcodes=_grouped(session.execute(select(Postcode.postcode, Postcode.commune_code))),
        names=_grouped(((towns[commune].department, folded), commune) for folded, _, commune in rows),
    )


def _grouped(pairs: Iterable[tuple[Key, str]]) -> dict[Key, tuple[str, ...]]:
    grouped: dict[Key, dict[str, None]] = {}
    for key, code in pairs:
        grouped.setdefault(key, {})[code] = None
    return {key: tuple(codes) for key, codes in grouped.items()}
