"""Where a service of HSDS is given, whom to call, who runs it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from directory.folding import fold
from importers.cleaning.addresses import street
from importers.cleaning.numbers import phones
from importers.cleaning.places import placed, postcode
from importers.cleaning.points import point
from importers.cleaning.words import text
from importers.ground import Ground, Town
from importers.records import AreaRecord, PhoneRecord
from importers.sources.hsds_words import objects
from importers.statements import Note, RefusalError

VIRTUAL = ("virtual", "postal")
REDACTED = "redacted"
INSEE = ("insee", "code insee", "cog", "code_insee")
TEXT_ONLY = ("text", "sms")

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is given, in no commune where it is given from afar."""

    town: Town | None
    street: str = ""
    postcode: str = ""
    point: tuple[float, float] | None = None
    is_redacted: bool = False
    notes: tuple[Note, ...] = ()


def place(location: Object, areas: Sequence[AreaRecord], ground: Ground) -> Place:
    """Place a service at its location's physical address; nowhere where it has none and serves from afar."""
    said = [each for each in objects(location, "addresses") if each.get("address_type") not in VIRTUAL]
    if not said or location.get("location_type") in VIRTUAL:
        if areas:
            return Place(None)
        reason = "Ni adresse ni territoire : ajoutez une adresse physique, ou un territoire avec son code."
        raise RefusalError("addresses", "", reason)
    address = said[0]
    town = placed(
        ground, insee=_insee(location), postcode=address.get("postal_code"), town=address.get("city")
    )
    where, far = point(town, location.get("longitude"), location.get("latitude"))
    return Place(
        town,
        street(address.get("address_1"), address.get("address_2"), names=[town.name]),
        postcode(address.get("postal_code")),
        where,
        location.get("location_type") == REDACTED,
        tuple(filter(None, [far])),
    )


def _insee(location: Object) -> str:
    kind = text(location.get("external_identifier_type")).lower()
    return text(location.get("external_identifier")) if kind in INSEE else ""


def first(*owners: Object, name: str) -> list[dict[str, Any]]:
    """Give the first list under `name` that is not empty, the nearest owner first."""
    return next(filter(None, (objects(owner, name) for owner in owners)), [])


def numbers(
    service: Object, at: Object, organization: Object
) -> tuple[tuple[PhoneRecord, ...], tuple[Note, ...]]:
    """Give the numbers of a service where it is given, else its organisation's; never a fax."""
    owners = (service, at, at.get("location") or {})
    said = [each for owner in owners for each in objects(owner, "phones")] or objects(organization, "phones")
    found: dict[str, PhoneRecord] = {}
    notes: list[Note] = []
    for each in said:
        kind = text(each.get("type")).lower()
        if kind in ("fax", "télécopie"):
            continue
        read, unread = phones(each.get("number"), label=text(each.get("description")))
        for number in read:
            found.setdefault(number.number, replace(number, channel="text" if kind in TEXT_ONLY else "voice"))
        notes += unread
    return tuple(found.values()), tuple(notes)


def languages(*owners: Object) -> tuple[str, ...]:
    """Give the codes of the languages spoken."""
    said = (text(each.get("code")).lower() for owner in owners for each in objects(owner, "languages"))
    return tuple(dict.fromkeys(code for code in said if re.fullmatch(r"[a-z]{2,3}", code)))


def age(value: object) -> int | None:
    """Give an age in years, None where none that bounds anything is said."""
    said = text(value)
    return int(float(said)) if re.fullmatch(r"\d{1,3}(?:\.\d+)?", said) and 0 < float(said) < 120 else None


def said(owner: Object, name: str, *fields: str) -> list[str]:
    """Give what the objects under `name` say in `fields`, each once."""
    return list(dict.fromkeys(filter(None, (text(o.get(f)) for o in objects(owner, name) for f in fields))))


def identifiers(organization: Object) -> tuple[str, str]:
    """Give the SIRET and the FINESS number of an organisation, "" where it says none."""
    known = {"siret": text(organization.get("tax_id")), "finess": ""}
    for each in objects(organization, "organization_identifiers"):
        kind = fold(f"{text(each.get('identifier_type'))} {text(each.get('identifier_scheme'))}")
        known |= {name: text(each.get("identifier")) for name in known if name in kind}
    siret, finess = known["siret"].replace(" ", ""), known["finess"]
    return siret if re.fullmatch(r"\d{14}", siret) else "", finess if len(finess) == 9 else ""
