"""The second step of signing in: a code, a passkey, or a recovery code that stands for either."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from directory.accounts import logins, passkeys, recovery, second_factor
from directory.accounts.passkeys import Site
from directory.accounts.people import actor_of
from directory.accounts.telling_owner import write_to_owner
from directory.audit import tell
from directory.models import Account


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gives: a `way` (*application*, *passkey* or *recovery*), and the code or the answer."""

    way: str
    value: str


def finish(
    session: Session, account: Account, secret: str, given: Given, *, key: str, site: Site, at: datetime
) -> str | None:
    """Open the session of `secret` wholly, and give its new secret; None where what is given is wrong.

    `key` is the secret key of Relais. The try was counted (`second_factor.wait`), and committed, before.

    Raises:
        SealError: the key of Relais has changed since the application was added.
    """
    actor = actor_of(account, "site")
    if not _is_right(session, account.id, given, key, site, at):
        tell(session, "second-factor-refused", actor, at, told={"factor": given.way})
        return None
    fresh = logins.prove(session, secret, at)
    if fresh is None:
        return None
    second_factor.succeed(session, account.id)
    if given.way == "recovery":
        left = recovery.left(session, account.id)
        tell(session, "recovery-used", actor, at, told={"left": left})
        write_to_owner(session, account, f"Un code de secours vient de servir. Il en reste {left}.", at)
    tell(session, "signed-in", actor, at, told={"factor": given.way})
    return fresh


def _is_right(session: Session, account_id: int, given: Given, key: str, site: Site, at: datetime) -> bool:
    if given.way == "application":
        return second_factor.check(session, key, account_id, given.value, at)
    if given.way == "passkey":
        return passkeys.check(session, site, account_id, given.value, at)
    return recovery.burn(session, account_id, given.value)
