"""How often something may be tried: counted in the database, so that the limit is exact in all workers."""

from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from directory.models import Attempt

MOST_LETTERS, AN_HOUR = 30, timedelta(hours=1)
"""Letters that people of one network ask for without being signed in: a whole station shares its address."""

LONGEST_WINDOW = timedelta(days=1)
"""What is older is forgotten, whatever it was."""


def count(session: Session, key: str, at: datetime, most: int, within: timedelta) -> timedelta | None:
    """Count a try of `key`, of which `most` are let through `within` a time: None means go on.

    Otherwise nothing is counted, and how long to wait is given. Only the print of `key` is kept. The caller
    commits, before it tries.
    """
    digest = _print(key)
    _one_at_a_time(session, digest)
    session.execute(delete(Attempt).where(Attempt.at <= at - LONGEST_WINDOW))
    latest = select(Attempt.at).where(Attempt.key == digest, Attempt.at > at - within)
    times = session.scalars(latest.order_by(Attempt.at.desc()).limit(most)).all()
    if len(times) >= most:
        # A clock that was put back leaves tries of a time to come: nobody waits longer than the window.
        return min(times[-1] + within - at, within)
    session.add(Attempt(key=digest, at=at))
    session.flush()
    return None


def too_many_letters(session: Session, address: str | None, at: datetime) -> bool:
    """Count a letter that nobody known asks for from `address`; say whether its network asks too often.

    Whoever asks is told the same either way: one network does not write to everybody. The caller commits.
    """
    network = network_of(address)
    return bool(network) and count(session, f"letters-from:{network}", at, MOST_LETTERS, AN_HOUR) is not None


def network_of(address: str | None) -> str:
    """Give the network of a public address; nothing for a local one, which is that of our own proxy."""
    try:
        given = ip_address(address or "")
    except ValueError:
        return ""
    if not given.is_global:
        return ""
    return str(ip_network(f"{given}/{24 if given.version == 4 else 64}", strict=False))


def start_again(session: Session, key: str) -> None:
    """Forget the tries of `key`: whoever gave the right answer was not guessing."""
    session.execute(delete(Attempt).where(Attempt.key == _print(key)))


def _one_at_a_time(session: Session, digest: str) -> None:
    """Let one worker count tries of a key at a time; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock(func.hashtextextended(digest, text("0")))
        session.execute(select(lock))


def _print(key: str) -> str:
    return sha256(key.encode(errors="replace")).hexdigest()
