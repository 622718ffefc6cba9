"""Invitations: the only way to an account. Who may invite whom, and what the letter opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.accounts.holding import unit_of
from directory.accounts.people import AccountError, actor_of, find_account
from directory.accounts.tokens import find, give, use
from directory.actors import Actor, answers_for, answers_for_organization, places_of
from directory.audit import tell
from directory.mail import messages
from directory.mail.letters import write
from directory.models import ROLES, Account, Commune, Grant, Organization, Token

LINK_LASTS = timedelta(minutes=60)
"""How long the link of a letter opens an account."""

INVITATION_LASTS = timedelta(days=14)
"""How long a link that is too old still has a new one sent, to the same address."""

INVITED_BY_DESK = ("partner", "social-worker", "officer", "desk")

TOO_WIDE = "Cette invitation dépasse vos droits\u202f: demandez à l’administrateur de Relais."
TOO_WIDE_ORGANIZATION = (
    "Cette invitation dépasse vos droits\u202f: demandez à l’administrateur de Relais, ou à un responsable "
    "de cette organisation. Le bureau y invite quand toutes ses fiches sont dans son territoire."
)


class InviteError(AccountError):
    """This invitation cannot be made, or opens nothing."""


class HasAccountError(InviteError):
    """Whoever is invited has an account already: the invitation waits until she is signed in to it."""

    def __init__(self) -> None:
        super().__init__(
            "Vous avez déjà un compte\u202f: connectez-vous d’abord, puis acceptez l’invitation."
        )


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation gives: a role, and where it holds; and who made it, nobody for a command."""

    email: str
    role: str
    territory: tuple[str, str] | None
    organization_id: int | None
    is_manager: bool
    by: str
    is_fresh: bool


def invite(
    session: Session,
    actor: Actor,
    email: str,
    role: str,
    at: datetime,
    *,
    territory: tuple[str, str] | None = None,
    organization_id: int | None = None,
    is_manager: bool = False,
    base_url: str,
) -> str:
    """Write to `email` a letter whose link gives `role`, and give the secret of the link. The caller commits.

    Raises:
        InviteError: `actor` may not invite so, or nobody could hold this role so.
    """
    email = email.strip().lower()
    _check(session, actor, role, territory, organization_id)
    said = {
        "email": email,
        "role": role,
        "territory": list(territory) if territory else None,
        "organization_id": organization_id,
        "is_manager": is_manager and role == "partner",
        "by": "" if actor.door == "command" else actor.name,
    }
    secret = give(session, "invitation", at, INVITATION_LASTS, account_id=actor.account_id, said=said)
    _write(session, said, secret, at, base_url, at + INVITATION_LASTS)
    _tell(session, "invited", actor, at, said)
    return secret


def read(session: Session, secret: str, at: datetime) -> Invitation | None:
    """Give what the link of a letter would give, fresh or not; None where it opens nothing."""
    token = find(session, "invitation", secret, at)
    return _invitation(token, at) if token and _stands(session, token) else None


def renew(session: Session, secret: str, at: datetime, base_url: str) -> bool:
    """Write a new letter to the same address for a link that is too old; False where there was none."""
    token = use(session, "invitation", secret, at)
    if token is None or not _stands(session, token):
        return False
    lasts = token.expires_at - at
    fresh = give(session, "invitation", at, lasts, account_id=token.account_id, said=token.said)
    _write(session, token.said, fresh, at, base_url, token.expires_at)
    return True


def accept(
    session: Session, secret: str, at: datetime, *, name: str = "", kept: str | None = None
) -> Account:
    """Give the role of an invitation to the account of its mail, made with `name` and the hash `kept`.

    The link opens nothing any more. The caller has checked that whoever has an account is signed in to it.

    Raises:
        HasAccountError: with `kept`, where there is an account: a link alone never signs in to it.
        InviteError: the link opens nothing, or not any more.
    """
    token = use(session, "invitation", secret, at)
    if token is None or not _invitation(token, at).is_fresh or not _stands(session, token):
        raise InviteError("Ce lien d’invitation a déjà servi, ou il est trop ancien.")
    said = _invitation(token, at)
    account = find_account(session, said.email)
    if account is not None and kept is not None:
        raise HasAccountError
    account = account or _opened(session, said.email, name, kept, at)
    grant_to(session, account, said)
    session.flush()
    _tell(session, "joined", Actor(account.name, "site", account_id=account.id), at, token.said)
    return account


def _opened(session: Session, email: str, name: str, kept: str | None, at: datetime) -> Account:
    account = Account(email=email, name=name, password=kept, created_at=at, is_disabled=False)
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        # Another invitation to the same mail was taken at the same moment.
        raise HasAccountError from error
    return account


def _stands(session: Session, token: Token) -> bool:
    """Say whether who invited still may: an invitation does not outlive the rights it was made with.

    One that a command made names nobody, and stands.
    """
    if not token.said["by"]:
        return True
    inviter = session.get(Account, token.account_id) if token.account_id is not None else None
    if inviter is None or inviter.is_disabled:
        return False
    said = token.said
    where = tuple(said["territory"]) if said["territory"] else None
    return may_invite(session, actor_of(inviter, "site"), said["role"], where, said["organization_id"])


def grant_to(session: Session, account: Account, said: Invitation) -> None:
    """Add a role to an account; one that is held already stays one, and may become that of a manager."""
    kind, code = said.territory or (None, None)
    wanted = (said.role, kind, code, said.organization_id)
    for grant in account.grants:
        if (grant.role, grant.territory_kind, grant.territory_code, grant.organization_id) == wanted:
            grant.is_manager = grant.is_manager or said.is_manager
            return
    account.grants.append(
        Grant(
            role=said.role,
            territory_kind=kind,
            territory_code=code,
            organization_id=said.organization_id,
            is_manager=said.is_manager,
        )
    )


def _check(
    session: Session,
    actor: Actor,
    role: str,
    territory: tuple[str, str] | None,
    organization_id: int | None,
) -> None:
    if role not in ROLES:
        raise InviteError("Ce rôle n’existe pas.")
    if (role == "partner") != (organization_id is not None):
        raise InviteError(
            "Un partenaire est invité dans une organisation\u202f; les autres rôles, dans un territoire."
        )
    if territory is not None and not _exists(session, territory):
        raise InviteError("Ce territoire n’existe pas\u202f: choisissez-le dans la liste.")
    if organization_id is not None and session.get(Organization, organization_id) is None:
        raise InviteError("Cette organisation n’est pas dans l’annuaire.")
    if not may_invite(session, actor, role, territory, organization_id):
        raise InviteError(TOO_WIDE if organization_id is None else TOO_WIDE_ORGANIZATION)


def may_invite(
    session: Session,
    actor: Actor,
    role: str,
    territory: tuple[str, str] | None,
    organization_id: int | None,
) -> bool:
    """Say whether `actor` may give `role` there.

    An administrator of everywhere gives any; who answers for a territory, all but that one, within it, and a
    place in an organisation whose listings all are in it; a partner who manages one, a place in it.
    """
    if any(right.role == "administrator" and right.territory is None for right in actor.rights):
        return True
    if organization_id in actor.managed and role == "partner":
        return True
    if role not in INVITED_BY_DESK or not actor.holds("desk", "administrator"):
        return False
    if organization_id:
        return answers_for_organization(session, actor, organization_id)
    return answers_for(session, actor, _inside(session, territory))


def _inside(session: Session, territory: tuple[str, str] | None) -> frozenset[tuple[str, str]]:
    """Give the territories in which one lies whole: itself, and its département where it has only one."""
    if territory is None:
        return frozenset()
    kind, code = territory
    if kind == "unit":
        unit = unit_of(session, code)
        return frozenset({territory}) | (places_of(session, unit) if unit else frozenset())
    if kind == "department":
        return frozenset({territory})
    around = session.scalars(select(Commune.department).where(Commune.epci == code).distinct()).all()
    return frozenset({territory}) | ({("department", around[0])} if len(around) == 1 else frozenset())


def _exists(session: Session, territory: tuple[str, str]) -> bool:
    kind, code = territory
    if kind == "unit":
        return unit_of(session, code) is not None
    column = {"department": Commune.department, "epci": Commune.epci}.get(kind)
    return (
        column is not None and session.scalars(select(Commune.code).where(column == code)).first() is not None
    )


def _invitation(token: Token, at: datetime) -> Invitation:
    said = token.said
    territory = tuple(said["territory"]) if said["territory"] else None
    return Invitation(
        said["email"],
        said["role"],
        territory,
        said["organization_id"],
        said["is_manager"],
        said["by"],
        at - token.created_at < LINK_LASTS,
    )


def _write(
    session: Session, said: Mapping[str, Any], secret: str, at: datetime, base_url: str, until: datetime
) -> None:
    link = f"{base_url}/compte/invitation/{secret}"
    write(session, "invitation", messages.invitation(said["email"], said["by"], link, until), at)


def _tell(session: Session, kind: str, actor: Actor, at: datetime, said: Mapping[str, Any]) -> None:
    """Tell the role and its place. The mail is in the account and in the letter, and not for ever here."""
    territory = said["territory"]
    tell(
        session,
        kind,
        actor,
        at,
        organization_id=said["organization_id"],
        department=territory[1] if territory and territory[0] == "department" else None,
        told={name: said[name] for name in ("role", "territory", "is_manager")},
    )
