"""Services and entries as they were, row by row, so that a run can be undone to the bit.

An image of a place that has since been hidden would give its address back: `importers/forgetting.py` takes it
out. How images are put back: `importers/restoring.py`.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import (
    Base,
    Closure,
    Entry,
    Organization,
    Phone,
    Report,
    Service,
    ServiceArea,
    Verification,
)

HELD: tuple[type[Base], ...] = (ServiceArea, Phone, Closure, Verification, Report)

Image = dict[str, list[dict[str, Any]]]
"""Table -> its rows that belong to one service, or the one row of an entry."""


def service_images(session: Session, numbers: Sequence[int]) -> dict[int, Image]:
    """Give the rows of services and of all they hold, by number; those that do not exist are left out."""
    images: dict[int, Image] = {}
    query = select(Service.__table__).where(Service.id.in_(numbers))
    for row in session.execute(query).mappings():
        images[row["id"]] = {"service": [dict(row)], "organization": []}
    owners = {image["service"][0]["organization_id"] for image in images.values()}
    every = select(Organization.__table__).where(Organization.id.in_(owners))
    organizations = {row["id"]: dict(row) for row in session.execute(every).mappings()}
    for image in images.values():
        image["organization"] = [organizations[image["service"][0]["organization_id"]]]
    for table in HELD:
        _add_held(session, table, images)
    return images


def _add_held(session: Session, table: type[Base], images: Mapping[int, Image]) -> None:
    columns = table.__table__
    held: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    query = select(columns).where(columns.c.service_id.in_(images)).order_by(columns.c.id)
    for row in session.execute(query).mappings():
        held[row["service_id"]].append(dict(row))
    for number, image in images.items():
        image[table.__tablename__] = held[number]


def entry_images(session: Session, numbers: Sequence[int]) -> dict[int, Image]:
    """Give the rows of entries, by number."""
    query = select(Entry.__table__).where(Entry.id.in_(numbers))
    return {row["id"]: {"entry": [dict(row)]} for row in session.execute(query).mappings()}


def written(image: Image) -> str:
    """Give an image as JSON."""
    return json.dumps(image, default=_day, ensure_ascii=False, separators=(",", ":"))


def _day(value: date | datetime) -> str:
    return value.isoformat()


def entry_print(row: Mapping[str, Any]) -> str:
    """Give the print of the row of an entry: what it says and what became of it."""
    return sha256(repr((row["digest"], row["state"], row["service_id"])).encode()).hexdigest()
