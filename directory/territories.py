"""What a territory is made of, so that a map can draw it: the communes or the départements put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.models import Commune

EVERYWHERE = "toute la France"


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory: its name, the départements that it touches, and its communes.

    Without `communes` it is its départements, whole. Without either it is France, or is not known.
    """

    name: str
    departments: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()


COLUMNS: Mapping[str, tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any], bool]] = {
    "commune": (Commune.code, Commune.name, False),
    "epci": (Commune.epci, Commune.epci_name, False),
    "department": (Commune.department, Commune.department_name, True),
    "region": (Commune.region, Commune.region_name, True),
}
"""Kind -> what its codes are compared with, what names it, and whether it is made of whole départements."""


def territory(session: Session, kind: str, code: str) -> Territory:
    """Give the territory of a kind and code, as `ServiceArea` and `Zone` write them."""
    if kind == "national":
        return Territory(EVERYWHERE)
    column, name, is_whole = COLUMNS[kind]
    query = select(name, Commune.department, Commune.code).where(column == code).order_by(Commune.code)
    rows = session.execute(query).all()
    return Territory(
        name=rows[0][0] if rows else "",
        departments=tuple(dict.fromkeys(department for _, department, _ in rows)),
        communes=() if is_whole else tuple(commune for _, _, commune in rows),
    )
