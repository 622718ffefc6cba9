"""Rows are put back as an image says they were, in place of those of today, many at a time.

Numbers are given again where they are still free. What hides today is put back without its place.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, delete, insert, select, update
from sqlalchemy.orm import Session

from directory.models import Base, Entry, Organization, Service
from importers.images import HELD, Image
from importers.writing import BATCH, UNSEEN, batches

Rows = list[dict[str, Any]]


def restore_services(session: Session, texts: Iterable[str]) -> None:
    """Put services back with all they hold. Nothing else may have taken their numbers."""
    for some in batches([json.loads(text) for text in texts], BATCH):
        rows: Rows = [{**image["service"][0]} for image in some]
        owners = _organizations(session, some)
        for row in rows:
            row["organization_id"] = owners[row["organization_id"]]
        _put(session, Service, rows)
        numbers = [row["id"] for row in rows]
        for table in HELD:
            of_these = table.__table__.c.service_id.in_(numbers)
            session.execute(delete(table).where(of_these), execution_options=UNSEEN)
            _add(session, table, [row for image in some for row in image[table.__tablename__]])


def restore_entries(session: Session, texts: Iterable[str]) -> None:
    """Put entries back, but for those of a service that is no more."""
    rows: Rows = [json.loads(text)["entry"][0] for text in texts]
    for some in batches(rows, BATCH):
        services = _taken(session, Service, (row["service_id"] for row in some if row["service_id"]))
        _put(session, Entry, [row for row in some if row["service_id"] in {None, *services}])


def _organizations(session: Session, images: Sequence[Image]) -> Mapping[int, int]:
    """Give the number of each organisation of `images` today, made again where it is missing."""
    said = {row["id"]: row for image in images for row in image["organization"]}
    columns = (Organization.source_slug, Organization.name, Organization.id)
    named = Organization.name.in_({row["name"] for row in said.values()})
    known = {(slug, name): number for slug, name, number in session.execute(select(*columns).where(named))}
    missing = [row for row in said.values() if (row["source_slug"], row["name"]) not in known]
    _add(session, Organization, missing)
    known |= {(slug, name): number for slug, name, number in session.execute(select(*columns).where(named))}
    return {number: known[row["source_slug"], row["name"]] for number, row in said.items()}


def _put(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows over those of the same number, without deleting these: other rows stand on them."""
    taken = _taken(session, table, (row["id"] for row in rows))
    old = [_typed(table, row) for row in rows if row["id"] in taken]
    if old:
        session.execute(update(table), old)
    _insert(session, table, [row for row in rows if row["id"] not in taken])


def _add(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Add rows; under another number where theirs was given to others."""
    taken = _taken(session, table, (row["id"] for row in rows))
    _insert(session, table, [row for row in rows if row["id"] not in taken])
    moved = [row for row in rows if row["id"] in taken]
    _insert(session, table, [{name: row[name] for name in row if name != "id"} for row in moved])


def _taken(session: Session, table: type[Base], numbers: Iterable[int]) -> set[int]:
    """Give those of `numbers` that rows of a table bear."""
    number = table.__table__.c.id
    asked = batches(sorted(set(numbers)), BATCH)
    return {found for some in asked for found in session.scalars(select(number).where(number.in_(some)))}


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
