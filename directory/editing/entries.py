"""What sources say of a listing that people remove or merge: it follows, so that imports respect it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Entry, Service

ENTRIES = "entries"
"""Key, beside the values of a removed listing, of what its sources call it: [source, key] each."""

LINKED = ("linked", "proposal")


def keys_of(service: Service) -> list[list[str]]:
    """Give what sources call a listing."""
    return [[entry.source_slug, entry.source_key] for entry in service.entries]


def set_aside(session: Session, service: Service) -> None:
    """Leave what sources say of a listing that is removed outside the directory."""
    for entry in list(service.entries):
        entry.state, entry.service_id, entry.reason = "outside", None, None
    session.flush()
    session.expire(service, ["entries"])


def hand_over(session: Session, service: Service, into: Service) -> None:
    """Link what sources say of a duplicate to the listing that is kept."""
    for entry in list(service.entries):
        entry.service_id = into.id
    session.flush()
    session.expire(service, ["entries"])
    session.expire(into, ["entries"])


def link_again(session: Session, before: Mapping[str, Any], service_id: int) -> None:
    """Link what sources said of a listing that comes back, where it is still there."""
    for slug, key in before.get(ENTRIES, ()):
        query = select(Entry).where(Entry.source_slug == slug, Entry.source_key == key)
        for entry in session.scalars(query):
            entry.service_id = service_id
            entry.state = entry.state if entry.state in LINKED else "linked"
    session.flush()
