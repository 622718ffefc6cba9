"""A listing as a record: what the directory says of it today, in the shape of what sources say."""

from typing import Any

from directory.models import Service
from importers.records import AreaRecord, ClosureRecord, PhoneRecord, Record

TEXTS = (
    "category",
    "name",
    "neutral_name",
    "description",
    "address_policy",
    "access",
    "street",
    "postcode",
    "email",
    "website",
    "hours_text",
    "receives",
    "fee",
    "cost",
    "transport",
    "documents",
    "referral",
    "accessibility",
)
LISTS = ("alternate_names", "languages", "audiences", "modes", "features")


def record_of(service: Service) -> Record:
    """Give what a service says. Its host is not said: a record knows it by a key of its source."""
    said: dict[str, Any] = {name: getattr(service, name) or "" for name in TEXTS}
    said |= {name: tuple(getattr(service, name) or ()) for name in LISTS}
    point, zone = (service.latitude, service.longitude), (service.zone_kind, service.zone_code)
    return Record(
        key=service.source_key,
        organization=service.organization.name,
        **said,
        commune=service.commune_code or "",
        point=None if point[0] is None or point[1] is None else (point[0], point[1]),
        zone=(zone[0], zone[1]) if zone[0] and zone[1] else None,
        areas=tuple(AreaRecord(each.kind, each.code, each.is_excluded) for each in service.areas),
        phones=tuple(_phones(service)),
        hours=service.hours,
        closures=tuple(
            ClosureRecord(each.starts_on, each.ends_on, each.reason or "") for each in service.closures
        ),
        women=service.accepts_women,
        men=service.accepts_men,
        age_min=service.age_min,
        age_max=service.age_max,
        verified_on=service.verified_on,
    )


def _phones(service: Service) -> list[PhoneRecord]:
    return [
        PhoneRecord(each.number, each.audience, each.label or "", each.channel, each.is_on_bill)
        for each in service.phones
    ]
