"""The only way out of the directory: `disclose(service, reader)` gives a `Card` of plain values.

The reader has two sides. The professional at the screen may see a line reserved to professionals; the person
who leaves with the card may not. What a policy hides is not in the database to begin with: see `models`.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from directory import phones, wording
from directory.hours import readable
from directory.models import CHECKED, Phone, Report, Service
from directory.reporting import standing
from directory.telling import (
    BY_PROFESSIONAL,
    audiences,
    features,
    labels,
    place,
    place_note,
    reported,
    restrictions,
)
from directory.words import Category, Vocabulary

NEUTRAL_NAME = "Rendez-vous"


class Reader(Enum):
    """Who will read: the professional at the screen, or the person who leaves with the card."""

    PROFESSIONAL = "professional"
    PERSON = "person"


class NotForPersonError(PermissionError):
    """This kind of service never goes on a card handed to a person."""


@dataclass(frozen=True, slots=True)
class CardPhone:
    """A number as it is shown, and the link that dials it. `on_bill` is None where nobody said."""

    shown: str
    dialled: str
    label: str
    is_professional: bool
    on_bill: bool | None


@dataclass(frozen=True, slots=True)
class CardZone:
    """The area in which a confidential service is, wide enough to say nothing more: see `models.Zone`."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CardReport:
    """What somebody said is wrong, and when. `sentence` is bare: it can stand on a neutral card."""

    about: str
    sentence: str
    reported_on: date


@dataclass(frozen=True, slots=True)
class CardCheck:
    """A field that somebody checked (phone, hours, capacity, access), and when."""

    field: str
    checked_on: date
    is_by_professional: bool

    def words(self, today: date) -> str:
        """Give « téléphone vérifié hier par un professionnel »."""
        said = wording.checked(self.field, self.checked_on, today)
        return f"{said} par un professionnel" if self.is_by_professional else said


@dataclass(frozen=True, slots=True)
class CardAvailability:
    """That it is full, or how many days one waits, until the end of the day `until`; unknown after it."""

    is_full: bool
    delay_days: int | None
    until: date


@dataclass(frozen=True, slots=True)
class Card:
    """What may be known of a service, in plain values.

    `place` is where it stands as it may be said: an address, a commune, a zone, or nothing. `coordinates`
    (WGS84 degrees) are there only for a public address, `commune` only where the commune may be said, `zone`
    only for a confidential service.
    `hours` is OpenStreetMap notation, None where unknown. `restrictions` are sentences on who is received.
    `audiences`, `modes`, `features`, `fee` and `languages` are French labels, empty where nobody said;
    `audiences` leaves out what `restrictions` says, and `features` what `accessibility` says.
    `transport` is there only for a public address, `referral` only for the professional. `availability` holds
    until a day: read it through `capacity`.
    """

    id: int
    category: str
    category_label: str
    name: str
    organization: str
    description: str
    place: str
    place_note: str
    commune: str
    commune_code: str
    coordinates: tuple[float, float] | None
    phones: tuple[CardPhone, ...]
    email: str
    website: str
    hours: str | None
    hours_text: str
    closures: tuple[tuple[date, date], ...]
    access: str
    restrictions: tuple[str, ...]
    languages: tuple[str, ...]
    cost: str
    accessibility: str
    verified_on: date | None
    said_on: date | None
    source: str
    is_demonstration: bool
    alternate_names: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    fee: str = ""
    transport: str = ""
    documents: str = ""
    referral: str = ""
    reports: tuple[CardReport, ...] = ()
    availability: CardAvailability | None = None
    checks: tuple[CardCheck, ...] = ()
    zone: CardZone | None = None
    is_neutral: bool = False

    @property
    def reached_by(self) -> str:
        """How to reach it, in a word: its first number, its address on the web, or that it has neither."""
        return self.phones[0].shown if self.phones else self.website or "sans téléphone"

    def age(self, today: date) -> str:
        """How old it is: « vérifié il y a 8 mois », and the phone where somebody checked it since."""
        whole = wording.age(self.verified_on, today, self.said_on)
        phone = next((each for each in self.checks if each.field == "phone"), None)
        is_newer = phone and (self.verified_on is None or phone.checked_on > self.verified_on)
        return (
            f"{whole}, {wording.checked('phone', phone.checked_on, today)}" if phone and is_newer else whole
        )

    def capacity(self, today: date) -> str:
        """Say that it is full or how long one waits; nothing where that is not known, or no more."""
        said = self.availability
        if said is None:
            return ""
        return wording.availability(said.until, today, said.delay_days, is_full=said.is_full)


def disclose(service: Service, reader: Reader, vocabulary: Vocabulary, *, is_neutral: bool = False) -> Card:
    """Give what `reader` may know of `service`; in neutral words when `is_neutral`.

    Raises:
        NotForPersonError: the category never goes on a card handed to a person.
    """
    category = vocabulary.categories[service.category]
    if reader is Reader.PERSON and category.card_policy == "never":
        raise NotForPersonError(
            f"« {category.label_short} » ne figure jamais sur une carte remise : appelez avec la personne."
        )
    card = _card(service, category, reader, vocabulary)
    return _neutral(card, service) if is_neutral else card


def _card(service: Service, category: Category, reader: Reader, vocabulary: Vocabulary) -> Card:
    scales, is_professional = vocabulary.scales, reader is Reader.PROFESSIONAL
    return Card(
        id=service.id,
        category=category.slug,
        category_label=category.label_short,
        name=service.name,
        organization=service.organization.name,
        description=service.description or "",
        place=place(service),
        place_note=place_note(service, category),
        commune=service.commune.name if service.commune else "",
        commune_code=service.commune_code or "",
        coordinates=_coordinates(service),
        phones=tuple(_phone(phone) for phone in service.phones if _may_read(phone, reader)),
        email=service.email or "",
        website=service.website or "",
        hours=readable(service.hours),
        hours_text=service.hours_text or "",
        closures=tuple((closure.starts_on, closure.ends_on) for closure in service.closures),
        access=service.access,
        restrictions=restrictions(service),
        languages=tuple(wording.language(code) for code in service.languages),
        cost=service.cost or "",
        accessibility=service.accessibility or "",
        verified_on=service.verified_on,
        said_on=service.said_on,
        source=service.source.name,
        is_demonstration=service.source.is_demonstration,
        alternate_names=tuple(service.alternate_names or ()),
        audiences=audiences(scales["audience"], service),
        modes=labels(scales["mode"], service.modes),
        features=features(scales["feature"], service),
        fee=scales["fee"][service.fee].label if service.fee else "",
        transport=(service.transport or "") if service.address_policy == "public" else "",
        documents=service.documents or "",
        referral=(service.referral or "") if is_professional else "",
        reports=tuple(_report(each) for each in standing(service)),
        availability=_availability(service),
        checks=_checks(service),
        zone=_zone(service),
    )


def _neutral(card: Card, service: Service) -> Card:
    """Take out every word that could betray: what the service is, who runs it, for whom, where it writes."""
    return replace(
        card,
        name=service.neutral_name or NEUTRAL_NAME,
        category="",
        category_label="",
        organization="",
        description="",
        email="",
        website="",
        restrictions=(),
        place_note="",
        hours_text="",
        access="",
        cost="",
        accessibility="",
        source="",
        alternate_names=(),
        audiences=(),
        modes=(),
        features=(),
        fee="",
        transport="",
        documents="",
        referral="",
        phones=tuple(replace(phone, label="") for phone in card.phones),
        availability=None,
        checks=(),
        zone=None,
        is_neutral=True,
    )


def _may_read(phone: Phone, reader: Reader) -> bool:
    return reader is Reader.PROFESSIONAL or phone.audience == "public"


def _phone(phone: Phone) -> CardPhone:
    return CardPhone(
        shown=phones.shown(phone.number),
        dialled=phones.dialled(phone.number, phone.channel),
        label=phone.label or "",
        is_professional=phone.audience == "professional",
        on_bill=phone.is_on_bill,
    )


def _report(report: Report) -> CardReport:
    return CardReport(report.about, reported(report.about, report.reported_on), report.reported_on)


def _availability(service: Service) -> CardAvailability | None:
    said = service.availability
    return CardAvailability(said.is_full, said.delay_days, said.until) if said else None


def _checks(service: Service) -> tuple[CardCheck, ...]:
    """Give the fields that were checked, in the order in which they are told."""
    held = {each.field: each for each in service.checks}
    return tuple(
        CardCheck(field, held[field].checked_on, held[field].by.startswith(BY_PROFESSIONAL))
        for field in CHECKED
        if field in held
    )


def _coordinates(service: Service) -> tuple[float, float] | None:
    if service.address_policy != "public" or service.latitude is None or service.longitude is None:
        return None
    return service.latitude, service.longitude


def _zone(service: Service) -> CardZone | None:
    if service.address_policy != "confidential" or service.zone is None:
        return None
    return CardZone(service.zone.kind, service.zone.code, service.zone.name)
