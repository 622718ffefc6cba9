"""Who acts in a territory: accounts and their roles, invitations that wait, and what may be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory import audit
from directory.accounts import people
from directory.accounts.inviting import INVITED_BY_DESK, invite, may_invite
from directory.accounts.people import ROLE_NAMES, AccountError
from directory.actors import Actor
from directory.desk.listings import when
from directory.desk.territory import communes_within, territories_of, within
from directory.editing.errors import EditError, NotYoursError
from directory.models import ROLES, TERRITORY_KINDS, Account, Commune, Grant, Organization, Service, Token
from directory.territories import EVERYWHERE, territory

HERSELF = "C’est votre propre compte : une autre personne doit le faire."
TOO_WIDE = "Cette personne a aussi des rôles ailleurs : retirez-lui seulement ceux de votre territoire."


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A role of an account, in words; `is_mine` where whoever reads may take it back."""

    grant_id: int
    role: str
    place: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """Somebody of the territory. `is_mine` where whoever reads may close the whole account."""

    account_id: int
    name: str
    email: str
    is_disabled: bool
    is_self: bool
    is_mine: bool
    grants: tuple[GrantLine, ...]


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that nobody has accepted yet; `digest` names it, and opens nothing."""

    digest: str
    email: str
    role: str
    place: str
    until: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The people of a territory, and what may be given there: `roles` and `places` are (value, label)."""

    accounts: tuple[AccountLine, ...]
    invitations: tuple[InvitationLine, ...]
    roles: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def team(session: Session, actor: Actor, at: datetime) -> TeamPage:
    """Give who acts in the territory of `actor`."""
    query = select(Account).options(selectinload(Account.grants)).order_by(Account.name, Account.id)
    lines = [_account(session, actor, each) for each in session.scalars(query)]
    tokens = select(Token).where(Token.kind == "invitation", Token.expires_at > at).order_by(Token.created_at)
    return TeamPage(
        accounts=tuple(line for line in lines if line.is_self or any(each.is_mine for each in line.grants)),
        invitations=tuple(
            _invitation(session, each) for each in session.scalars(tokens) if _invites(session, actor, each)
        ),
        roles=tuple((role, ROLE_NAMES[role]) for role in _roles(actor) if role != "partner"),
        places=places(session, actor),
    )


def _roles(actor: Actor) -> Sequence[str]:
    return ROLES if territories_of(actor) is None and actor.holds("administrator") else INVITED_BY_DESK


def places(session: Session, actor: Actor) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Give by group the territories in which `actor` may give a role, as (« kind:code », name)."""
    held = territories_of(actor)
    if held is None:
        rows = session.execute(select(Commune.department, Commune.department_name).distinct())
        named = sorted((code, f"{name} ({code})") for code, name in rows)
        return (
            ("", (("", EVERYWHERE.capitalize()),)),
            ("Départements", tuple((f"department:{code}", name) for code, name in named)),
        )
    own = tuple(
        (f"{kind}:{code}", territory(session, kind, code).name or code) for kind, code in sorted(held)
    )
    inside = Commune.code.in_(communes_within(held))
    groups = select(Commune.epci, Commune.epci_name).where(inside, Commune.epci.is_not(None)).distinct()
    epcis = sorted((name or "", f"epci:{code}") for code, name in session.execute(groups))
    hosts = select(Service.host_id).where(Service.host_id.is_not(None))
    units = select(Service.id, Service.name).where(within(actor), Service.id.in_(hosts))
    named_units = sorted((name, f"unit:{number}") for number, name in session.execute(units))
    return (
        ("Votre territoire", own),
        ("Intercommunalités", tuple((value, name) for name, value in epcis)),
        ("Unités", tuple((value, name) for name, value in named_units)),
    )


def place_of(value: str) -> tuple[str, str] | None:
    """Read a place as the list of `places` writes it; None for everywhere.

    Raises:
        EditError: it is not one of the list.
    """
    kind, _, code = value.partition(":")
    if value and (
        kind not in TERRITORY_KINDS or not code.isalnum() or (kind == "unit" and not code.isdigit())
    ):
        raise EditError("Choisissez le territoire dans la liste.")
    return (kind, code) if value else None


def _account(session: Session, actor: Actor, account: Account) -> AccountLine:
    is_self = account.id == actor.account_id
    grants = tuple(
        GrantLine(
            each.id,
            ROLE_NAMES[each.role] + (", responsable" if each.is_manager else ""),
            _place(session, each.territory_kind, each.territory_code, each.organization_id),
            not is_self and _may_take(session, actor, each),
        )
        for each in account.grants
    )
    is_mine = bool(grants) and all(each.is_mine for each in grants)
    return AccountLine(account.id, account.name, account.email, account.is_disabled, is_self, is_mine, grants)


def _place(session: Session, kind: str | None, code: str | None, organization_id: int | None) -> str:
    if organization_id is not None:
        held = session.get(Organization, organization_id)
        return held.name if held else ""
    if kind is None or code is None:
        return EVERYWHERE
    if kind == "unit":
        unit = session.get(Service, int(code))
        return unit.name if unit else code
    return territory(session, kind, code).name or code


def _may_take(session: Session, actor: Actor, grant: Grant) -> bool:
    right = people.right_of(grant)
    return may_invite(session, actor, right.role, right.territory, right.organization_id)


def _invites(session: Session, actor: Actor, token: Token) -> bool:
    said = token.said
    where = tuple(said["territory"]) if said["territory"] else None
    return may_invite(session, actor, said["role"], where, said["organization_id"])


def _invitation(session: Session, token: Token) -> InvitationLine:
    said = token.said
    kind, code = said["territory"] or (None, None)
    return InvitationLine(
        token.digest,
        said["email"],
        ROLE_NAMES[said["role"]] + (", responsable" if said["is_manager"] else ""),
        _place(session, kind, code, said["organization_id"]),
        when(token.expires_at),
    )


def disable(session: Session, actor: Actor, account_id: int, at: datetime) -> str:
    """Close an account: its sessions end at once. The caller commits.

    Raises:
        EditError: it is one's own, it has roles elsewhere, or nobody else could administer.
        NotYoursError: nobody of this number acts in the territory of `actor`.
    """
    account = _managed(session, actor, account_id)
    if not all(_may_take(session, actor, each) for each in account.grants):
        raise EditError(TOO_WIDE)
    try:
        people.disable(session, account)
    except AccountError as error:
        raise EditError(str(error)) from error
    _tell(session, "account-disabled", actor, account, at)
    return f"Le compte de {account.name} est fermé."


def enable(session: Session, actor: Actor, account_id: int, at: datetime) -> str:
    """Open an account again, with the roles that it has. The caller commits."""
    account = _managed(session, actor, account_id)
    if not all(_may_take(session, actor, each) for each in account.grants):
        raise EditError(TOO_WIDE)
    account.is_disabled = False
    _tell(session, "account-enabled", actor, account, at)
    return f"Le compte de {account.name} est rouvert."


def revoke(session: Session, actor: Actor, account_id: int, grant_id: int, at: datetime) -> str:
    """Take a role back from somebody. The caller commits."""
    account = _managed(session, actor, account_id)
    grant = next((each for each in account.grants if each.id == grant_id), None)
    if grant is None or not _may_take(session, actor, grant):
        raise NotYoursError
    role = grant.role
    try:
        people.revoke(session, grant)
    except AccountError as error:
        raise EditError(str(error)) from error
    _tell(session, "role-removed", actor, account, at, role)
    return f"Rôle retiré à {account.name} : {ROLE_NAMES[role]}."


def _managed(session: Session, actor: Actor, account_id: int) -> Account:
    account = session.get(Account, account_id, with_for_update=True)
    if account is None or not (
        account_id == actor.account_id or any(_may_take(session, actor, each) for each in account.grants)
    ):
        raise NotYoursError
    if account_id == actor.account_id:
        raise EditError(HERSELF)
    return account


def _tell(session: Session, kind: str, actor: Actor, account: Account, at: datetime, role: str = "") -> None:
    departments = {each.territory_code for each in account.grants if each.territory_kind == "department"}
    told = {"account": account.id, "of": account.name} | ({"role": role} if role else {})
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
    if not _invites(session, actor, token):
        raise NotYoursError
    said = dict(token.said)
    session.delete(token)
    session.flush()
    return said
