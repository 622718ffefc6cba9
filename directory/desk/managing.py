"""What may be done to those who act in a territory: accounts closed, roles taken back, invitations again."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import audit
from directory.accounts import people
from directory.accounts.inviting import invite
from directory.accounts.people import ROLE_NAMES, AccountError
from directory.actors import Actor
from directory.desk.team import invites, may_take
from directory.editing.errors import EditError, NotYoursError
from directory.models import Account, Event, Token

HERSELF = "C’est votre propre compte : une autre personne doit le faire."
CLOSED_ABOVE = "Un administrateur a fermé ce compte : lui seul peut le rouvrir."
DESK = "desk"
CLOSINGS = ("account-disabled", "disabled")
"""Events of an account that is closed: on the pages of the desk, by a command."""

TOO_WIDE = "Cette personne a aussi des rôles ailleurs : retirez-lui seulement ceux de votre territoire."


def act(session: Session, actor: Actor, account_id: int, action: str, grant_id: int, at: datetime) -> str:
    """Do one thing to an account (disable, enable, revoke a role), and say what was done."""
    if action == "revoke":
        return revoke(session, actor, account_id, grant_id, at)
    if action == "disable":
        return disable(session, actor, account_id, at)
    return enable(session, actor, account_id, at)


def disable(session: Session, actor: Actor, account_id: int, at: datetime) -> str:
    """Close an account: its sessions end at once. The caller commits.

    Raises:
        EditError: it is one's own, it has roles elsewhere, or nobody else could administer.
        NotYoursError: nobody of this number acts in the territory of `actor`.
    """
    account = _managed(session, actor, account_id)
    if not all(may_take(session, actor, each) for each in account.grants):
        raise EditError(TOO_WIDE)
    try:
        people.disable(session, account)
    except AccountError as error:
        raise EditError(str(error)) from error
    closed_by = "administrator" if _administers(actor) else DESK
    _tell(session, "account-disabled", actor, account, at, closed_by=closed_by)
    return f"Le compte de {account.name} est fermé."


def enable(session: Session, actor: Actor, account_id: int, at: datetime) -> str:
    """Open an account again, with the roles that it has. The caller commits.

    Raises:
        EditError: it is one's own, it has roles elsewhere, or an administrator has closed it.
        NotYoursError: nobody of this number acts in the territory of `actor`.
    """
    account = _managed(session, actor, account_id)
    if not all(may_take(session, actor, each) for each in account.grants):
        raise EditError(TOO_WIDE)
    if not _administers(actor) and not _was_closed_by_desk(session, account):
        raise EditError(CLOSED_ABOVE)
    account.is_disabled = False
    _tell(session, "account-enabled", actor, account, at)
    return f"Le compte de {account.name} est rouvert."


def _administers(actor: Actor) -> bool:
    return any(right.role == "administrator" and right.territory is None for right in actor.rights)


def _was_closed_by_desk(session: Session, account: Account) -> bool:
    """Say whether the journal tells that a desk closed an account: where it tells nothing, nobody knows."""
    of_account = Event.told.like(f'%"account": {account.id},%')
    closed = select(Event).where(Event.kind.in_(CLOSINGS), of_account).order_by(Event.id.desc()).limit(1)
    event = session.scalars(closed).first()
    told = json.loads(event.told) if event and event.told else {}
    return told.get("closed_by") == DESK


def revoke(session: Session, actor: Actor, account_id: int, grant_id: int, at: datetime) -> str:
    """Take a role back from somebody. The caller commits."""
    account = _managed(session, actor, account_id)
    grant = next((each for each in account.grants if each.id == grant_id), None)
    if grant is None or not may_take(session, actor, grant):
        raise NotYoursError
    role = grant.role
    try:
        people.revoke(session, grant)
    except AccountError as error:
        raise EditError(str(error)) from error
    _tell(session, "role-removed", actor, account, at, role=role)
    return f"Rôle retiré à {account.name} : {ROLE_NAMES[role]}."


def _managed(session: Session, actor: Actor, account_id: int) -> Account:
    account = session.get(Account, account_id, with_for_update=True)
    if account is None or not (
        account_id == actor.account_id or any(may_take(session, actor, each) for each in account.grants)
    ):
        raise NotYoursError
    if account_id == actor.account_id:
        raise EditError(HERSELF)
    return account


def _tell(session: Session, kind: str, actor: Actor, account: Account, at: datetime, **more: str) -> None:
    departments = {each.territory_code for each in account.grants if each.territory_kind == "department"}
    told = {"account": account.id, "of": account.name, **more}
    department = min((code for code in departments if code), default=None)
    organizations = {each.organization_id for each in account.grants if each.organization_id}
    organization_id = min(organizations, default=None)
    audit.tell(session, kind, actor, at, department=department, organization_id=organization_id, told=told)


def send_again(session: Session, actor: Actor, digest: str, at: datetime, base_url: str) -> str:
    """Write an invitation again: the former link opens nothing any more. The caller commits.

    Raises:
        NotYoursError: there is none of this name in the territory of `actor`, or it was accepted.
    """
    said = cancel(session, actor, digest, at)
    where = tuple(said["territory"]) if said["territory"] else None
    invite(
        session,
        actor,
        said["email"],
        said["role"],
        at,
        territory=where,
        organization_id=said["organization_id"],
        is_manager=said["is_manager"],
        base_url=base_url,
    )
    return f"Une nouvelle invitation est partie vers {said['email']}."


def cancel(session: Session, actor: Actor, digest: str, at: datetime) -> dict[str, Any]:
    """Take an invitation back, and give what it said. The caller commits."""
    token = session.get(Token, digest)
    if token is None or token.kind != "invitation" or token.expires_at <= at:
        raise NotYoursError
    if not invites(session, actor, token):
        raise NotYoursError
    said = dict(token.said)
    session.delete(token)
    session.flush()
    return said
