"""A listing as the texts of a form, and which of them somebody touched.

Only what somebody touched is read: each field goes with its print (`shown`), so that a text which cannot say
all that the listing holds is never written over it.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from directory import phones
from directory.editing.values import Values
from directory.models import Commune
from directory.partner.fields import (
    CLOSURE_PARTS,
    FIELDS,
    MOST_CLOSURES,
    MOST_PHONES,
    PHONE_PARTS,
    PLACE_FIELDS,
    FormField,
)
from directory.partner.languages import written_languages
from directory.partner.territory import written_areas
from directory.secrecy import hides_by_category
from directory.written_hours import written

Typed = Mapping[str, Sequence[str]]
"""What a form holds: each input with its values, as text."""

SEVERAL = ("audiences", "modes", "features")
ANSWERS: Mapping[str, bool | None] = {"yes": True, "no": False, "": None}
TRI_STATE = ("accepts_women", "accepts_men")
AGES = ("age_min", "age_max")
SHORT = 10
"""Characters kept of the print of a field: enough to see that it was touched."""


def fields_of(values: Values) -> tuple[FormField, ...]:
    """Give the fields that a listing has: one that hides its place has none that says it."""
    hidden = PLACE_FIELDS if values["address_policy"] == "confidential" else ()
    decided = ("address_policy",) if hides_by_category(values["category"]) else ()
    return tuple(field for field in FIELDS.values() if field.name not in (*hidden, *decided))


def typed_of(session: Session, values: Values) -> dict[str, list[str]]:
    """Give what the form of a listing shows before anybody types."""
    commune = session.get(Commune, values["commune_code"]) if values["commune_code"] else None
    texts: dict[str, Any] = {name: values.get(name) for name in FIELDS}
    texts |= {name: _answer(values[name]) for name in TRI_STATE}
    texts |= {
        "place": f"{commune.name} ({commune.department})" if commune else "",
        "commune": values["commune_code"],
        "postal": values["postcode"],
        "hours": "\n".join(written(values["hours"])) if values["hours"] else "",
        "served": written_areas(session, values["areas"], is_excluded=False),
        "excluded": written_areas(session, values["areas"], is_excluded=True),
        "alternate_names": "\n".join(values["alternate_names"]),
        "languages": written_languages(values["languages"]),
    }
    rows = {**_phone_rows(values["phones"]), **_closure_rows(values["closures"])}
    for name in ("phones", "closures"):
        del texts[name]
    said = {**texts, **rows}
    return {name: list(text) if name in SEVERAL else [str(text)] for name, text in said.items() if text}


def _answer(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def _phone_rows(held: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Give the inputs of the numbers, each as it is written in France."""
    rows: dict[str, str] = {}
    for row, phone in enumerate(held[:MOST_PHONES]):
        texts = {**phone, "number": phones.shown(phone["number"]), "is_on_bill": _answer(phone["is_on_bill"])}
        rows |= {f"phones-{row}-{part}": texts[part] or "" for part in PHONE_PARTS}
    return rows


def _closure_rows(held: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {
        f"closures-{row}-{part}": closure[part] or ""
        for row, closure in enumerate(held[:MOST_CLOSURES])
        for part in CLOSURE_PARTS
    }


def prints(fields: Sequence[FormField], typed: Typed) -> str:
    """Give the print of what each field shows, in one text that the form sends back."""
    return " ".join(f"{field.name}={_print(field, typed)}" for field in fields)


def touched(fields: Sequence[FormField], typed: Typed, shown: str) -> list[FormField]:
    """Give the fields that say something else than when the form was shown."""
    known = dict(pair.partition("=")[::2] for pair in shown.split())
    return [field for field in fields if known.get(field.name) != _print(field, typed)]


def _print(field: FormField, typed: Typed) -> str:
    said = [(name, _plain(typed, name)) for name in field.inputs if _plain(typed, name)]
    return sha256(repr(said).encode()).hexdigest()[:SHORT]


def _plain(typed: Typed, name: str) -> list[str]:
    lines = [" ".join(line.split()) for text in typed.get(name, ()) for line in text.split("\n")]
    return sorted(filter(None, lines)) if name in SEVERAL else [line for line in lines if line]


def one(typed: Typed, name: str) -> str:
    """Give the text of an input that has one, without the spaces around it."""
    return next(iter(typed.get(name, ())), "").replace("\r", "").strip()
