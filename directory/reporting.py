"""Reports of errors: anybody may say that a listing is wrong, in one of five closed words.

Nothing is written but the word and the day: a free text could name a person.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.accounts.attempts import count
from directory.models import REPORTED, Report, Service
from directory.serving import LINES_SOURCE

MOST_A_DAY, MOST_A_MINUTE = 5, 30
"""Reports that are kept: of one listing in a day, of all in a minute."""


class ReportError(ValueError):
    """What is reported is not one of the words that can be."""


def reportable(service: Service) -> tuple[str, ...]:
    """Give what may be reported wrong: only what the sheet says, and nothing of a national line.

    The numbers of national lines come from the project, and one press must not cast a doubt on the 3919.
    """
    if service.source_slug == LINES_SOURCE:
        return ()
    is_said: Mapping[str, bool] = {
        "phone": bool(service.phones),
        "hours": bool(service.hours or service.hours_text),
        "place": service.address_policy == "public" and bool(service.street),
    }
    return tuple(about for about in REPORTED if is_said.get(about, True))


def standing(service: Service) -> list[Report]:
    """Give the reports that no later verification of the listing, or of what they are about, lifts.

    One of the very day of the verification stands: nobody knows which came first, and a number that
    somebody has just found wrong must not look right.
    """
    return [each for each in service.reports if _stands(each, service)]


def _stands(held: Report, service: Service) -> bool:
    lifted = [service.verified_on] + [each.checked_on for each in service.checks if each.field == held.about]
    return all(day is None or held.reported_on >= day for day in lifted)


def standing_reports(session: Session) -> list[Report]:
    """Give the reports that stand in the whole directory, the oldest first, with their services."""
    query = (
        select(Report)
        .options(joinedload(Report.service).selectinload(Service.checks))
        .order_by(Report.reported_on, Report.id)
    )
    return [each for each in session.scalars(query) if _stands(each, each.service)]


def report(session: Session, service_id: int, about: str, day: date) -> Report | None:
    """Keep that `about` was reported wrong on `day`, and give the report; None where it does not exist.

    The same thing reported again changes nothing: the first day is kept, unless a verification came since.
    The caller commits.

    Raises:
        ReportError: `about` is not a word of the list that the sheet offers.
    """
    # The service is locked so that two people who report the same thing together make one report.
    service = session.get(Service, service_id, with_for_update=True)
    if service is None:
        return None
    if about not in reportable(service):
        raise ReportError("Choisissez ce qui est faux dans la liste proposée.")
    kept = _held(session, service_id, about)
    if kept is None:
        kept = Report(service_id=service_id, about=about, reported_on=day)
        session.add(kept)
    elif not _stands(kept, service):
        kept.reported_on, kept.passed_on = day, None
    session.flush()
    return kept


def is_too_often(session: Session, service_id: int, at: datetime) -> bool:
    """Count a report of a listing, made at `at` (UTC, without zone), and say whether it is one too many.

    It counts for everybody: nobody is asked who she is. The caller keeps nothing of what is too much.
    """
    if count(session, "report", at, MOST_A_MINUTE, timedelta(minutes=1)):
        return True
    return count(session, f"report:{service_id}", at, MOST_A_DAY, timedelta(days=1)) is not None


def withdraw(session: Session, service_id: int, about: str) -> bool:
    """Take back the report of `about`, and say whether there was one. The caller commits."""
    held = _held(session, service_id, about)
    if held is None:
        return False
    session.delete(held)
    return True


def _held(session: Session, service_id: int, about: str) -> Report | None:
    query = select(Report).where(Report.service_id == service_id, Report.about == about)
    return session.scalars(query).first()
