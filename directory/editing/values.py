"""A listing as plain values that JSON holds: what forms show, what history keeps, what a request asks.

Values are a mapping of the names in `NAMES`. Days are ISO texts. `areas`, `phones` and `closures` are lists
of mappings with the columns of their tables.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import object_session

from directory.models import Base, Closure, Phone, Service, ServiceArea

Values = Mapping[str, Any]

TEXTS = (
    "name",
    "neutral_name",
    "description",
    "email",
    "website",
    "hours",
    "hours_text",
    "cost",
    "documents",
    "referral",
    "accessibility",
)
CHOICES = ("category", "access", "address_policy", "receives", "fee")
LISTS = ("alternate_names", "audiences", "languages", "modes", "features")
PUBLICS = ("accepts_women", "accepts_men", "age_min", "age_max")
PLACE = ("commune_code", "street", "postcode", "latitude", "longitude", "transport", "host_id")
"""What says where a service is: nothing of it is kept of a place that hides."""

ZONE = ("zone_kind", "zone_code")
COLUMNS = (*CHOICES, *TEXTS, *LISTS, *PUBLICS, *PLACE, *ZONE)
HELD: Mapping[str, tuple[type[Base], tuple[str, ...]]] = {
    "areas": (ServiceArea, ("kind", "code", "is_excluded")),
    "phones": (Phone, ("number", "label", "audience", "channel", "is_on_bill")),
    "closures": (Closure, ("starts_on", "ends_on", "reason")),
}
NAMES = (*COLUMNS, *HELD)


def values_of(service: Service) -> dict[str, Any]:
    """Give everything that a service says."""
    said = {name: _plain(getattr(service, name)) for name in COLUMNS}
    for name, (_, columns) in HELD.items():
        rows = getattr(service, name)
        said[name] = [{column: _plain(getattr(row, column)) for column in columns} for row in rows]
    return said


def put(service: Service, values: Values) -> None:
    """Write `values` in a service; what is not named stays."""
    for name in values.keys() - HELD.keys():
        setattr(service, name, values[name])
    for name in values.keys() & HELD.keys():
        _put_rows(service, name, values[name])


def _put_rows(service: Service, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    table, columns = HELD[name]
    own: list[Base] = getattr(service, name)
    own.clear()
    if session := object_session(service):
        session.flush()  # Old rows go first: a new one may say the same as one of them.
    own.extend(table(**{column: _read(column, row.get(column)) for column in columns}) for row in rows)


def print_of(values: Values) -> str:
    """Give the print of `values`: the same print means that nobody has changed anything."""
    return sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def changed(before: Values, after: Values) -> tuple[str, ...]:
    """Name what `after` says otherwise than `before`, in the order of `NAMES`."""
    return tuple(name for name in NAMES if name in after and after[name] != before.get(name))


def only(values: Values, names: Iterable[str]) -> dict[str, Any]:
    """Give those of `values` that are in `names`."""
    return {name: values[name] for name in names if name in values}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value or ()) if isinstance(value, list) else value


READ: Mapping[str, Callable[[str], date]] = {
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
}


def _read(column: str, value: Any) -> Any:
    if column == "is_excluded":
        return bool(value)
    return READ[column](value) if column in READ and value else value
