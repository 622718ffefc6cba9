"""Who vouches for what a sheet says, and since when: verified is not modified, nor is a field the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import wording
from directory.disclosure import Card
from directory.local_time import local
from directory.models import Revision, Service
from directory.openings import department_of
from directory.typography import WIDE

BY: Mapping[str, str] = {"partner": "par le partenaire lui-même", "desk": "par le bureau du territoire"}
"""Who verified, by the source that keeps it; the others are named."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Words on the age of a sheet. `checks` has those of each field that somebody checked by itself.

    `modified` is empty where nobody but a source ever changed it.
    """

    verified: str
    modified: str
    checks: Mapping[str, str]


def vouched(session: Session, service: Service, card: Card, today: date) -> Vouched:
    """Give who vouches for `service` and since when, as read on `today`."""
    verified = wording.age(card.verified_on, today, card.said_on)
    latest = next(iter(service.verifications), None)
    if latest is not None and latest.verified_on == card.verified_on:
        verified += f" {BY.get(latest.source_slug) or f'(source{WIDE}: {latest.source.name})'}"
    return Vouched(
        verified=verified[:1].upper() + verified[1:],
        modified=_modified(session, service),
        checks={each.field: each.words(today) for each in card.checks},
    )


def _modified(session: Session, service: Service) -> str:
    """Give « Modifié le 3 novembre 2026 », of the last change that people made, on the clock of the place."""
    last: datetime | None = session.scalar(
        select(func.max(Revision.at)).where(Revision.service_id == service.id)
    )
    if last is None:
        return ""
    day = local(last.replace(tzinfo=UTC), department_of(service)).date()
    return f"Modifié le {wording.full_day(day)}"
