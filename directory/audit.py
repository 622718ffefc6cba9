"""What happened, for ever: each event is tied to the one before, so that an alteration is found.

An event says who, what, when, from which door, and what it changed (`told`), but for what must not be kept: a
secret, the place of what hides. `told` may be forgotten, when a place is hidden later: its print stays, with
salt, so that the chain stays whole and the print tells nothing. Two triggers refuse any other change.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select, text, true, update
from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.models import Event

FIRST = "0" * 64
"""What comes before the first event."""

CHAIN_LOCK = 5_202_611
"""The number of the lock under which PostgreSQL adds one event at a time; SQLite has one writer anyway."""

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Chain:
    """What reading the whole chain found: how many events, the print of the last, the first that is wrong.

    `broken_at` is the number of the first event that does not hold, None where all hold.
    """

    count: int
    head: str
    broken_at: int | None


def tell(
    session: Session,
    kind: str,
    actor: Actor,
    at: datetime,
    *,
    service_id: int | None = None,
    organization_id: int | None = None,
    department: str | None = None,
    told: Mapping[str, Any] | None = None,
) -> Event:
    """Add an event to the chain. `told` is written as JSON; the caller has left out what must not be kept.

    `kind` is a short English slug: « login », « amended », « invited ». The caller commits.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))
    session.flush()
    last = session.execute(select(Event.id, Event.digest).order_by(Event.id.desc()).limit(1)).first()
    written = _written(told) if told else None
    event = Event(
        id=(last.id if last else 0) + 1,
        at=at,
        kind=kind,
        door=actor.door,
        account_id=actor.account_id,
        author=actor.name,
        service_id=service_id,
        organization_id=organization_id,
        department=department,
        told=written,
        told_print=_print(written or ""),
        previous=last.digest if last else FIRST,
    )
    event.digest = _digest(event)
    session.add(event)
    session.flush()
    return event


def forget_told(session: Session, service_ids: list[int], until: datetime | None = None) -> None:
    """Forget what the events of services tell, where a place now hides. The chain stays whole.

    `until` is when numbers that were those of a listing stopped being so: they may be those of another since.
    """
    in_time = Event.at <= until if until else true()
    of_these = Event.service_id.in_(service_ids), Event.told.is_not(None), in_time
    session.execute(update(Event).where(*of_these).values(told=None))


def verify(session: Session) -> Chain:
    """Read the whole chain, and say where it breaks, if anywhere."""
    count, previous = 0, FIRST
    with session.scalars(_in_order().execution_options(yield_per=BATCH)) as events:
        for event in events:
            count += 1
            if event.id != count or event.previous != previous or not _is_sound(event):
                return Chain(count, previous, event.id)
            previous = event.digest
    return Chain(count, previous, None)


def _is_sound(event: Event) -> bool:
    told_fits = event.told is None or _print(event.told) == event.told_print
    return told_fits and _digest(event) == event.digest


def holds(session: Session, head: str) -> bool:
    """Say whether `head`, noted elsewhere, is still the print of an event: a chain cut short has lost it."""
    return head == FIRST or session.scalar(select(Event.id).where(Event.digest == head)) is not None


def _in_order() -> Select[Event]:
    return select(Event).order_by(Event.id)


def _written(told: Mapping[str, Any]) -> str:
    """Give JSON with salt: from its print nobody finds a value by trying those it may have."""
    return json.dumps({**told, "salt": secrets.token_hex(8)}, ensure_ascii=False, sort_keys=True, default=str)


def _print(written: str) -> str:
    return sha256(written.encode()).hexdigest()


def _digest(event: Event) -> str:
    columns = (
        event.id,
        event.at.isoformat(),
        event.kind,
        event.door,
        event.account_id,
        event.author,
        event.service_id,
        event.organization_id,
        event.department,
        event.told_print,
        event.previous,
    )
    return _print(json.dumps(columns, ensure_ascii=False))
