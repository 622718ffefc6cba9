"""What a sheet says of a service, and what it says of what nobody said."""

import re
from datetime import date, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.hours import PARIS
from directory.models import Closure, Phone, Service, ServiceArea
from directory.openings import department_of
from directory.phones import dialled
from directory.serving import of_organization
from directory.sheet import MOST_SIBLINGS, PERPETRATORS, service_page
from directory.telling import FEATURE_WORDS
from directory.vocabulary import vocabulary

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


def on_side(service: Service) -> bool:
    return vocabulary().categories[service.category].group == PERPETRATORS


def test_a_sheet_never_leads_from_one_side_of_violence_to_the_other(own_app: Flask) -> None:
    with own_app.extensions["sessions"].begin() as session:
        theirs = session.scalars(select(Service).where(Service.category == "cpca").limit(1)).one()
        hers = session.scalars(select(Service).where(Service.category == "cidff").limit(1)).one()
        other = session.scalars(select(Service).where(Service.category == "ccas-cias").limit(1)).one()
        hers.organization_id = other.organization_id = theirs.organization_id
        session.flush()
        for service in (theirs, hers):
            page = service_page(session, service.id, TUESDAY)
            assert page is not None
            found = {card.id for card in page.siblings}
            assert {on_side(session.get_one(Service, each)) for each in found} <= {on_side(service)}
            assert (other.id in found) == (service is hers)


def test_other_services_of_the_departement_come_first(session: Session) -> None:
    seen = 0
    for service in session.scalars(select(Service).where(Service.commune_code.is_not(None))):
        others = of_organization(session, service, list(vocabulary().categories), MOST_SIBLINGS)
        here = [department_of(each) == department_of(service) for each in others if each.commune]
        assert here == sorted(here, reverse=True)
        seen += len(set(here)) == 2
    assert seen


def test_a_confidential_sheet_names_no_other_service_of_the_organisation(session: Session) -> None:
    hidden = session.scalars(select(Service).where(Service.address_policy == "confidential")).all()
    shared = [
        each
        for each in hidden
        if of_organization(session, each, list(vocabulary().categories), MOST_SIBLINGS)
    ]
    assert shared
    for service in shared:
        page = service_page(session, service.id, TUESDAY)
        assert page is not None
        assert page.siblings == ()


def test_a_line_of_professionals_is_never_printed(session: Session, client: FlaskClient) -> None:
    kept = select(Service).where(Service.phones.any(Phone.audience == "professional")).limit(1)
    service = session.scalars(kept).one()
    sheet = client.get(f"/services/{service.id}").text
    for phone in service.phones:
        link = sheet.index(f'href="{dialled(phone.number, phone.channel)}"')
        block = sheet[sheet.rindex("<div", 0, link) : link]
        assert ('class="no-print"' in block) == (phone.audience == "professional")


def test_a_sheet_says_each_thing_once(session: Session, client: FlaskClient) -> None:
    for service in session.scalars(select(Service).where(Service.receives == "victims")):
        page = service_page(session, service.id, TUESDAY)
        assert page is not None
        assert "Pour les victimes" in page.shown.card.restrictions
        assert "Victimes" not in page.shown.card.audiences
    ramps = session.scalars(select(Service).where(Service.accessibility == "Accès fauteuil roulant")).all()
    assert ramps
    for service in ramps:
        sheet = client.get(f"/services/{service.id}").text
        assert sheet.count("fauteuil") == 1


def test_every_feature_is_known_by_a_word_of_its_label_or_of_the_text() -> None:
    assert list(FEATURE_WORDS) == list(vocabulary().scales["feature"])


def test_a_sheet_offers_another_search_without_script(client: FlaskClient, session: Session) -> None:
    service = session.scalars(select(Service.id).limit(1)).one()
    sheet = client.get(f"/services/{service}").text
    assert re.search(r'<a [^>]*href="/annuaire">(?:(?!</a>).)*Nouvelle recherche</a>', sheet, re.DOTALL)
