"""What is done once a day, and may be done twice: forget what is past, ask what is due, send what waits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session, sessionmaker

from directory.freshness.campaigns import ask, running
from directory.freshness.forgetting import forget_what_is_past
from directory.freshness.reminding import organizations_to_remind, remind
from directory.freshness.writing import followed_organizations
from directory.local_time import PARIS, local
from directory.mail.mailers import Mailer
from directory.mail.sending import Sent, send_waiting


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: rows forgotten, letters of campaigns and reminders written, and what became of them."""

    forgotten: int
    asked: int
    reminded: int
    mail: Sent


def run(sessions: sessionmaker[Session], mailer: Mailer, public_url: str, at: datetime) -> Done:
    """Do what is due at `at` (UTC, without zone).

    Each organisation has a transaction of its own: a kill loses nothing that was done, and the next run goes
    on from there. What was done today is not done again.
    """
    today = local(at.replace(tzinfo=UTC), PARIS).date()
    with sessions.begin() as session:
        forgotten = forget_what_is_past(session, at)
    asked = _campaign(sessions, public_url, at, today)
    with sessions.begin() as session:
        late = organizations_to_remind(session, today)
    reminded = _each(sessions, late, lambda session, each: remind(session, each, public_url, at, today))
    return Done(forgotten, asked, reminded, send_waiting(sessions, mailer, at))


def _campaign(sessions: sessionmaker[Session], public_url: str, at: datetime, today: date) -> int:
    campaign = running(today)
    if campaign is None:
        return 0
    with sessions.begin() as session:
        followed = followed_organizations(session)
    return _each(
        sessions, followed, lambda session, each: ask(session, campaign, each, public_url, at, today)
    )


def _each(
    sessions: sessionmaker[Session], organizations: Iterable[int], write: Callable[[Session, int], int]
) -> int:
    """Give how many letters `write` wrote for all organisations, each in a transaction of its own."""
    count = 0
    for each in organizations:
        with sessions.begin() as session:
            count += write(session, each)
    return count
