"""Survey the ground under imports: read the gazetteer of the database into memory."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Commune, PlaceName, Postcode
from importers.ground import Ground, Town

Key = TypeVar("Key", bound=Hashable)


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
