"""Which account an identity provider speaks of: by issuer and subject alone, never by a mail address.

An identity is tied to an account by its owner while she is signed in, and by nobody else. What ties an answer
to its request waits in the database (`tokens.py`), and serves once, in the browser from which it was asked.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.accounts import logins, tokens
from directory.accounts.people import actor_of, has_two
from directory.accounts.providers import Asking, Identity
from directory.actors import Actor
from directory.audit import tell
from directory.models import Account

ROUND_TRIP_LASTS = timedelta(minutes=10)
SECRET_BYTES = 32
ACT = "provider"


class LinkError(ValueError):
    """An identity cannot be tied to an account, or untied from it."""


TAKEN = "Cette identité ProConnect est déjà reliée à un autre compte de Relais."
NO_OTHER_WAY = (
    "Sans ProConnect, ce compte n’aurait plus de moyen d’entrer : choisissez d’abord un mot de passe "
    "(« mot de passe oublié »)."
)


@dataclass(frozen=True, slots=True)
class Journey:
    """A way to the provider and back: what is asked there, and what for.

    `browser` is the secret that the browser keeps meanwhile; `linking` is the account to tie the identity to,
    None where somebody signs in; `next_page` is where she was going.
    """

    asking: Asking
    browser: str
    linking: int | None
    next_page: str


def leave(session: Session, at: datetime, *, linking: int | None = None, next_page: str = "") -> Journey:
    """Begin a journey to the provider. The caller commits."""
    nonce, verifier, browser = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(3))
    said = {
        "act": ACT,
        "nonce": nonce,
        "verifier": verifier,
        "browser": _print(browser),
        "next": next_page,
    }
    state = tokens.give(session, "challenge", at, ROUND_TRIP_LASTS, account_id=linking, said=said)
    return Journey(Asking(state, nonce, verifier), browser, linking, next_page)


def come_back(session: Session, state: str, browser: str, at: datetime) -> Journey | None:
    """End the journey of `state`, in the browser that began it; None where there is none, or no more."""
    token = tokens.use(session, "challenge", state, at)
    if token is None or token.said.get("act") != ACT:
        return None
    said = token.said
    if not hmac.compare_digest(said["browser"], _print(browser)):
        return None
    asking = Asking(state, said["nonce"], said["verifier"])
    return Journey(asking, browser, token.account_id, said["next"])


def account_of(session: Session, identity: Identity) -> Account | None:
    """Give the account tied to an identity, None where there is none, or where it is disabled."""
    known = Account.issuer == identity.issuer, Account.subject == identity.subject
    return session.scalars(select(Account).where(*known, Account.is_disabled.is_(False))).first()


def enter_by(
    session: Session,
    identity: Identity,
    at: datetime,
    goes_on: Callable[[int], str | None],
    leaving: str | None = None,
) -> tuple[str, str] | None:
    """Open a session for the account tied to an identity, and give its stage and secret; None without one.

    Where the provider has not asked for two factors, an account that has a second one is asked for it here.
    `goes_on` seals where to go on to; the session of the secret `leaving` ends.
    """
    account = account_of(session, identity)
    if account is None:
        return None
    if leaving:
        logins.close(session, leaving)
    is_enough = identity.is_strong or not has_two(session, account)
    stage = "open" if is_enough else "second-factor"
    secret = logins.open_login(session, account, stage, at, goes_on=goes_on(account.id))
    kind = "signed-in" if is_enough else "provider-right"
    tell(session, kind, actor_of(account, "site"), at, told={"factor": "provider"})
    return stage, secret


def link(session: Session, actor: Actor, account_id: int, identity: Identity, at: datetime) -> None:
    """Tie an identity to an account.

    Raises:
        LinkError: it is tied to another account.
    """
    account = session.get_one(Account, account_id)
    try:
        with session.begin_nested():
            account.issuer, account.subject = identity.issuer, identity.subject
    except IntegrityError as error:
        raise LinkError(TAKEN) from error
    tell(session, "provider-linked", actor, at, told={"issuer": identity.issuer})


def unlink(session: Session, actor: Actor, account_id: int, at: datetime) -> None:
    """Untie the identity of an account.

    Raises:
        LinkError: the account would have no way in any more.
    """
    account = session.get_one(Account, account_id, with_for_update=True)
    if account.password is None:
        raise LinkError(NO_OTHER_WAY)
    if account.issuer is None:
        return
    tell(session, "provider-unlinked", actor, at, told={"issuer": account.issuer})
    account.issuer = account.subject = None


def _print(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
