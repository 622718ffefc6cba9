"""What the pages of the directory show, in plain values, at a given time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.hours import PARIS
from directory.models import Service
from directory.pages import lines_page, shown, shown_at, unit_page, units_page
from directory.sheet import service_page
from directory.words import Vocabulary

TUESDAY, NIGHT = datetime(2026, 11, 24, 10, tzinfo=PARIS), datetime(2026, 11, 28, 3, tzinfo=PARIS)
CHRISTMAS = datetime(2026, 12, 25, 12, tzinfo=PARIS)


def of_category(session: Session, slug: str) -> Service:
    query = select(Service).where(Service.category == slug, Service.source_slug == "demonstration")
    service = session.scalars(query.order_by(Service.id)).first()
    assert service is not None
    return service


def test_a_service_that_does_not_exist_has_no_page(session: Session) -> None:
    assert service_page(session, -1, TUESDAY) is None
    assert unit_page(session, -1, TUESDAY) is None


def test_a_shelter_shows_its_front_door_and_never_a_place(session: Session) -> None:
    page = service_page(session, of_category(session, "dv-shelter").id, NIGHT)
    assert page is not None
    assert page.shown.card.coordinates is None
    assert page.shown.card.commune == ""
    assert page.shown.card.place.startswith("Secteur : ")
    assert page.front_doors
    assert not page.is_card


def test_a_service_that_hides_nothing_has_no_front_door(session: Session) -> None:
    page = service_page(session, of_category(session, "ccas-cias").id, TUESDAY)
    assert page is not None
    assert page.front_doors == ()
    assert page.is_card


def test_a_sheet_tells_who_verified_it_and_when(session: Session) -> None:
    query = select(Service).where(Service.verified_on.is_not(None), Service.source_slug == "demonstration")
    service = session.scalars(query.order_by(Service.id)).first()
    assert service is not None
    page = service_page(session, service.id, TUESDAY)
    assert page is not None
    assert page.verifications == ((service.verified_on, "Démonstration\u00a0: contacts inventés"),)


def test_the_coming_days_follow_holidays(session: Session) -> None:
    page = service_page(session, of_category(session, "ccas-cias").id, CHRISTMAS)
    assert page is not None
    assert len(page.days) == 7
    assert (page.days[0].date, page.days[0].slots) == (CHRISTMAS.date(), ())
    assert any(day.slots for day in page.days)


def test_what_never_closes_has_no_table_of_days(session: Session) -> None:
    page = service_page(session, of_category(session, "hospital-emergency").id, TUESDAY)
    assert page is not None
    assert page.days == ()
    assert page.shown.state.startswith("Répond 24")


def test_no_page_says_closed_where_nobody_knows_the_hours(session: Session) -> None:
    unknown = session.scalars(select(Service).where(Service.hours.is_(None))).all()
    assert unknown
    for service in unknown:
        item = shown(service, NIGHT)
        if not service.closures:
            assert (item.opening.is_open, item.state, item.week) == (None, "Horaires inconnus", "")


def test_every_service_of_the_directory_can_be_shown(session: Session) -> None:
    for service in session.scalars(select(Service)):
        item = shown(service, TUESDAY)
        assert item.state
        assert item.verified
        assert item.card.name


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "UTC"])
def test_a_service_lives_by_its_own_clock(session: Session, zone: str) -> None:
    service = of_category(session, "ccas-cias")
    same_moment = TUESDAY.astimezone(ZoneInfo(zone))
    assert shown(service, same_moment).state == shown(service, TUESDAY).state


def test_information_is_as_old_as_it_is_today_whatever_the_moment_asked_about(session: Session) -> None:
    query = select(Service).where(Service.verified_on.is_not(None), Service.hours.is_not(None))
    service = session.scalars(query.order_by(Service.id)).first()
    assert service is not None and service.verified_on is not None
    today = service.verified_on + timedelta(days=2)
    for years in (-5, 0, 5):
        at = TUESDAY.replace(year=today.year + years)
        item = shown_at(service, at, today)
        assert (item.verified, item.is_fresh) == ("vérifié il y a 2\u00a0jours", True)
    assert not shown_at(service, TUESDAY, today + timedelta(days=800)).is_fresh


def test_units_are_listed_by_departement(session: Session) -> None:
    groups = units_page(session, TUESDAY)
    assert [name for name, _ in groups] == list(dict.fromkeys(name for name, _ in groups))
    assert {"Gers", "Loire", "Lozère", "Loiret", "Ille-et-Vilaine"} <= {name for name, _ in groups}
    assert all(cards for _, cards in groups)


def test_a_unit_shows_its_permanences_the_next_one_first(session: Session) -> None:
    for _, cards in units_page(session, TUESDAY):
        for card, _ in cards:
            page = unit_page(session, card.id, TUESDAY)
            assert page is not None
            states = [permanence.opening for permanence in page.permanences]
            assert states
            times = [TUESDAY if state.is_open else state.next_opening for state in states]
            known = [time for time in times if time is not None]
            assert known == sorted(known)
            assert times == known + [None] * (len(times) - len(known))


def test_a_unit_in_which_nobody_holds_a_permanence_has_no_page(session: Session) -> None:
    assert unit_page(session, of_category(session, "ccas-cias").id, TUESDAY) is None


def test_every_line_has_its_place_among_the_needs(session: Session, words: Vocabulary) -> None:
    page = lines_page(session, NIGHT)
    listed = [line.slug for _, lines in page.groups for line, _ in lines]
    assert sorted(listed) == sorted(words.lines)


def test_lines_that_answer_now_come_first(session: Session) -> None:
    for _, lines in lines_page(session, NIGHT).groups:
        answering = [item.opening.is_open is True for _, item in lines]
        assert answering == sorted(answering, reverse=True)


def test_a_time_without_clock_of_the_place_is_converted(session: Session) -> None:
    service = of_category(session, "ccas-cias")
    assert shown(service, datetime(2026, 11, 24, 9, tzinfo=UTC)).state == shown(service, TUESDAY).state
