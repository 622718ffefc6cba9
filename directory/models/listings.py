"""Listings: who runs services, what is done, for whom, where and when; and where what they say comes from.

The locks on confidential places are here, in SQL: a street or a point is stored only for a service whose
address is public, and a category that hides its places hides them for every row.
"""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.base import Base, one_of
from directory.models.places import Commune, Zone

CONFIDENTIAL_CATEGORIES = ("child-emergency-home", "dv-shelter")
"""Categories whose places are hidden, whatever a row says. A test keeps this equal to the vocabulary."""

ADDRESS_POLICIES = ("public", "on-request", "confidential", "none")
ACCESSES = ("self", "professional", "both", "justice")
AREA_KINDS = ("commune", "epci", "department", "region", "national")
PHONE_AUDIENCES = ("public", "professional")
PHONE_CHANNELS = ("voice", "text")
PUBLICS_RECEIVED = ("victims", "perpetrators", "everyone")
CHECKED = ("phone", "hours", "capacity", "access")
REPORTED = ("phone", "hours", "place", "gone", "other")
ENTRY_STATES = ("linked", "undecided", "unclassed", "proposal", "withheld", "outside")


class Source(Base):
    """Where information comes from. What a demonstration says is invented, and shown as such.

    `attribution` is the mention its licence asks for, `data_on` the day of its newest data that was read.
    """

    __tablename__ = "source"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    licence: Mapped[str] = mapped_column(String(120))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    attribution: Mapped[str] = mapped_column(String(200), default="", server_default="")
    data_on: Mapped[date | None]


class Organization(Base):
    """Who runs services: an association, a hospital, a département. It has no place; its services have."""

    __tablename__ = "organization"
    __table_args__ = (UniqueConstraint("source_slug", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_slug: Mapped[str] = mapped_column(ForeignKey("source.slug"), index=True)
    name: Mapped[str] = mapped_column(String(160))

    services: Mapped[list["Service"]] = relationship(back_populates="organization")


class Service(Base):
    """What is done, for whom, where and when. Three-state columns are NULL where nobody said.

    `hours` is in OpenStreetMap notation. `verified_on` is the day a person last confirmed the whole listing;
    `said_on` that of the newest of its sources.
    `source_digest` is the print of what the source last said: the same print again changes nothing.
    `alternate_names` holds acronyms too; `audiences`, `modes`, `features` and `fee` are slugs of scales of
    the vocabulary, empty where nobody said. `transport` is how to come, `documents` what to bring, `referral`
    how to refer.
    """

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("source_slug", "source_key"),
        ForeignKeyConstraint(["zone_kind", "zone_code"], ["zone.kind", "zone.code"]),
        CheckConstraint(one_of("address_policy", ADDRESS_POLICIES), name="address_policy"),
        CheckConstraint(one_of("access", ACCESSES), name="access"),
        CheckConstraint(one_of("receives", PUBLICS_RECEIVED), name="receives"),
        CheckConstraint(
            "address_policy = 'public' OR (street IS NULL AND postcode IS NULL"
            " AND latitude IS NULL AND longitude IS NULL)",
            name="only_a_public_address_is_stored",
        ),
        CheckConstraint(
            "address_policy != 'confidential' OR (commune_code IS NULL AND host_id IS NULL"
            " AND zone_kind IS NOT NULL AND zone_code IS NOT NULL)",
            name="a_confidential_service_has_a_zone_and_no_place",
        ),
        CheckConstraint(
            f"NOT ({one_of('category', CONFIDENTIAL_CATEGORIES)}) OR address_policy = 'confidential'",
            name="the_category_decides",
        ),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="a_point_is_whole"),
        CheckConstraint(
            "address_policy = 'public' OR transport IS NULL", name="only_a_public_address_says_how_to_come"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    source_slug: Mapped[str] = mapped_column(ForeignKey("source.slug"))
    source_key: Mapped[str] = mapped_column(String(120))
    source_digest: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(String(160))
    neutral_name: Mapped[str | None] = mapped_column(String(80))
    alternate_names: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    description: Mapped[str | None] = mapped_column(Text)
    access: Mapped[str] = mapped_column(String(12))
    address_policy: Mapped[str] = mapped_column(String(12))
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"), index=True)
    zone_kind: Mapped[str | None] = mapped_column(String(10))
    zone_code: Mapped[str | None] = mapped_column(String(9))
    street: Mapped[str | None] = mapped_column(String(160))
    postcode: Mapped[str | None] = mapped_column(String(5))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    host_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="SET NULL"), index=True)
    email: Mapped[str | None] = mapped_column(String(160))
    website: Mapped[str | None] = mapped_column(String(200))
    hours: Mapped[str | None] = mapped_column(Text)
    hours_text: Mapped[str | None] = mapped_column(Text)
    receives: Mapped[str | None] = mapped_column(String(12))
    accepts_women: Mapped[bool | None]
    accepts_men: Mapped[bool | None]
    age_min: Mapped[int | None]
    age_max: Mapped[int | None]
    audiences: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    modes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    features: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    fee: Mapped[str | None] = mapped_column(String(12))
    cost: Mapped[str | None] = mapped_column(String(160))
    transport: Mapped[str | None] = mapped_column(Text)
    documents: Mapped[str | None] = mapped_column(Text)
    referral: Mapped[str | None] = mapped_column(Text)
    accessibility: Mapped[str | None] = mapped_column(Text)
    verified_on: Mapped[date | None]
    said_on: Mapped[date | None]
    updated_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship(back_populates="services")
    source: Mapped[Source] = relationship()
    commune: Mapped[Commune | None] = relationship()
    zone: Mapped[Zone | None] = relationship()
    host: Mapped["Service | None"] = relationship(remote_side="Service.id")
    areas: Mapped[list["ServiceArea"]] = relationship(
        back_populates="service", cascade="all, delete-orphan", order_by="ServiceArea.id"
    )
    phones: Mapped[list["Phone"]] = relationship(
        back_populates="service", cascade="all, delete-orphan", order_by="Phone.id"
    )
    closures: Mapped[list["Closure"]] = relationship(
        back_populates="service", cascade="all, delete-orphan", order_by="Closure.starts_on"
    )
    verifications: Mapped[list["Verification"]] = relationship(
        back_populates="service", cascade="all, delete-orphan", order_by="Verification.verified_on.desc()"
    )
    reports: Mapped[list["Report"]] = relationship(
        back_populates="service", cascade="all, delete-orphan", order_by="Report.about"
    )
    entries: Mapped[list["Entry"]] = relationship(
        back_populates="service", order_by="Entry.id", passive_deletes=True
    )
    availability: Mapped["Availability | None"] = relationship(
        back_populates="service", cascade="all, delete-orphan", passive_deletes=True
    )
    checks: Mapped[list["FieldCheck"]] = relationship(
        back_populates="service", cascade="all, delete-orphan", passive_deletes=True
    )


class ServiceArea(Base):
    """A piece of territory that a service serves, or that it excludes from a wider one."""

    __tablename__ = "service_area"
    __table_args__ = (
        UniqueConstraint("service_id", "kind", "code", "is_excluded"),
        CheckConstraint(one_of("kind", AREA_KINDS), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(9), index=True)
    is_excluded: Mapped[bool] = mapped_column(default=False)

    service: Mapped[Service] = relationship(back_populates="areas")


class Phone(Base):
    """A number to call. `number` is E.164, or the digits of a short number.

    A professional number is never given to the person. `channel` is voice, or text for a number that only
    takes messages. `is_on_bill` is NULL where nobody said whether a bill shows the call.
    """

    __tablename__ = "phone"
    __table_args__ = (
        CheckConstraint(one_of("audience", PHONE_AUDIENCES), name="audience"),
        CheckConstraint(one_of("channel", PHONE_CHANNELS), name="channel"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    label: Mapped[str | None] = mapped_column(String(80))
    audience: Mapped[str] = mapped_column(String(12), default="public")
    channel: Mapped[str] = mapped_column(String(10), default="voice")
    is_on_bill: Mapped[bool | None]

    service: Mapped[Service] = relationship(back_populates="phones")


class Closure(Base):
    """Days on which a service is closed though its hours say otherwise, both included."""

    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(160))

    service: Mapped[Service] = relationship(back_populates="closures")


class Entry(Base):
    """What one row of a source says, as it last said it.

    `said` is a statement as JSON (`importers/statements.py`), without what its category hides. `state` says
    what became of it: *linked* to `service_id`; linked, with a *proposal* that a person must accept since it
    differs from what was verified; held back until a person decides: *undecided* (the same as a listing?),
    *unclassed* (no category), *withheld* (perhaps a place that hides); or *outside* what the directory is
    for. `code` is what the source calls its kind; `siret` and `finess` are what other sources call it too.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("source_slug", "source_key"),
        CheckConstraint(one_of("state", ENTRY_STATES), name="state"),
        CheckConstraint(
            "(service_id IS NOT NULL) = (state IN ('linked', 'proposal'))",
            name="only_what_is_linked_has_a_service",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_slug: Mapped[str] = mapped_column(ForeignKey("source.slug", ondelete="CASCADE"))
    source_key: Mapped[str] = mapped_column(String(120))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    said: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    siret: Mapped[str | None] = mapped_column(String(14), index=True)
    finess: Mapped[str | None] = mapped_column(String(9), index=True)
    code: Mapped[str] = mapped_column(String(80), default="")
    said_on: Mapped[date | None]

    service: Mapped[Service | None] = relationship(back_populates="entries")
    source: Mapped[Source] = relationship()


class Verification(Base):
    """A day on which somebody confirmed the whole listing, and the source that says so.

    `author` names who did, where it was a person that we know.
    """

    __tablename__ = "verification"
    __table_args__ = (UniqueConstraint("service_id", "verified_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    verified_on: Mapped[date]
    source_slug: Mapped[str] = mapped_column(ForeignKey("source.slug", ondelete="CASCADE"))
    author: Mapped[str | None] = mapped_column(String(160))

    service: Mapped[Service] = relationship(back_populates="verifications")
    source: Mapped[Source] = relationship()


class Report(Base):
    """What somebody said is wrong in a listing: a closed word, never a text, that could name a person.

    A later verification of the listing lifts it. `passed_on` is when the desk told the organisation of it.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("service_id", "about"),
        CheckConstraint(one_of("about", REPORTED), name="about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    about: Mapped[str] = mapped_column(String(12))
    reported_on: Mapped[date]
    passed_on: Mapped[date | None]

    service: Mapped[Service] = relationship(back_populates="reports")


class Availability(Base):
    """Whether a service takes people now: full, or with a delay, until the end of the day `until`.

    After that day it is unknown again. `delay_days` is how long one waits for a first appointment.
    """

    __tablename__ = "availability"
    __table_args__ = (CheckConstraint("is_full OR delay_days IS NOT NULL", name="says_something"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    is_full: Mapped[bool] = mapped_column(default=False)
    delay_days: Mapped[int | None]
    until: Mapped[date]
    said_on: Mapped[date]

    service: Mapped[Service] = relationship(back_populates="availability")


class FieldCheck(Base):
    """The day on which somebody last checked one field of a listing, and who: a source that is people."""

    __tablename__ = "field_check"
    __table_args__ = (CheckConstraint(one_of("field", CHECKED), name="field"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(String(10), primary_key=True)
    checked_on: Mapped[date]
    by: Mapped[str] = mapped_column(String(160))

    service: Mapped[Service] = relationship(back_populates="checks")
