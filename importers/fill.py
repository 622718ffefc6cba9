"""What a record says is written into a service; what the directory must not hold is refused."""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256

from directory.hours import check
from directory.models import Closure, Organization, Phone, Service, ServiceArea, Verification
from directory.phones import stored
from directory.revealing import revealing_words
from directory.typography import typeset
from directory.vocabulary import vocabulary
from directory.words import Category
from directory.yaml_fields import nearest
from importers.records import Record

SECRECY = ("public", "on-request", "none", "confidential")
"""Address policies, from the one that says the most to the one that says the least."""


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


def fill(service: Service, record: Record, organization: Organization, at: datetime) -> None:
    """Write what `record` says into `service`.

    Raises:
        HoursError, PhoneError: what the record says cannot be read.
        LoadError: the category does not exist, the neutral name is not neutral, or the record shows a place
            that its category or its own policy hides, or that was hidden until now.
    """
    category = _category(record)
    policy = _policy(record, category)
    _refuse(record, policy)
    if service.address_policy == "confidential" and policy != "confidential":
        raise LoadError(
            f"« {record.key} » : tenu confidentiel, ce lieu ne peut plus être montré par une source."
        )
    service.source_slug = organization.source_slug
    service.organization = organization
    service.source_digest = digest(record)
    service.category = record.category
    service.name = typeset(record.name)
    service.neutral_name = typeset(record.neutral_name) or None
    service.alternate_names = [typeset(name) for name in record.alternate_names]
    service.description = typeset(record.description) or None
    service.access = record.access or category.access
    service.address_policy = policy
    _fill_place(service, record)
    service.email = record.email or None
    service.website = record.website or None
    service.hours = record.hours
    service.hours_text = typeset(record.hours_text) or None
    service.receives = record.receives or None
    service.accepts_women, service.accepts_men = record.women, record.men
    service.age_min, service.age_max = record.age_min, record.age_max
    service.languages = list(record.languages)
    _fill_words(service, record)
    service.updated_at = at
    _fill_lists(service, record)
    _verify(service, record)


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


def _policy(record: Record, category: Category) -> str:
    """Give the more secret of what the category and the record say: a source never lowers it."""
    return max(category.address_policy, record.address_policy or "public", key=SECRECY.index)


def _fill_place(service: Service, record: Record) -> None:
    service.commune_code = record.commune or None
    service.street = typeset(record.street) or None
    service.postcode = record.postcode or None
    service.latitude, service.longitude = record.point or (None, None)
    service.zone_kind, service.zone_code = record.zone or (None, None)


def _fill_words(service: Service, record: Record) -> None:
    """Write for whom, how, at what cost and with what a service receives."""
    service.audiences, service.modes = list(record.audiences), list(record.modes)
    service.features = list(record.features)
    service.fee = record.fee or None
    service.cost = typeset(record.cost) or None
    service.transport = typeset(record.transport) or None
    service.documents = typeset(record.documents) or None
    service.referral = typeset(record.referral) or None
    service.accessibility = typeset(record.accessibility) or None


def _verify(service: Service, record: Record) -> None:
    """Write the day of the last verification, and add it to those already known.

    It lifts what was reported before that day: somebody has looked since.
    """
    service.verified_on = day = record.verified_on
    known = {verification.verified_on for verification in service.verifications}
    if day is not None and day not in known:
        service.verifications.append(Verification(verified_on=day, source_slug=service.source_slug))
        service.reports = [report for report in service.reports if report.reported_on >= day]


def _fill_lists(service: Service, record: Record) -> None:
    service.areas = [
        ServiceArea(kind=area.kind, code=area.code, is_excluded=area.excluded) for area in record.areas
    ]
    service.phones = [
        Phone(
            number=stored(phone.number),
            label=typeset(phone.label) or None,
            audience=phone.audience,
            channel=phone.channel,
            is_on_bill=phone.on_bill,
        )
        for phone in record.phones
    ]
    service.closures = [
        Closure(starts_on=closure.starts, ends_on=closure.ends, reason=typeset(closure.reason) or None)
        for closure in record.closures
    ]
