"""Two listings that may be one: looked for, and compared field by field before they are merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from directory.actors import Actor, moderates
from directory.desk.items import Line
from directory.desk.listings import Row, listings
from directory.editing.errors import NotYoursError
from directory.editing.filling import filled
from directory.editing.showing import UNSAID, shown
from directory.editing.values import NAMES, Values, changed, values_of
from directory.models import Service
from directory.secrecy import most_secret

UNTOLD = ("latitude", "longitude")
"""Fields that say nothing to whoever compares."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Two listings side by side, and what the one that is kept takes of the other.

    `lines` are what the kept says (`before`) and what the duplicate says (`after`), where they differ;
    `taken` what the kept would say otherwise than now.
    """

    kept_id: int
    kept: str
    duplicate_id: int
    duplicate: str
    lines: tuple[Line, ...]
    taken: tuple[Line, ...]


def candidates(session: Session, actor: Actor, service_id: int, text: str, today: date) -> Sequence[Row]:
    """Give the listings of the territory that may be the same, by the words of their names."""
    return [row for row in listings(session, actor, text, 0, today).rows if row.service_id != service_id]


def preview(session: Session, actor: Actor, kept_id: int, duplicate_id: int) -> Preview:
    """Compare two listings, and say what merging would do.

    Raises:
        NotYoursError: one of them does not exist, or is not in the territory of `actor`.
    """
    kept, duplicate = (_own(session, actor, number) for number in (kept_id, duplicate_id))
    held, said = values_of(kept), values_of(duplicate)
    policy = most_secret(kept.address_policy, duplicate.address_policy)
    after = filled(held, said) | {"address_policy": policy}
    told = [name for name in NAMES if name not in UNTOLD]
    return Preview(
        kept.id,
        kept.name,
        duplicate.id,
        duplicate.name,
        lines=_lines(session, [name for name in changed(held, said) if name in told], held, said),
        taken=_lines(session, [name for name in changed(held, after) if name in told], held, after),
    )


def _lines(session: Session, names: Sequence[str], left: Values, right: Values) -> tuple[Line, ...]:
    fields = [shown(session, name, left, right) for name in names]
    return tuple(Line(each.label, _said(each.before), _said(each.after)) for each in fields)


def _said(words: str) -> str:
    return "" if words == UNSAID else words


def _own(session: Session, actor: Actor, service_id: int) -> Service:
    service = session.get(Service, service_id)
    if service is None or not moderates(session, actor, service):
        raise NotYoursError
    return service
