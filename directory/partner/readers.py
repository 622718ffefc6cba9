"""What was typed in each field of a listing, as values: nothing is guessed, a doubt is a sentence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from directory import phones
from directory.editing.values import Values
from directory.geo import located, place
from directory.partner.fields import CLOSURE_PARTS, MOST_CLOSURES, MOST_PHONES, PHONE_PARTS, FormField
from directory.partner.form import AGES, ANSWERS, SEVERAL, TRI_STATE, Typed, one
from directory.partner.languages import language_codes
from directory.partner.territory import read_areas
from directory.phones import PhoneError
from directory.spoken_hours import read_spoken
from directory.typography import typeset

HIDDEN_ADDRESS = "Cette fiche ne montre pas son adresse : choisissez d'abord « Adresse affichable »."
NO_PLACE = "Aucune commune de ce nom. Écrivez un nom suivi du département : « Condom (32) »."
WHICH_PLACE = "Plusieurs communes portent ce nom. Écrivez le département aussi : {choices}."


@dataclass(frozen=True, slots=True)
class ReadListing:
    """What a form asks to change: values, and a sentence for each field that cannot be read."""

    after: dict[str, Any]
    problems: dict[str, str]


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


def _text(_: Session, __: Values, typed: Typed, field: FormField) -> Read:
    return {field.values[0]: one(typed, field.name) or None}


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
    rows = [{**row, "starts_on": _iso(row["starts_on"]), "ends_on": _iso(row["ends_on"])} for row in rows]
    said = [row for row in rows if row["starts_on"] or row["ends_on"]]
    if any(not row["starts_on"] for row in said):
        return "Il manque le premier jour d'une fermeture."
    found = [{**row, "ends_on": row["ends_on"] or row["starts_on"]} for row in said]
    if any(row["ends_on"] < row["starts_on"] for row in found):
        return "Une fermeture finit avant d'avoir commencé : relisez ses deux jours."
    return {"closures": [{**row, "reason": row["reason"] or None} for row in _in_order(found)]}


def _iso(text: str) -> str:
    """Give a day as ISO writes it, from « 24/11/2026 » too."""
    typed = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", text)
    return f"{typed[3]}-{typed[2]:0>2}-{typed[1]:0>2}" if typed else text


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
    **dict.fromkeys(("street", "postal", "transport"), _street),
    "alternate_names": _names,
    "languages": _languages,
    "hours": _hours,
    "phones": _phones,
    "closures": _closures,
    "place": _place,
}
