"""A listing as the texts of a form, and what was typed as values again: nothing is guessed, nothing lost.

Only what somebody touched is read: each field goes with its print (`shown`), so that a text which cannot say
all that the listing holds is never written over it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from directory import phones
from directory.editing.values import Values
from directory.geo import located, place
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
from directory.partner.languages import language_codes, written_languages
from directory.partner.territory import read_areas, written_areas
from directory.phones import PhoneError
from directory.spoken_hours import read_spoken
from directory.typography import typeset
from directory.written_hours import written

Typed = Mapping[str, Sequence[str]]
"""What a form holds: each input with its values, as text."""

SEVERAL = ("audiences", "modes", "features")
ANSWERS: Mapping[str, bool | None] = {"yes": True, "no": False, "": None}
TRI_STATE = ("accepts_women", "accepts_men")
AGES = ("age_min", "age_max")
SHORT = 10
"""Characters kept of the print of a field: enough to see that it was touched."""

HIDDEN_ADDRESS = "Cette fiche ne montre pas son adresse : choisissez d'abord « Adresse affichable »."
NO_PLACE = "Aucune commune de ce nom. Écrivez un nom suivi du département : « Condom (32) »."
WHICH_PLACE = "Plusieurs communes portent ce nom. Écrivez le département aussi : {choices}."


@dataclass(frozen=True, slots=True)
class ReadListing:
    """What a form asks to change: values, and a sentence for each field that cannot be read."""

    after: dict[str, Any]
    problems: dict[str, str]


def fields_of(values: Values) -> tuple[FormField, ...]:
    """Give the fields that a listing has: one that hides its place has none that says it."""
    hides = values["address_policy"] == "confidential"
    return tuple(field for field in FIELDS.values() if not (hides and field.name in PLACE_FIELDS))


def typed_of(session: Session, values: Values) -> dict[str, list[str]]:
    """Give what the form of a listing shows before anybody types."""
    commune = session.get(Commune, values["commune_code"]) if values["commune_code"] else None
    texts: dict[str, Any] = {name: values.get(name) for name in FIELDS}
    texts |= {name: _answer(values[name]) for name in TRI_STATE}
    texts |= {
        "place": f"{commune.name} ({commune.department})" if commune else "",
        "commune": values["commune_code"],
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


def read_listing(session: Session, held: Values, typed: Typed, fields: Sequence[FormField]) -> ReadListing:
    """Read `fields` of what was typed, for a listing that says `held`."""
    after: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for field in fields:
        read = READERS.get(field.name, _text)(session, held, typed, field)
        if isinstance(read, str):
            problems[field.name] = typeset(read)
        else:
            after |= read
    return ReadListing(after, problems)


Read = dict[str, Any] | str
"""What a field says, or a sentence on what to write instead."""


def one(typed: Typed, name: str) -> str:
    """Give the text of an input that has one, without the spaces around it."""
    return next(iter(typed.get(name, ())), "").replace("\r", "").strip()


def _text(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    return {field.name: one(typed, field.name) or None}


def _street(session: Session, held: Values, typed: Typed, field: FormField) -> Read:
    policy = one(typed, "address_policy") or held["address_policy"]
    if policy != "public" and one(typed, field.name):
        return HIDDEN_ADDRESS
    return _text(session, held, typed, field)


def _several(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    return {field.name: list(dict.fromkeys(typed.get(field.name, ())))}


def _tri_state(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    return {field.name: ANSWERS[one(typed, field.name)]}


def _age(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    text = one(typed, field.name)
    return {field.name: int(text) if text else None}


def _names(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    lines = (" ".join(line.split()) for line in one(typed, field.name).split("\n"))
    return {field.name: list(dict.fromkeys(filter(None, lines)))}


def _languages(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    codes, unknown = language_codes(one(typed, field.name))
    if unknown:
        return f"« {unknown[0]} » n'est pas une langue que Relais connaît. Écrivez « anglais », « arabe »…"
    return {field.name: list(codes)}


def _hours(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    text = one(typed, "hours")
    if not text:
        return {"hours": None}
    read = read_spoken(text)
    return " ".join(read.problems) if read.notation is None else {"hours": read.notation}


def _phones(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    rows = [_row(typed, "phones", row, PHONE_PARTS) for row in range(MOST_PHONES)]
    try:
        return {"phones": [_phone(row) for row in rows if row["number"]]}
    except PhoneError as error:
        return str(error)


def _phone(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": phones.stored(row["number"]),
        "label": row["label"] or None,
        "audience": row["audience"] or "public",
        "channel": row["channel"] or "voice",
        "is_on_bill": ANSWERS[row["is_on_bill"]],
    }


def _closures(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    rows = [_row(typed, "closures", row, CLOSURE_PARTS) for row in range(MOST_CLOSURES)]
    said = [row for row in rows if row["starts_on"] or row["ends_on"]]
    if any(not row["starts_on"] for row in said):
        return "Il manque le premier jour d'une fermeture."
    found = [{**row, "ends_on": row["ends_on"] or row["starts_on"]} for row in said]
    if any(row["ends_on"] < row["starts_on"] for row in found):
        return "Une fermeture finit avant d'avoir commencé : relisez ses deux jours."
    return {"closures": [{**row, "reason": row["reason"] or None} for row in _in_order(found)]}


def _in_order(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rows, key=lambda row: row["starts_on"])


def _row(typed: Typed, name: str, row: int, parts: Sequence[str]) -> dict[str, str]:
    return {part: one(typed, f"{name}-{row}-{part}") for part in parts}


def _place(session: Session, _: Values, typed: Typed, field: FormField) -> Read:
    text, code = one(typed, "place"), one(typed, "commune")
    if not text:
        return {"commune_code": None}
    chosen = place(session, code)
    found = located(session, code if chosen and chosen.label == text else "", text)
    if found.place:
        return {"commune_code": found.place.code}
    names = ", ".join(f"« {each.label} »" for each in found.candidates[:4])
    return WHICH_PLACE.format(choices=names) if names else NO_PLACE


def _areas(session: Session, held: Values, typed: Typed, field: FormField) -> Read:
    """Read what is served and what is not: one value, whichever of the two fields was touched."""
    read = {
        is_excluded: read_areas(session, one(typed, name), held["areas"], is_excluded=is_excluded)
        for name, is_excluded in (("served", False), ("excluded", True))
    }
    problems = read[field.name == "excluded"].problems
    return " ".join(problems) if problems else {"areas": [*read[False].areas, *read[True].areas]}


Reader = Callable[[Session, Values, Typed, FormField], Read]

READERS: Mapping[str, Reader] = {
    **dict.fromkeys(SEVERAL, _several),
    **dict.fromkeys(TRI_STATE, _tri_state),
    **dict.fromkeys(AGES, _age),
    **dict.fromkeys(("served", "excluded"), _areas),
    **dict.fromkeys(("street", "postcode", "transport"), _street),
    "alternate_names": _names,
    "languages": _languages,
    "hours": _hours,
    "phones": _phones,
    "closures": _closures,
    "place": _place,
}
