"""The second factor: codes that an application on a telephone gives, each of which serves once.

The seed is kept sealed (`sealing.py`), and the last step accepted with it: a code read over a shoulder opens
nothing. A passkey (`passkeys.py`) is a second factor too; a recovery code (`recovery.py`) stands for either.
"""

from calendar import timegm
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import segno
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from directory.accounts.attempts import count, start_again
from directory.accounts.people import ALWAYS_TWO
from directory.accounts.recovery import forget
from directory.accounts.sealing import seal, unseal
from directory.actors import Actor
from directory.audit import tell
from directory.models import Account, Passkey

ISSUER = "Relais"
STEPS_AROUND = 1
"""Steps of thirty seconds by which a clock may be early or late."""

DIGITS = 6
LONGEST_TYPED = 32
GROUP = 4
ENROLMENT_LASTS = timedelta(minutes=30)

MOST, WITHIN = 5, timedelta(minutes=10)
"""Tries at a second factor, whichever it is. It has a limit of its own: a password says nothing of it."""


class LastFactorError(ValueError):
    """The last second factor of somebody who must have one is not removed."""

    def __init__(self) -> None:
        super().__init__(
            "Votre rôle demande un second facteur : ajoutez-en un autre avant de retirer celui-ci."
        )


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is shown to add an application: a picture to scan, the same secret in letters, and the `seed`
    that comes back with the first code. Nothing is kept before that code is right.
    """

    picture: str
    letters: str
    seed: str


def enrol(key: str, account_id: int, email: str, at: datetime) -> Enrolment:
    """Give what an application needs to know. `key` is the secret key of Relais, `picture` an SVG element."""
    secret = pyotp.random_base32()
    return _enrolment(secret, email, seal(key, _enrolling(account_id), secret, at))


def enrol_again(key: str, account_id: int, email: str, seed: str, at: datetime) -> Enrolment:
    """Show the same secret again, after a code that was wrong.

    Raises:
        SealError: `seed` was not given to this account, or too long ago.
    """
    return _enrolment(unseal(key, _enrolling(account_id), seed, at, ENROLMENT_LASTS), email, seed)


def confirm(
    session: Session, actor: Actor, key: str, account_id: int, seed: str, code: str, at: datetime
) -> bool:
    """Keep the application whose first `code` is right; the one before gives nothing any more.

    Raises:
        SealError: `seed` was not given to this account, or too long ago.
    """
    secret = unseal(key, _enrolling(account_id), seed, at, ENROLMENT_LASTS)
    step = _step(secret, code, at)
    if step is None:
        return False
    kept = {"totp_secret": seal(key, _keeping(account_id), secret, at), "totp_step": step}
    session.execute(update(Account).where(Account.id == account_id).values(kept))
    tell(session, "second-factor-added", actor, at, told={"factor": "application"})
    return True


def check(session: Session, key: str, account_id: int, code: str, at: datetime) -> bool:
    """Say whether `code` is the one of now, or of a step around, and was not used: it is used from here on.

    The database says who used it: of two that come at once with the same code, one passes.

    Raises:
        SealError: the key of Relais changed since the application was added.
    """
    sealed = session.scalars(select(Account.totp_secret).where(Account.id == account_id)).one()
    if sealed is None:
        return False
    step = _step(unseal(key, _keeping(account_id), sealed, at), code, at)
    if step is None:
        return False
    is_new = or_(Account.totp_step.is_(None), Account.totp_step < step)
    used = update(Account).where(Account.id == account_id, is_new).values(totp_step=step)
    return bool(session.execute(used.returning(Account.id)).all())


def remove(session: Session, actor: Actor, account_id: int, at: datetime) -> None:
    """Forget the application of an account.

    Raises:
        LastFactorError: it is the last second factor of somebody who must have one.
    """
    session.get_one(Account, account_id, with_for_update=True)
    refuse_last(session, actor, account_id, has_another=_passkeys(session, account_id) > 0)
    session.execute(update(Account).where(Account.id == account_id).values(totp_secret=None, totp_step=None))
    tell(session, "second-factor-removed", actor, at, told={"factor": "application"})


def refuse_last(session: Session, actor: Actor, account_id: int, *, has_another: bool) -> None:
    """Let a factor be removed; without another one, recovery codes open nothing any more either.

    Raises:
        LastFactorError: it is the last one of somebody who must have one.
    """
    if has_another:
        return
    if is_required(actor):
        raise LastFactorError
    forget(session, account_id)


def has_application(session: Session, account_id: int) -> bool:
    """Say whether an application gives codes for this account."""
    return session.scalars(select(Account.totp_secret).where(Account.id == account_id)).one() is not None


def is_required(actor: Actor) -> bool:
    """Say whether somebody must have a second factor."""
    return actor.holds(*ALWAYS_TWO)


def wait(session: Session, account_id: int, at: datetime) -> timedelta | None:
    """Count one try at the second factor of an account, and say how long to wait; None where it may go on.

    Codes, passkeys and recovery codes are counted together. The caller commits before it tells.
    """
    return count(session, _tries(account_id), at, MOST, WITHIN)


def succeed(session: Session, account_id: int) -> None:
    """Forget the tries of an account that has given the right answer."""
    start_again(session, _tries(account_id))


def _tries(account_id: int) -> str:
    return f"second-factor:{account_id}"


def _passkeys(session: Session, account_id: int) -> int:
    own = select(func.count()).select_from(Passkey).where(Passkey.account_id == account_id)
    return session.scalars(own).one()


def _enrolment(secret: str, email: str, seed: str) -> Enrolment:
    letters = " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))
    return Enrolment(
        _picture(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)), letters, seed
    )


def _picture(address: str) -> str:
    """Give an SVG element without style nor size: the sheet of style gives both."""
    made = segno.make(address, error="m", micro=False)
    return made.svg_inline(omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff")


def _step(secret: str, code: str, at: datetime) -> int | None:
    """Give the step of thirty seconds of which `code` is the code, None where it is of none around `at`."""
    digits = "".join(code[:LONGEST_TYPED].split())
    if len(digits) != DIGITS:
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(
            digits, for_time=timegm(at.timetuple()), valid_window=STEPS_AROUND
        )
    except OTPVerificationError:
        return None


def _enrolling(account_id: int) -> str:
    return f"enrolment:{account_id}"


def _keeping(account_id: int) -> str:
    return f"application:{account_id}"
