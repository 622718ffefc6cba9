"""A statement as the database keeps it: JSON that says only what the row said, and its print."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from hashlib import sha256
from operator import attrgetter
from typing import Any

from directory.vocabulary import vocabulary
from importers.records import AreaRecord, ClosureRecord, PhoneRecord, Record
from importers.statements import Note, Statement


def _unsaid(field: Field[Any]) -> object:
    return None if field.default is MISSING else field.default


UNSAID: Mapping[type, Mapping[str, object]] = {
    kind: {field.name: _unsaid(field) for field in fields(kind)}
    for kind in (Statement, Record, AreaRecord, PhoneRecord, ClosureRecord, Note)
}
"""Shape -> each of its fields, and the value that stands for « not said »."""

VALUES: Mapping[type, Callable[[object], tuple[object, ...]]] = {
    kind: attrgetter(*unsaid) for kind, unsaid in UNSAID.items()
}
"""Shape -> what gives all the values of one, in the order of its fields."""

READ: Mapping[str, Callable[[Any], object]] = {
    "record": lambda held: _read(Record, held),
    "areas": lambda held: tuple(_read(AreaRecord, each) for each in held),
    "phones": lambda held: tuple(_read(PhoneRecord, each) for each in held),
    "closures": lambda held: tuple(_read(ClosureRecord, each) for each in held),
    "notes": lambda held: tuple(_read(Note, each) for each in held),
    "said_on": date.fromisoformat,
    "verified_on": date.fromisoformat,
    "starts": date.fromisoformat,
    "ends": date.fromisoformat,
}
"""Field -> how what JSON holds becomes what the shape holds, where they differ; a list becomes a tuple."""


def kept(statement: Statement) -> str:
    """Give `statement` as JSON."""
    return _ENCODER.encode(statement)


def _said(value: object) -> object:
    """Give the fields of a shape that say something; a day as ISO writes it."""
    if isinstance(value, date):
        return value.isoformat()
    unsaid = UNSAID[type(value)]
    said = zip(unsaid.items(), VALUES[type(value)](value), strict=True)
    return {name: each for (name, nothing), each in said if each != nothing}


_ENCODER = json.JSONEncoder(default=_said, ensure_ascii=False, separators=(",", ":"))


def read_kept(text: str) -> Statement:
    """Give the statement that `kept` wrote."""
    statement: Statement = _read(Statement, json.loads(text))
    return statement


def _read(shape: type, held: Mapping[str, Any]) -> Any:
    return shape(**{name: _value(name, value) for name, value in held.items()})


def _value(name: str, value: Any) -> object:
    if name in READ:
        return READ[name](value)
    return tuple(value) if isinstance(value, list) else value


def statement_digest(statement: Statement, text: str) -> str:
    """Give the print of a statement kept as `text`, and of what its category decides for it."""
    category = vocabulary().categories.get(statement.record.category)
    decided = (category.access, category.address_policy) if category else ()
    return sha256(repr((text, decided)).encode()).hexdigest()
