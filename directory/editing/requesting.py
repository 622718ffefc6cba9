"""What waits for a second person is kept as a request, and those who knew the listing are warned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import audit
from directory.actors import Actor
from directory.editing.recording import LONGEST_AUTHOR, department_of, tellable
from directory.editing.values import Values, only, values_of
from directory.editing.warning import warn
from directory.models import ChangeRequest, Service

OPEN = ("waiting", "asked")
"""States of requests that wait for somebody: the desk, or whoever asked."""


def hold(
    session: Session, actor: Actor, service: Service, after: Mapping[str, Any], at: datetime
) -> ChangeRequest:
    """Ask the desk for `after` of a listing, in place of what the same author asked of the same fields."""
    for held in _replaced(session, actor, service, after):
        held.state = "withdrawn"
    before = only(values_of(service), after)
    request = keep(session, actor, "change", at, service=service, before=before, after=after)
    warn(session, actor, service, list(after), at)
    return request


def _replaced(session: Session, actor: Actor, service: Service, after: Values) -> list[ChangeRequest]:
    query = select(ChangeRequest).where(
        ChangeRequest.service_id == service.id, ChangeRequest.kind == "change", ChangeRequest.state.in_(OPEN)
    )
    return [each for each in session.scalars(query) if is_own(actor, each) and {*each.after} <= {*after}]


def is_own(actor: Actor, request: ChangeRequest) -> bool:
    """Say whether it is `actor` who asked, under this account, this contact, or this name of a command."""
    if request.account_id or request.contact_id:
        same_account = request.account_id is not None and request.account_id == actor.account_id
        same_contact = request.contact_id is not None and request.contact_id == actor.contact_id
        return same_account or same_contact
    return request.author == actor.name


def keep(
    session: Session,
    actor: Actor,
    kind: str,
    at: datetime,
    *,
    service: Service | None = None,
    organization_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    sentence: str = "",
) -> ChangeRequest:
    """Keep what is asked, and tell it: the fields that it is about, and what they may be told to become."""
    request = ChangeRequest(
        kind=kind,
        state="waiting",
        service_id=service.id if service else None,
        organization_id=organization_id or (service.organization_id if service else None),
        before=dict(before or {}),
        after=dict(after or {}),
        sentence=sentence,
        account_id=actor.account_id,
        contact_id=actor.contact_id,
        author=actor.name[:LONGEST_AUTHOR],
        door=actor.door,
        asked_at=at,
    )
    session.add(request)
    session.flush()
    tell_request(session, "asked", actor, request, at)
    return request


def tell_request(session: Session, kind: str, actor: Actor, request: ChangeRequest, at: datetime) -> None:
    """Add the event of what was asked or answered."""
    service = session.get(Service, request.service_id) if request.service_id else None
    policy = service.address_policy if service else request.after.get("address_policy", "confidential")
    audit.tell(
        session,
        kind,
        actor,
        at,
        service_id=request.service_id,
        organization_id=request.organization_id,
        department=department_of(session, service) if service else None,
        told={
            "request": request.id,
            "asked": request.kind,
            "before": tellable(request.before, policy),
            "after": tellable(request.after, policy),
        },
    )
