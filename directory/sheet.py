"""The sheet of a service: everything that may be known of it, in plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.days import Day
from directory.disclosure import Card, Reader, disclose
from directory.local_time import local
from directory.models import Entry, Service, ServiceArea, Source
from directory.openings import coming_days_of, department_of
from directory.pages import Shown, shown
from directory.reporting import reportable
from directory.serving import find_lines, of_organization, with_id
from directory.territories import COLUMNS, EVERYWHERE
from directory.vocabulary import vocabulary
from directory.vouching import Vouched, vouched
from directory.words import Term

DAYS_SHOWN = 7
MOST_SIBLINGS = 8
MOST_CLOSURES = 4
PERPETRATORS = "perpetrators"
KINDS = {
    "national": ("", ""),
    "region": ("Région", "Régions"),
    "department": ("Département", "Départements"),
    "epci": ("Intercommunalité", "Intercommunalités"),
    "commune": ("Commune", "Communes"),
}
"""The kinds of territory, from the widest, and how one and several are introduced."""


@dataclass(frozen=True, slots=True)
class AreaLine:
    """Territories of one kind that are served, or excluded: « Communes », and their names."""

    label: str
    names: tuple[str, ...]
    is_excluded: bool


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """Days on which it is closed though its hours say otherwise, and why, where somebody said so."""

    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source of what a sheet says: its name, its licence, the mention it asks for.

    `said_on` is the day of the information where the source tells it, `read_on` the day it was last read.
    """

    name: str
    licence: str
    attribution: str
    said_on: date | None
    read_on: date | None


@dataclass(frozen=True, slots=True)
class ServicePage:
    """The sheet of a service. `days` are the coming ones, holidays and closures told.

    `verifications` are the days on which the listing was confirmed, with who says so, the latest first;
    `siblings` other services of the organisation; `reportable` what may be said to be wrong, if anything.
    `today` is the day that it is there.
    """

    shown: Shown
    public: str
    role: str
    access: str
    is_card: bool
    days: tuple[Day, ...]
    closures: tuple[ClosureLine, ...]
    areas: tuple[AreaLine, ...]
    front_doors: tuple[Shown, ...]
    siblings: tuple[Card, ...]
    sources: tuple[SourceLine, ...]
    verifications: tuple[tuple[date, str], ...]
    reportable: tuple[Term, ...]
    vouched: Vouched
    today: date


def service_page(session: Session, service_id: int, at: datetime) -> ServicePage | None:
    """Give the sheet of a service, None where there is no such service."""
    service = with_id(session, service_id)
    if service is None:
        return None
    words = vocabulary()
    category = words.categories[service.category]
    item = shown(service, at)
    today = local(at, department_of(service)).date()
    return ServicePage(
        shown=item,
        public=category.public,
        role=category.role,
        access=words.scales["access"][service.access].label,
        is_card=category.card_policy != "never",
        days=tuple(coming_days_of(service, at, DAYS_SHOWN)),
        closures=tuple(_closures(service, today)),
        areas=tuple(_areas(session, service)),
        front_doors=_front_doors(session, service, at),
        siblings=tuple(_siblings(session, service)),
        sources=tuple(_sources(session, service)),
        verifications=tuple((each.verified_on, each.source.name) for each in service.verifications),
        reportable=tuple(words.scales["report"][about] for about in reportable(service)),
        vouched=vouched(session, service, item.card, today),
        today=today,
    )


def _sources(session: Session, service: Service) -> Iterable[SourceLine]:
    """Give every source that speaks of a service, the one that speaks first before the others."""
    others = select(Source, Entry.said_on).join(Entry, Entry.source_slug == Source.slug)
    rows = session.execute(others.where(Entry.service_id == service.id).order_by(Source.name)).all()
    known = {source.slug: (source, said_on) for source, said_on in rows}
    first = known.pop(service.source_slug, (service.source, None))
    for source, said_on in (first, *known.values()):
        # Demonstrations and national lines say when they were verified: nothing was read of them.
        read_on = service.updated_at.date() if rows else None
        yield SourceLine(source.name, source.licence, source.attribution, said_on, read_on)


def _closures(service: Service, today: date) -> list[ClosureLine]:
    coming = [each for each in service.closures if each.ends_on >= today]
    return [ClosureLine(each.starts_on, each.ends_on, each.reason or "") for each in coming[:MOST_CLOSURES]]


def _areas(session: Session, service: Service) -> Iterable[AreaLine]:
    """Say what is served, then what is excluded, the widest first.

    Of a confidential service nothing is said: a narrow territory would tell more than its zone does.
    """
    if service.address_policy == "confidential":
        return
    for is_excluded in (False, True):
        parts = [area for area in service.areas if area.is_excluded == is_excluded]
        for kind, (one, many) in KINDS.items():
            names = _names(session, kind, [area for area in parts if area.kind == kind])
            if names:
                yield AreaLine(many if len(names) > 1 else one, names, is_excluded)


def _names(session: Session, kind: str, areas: list[ServiceArea]) -> tuple[str, ...]:
    if not areas:
        return ()
    if kind == "national":
        return (EVERYWHERE.capitalize(),)
    column, name, _ = COLUMNS[kind]
    query = select(name).where(column.in_([area.code for area in areas])).distinct().order_by(name)
    return tuple(session.scalars(query))


def _front_doors(session: Session, service: Service, at: datetime) -> tuple[Shown, ...]:
    """Give the lines that lead to a service whose place is confidential."""
    if service.address_policy != "confidential":
        return ()
    slugs = vocabulary().categories[service.category].fallback_helplines
    return tuple(shown(line, at) for line in find_lines(session, slugs))


def _siblings(session: Session, service: Service) -> Iterable[Card]:
    """Give other services of the organisation, where naming them harms nobody.

    Whoever is shown a sheet for perpetrators must not learn from it where victims are received, nor the other
    way round; and from a confidential service nothing leads anywhere.
    """
    if service.address_policy == "confidential":
        return
    for each in of_organization(session, service, _same_side(service.category), MOST_SIBLINGS):
        yield disclose(each, Reader.PROFESSIONAL, vocabulary())


def _same_side(category: str) -> list[str]:
    """Give the categories for perpetrators where `category` is one of them, and all the others otherwise."""
    categories = vocabulary().categories
    is_for_them = categories[category].group == PERPETRATORS
    return [slug for slug, each in categories.items() if (each.group == PERPETRATORS) == is_for_them]
