"""What a record says, as the tables hold it; what the directory must not hold is refused."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from directory.hours import check
from directory.phones import stored
from directory.revealing import revealing_words
from directory.secrecy import most_secret
from directory.typography import typeset
from directory.vocabulary import vocabulary
from directory.words import Category
from directory.yaml_fields import nearest
from importers.records import Record


class LoadError(ValueError):
    """A record that the directory refuses."""


def digest(record: Record) -> str:
    """Give the print of `record` and of what its category decides for it: the same print changes nothing.

    Raises:
        LoadError: the category does not exist.
    """
    category = _category(record)
    return sha256(repr((record, category.access, category.address_policy)).encode()).hexdigest()


def _category(record: Record) -> Category:
    category = vocabulary().categories.get(record.category)
    if category is None:
        raise LoadError(f"« {record.key} » : la catégorie « {record.category} » n’existe pas.")
    return category


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows that a record makes: the columns of its service, and those of what a service holds."""

    service: dict[str, Any]
    areas: list[dict[str, Any]]
    phones: list[dict[str, Any]]
    closures: list[dict[str, Any]]


def listing_of(record: Record, at: datetime, *, was_confidential: bool = False) -> Listing:
    """Give what the tables must hold for `record`, whoever runs it left to the caller.

    Raises:
        HoursError, PhoneError: what the record says cannot be read.
        LoadError: the category does not exist, the neutral name is not neutral, or the record shows a place
            that its category or its own policy hides, or that was hidden until now.
    """
    category = _category(record)
    policy = policy_of(record)
    _refuse(record, policy)
    if was_confidential and policy != "confidential":
        raise LoadError(
            f"« {record.key} » : tenu confidentiel, ce lieu ne peut plus être montré par une source."
        )
    columns = {
        "category": record.category,
        "name": typeset(record.name),
        "neutral_name": typeset(record.neutral_name) or None,
        "alternate_names": [typeset(name) for name in record.alternate_names],
        "description": typeset(record.description) or None,
        "access": record.access or category.access,
        "address_policy": policy,
        "updated_at": at,
        "verified_on": record.verified_on,
        **_place(record),
        **_contact(record),
        **_publics(record),
        **_words(record),
    }
    return Listing(columns, _areas(record), _phones(record), _closures(record))


def _refuse(record: Record, policy: str) -> None:
    """Refuse a record that says what must stay unsaid, or hours that cannot be read."""
    if policy != "public" and (record.street or record.postcode or record.point):
        raise LoadError(f"« {record.key} » : une adresse qui ne se montre pas ne s’enregistre pas.")
    if policy != "public" and record.transport:
        raise LoadError(
            f"« {record.key} » : dire comment venir, c’est dire où : l’adresse n’est pas publique."
        )
    if policy == "confidential" and (record.commune or record.host or not record.zone):
        raise LoadError(f"« {record.key} » : un lieu confidentiel a une zone, ni commune ni lieu d’accueil.")
    revealing = revealing_words(record.neutral_name)
    if revealing:
        raise LoadError(f"« {record.key} » : « {revealing[0]} » en dit trop pour un nom neutre.")
    for scale, slugs in _scaled(record).items():
        _refuse_unknown(record, scale, slugs)
    if record.hours is not None:
        check(record.hours)


def _scaled(record: Record) -> Mapping[str, Collection[str]]:
    """Give the slugs that a record takes from each scale of the vocabulary."""
    return {
        "audience": record.audiences,
        "mode": record.modes,
        "feature": record.features,
        "fee": [record.fee] if record.fee else [],
    }


def _refuse_unknown(record: Record, scale: str, slugs: Collection[str]) -> None:
    known = vocabulary().scales[scale]
    for slug in slugs:
        if slug not in known:
            problem = f"« {record.key} » : « {slug} » n’est pas un mot de l’échelle « {scale} »."
            raise LoadError(problem + nearest(slug, known))


def policy_of(record: Record) -> str:
    """Give the more secret of what the category and the record say: a source never lowers it.

    A category that nobody has given yet says nothing.
    """
    category = vocabulary().categories.get(record.category)
    decided = category.address_policy if category else "public"
    return most_secret(decided, record.address_policy or None)


def _place(record: Record) -> dict[str, Any]:
    latitude, longitude = record.point or (None, None)
    zone_kind, zone_code = record.zone or (None, None)
    return {
        "commune_code": record.commune or None,
        "street": typeset(record.street) or None,
        "postcode": record.postcode or None,
        "latitude": latitude,
        "longitude": longitude,
        "zone_kind": zone_kind,
        "zone_code": zone_code,
    }


def _contact(record: Record) -> dict[str, Any]:
    return {
        "email": record.email or None,
        "website": record.website or None,
        "hours": record.hours,
        "hours_text": typeset(record.hours_text) or None,
    }


def _publics(record: Record) -> dict[str, Any]:
    """Give whom a service receives, and in which languages."""
    return {
        "receives": record.receives or None,
        "accepts_women": record.women,
        "accepts_men": record.men,
        "age_min": record.age_min,
        "age_max": record.age_max,
        "audiences": list(record.audiences),
        "languages": list(record.languages),
    }


def _words(record: Record) -> dict[str, Any]:
    """Give how, at what cost and with what a service receives."""
    texts = ("cost", "transport", "documents", "referral", "accessibility")
    return {
        "modes": list(record.modes),
        "features": list(record.features),
        "fee": record.fee or None,
        **{name: typeset(getattr(record, name)) or None for name in texts},
    }


def _areas(record: Record) -> list[dict[str, Any]]:
    return [{"kind": area.kind, "code": area.code, "is_excluded": area.excluded} for area in record.areas]


def _phones(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "number": stored(phone.number),
            "label": typeset(phone.label) or None,
            "audience": phone.audience,
            "channel": phone.channel,
            "is_on_bill": phone.on_bill,
        }
        for phone in record.phones
    ]


def _closures(record: Record) -> list[dict[str, Any]]:
    return [
        {"starts_on": closure.starts, "ends_on": closure.ends, "reason": typeset(closure.reason) or None}
        for closure in record.closures
    ]
