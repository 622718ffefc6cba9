"""Services and entries as they were, row by row, so that a run can be undone to the bit.

An image of a place that has since been hidden would give its address back: `forget_place` takes it out of
every image, and nothing is restored over what somebody has touched since.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Date, DateTime, delete, insert, select, update
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


def restore(session: Session, text: str) -> None:
    """Put the rows of an image back as they were, in place of those of today."""
    image: Image = json.loads(text)
    if "entry" in image:
        _put(session, Entry, image["entry"])
        return
    number = image["service"][0]["id"]
    _put_if_missing(session, Organization, image["organization"])
    for table in HELD:
        session.execute(delete(table).where(table.__table__.c.service_id == number))
    _put(session, Service, image["service"])
    for table in HELD:
        _insert(session, table, image[table.__tablename__])


def _put(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows over those of the same number, without deleting these: other rows stand on them."""
    columns = table.__table__
    for row in rows:
        values = _typed(table, row)
        of_this = columns.c.id == row["id"]
        if session.scalar(select(columns.c.id).where(of_this)) is None:
            session.connection().execute(insert(table).values(values))
        else:
            session.connection().execute(update(table).where(of_this).values(values))


def _put_if_missing(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    columns = table.__table__
    known = set(session.scalars(select(columns.c.id).where(columns.c.id.in_([row["id"] for row in rows]))))
    _insert(session, table, [row for row in rows if row["id"] not in known])


def _insert(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table), [_typed(table, row) for row in rows])


def _typed(table: type[Base], row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of a row as the database takes them: JSON has no days."""
    return {name: _typed_value(table, name, value) for name, value in row.items()}


def _typed_value(table: type[Base], name: str, value: Any) -> Any:
    kind = table.__table__.c[name].type
    if value is None or not isinstance(kind, Date | DateTime):
        return value
    return datetime.fromisoformat(value) if isinstance(kind, DateTime) else date.fromisoformat(value)


def forget_place(session: Session, number: int, policy: str) -> None:
    """Take what `policy` hides of a service out of all that is kept of it: images, and what sources said."""
    if policy == "public":
        return
    columns, said = (PLACE, SAID_PLACE) if policy == "confidential" else (PLACE[:-2], SAID_PLACE[:-2])
    entries = session.scalars(select(Entry).where(Entry.service_id == number)).all()
    for entry in entries:
        entry.said = _without(entry.said, said)
    for change in _changes_of(session, "service", [number]):
        image: Image = json.loads(change.before or "")
        image["service"][0].update(dict.fromkeys(columns))
        change.before = written(image)
    for change in _changes_of(session, "entry", [entry.id for entry in entries]):
        image = json.loads(change.before or "")
        image["entry"][0]["said"] = _without(image["entry"][0]["said"], said)
        change.before = written(image)


def _changes_of(session: Session, kind: str, numbers: Sequence[int]) -> Iterable[Change]:
    query = select(Change).where(Change.kind == kind, Change.number.in_(numbers), Change.before.is_not(None))
    return session.scalars(query)


def _without(said: str, names: Iterable[str]) -> str:
    """Give a statement that is kept as JSON without some of what its record says."""
    statement = json.loads(said)
    for name in names:
        statement["record"].pop(name, None)
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
