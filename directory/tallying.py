"""How often listings serve, counted by month: never when, by whom, nor for what.

Counts wait in the process, and are written at most every 30 seconds, beside the pages. What waits when a
worker stops is lost: a count is never worth a page.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from threading import Lock, Thread
from time import monotonic

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from directory.models import Service, Tally

LOG = logging.getLogger(__name__)

EVERY = 30.0
"""Seconds between two writings of a process."""

MOST_WAITING = 10_000
"""Counts that may wait: while nothing can be written, memory does not grow."""

Key = tuple[int, str, str]


class Tallies:
    """Counts that wait to be written; any thread may add to them.

    *shown* is a sheet that was opened, or a name in the answer to a situation: not a line of a search, where
    nobody asked for this service.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        """Take what opens sessions that write."""
        self._sessions = sessions
        self._waiting: Counter[Key] = Counter()
        self._guard = Lock()
        self._written_at = monotonic()

    def note(self, what: str, service_ids: Iterable[int], month: str) -> None:
        """Count once for each service; `month` is as « 2026-11 »."""
        with self._guard:
            for each in service_ids:
                if len(self._waiting) < MOST_WAITING:
                    self._waiting[(each, month, what)] += 1

    def write_if_due(self) -> Thread | None:
        """Start writing what waits where that was not done for a while; give the thread that writes."""
        with self._guard:
            if not self._waiting or monotonic() - self._written_at < EVERY:
                return None
            self._written_at = monotonic()
        thread = Thread(target=self.write, name="tallies", daemon=True)
        thread.start()
        return thread

    def write(self) -> bool:
        """Write what waits, and say whether that was done; what could not be written waits again."""
        with self._guard:
            counts, self._waiting = self._waiting, Counter()
        try:
            with self._sessions.begin() as session:
                _add(session, counts)
        except SQLAlchemyError as error:
            LOG.warning("Counts wait, the database does not take them: %s", type(error).__name__)
            with self._guard:
                self._waiting.update(counts)
            return False
        return True


def _add(session: Session, counts: Counter[Key]) -> None:
    """Add counts to those of the month; services that are gone meanwhile are left out."""
    known = set(session.scalars(select(Service.id).where(Service.id.in_({each[0] for each in counts}))))
    for (service_id, month, what), count in sorted(counts.items()):
        if service_id not in known:
            continue
        own = Tally.service_id == service_id, Tally.month == month, Tally.what == what
        held = session.execute(
            update(Tally).where(*own).values(count=Tally.count + count).returning(Tally.count)
        )
        if held.first() is None:
            session.add(Tally(service_id=service_id, month=month, what=what, count=count))
            session.flush()
