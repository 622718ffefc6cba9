"""A listing is made of plain values: a new one of a partner, or one that was removed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from directory.editing.sources import PARTNER, keep_people
from directory.editing.values import COLUMNS, HELD, LISTS, Values, put
from directory.models import Service

EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(COLUMNS),
    **{name: [] for name in (*LISTS, *HELD)},
    "address_policy": "public",
}
"""What a listing says of which nobody has said anything."""


def new_service(values: Values, organization_id: int, at: datetime) -> Service:
    """Give a service that says `values`, outside any session: see `add`."""
    service = Service(
        organization_id=organization_id,
        source_slug=PARTNER,
        source_key=uuid4().hex,
        source_digest="",
        updated_at=at,
    )
    put(service, {**EMPTY, **values})
    return service


def add(session: Session, service: Service) -> Service:
    """Add a service that people made. The caller commits."""
    keep_people(session)
    session.add(service)
    session.flush()
    return service
