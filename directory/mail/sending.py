"""Letters that wait are sent: each claimed before it leaves, so that two workers never send the same one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, sessionmaker

from directory.actors import Actor
from directory.audit import tell
from directory.mail.letters import Message
from directory.mail.mailers import Mailer, MailError, RefusedError, UnreachableError
from directory.models import Contact, Letter

POSTMAN = Actor("Le courrier de Relais", "daily")
DELAYS = tuple(timedelta(minutes=each) for each in (5, 15, 60, 240, 720, 1440, 1440))
"""How long a letter waits after each try. The first outlasts a try: a claim holds until then."""

MOST = 500
"""Letters of one round: the next one takes the others."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the letters of a round."""

    sent: int = 0
    postponed: int = 0
    refused: int = 0


def send_waiting(sessions: sessionmaker[Session], mailer: Mailer, at: datetime, most: int = MOST) -> Sent:
    """Send the letters that wait, the oldest first, `most` of them; give what became of them.

    Each is claimed, sent, then marked, in short transactions of its own: a kill between the two last leaves a
    letter that is sent again, with the same Message-ID, after the first delay. Where no server answers, the
    round ends there.
    """
    counts = {"sent": 0, "postponed": 0, "refused": 0}
    for _ in range(most):
        letter = _claimed(sessions, at)
        if letter is None:
            break
        failure = _try(mailer, letter)
        with sessions.begin() as session:
            counts[_mark(session, letter.id, failure, at)] += 1
        if isinstance(failure, UnreachableError):
            break
    return Sent(**counts)


def _claimed(sessions: sessionmaker[Session], at: datetime) -> Letter | None:
    """Take the oldest letter that may leave: whoever looks after sees that it was just tried."""
    with sessions.begin() as session:
        waiting = select(Letter).where(Letter.sent_at.is_(None), Letter.failed_at.is_(None), _may_leave(at))
        letter = session.scalars(
            waiting.order_by(Letter.id).limit(1).with_for_update(skip_locked=True)
        ).first()
        if letter is not None:
            letter.tried_at, letter.tries = at, letter.tries + 1
    return letter


def _may_leave(at: datetime) -> ColumnElement[bool]:
    waited = (and_(Letter.tries == n, Letter.tried_at <= at - wait) for n, wait in enumerate(DELAYS, start=1))
    return or_(Letter.tried_at.is_(None), *waited)


def _try(mailer: Mailer, letter: Letter) -> MailError | None:
    message = Message(letter.address, letter.subject, letter.body or "")
    try:
        mailer.send(message, f"relais-{letter.id}-{letter.written_at:%Y%m%d%H%M%S}", letter.written_at)
    except MailError as error:
        return error
    return None


def _mark(session: Session, letter_id: int, failure: MailError | None, at: datetime) -> str:
    """Write down what became of a letter. What it said is forgotten once nobody will send it again."""
    letter = session.get_one(Letter, letter_id)
    letter.failure = str(failure)[:200] if failure else None
    if failure is None:
        letter.sent_at, letter.body = at, None
        return "sent"
    if not isinstance(failure, RefusedError) and letter.tries <= len(DELAYS):
        return "postponed"
    letter.failed_at, letter.body = at, None
    _tell_of(session, letter, failure, at)
    return "refused"


def _tell_of(session: Session, letter: Letter, failure: MailError, at: datetime) -> None:
    """Tell that a letter will never arrive; a contact that refuses it has bounced, and shows at the desk."""
    contact = session.get(Contact, letter.contact_id) if letter.contact_id else None
    if contact is not None and isinstance(failure, RefusedError):
        contact.bounced_at = at
    tell(
        session,
        "mail-refused" if isinstance(failure, RefusedError) else "mail-given-up",
        POSTMAN,
        at,
        organization_id=contact.organization_id if contact else None,
        told={"letter": letter.kind, "tries": letter.tries},
    )
