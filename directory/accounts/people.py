"""People who may sign in: their accounts, their rights, and who acts through a link."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from directory.accounts.logins import close_all
from directory.accounts.tokens import find, forget
from directory.actors import Actor, Door, Right
from directory.models import Account, Contact, Grant, Passkey

ALWAYS_TWO = ("desk", "administrator")
"""Roles that cannot do without a second factor."""

ROLE_NAMES = {
    "partner": "partenaire",
    "social-worker": "intervenant social",
    "officer": "gendarme ou policier",
    "desk": "bureau du territoire",
    "administrator": "administrateur",
}


class AccountError(ValueError):
    """What cannot be done to an account, in a sentence that says why."""


def actor_of(account: Account, door: Door) -> Actor:
    """Give who acts, with the rights of her grants."""
    return Actor(account.name, door, account_id=account.id, rights=tuple(map(right_of, account.grants)))


def right_of(grant: Grant) -> Right:
    """Give a grant as the right that it is."""
    territory = (
        (grant.territory_kind, grant.territory_code)
        if grant.territory_kind and grant.territory_code
        else None
    )
    return Right(grant.role, territory, grant.organization_id, grant.is_manager)


def link_actor(session: Session, secret: str, at: datetime) -> Actor | None:
    """Give who acts through the link of a letter: the contact of one organisation, and nothing else."""
    token = find(session, "partner-link", secret, at)
    contact = session.get(Contact, token.contact_id) if token and token.contact_id else None
    if contact is None:
        return None
    right = Right("partner", organization_id=contact.organization_id)
    return Actor(f"contact de {contact.organization.name}", "link", contact_id=contact.id, rights=(right,))


def find_account(session: Session, email: str) -> Account | None:
    """Give the account of a mail, written in whatever case."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).first()


def must_have_two(account: Account) -> bool:
    """Say whether a role of this account asks for a second factor."""
    return any(grant.role in ALWAYS_TWO for grant in account.grants)


def has_two(session: Session, account: Account) -> bool:
    """Say whether this account has a second factor: an application or a passkey."""
    keys = select(func.count()).select_from(Passkey).where(Passkey.account_id == account.id)
    return account.totp_secret is not None or session.scalars(keys).one() > 0


def set_password(session: Session, account: Account, kept: str | None, *, but: str | None = None) -> None:
    """Keep a new hash: every session ends but that of the secret `but`, and no letter resets it any more."""
    account.password = kept
    _forget_ways_in(session, account, but=but)


def set_email(session: Session, account: Account, email: str, *, but: str | None = None) -> None:
    """Keep a new mail: every session ends but that of the secret `but`, and no letter resets it any more."""
    account.email = email.strip().lower()
    _forget_ways_in(session, account, but=but)


def disable(session: Session, account: Account) -> None:
    """Let somebody in no more: her sessions end at once, and the invitations that she made open nothing.

    What she did stays in her name.

    Raises:
        AccountError: nobody else could administer.
    """
    _refuse_last_administrator(session, account)
    account.is_disabled = True
    forget(session, "invitation", account_id=account.id)
    _forget_ways_in(session, account)


def revoke(session: Session, grant: Grant) -> None:
    """Take a role back: every session of the account ends, the next one is without it.

    The invitations that it made open nothing any more: what another role allows is easily made again.

    Raises:
        AccountError: nobody else could administer.
    """
    if _is_everywhere(grant):
        _refuse_last_administrator(session, grant.account)
    close_all(session, grant.account_id)
    forget(session, "invitation", account_id=grant.account_id)
    grant.account.grants.remove(grant)
    session.flush()


def _is_everywhere(grant: Grant) -> bool:
    return grant.role == "administrator" and grant.territory_kind is None


def _refuse_last_administrator(session: Session, account: Account) -> None:
    """Keep one administrator of the whole country who can sign in.

    The grants are locked first, and looked at after: of two administrators who disable each other at once,
    the second waits for the first, and sees what the first has done.
    """
    everywhere = Grant.role == "administrator", Grant.territory_kind.is_(None)
    session.scalars(select(Grant.id).where(*everywhere).order_by(Grant.id).with_for_update()).all()
    has_key = select(Passkey.id).where(Passkey.account_id == Account.id).exists()
    has_way_in = or_(Account.password.is_not(None), Account.subject.is_not(None), has_key)
    others = select(Grant.id).join(Account).where(*everywhere, Account.id != account.id)
    others = others.where(Account.is_disabled.is_(False), has_way_in)
    if any(map(_is_everywhere, account.grants)) and session.scalars(others).first() is None:
        raise AccountError(
            "C’est le dernier compte d’administrateur\u202f: sans lui, plus personne ne pourrait inviter. "
            "Invitez d’abord un autre administrateur."
        )


def _forget_ways_in(session: Session, account: Account, *, but: str | None = None) -> None:
    close_all(session, account.id, but=but)
    forget(session, "reset", account_id=account.id)
    session.flush()
