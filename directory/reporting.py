"""Reports of errors: anybody may say that a listing is wrong, in one of five closed words.

Nothing is written but the word and the day: a free text could name a person.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import REPORTED, Report, Service


class ReportError(ValueError):
    """What is reported is not one of the words that can be."""


def report(session: Session, service_id: int, about: str, day: date) -> Report | None:
    """Keep that `about` was reported wrong on `day`, and give the report; None where it does not exist.

    The same thing reported again changes nothing: the first day is kept. The caller commits.

    Raises:
        ReportError: `about` is not a word of the list.
    """
    if about not in REPORTED:
        raise ReportError("Choisissez ce qui est faux dans la liste proposée.")
    # The service is locked so that two people who report the same thing together make one report.
    if session.get(Service, service_id, with_for_update=True) is None:
        return None
    held = session.scalars(
        select(Report).where(Report.service_id == service_id, Report.about == about)
    ).first()
    if held is not None:
        return held
    new = Report(service_id=service_id, about=about, reported_on=day)
    session.add(new)
    session.flush()
    return new
