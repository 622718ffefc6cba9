"""Survey the ground under imports: read the gazetteer of the database into memory."""

from collections.abc import Hashable, Iterable
from typing import TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.gazetteer import EDITION
from directory.models import Commune, PlaceName, Postcode, Setting
from importers.ground import Ground, Town

Key = TypeVar("Key", bound=Hashable)


_held: WeakValueDictionary[str, Ground] = WeakValueDictionary()
"""The ground of an edition of the gazetteer, as long as somebody holds it."""


def read_ground(session: Session) -> Ground:
    """Read the ground from the gazetteer: about a second, but where it is in use already."""
    edition = session.scalar(select(Setting.value).where(Setting.key == EDITION)) or ""
    found = _held.get(edition) or _survey(session)
    return _held.setdefault(edition, found)


def _survey(session: Session) -> Ground:
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
