"""What people change in a listing: at once, in history, or once a second person has accepted it.

The caller commits. What is not for the author raises `NotYoursError` and changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.announcing import close, reopen, say_delay, say_full, say_open
from directory.editing.cleaning import clean
from directory.editing.errors import ConflictError, EditError, FieldsError, NotYoursError
from directory.editing.guarding import guard
from directory.editing.locking import day_of, open_listing
from directory.editing.recording import check, record, tell
from directory.editing.requesting import hold
from directory.editing.sensitive import part
from directory.editing.sources import PEOPLE, keep_people
from directory.editing.values import Values, changed, print_of, values_of
from directory.models import Report, Service, Verification

__all__ = [
    "Amended",
    "ConflictError",
    "EditError",
    "FieldsError",
    "NotYoursError",
    "amend",
    "close",
    "confirm",
    "open_listing",
    "reopen",
    "say_delay",
    "say_full",
    "say_open",
]


@dataclass(frozen=True, slots=True)
class Amended:
    """What an edit did: the fields that changed at once, those that wait, under which request.

    `later` names what was not kept at all, to be typed again once what waits is accepted: where a place is
    that hides until then.
    """

    applied: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    request_id: int | None = None
    later: tuple[str, ...] = ()


def amend(session: Session, actor: Actor, service_id: int, after: Values, seen: str, at: datetime) -> Amended:
    """Change in a listing what `after` says otherwise; `seen` is the version that the author was shown.

    Raises:
        ConflictError: somebody has changed it since, and it says otherwise than `after`.
        FieldsError: what was typed cannot be kept.
        NotYoursError: it is not for this author.
    """
    service = open_listing(session, actor, service_id)
    held = values_of(service)
    after = clean(session, held, after)
    differing = changed(held, after)
    if not differing:
        return Amended()
    if seen != print_of(held):
        raise ConflictError(held, differing, print_of(held))
    guard(session, service, held, after)
    return change(session, actor, service, after, at)


def change(
    session: Session,
    actor: Actor,
    service: Service,
    after: Values,
    at: datetime,
    *,
    kind: str = "amended",
) -> Amended:
    """Change a listing that is locked: at once what may be, and by a request what waits."""
    parted = part(service, values_of(service), after)
    waiting = dict(parted.waiting)
    request = hold(session, actor, service, waiting, at) if waiting else None
    revision = record(session, actor, service, parted.now, at, kind=kind)
    return Amended(
        applied=tuple(revision.after) if revision else (),
        waiting=tuple(waiting),
        request_id=request.id if request else None,
        later=parted.later,
    )


def confirm(session: Session, actor: Actor, service_id: int, at: datetime) -> None:
    """Say that the whole listing is right today: its verification, and that of each of its fields.

    Raises:
        NotYoursError: it is not for this author.
    """
    service, day = open_listing(session, actor, service_id), day_of(at)
    keep_people(session)
    _verify(session, service, actor, day)
    service.verified_on = max(day, service.verified_on or day)
    older = (Report.service_id == service.id, Report.reported_on < day)
    session.execute(delete(Report).where(*older))
    about = ["phone", "hours", "access", *(["capacity"] if service.availability else [])]
    check(session, service, about, actor, at)
    tell(session, "confirmed", actor, service, at, day=day.isoformat())


def _verify(session: Session, service: Service, actor: Actor, day: date) -> None:
    """Keep one verification for the day: what a person confirms is known by that person, not by a file."""
    held = next((each for each in service.verifications if each.verified_on == day), None)
    if held is None:
        held = Verification(verified_on=day, source_slug=actor.source)
        service.verifications.append(held)
    if held.author is None or held.source_slug not in PEOPLE:
        held.source_slug, held.author = actor.source, actor.name
    session.flush()
