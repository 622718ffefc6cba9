"""What is full, checked or old is shown everywhere, and hides nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from directory.audit import verify
from directory.disclosure import Reader, disclose
from directory.editing.errors import NotYoursError
from directory.find import find
from directory.freshness.checking import check_phone
from directory.geo import place
from directory.models import Availability, Event, Report, Service, Tally
from directory.pages import shown
from directory.reporting import MOST_A_DAY, report, standing
from directory.search.asking import Search
from directory.search.query import find_services
from directory.tallying import EVERY, Tallies
from directory.vocabulary import vocabulary
from directory.wording import availability
from tests.directory.search.asked import TUESDAY
from tests.freshness.following import AT, CALLER, PARTNER
from tests.web.every_page import SITUATION

SEARCH = {"q": "pmi", "place": "Saint-Chamond"}


def of(app: Flask, category: str = "pmi", **said: object) -> int:
    """Give a service of `category` that has a phone."""
    with app.extensions["readers"]() as session:
        query = select(Service.id).where(Service.category == category, Service.phones.any()).limit(1)
        found: int = session.scalars(query.filter_by(**said)).one()
        return found


def test_an_availability_holds_to_the_end_of_its_day_where_the_service_stands(own_app: Flask) -> None:
    with own_app.extensions["sessions"].begin() as session:
        service = session.get_one(Service, of(own_app))
        service.availability = Availability(
            is_full=True, until=date(2026, 12, 12), said_on=date(2026, 11, 24)
        )
        session.flush()
        last, after = (
            datetime(2026, 12, 12, hour, minute, tzinfo=UTC) for hour, minute in ((22, 59), (23, 0))
        )
        assert shown(service, last).capacity == "Complet jusqu’au 12 décembre"
        assert shown(service, after).capacity == ""
        assert disclose(service, Reader.PERSON, vocabulary(), is_neutral=True).availability is None


@pytest.mark.parametrize(
    ("days", "is_full", "said"),
    [
        (21, False, "Délai : environ 3 semaines"),
        (10, False, "Délai : environ 10 jours"),
        (90, False, "Délai : environ 3 mois"),
        (0, False, "Délai : le jour même"),
        (21, True, "Complet jusqu’au 1er janvier 2027, délai : environ 3 semaines"),
        (None, True, "Complet jusqu’au 1er janvier 2027"),
    ],
)
def test_a_delay_is_told_in_round_words(days: int | None, is_full: bool, said: str) -> None:
    told = availability(date(2027, 1, 1), date(2026, 11, 24), days, is_full=is_full)
    assert told.replace("\u00a0", " ") == said
    assert availability(date(2026, 11, 23), date(2026, 11, 24), days, is_full=is_full) == ""


def test_what_is_full_is_still_found_and_says_so(own_app: Flask) -> None:
    client = own_app.test_client()
    before = client.post("/annuaire", data=SEARCH).text
    assert "Complet" not in before
    with own_app.extensions["sessions"].begin() as session:
        for each in session.scalars(select(Service).where(Service.category == "pmi")):
            until = date(2099, 1, 1)
            session.add(Availability(service_id=each.id, is_full=True, until=until, said_on=until))
    after = client.post("/annuaire", data=SEARCH).text
    assert after.count('class="service-name"') == before.count('class="service-name"') > 0
    assert "Complet jusqu’au 1er janvier 2099" in after
    assert "Complet jusqu’au" in client.get(f"/services/{of(own_app)}").text
    competent = client.post("/competents", data={"place": "Saint-Chamond"}).text
    suggested = client.post("/orientation", data=SITUATION).text
    assert "Complet jusqu’au" in competent and "Complet jusqu’au" in suggested
    assert "laces libres" not in after + competent + suggested


def test_age_lowers_nobody_out_of_sight(own_app: Flask) -> None:
    found, searched = [], []
    for day in (date(2026, 11, 20), date(2001, 1, 1), None):
        with own_app.extensions["sessions"].begin() as session:
            session.execute(update(Service).where(Service.category == "pmi").values(verified_on=day))
        own_app.extensions["indexer"].bring_up_to_date()
        with own_app.extensions["readers"]() as session:
            where = place(session, "42207")
            assert where is not None
            category = vocabulary().categories["pmi"]
            found.append([each.service.id for each in find(session, category, where, "local")])
            results = find_services(session, own_app.extensions["searcher"], Search(TUESDAY, "pmi", where))
            searched.append({each.shown.card.id for each in results.results})
    assert found[0] and found[0] == found[1] == found[2]
    assert searched[0] and searched[0] == searched[1] == searched[2]


def test_every_list_sheet_and_card_says_how_old_it_is(own_app: Flask) -> None:
    client = own_app.test_client()
    service = of(own_app)
    pages = [
        client.post("/annuaire", data=SEARCH),
        client.post("/competents", data={"place": "Saint-Chamond"}),
        client.post("/orientation", data=SITUATION),
        client.get("/lignes"),
        client.get("/unites"),
        client.get(f"/services/{service}"),
        client.post("/carte", data={"service": service}),
        client.post("/carte", data={"service": service, "words": "plain"}),
    ]
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert all("érifié" in page.text for page in pages)


def test_a_neutral_card_bears_no_date_and_a_plain_one_a_day(own_app: Flask) -> None:
    client, service = own_app.test_client(), of(own_app)
    pages = [
        client.post("/carte", data={"service": service, "words": words}) for words in ("plain", "neutral")
    ]
    plain, neutral = (page.text.split("<article")[1].split("</article")[0] for page in pages)
    assert "Vérifié le" in plain
    assert "érifié" not in neutral and "202" not in neutral


def test_a_call_verifies_the_phone_and_lifts_what_was_reported_before_that_day(own_app: Flask) -> None:
    service_id = of(own_app)
    with own_app.extensions["sessions"].begin() as session:
        service = session.get_one(Service, service_id)
        whole = service.verified_on
        report(session, service_id, "phone", date(2027, 3, 9))
        report(session, service_id, "hours", date(2027, 3, 9))
        check_phone(session, CALLER, service_id, AT)
        check_phone(session, CALLER, service_id, AT + timedelta(hours=2))
        session.refresh(service)
        assert service.verified_on == whole
        assert [each.about for each in standing(service)] == ["hours"]
        told = shown(service, (AT + timedelta(days=1)).replace(tzinfo=UTC))
        assert told.verified.endswith("téléphone vérifié hier")
        report(session, service_id, "phone", date(2027, 3, 10))
        assert "phone" in [each.about for each in standing(service)], "of the same day, nobody knows"
        assert len(session.scalars(select(Event).where(Event.kind == "phone-checked")).all()) == 1
        assert verify(session).broken_at is None


def test_only_a_professional_says_that_a_number_answers(own_app: Flask) -> None:
    service_id = of(own_app)
    with own_app.extensions["sessions"].begin() as session:
        with pytest.raises(NotYoursError):
            check_phone(session, PARTNER, service_id, AT)
        with pytest.raises(NotYoursError):
            check_phone(session, CALLER, 999_999, AT)
    client = own_app.test_client()
    assert "J’ai appelé" not in client.get(f"/services/{service_id}").text
    assert client.post(f"/services/{service_id}/appel").status_code == 401
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Service, service_id).checks == []


def test_a_listing_takes_five_reports_a_day_from_everybody(own_app: Flask) -> None:
    service_id, client = of(own_app), own_app.test_client()
    answers = [client.post(f"/services/{service_id}/signaler", data={"about": "phone"}) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [303] * MOST_A_DAY + [429] * 2
    assert "pas gardée" in answers[-1].text
    assert client.get(f"/services/{service_id}").status_code == 200
    with own_app.extensions["readers"]() as session:
        assert len(session.scalars(select(Report).where(Report.service_id == service_id)).all()) == 1


def test_what_serves_is_counted_by_month_and_nothing_else_is_kept(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What other tests were shown may have been counted in the directory that this one is a copy of.
    with own_app.extensions["sessions"].begin() as session:
        session.execute(delete(Tally))
    client, service_id = own_app.test_client(), of(own_app)
    for _ in range(3):
        client.get(f"/services/{service_id}")
    client.post("/carte", data={"service": service_id})
    tallies: Tallies = own_app.extensions["tallies"]
    assert tallies.write_if_due() is None, "not so soon"
    monkeypatch.setattr("directory.tallying.monotonic", lambda: tallies._written_at + EVERY)
    writing = tallies.write_if_due()
    assert writing is not None
    writing.join()
    tallies.note("shown", [service_id, 999_999], f"{datetime.now(UTC):%Y-%m}")
    assert tallies.write()
    with own_app.extensions["readers"]() as session:
        kept = {(each.service_id, each.what): each.count for each in session.scalars(select(Tally))}
    assert kept == {(service_id, "shown"): 4, (service_id, "card"): 1}


def test_a_count_that_cannot_be_written_waits_and_no_page_fails(own_app: Flask) -> None:
    tallies: Tallies = own_app.extensions["tallies"]
    service_id = of(own_app)
    tallies.note("shown", [service_id], "2026-11")
    with own_app.extensions["engine"].begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tally RENAME TO away")
    assert not tallies.write()
    assert own_app.test_client().get(f"/services/{service_id}").status_code == 200
    with own_app.extensions["engine"].begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO tally")
    assert tallies.write()
