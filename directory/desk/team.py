"""Who acts in a territory: accounts and their roles, invitations that wait, and what may be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.accounts import people
from directory.accounts.holding import LONGEST_NUMBER, unit_of
from directory.accounts.inviting import INVITED_BY_DESK, may_invite
from directory.accounts.people import ROLE_NAMES
from directory.actors import Actor
from directory.desk.listings import when
from directory.desk.territory import communes_within, territories_of, within
from directory.editing.errors import EditError
from directory.models import ROLES, TERRITORY_KINDS, Account, Commune, Grant, Organization, Service, Token
from directory.territories import EVERYWHERE, territory

WHOLE_COUNTRY = "everywhere"
"""How the list of places writes the whole country: a place that is forgotten is not everywhere."""


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
            _invitation(session, each) for each in session.scalars(tokens) if invites(session, actor, each)
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
            ("", ((WHOLE_COUNTRY, EVERYWHERE[:1].upper() + EVERYWHERE[1:]),)),
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
    if value == WHOLE_COUNTRY:
        return None
    kind, _, code = value.partition(":")
    is_number = code.isascii() and code.isdecimal() and len(code) <= LONGEST_NUMBER
    if kind not in TERRITORY_KINDS or not code.isalnum() or (kind == "unit" and not is_number):
        raise EditError("Choisissez le territoire dans la liste.")
    return kind, code


def _account(session: Session, actor: Actor, account: Account) -> AccountLine:
    is_self = account.id == actor.account_id
    grants = tuple(
        GrantLine(
            each.id,
            ROLE_NAMES[each.role] + (", responsable" if each.is_manager else ""),
            _place(session, each.territory_kind, each.territory_code, each.organization_id),
            not is_self and may_take(session, actor, each),
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
        unit = unit_of(session, code)
        return unit.name if unit else code
    return territory(session, kind, code).name or code


def may_take(session: Session, actor: Actor, grant: Grant) -> bool:
    """Say whether `actor` may take a role back: whoever may give it."""
    right = people.right_of(grant)
    return may_invite(session, actor, right.role, right.territory, right.organization_id)


def invites(session: Session, actor: Actor, token: Token) -> bool:
    """Say whether an invitation is one that `actor` may make."""
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
