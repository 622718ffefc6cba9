"""Services and entries as they were, row by row, so that a run can be undone to the bit.

An image of a place that has since been hidden would give its address back: `forget_place` takes it out of
every image. How they are put back: `importers/restoring.py`.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import or_, select
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
from importers.models import Change

HELD: tuple[type[Base], ...] = (ServiceArea, Phone, Closure, Verification, Report)
PLACE = ("street", "postcode", "latitude", "longitude", "transport", "commune_code", "host_id")
SAID_PLACE = ("street", "postcode", "point", "transport", "commune", "host")
"""What tells where a service is, in its columns and in a record. The last two hide only if confidential."""

ALWAYS = -2
BATCH = 500

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


def forget_place(session: Session, number: int, policy: str) -> None:
    """Take what `policy` hides of a service out of all that is kept of it: images, and what sources said."""
    forget_places(session, {number: policy})


def forget_places(session: Session, policies: Mapping[int, str]) -> None:
    """Take out, for each service by number, what its policy hides, wherever an import kept it."""
    secret = {number: policy for number, policy in policies.items() if policy != "public"}
    if not secret:
        return
    for entry in session.scalars(select(Entry).where(Entry.service_id.in_(secret))):
        entry.said = _without(entry.said, secret[entry.service_id or 0])
    kept = select(Change).where(Change.before.is_not(None), Change.kind == "entry")
    for change in session.scalars(kept.execution_options(yield_per=BATCH)):
        _forget_entry(change, secret)
    kept = select(Change).where(Change.before.is_not(None), Change.kind == "service")
    for change in session.scalars(kept.where(Change.number.in_(secret))):
        image: Image = json.loads(change.before or "")
        image["service"][0].update(dict.fromkeys(_hidden(PLACE, secret[change.number])))
        change.before = written(image)
    session.flush()


def _forget_entry(change: Change, secret: Mapping[int, str]) -> None:
    image: Image = json.loads(change.before or "")
    [row] = image["entry"]
    policy = secret.get(row["service_id"] or 0)
    if policy:
        row["said"] = _without(row["said"], policy)
        change.before = written(image)


def forget_hidden(session: Session) -> None:
    """Take out what sources said of the places of services that hide now, whoever has hidden them."""
    query = select(Service.id, Service.address_policy).join(Entry, Entry.service_id == Service.id)
    names_a_place = or_(*(Entry.said.contains(f'"{name}":') for name in SAID_PLACE[:ALWAYS]))
    rows = session.execute(query.where(Service.address_policy != "public", names_a_place))
    forget_places(session, dict(rows.all()))


def _hidden(names: Sequence[str], policy: str) -> Sequence[str]:
    return names if policy == "confidential" else names[:ALWAYS]


def _without(said: str, policy: str) -> str:
    """Give a statement that is kept as JSON without what `policy` hides of its record."""
    statement = json.loads(said)
    for name in _hidden(SAID_PLACE, policy):
        statement["record"].pop(name, None)
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
