"""What a sheet says of a service, and what it says of what nobody said."""

from datetime import date, datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.hours import PARIS
from directory.models import Closure, Service, ServiceArea
from directory.sheet import MOST_SIBLINGS, service_page

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=PARIS)


def test_what_is_excluded_is_said_after_what_is_served(session: Session) -> None:
    holed = session.scalars(select(ServiceArea.service_id).where(ServiceArea.is_excluded)).first()
    assert holed is not None
    page = service_page(session, holed, TUESDAY)
    assert page is not None
    said = [line.is_excluded for line in page.areas]
    assert said == sorted(said)
    assert said[0] is False
    assert said[-1] is True
    assert all(line.names for line in page.areas)


def test_of_a_confidential_service_no_territory_is_named(session: Session, client: FlaskClient) -> None:
    hidden = session.scalars(select(Service).where(Service.address_policy == "confidential")).all()
    assert hidden
    for service in hidden[:10]:
        page = service_page(session, service.id, TUESDAY)
        assert page is not None
        assert page.areas == ()
    assert "Tenu confidentiel, comme le lieu." in client.get(f"/services/{hidden[0].id}").text


def test_closures_that_are_past_are_not_announced(session: Session) -> None:
    closure = session.scalars(select(Closure).where(Closure.ends_on >= TUESDAY.date())).first()
    assert closure is not None
    before = service_page(session, closure.service_id, TUESDAY)
    after = service_page(session, closure.service_id, datetime(2040, 1, 1, tzinfo=PARIS))
    assert before is not None
    assert after is not None
    assert (closure.starts_on, closure.ends_on) in [(c.starts_on, c.ends_on) for c in before.closures]
    assert after.closures == ()


def test_other_services_of_the_organisation_are_a_few_links_and_never_itself(session: Session) -> None:
    for service in session.scalars(select(Service).order_by(Service.id).limit(30)):
        page = service_page(session, service.id, TUESDAY)
        assert page is not None
        assert len(page.siblings) <= MOST_SIBLINGS
        assert service.id not in {card.id for card in page.siblings}


def test_what_nobody_said_is_said_to_be_unknown(session: Session, client: FlaskClient) -> None:
    silent = session.scalars(
        select(Service).where(Service.fee.is_(None), Service.cost.is_(None), Service.verified_on.is_(None))
    ).all()
    silent = [service for service in silent if not service.languages and service.hours is None]
    if not silent:
        silent = [
            service
            for service in session.scalars(select(Service).where(Service.fee.is_(None)))
            if not service.cost and not service.languages
        ]
    assert silent
    page = client.get(f"/services/{silent[0].id}").text
    assert "Inconnu</p>" in page
    assert "Inconnues</p>" in page
    assert "Gratuit" not in page


def test_verifications_come_latest_first(session: Session) -> None:
    verified = session.scalars(select(Service).where(Service.verified_on.is_not(None))).first()
    assert verified is not None
    page = service_page(session, verified.id, TUESDAY)
    assert page is not None
    days: list[date] = [day for day, _ in page.verifications]
    assert days == sorted(days, reverse=True)
