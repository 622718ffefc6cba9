"""An account as its owner sees it: what she may do and where, how she proves who she is, her sessions."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from directory.accounts import recovery
from directory.accounts.holding import place_named
from directory.accounts.logins import logins_of
from directory.accounts.passkeys import own_passkeys
from directory.accounts.people import ROLE_NAMES, must_have_two, right_of
from directory.accounts.tokens import print_of
from directory.local_time import PARIS, local
from directory.models import Account
from directory.wording import full_day, hour


@dataclass(frozen=True, slots=True)
class Held:
    """A role and where it holds, in words."""

    role: str
    where: str
    is_manager: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey: its number, its name, and the day it was added, in words."""

    id: int
    name: str
    since: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that goes on: since when and how lately used, in words. `is_this` is the one that looks."""

    since: str
    used: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page of an account shows."""

    name: str
    email: str
    roles: tuple[Held, ...]
    has_password: bool
    has_application: bool
    keys: tuple[Key, ...]
    codes_left: int
    must_have_two: bool
    is_linked: bool
    sessions: tuple[Opened, ...]

    @property
    def has_two(self) -> bool:
        """Say whether signing in takes two steps."""
        return self.has_application or bool(self.keys)


def overview(session: Session, account: Account, secret: str, at: datetime) -> Overview:
    """Give an account as its owner sees it, from the session of `secret`."""
    return Overview(
        name=account.name,
        email=account.email,
        roles=tuple(_held(session, account)),
        has_password=account.password is not None,
        has_application=account.totp_secret is not None,
        keys=tuple(
            Key(key.id, key.name, moment(key.created_at)) for key in own_passkeys(session, account.id)
        ),
        codes_left=recovery.left(session, account.id),
        must_have_two=must_have_two(account),
        is_linked=account.issuer is not None,
        sessions=tuple(
            Opened(moment(each.created_at), moment(each.seen_at), each.digest == print_of(secret))
            for each in logins_of(session, account.id, at)
            if each.stage == "open"
        ),
    )


def moment(at: datetime) -> str:
    """Give « 24 novembre 2026 à 9 h » for a time of the database."""
    here = local(at.replace(tzinfo=UTC), PARIS)
    return f"{full_day(here.date())} à {hour(here)}"


def _held(session: Session, account: Account) -> list[Held]:
    rights = (right_of(grant) for grant in account.grants)
    return [
        Held(
            ROLE_NAMES[each.role], place_named(session, each.territory, each.organization_id), each.is_manager
        )
        for each in rights
    ]
