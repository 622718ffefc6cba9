"""A listing hides its place: at once, and in everything that is kept of it.

The row, its history, what is asked of the desk, what events tell, drafts, and what imports keep (through
those whom `when_hidden` has named). What was forgotten is shown as such, and nothing brings it back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, event, or_, select
from sqlalchemy.orm import Session

from directory.audit import forget_told
from directory.db import forget_log
from directory.editing.clues import FORGOTTEN, Clues, betrayed, clues_of, without
from directory.editing.drafts import forget_drafts_of
from directory.editing.placing import settle
from directory.editing.values import NAMES, Values, put, values_of
from directory.models import ChangeRequest, Revision, Service
from directory.secrecy import WIDE, hidden_by, most_secret
from directory.vocabulary import vocabulary

Forgetter = Callable[[Session, Mapping[int, str]], None]
"""What takes places out of what somebody else keeps of services: number -> policy."""

NUMBER, FILLED = "number", "filled"
"""Keys, beside the values of what was removed or merged: its number then, and what the other one took of it,
each field with what it said before and after.
"""

_forgetters: list[Forgetter] = []


def when_hidden(forgetter: Forgetter) -> None:
    """Have `forgetter` called each time that listings hide. `wsgi.py` names who keeps something of them."""
    if forgetter not in _forgetters:
        _forgetters.append(forgetter)


def hide(session: Session, service: Service, policy: str, at: datetime, zone: Values | None = None) -> None:
    """Hide the place of a service under `policy`, or one that hides more, and forget it everywhere.

    `zone` may name the `zone_kind` and `zone_code` that a confidential service says; without it, the widest.
    Texts that name the place are emptied. The caller commits.

    Raises:
        FieldsError: no zone can be said of it.
    """
    held = values_of(service)
    policy = most_secret(policy, held["address_policy"])
    settled = settle(session, held, {"address_policy": policy, **(zone or {})})
    clues = clues_about(session, service, settled)
    put(service, settled | emptied({**held, **settled}, clues))
    service.updated_at = at
    session.flush()
    forget(session, service, clues)


def clues_about(session: Session, service: Service, settled: Values) -> Clues:
    """Give what would tell the places that a listing and its history say, under a policy and zone."""
    zone = (settled["zone_kind"], settled["zone_code"]) if settled.get("zone_kind") else None
    return clues_of(session, _versions(session, service), settled["address_policy"], zone)


def emptied(values: Values, clues: Clues) -> dict[str, Any]:
    """Give what the fields that betray become; a name, that must stay, becomes that of its category."""
    found = {name: without(name, values[name], clues) for name in betrayed(values, clues)}
    if "name" in found:
        found["name"] = vocabulary().categories[values["category"]].label_short
    return found


def forget(session: Session, service: Service, clues: Clues) -> None:
    """Take the place of a service that hides out of everything that is kept of it."""
    policy = service.address_policy
    for revision in session.scalars(_revisions(service.id)):
        revision.before = veiled(revision.before, policy, clues)
        revision.after = veiled(revision.after, policy, clues)
        if NUMBER in revision.before:
            forget_told(session, [revision.before[NUMBER]], revision.at)
    for request in session.scalars(_requests(service.id)):
        request.before = veiled(request.before, policy, clues)
        request.after = veiled(request.after, policy, clues)
        request.sentence = "" if clues.found_in("sentence", request.sentence) else request.sentence
        request.answer = "" if clues.found_in("answer", request.answer) else request.answer
    forget_told(session, [service.id])
    forget_drafts_of(session, service.id)
    session.flush()
    for forgetter in _forgetters:
        forgetter(session, {service.id: policy})
    _forget_log_later(session)


def veiled(values: Values, policy: str, clues: Clues) -> dict[str, Any]:
    """Give what a history may keep of `values` once a policy hides."""
    hidden = {*hidden_by(policy), *betrayed(values, clues)}
    if policy == "confidential" and any(area["kind"] not in WIDE for area in _areas(values)):
        hidden.add("areas")
    kept: dict[str, Any] = {
        name: dict(FORGOTTEN) if name in hidden and name in NAMES and value is not None else value
        for name, value in values.items()
    }
    return kept | ({FILLED: _veiled_pairs(kept[FILLED], policy, clues)} if FILLED in kept else {})


def _veiled_pairs(pairs: Mapping[str, list[Any]], policy: str, clues: Clues) -> dict[str, list[Any]]:
    sides = [veiled({name: pair[side] for name, pair in pairs.items()}, policy, clues) for side in (0, 1)]
    return {name: [side[name] for side in sides] for name in pairs}


def _areas(values: Values) -> Sequence[Mapping[str, Any]]:
    areas = values.get("areas")
    return areas if isinstance(areas, list) else []


def _versions(session: Session, service: Service) -> Iterator[Values]:
    yield values_of(service)
    for revision in session.scalars(_revisions(service.id)):
        yield from (revision.before, revision.after)
        yield {name: pair[1] for name, pair in revision.before.get(FILLED, {}).items()}
    for request in session.scalars(_requests(service.id)):
        yield from (request.before, request.after)


def _revisions(service_id: int) -> Select[Revision]:
    return select(Revision).where(or_(Revision.service_id == service_id, Revision.into_id == service_id))


def _requests(service_id: int) -> Select[ChangeRequest]:
    return select(ChangeRequest).where(ChangeRequest.service_id == service_id)


def _forget_log_later(session: Session) -> None:
    """Empty the log of the database once the session has committed: what was written there can be read."""
    engine = session.get_bind()
    if isinstance(engine, Engine):
        event.listen(session, "after_commit", lambda _: forget_log(engine), once=True)
