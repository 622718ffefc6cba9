"""Every change that people make passes here: the locks, the row, its history, its event, what it checks."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from directory import audit
from directory.actors import Actor, places_of
from directory.editing.clues import Clues
from directory.editing.hiding import clues_about, emptied, forget, veiled
from directory.editing.locking import day_of
from directory.editing.placing import settle
from directory.editing.sources import keep_people
from directory.editing.values import PLACE, Values, changed, only, put, values_of
from directory.models import FieldCheck, Revision, Service
from directory.secrecy import NEAR, PRECISE, is_raised

CHECKS: Mapping[str, tuple[str, ...]] = {
    "phone": ("phones",),
    "hours": ("hours", "hours_text", "closures"),
    "access": ("access", "referral", "receives", "accepts_women", "accepts_men", "age_min", "age_max"),
}
"""What is checked -> the fields that somebody looks at to check it."""

LONGEST_AUTHOR = 160


def record(
    session: Session,
    actor: Actor,
    service: Service,
    after: Values,
    at: datetime,
    *,
    kind: str = "amended",
    author: str = "",
) -> Revision | None:
    """Write `after` in a listing that is locked, and keep what it said before; None where nothing changes.

    `author` is how the history names who did it, the actor without it.

    Raises:
        FieldsError: a confidential service is given no zone, or one that says more than before.
    """
    held = values_of(service)
    settled = settle(session, held, after)
    hides = is_raised(held["address_policy"], settled["address_policy"])
    clues = clues_about(session, service, settled) if hides else Clues()
    settled |= emptied({**held, **settled}, clues)
    names = changed(held, settled)
    if not names:
        return None
    put(service, only(settled, names))
    service.updated_at = at
    session.flush()
    if hides:
        forget(session, service, clues)
    kept = [veiled(only(values, names), settled["address_policy"], clues) for values in (held, settled)]
    revision = revision_of(actor, service, kind, at, *kept, author=author)
    keep_people(session)
    session.add(revision)
    check(session, service, [about for about, fields in CHECKS.items() if {*fields} & {*names}], actor, at)
    tell(session, kind, actor, service, at, before=revision.before, after=revision.after)
    return revision


def revision_of(
    actor: Actor,
    service: Service,
    kind: str,
    at: datetime,
    before: Values,
    after: Values,
    *,
    author: str = "",
) -> Revision:
    """Give the line of history of a change, that the caller adds to the session."""
    return Revision(
        service_id=service.id,
        source_slug=service.source_slug,
        source_key=service.source_key,
        organization_id=service.organization_id,
        kind=kind,
        before=dict(before),
        after=dict(after),
        author=(author or actor.name)[:LONGEST_AUTHOR],
        door=actor.door,
        at=at,
    )


def check(session: Session, service: Service, about: Iterable[str], actor: Actor, at: datetime) -> None:
    """Keep that the author looked today at what is `about` (phone, hours, capacity, access)."""
    known = {each.field: each for each in service.checks}
    for field in about:
        held = known.get(field)
        if held is None:
            held = FieldCheck(field=field)
            service.checks.append(held)
        held.checked_on, held.by = day_of(at), actor.name[:LONGEST_AUTHOR]
    session.flush()


def tell(session: Session, kind: str, actor: Actor, service: Service, at: datetime, **told: Any) -> None:
    """Add the event of what was done to a listing, without what says where it is."""
    audit.tell(
        session,
        kind,
        actor,
        at,
        service_id=service.id,
        organization_id=service.organization_id,
        department=department_of(session, service),
        told={
            name: tellable(value, service.address_policy) if isinstance(value, Mapping) else value
            for name, value in told.items()
        },
    )


def tellable(values: Values, policy: str) -> dict[str, Any]:
    """Give `values` without what an event never keeps: a street, and where a confidential service is."""
    left_out = PLACE if policy == "confidential" else tuple(set(PLACE) - set(NEAR)) + PRECISE
    return {name: value for name, value in values.items() if name not in left_out}


def department_of(session: Session, service: Service) -> str | None:
    """Give the département whose desk reads what happens to a listing, None unless it is in one."""
    found = sorted(code for kind, code in places_of(session, service) if kind == "department")
    return found[0] if len(found) == 1 else None
