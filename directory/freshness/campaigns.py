"""Two questions a year: do you close in summer, do you close at the end of the year?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from directory.editing.sources import PEOPLE
from directory.freshness.writing import Asked, Compose, ask_about, is_left_in_peace, lock_organization
from directory.local_time import PARIS, timezone_of
from directory.mail import messages
from directory.models import Closure, Reminder, Revision, Service, Verification


@dataclass(frozen=True, slots=True)
class Campaign:
    """A question of a year: `slug` names it in that year; it is asked from `starts_on` to `ends_on`.

    A closure that touches the days from `about_from` to `about_to` answers it.
    """

    slug: str
    starts_on: date
    ends_on: date
    about_from: date
    about_to: date
    compose: Compose


def running(today: date) -> Campaign | None:
    """Give the campaign that runs on `today`, if any."""
    year = today.year
    summer = Campaign(
        f"summer-{year}",
        date(year, 6, 1),
        date(year, 7, 31),
        date(year, 7, 1),
        date(year, 8, 31),
        messages.summer,
    )
    year_end = Campaign(
        f"year-end-{year}",
        date(year, 11, 15),
        date(year, 12, 20),
        date(year, 12, 15),
        date(year + 1, 1, 5),
        messages.year_end,
    )
    return next((each for each in (summer, year_end) if each.starts_on <= today <= each.ends_on), None)


def ask(
    session: Session,
    campaign: Campaign,
    organization_id: int,
    public_url: str,
    at: datetime,
    today: date,
) -> int:
    """Ask an organisation, once; give how many letters wait. The caller commits.

    Nothing is asked of a listing that has answered already: it said when it closes, or somebody of it has
    confirmed or changed it since the campaign began.
    """
    organization = lock_organization(session, organization_id)
    if organization is None or is_left_in_peace(session, organization_id, today):
        return 0
    if _was_asked(session, campaign, organization_id):
        return 0
    ids = _unanswered(session, campaign, organization_id)
    asked = [Asked(each, campaign.starts_on, 1) for each in ids]
    if not asked:
        return 0
    return ask_about(session, organization, campaign.slug, asked, campaign.compose, public_url, at, today)


def _was_asked(session: Session, campaign: Campaign, organization_id: int) -> bool:
    query = select(Reminder.id).join(Service, Service.id == Reminder.service_id)
    own = Service.organization_id == organization_id, Reminder.campaign == campaign.slug
    return session.scalar(query.where(*own).limit(1)) is not None


def _unanswered(session: Session, campaign: Campaign, organization_id: int) -> Sequence[int]:
    closes = exists().where(
        Closure.service_id == Service.id,
        Closure.starts_on <= campaign.about_to,
        Closure.ends_on >= campaign.about_from,
    )
    confirmed = exists().where(
        Verification.service_id == Service.id,
        Verification.source_slug.in_(PEOPLE),
        Verification.verified_on >= campaign.starts_on,
    )
    began = datetime.combine(campaign.starts_on, time(), timezone_of(PARIS)).astimezone(UTC)
    changed = exists().where(Revision.service_id == Service.id, Revision.at >= began.replace(tzinfo=None))
    query = select(Service.id).where(
        Service.organization_id == organization_id, ~or_(closes, confirmed, changed)
    )
    return session.scalars(query.order_by(Service.id)).all()
