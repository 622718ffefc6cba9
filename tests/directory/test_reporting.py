"""Anybody may say that a listing is wrong: a word of the list and a day, and never anything else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from databases import EITHER, empty_database
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from directory.db import migrate, open_sessions
from directory.disclosure import Card, Reader, disclose
from directory.models import REPORTED, Organization, Phone, Report, Service, Source
from directory.reporting import ReportError, report, reportable, standing, standing_reports, withdraw
from directory.revealing import revealing_words
from directory.serving import LINES_SOURCE
from directory.vocabulary import vocabulary

FIRST, LATER = date(2026, 11, 24), date(2026, 12, 1)
SERVICE, NOBODY = 7, 8


@pytest.fixture(params=EITHER)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A directory of one service."""
    with empty_database(request.param, tmp_path) as engine:
        migrate(engine)
        with open_sessions(engine).begin() as session:
            session.add(Source(slug="test", name="Essai", licence="", is_demonstration=True))
            session.flush()
            session.add(service())
        yield engine


def service() -> Service:
    return Service(
        id=SERVICE,
        organization=Organization(name="Association", source_slug="test"),
        source_slug="test",
        source_key="service",
        source_digest="-",
        category="cidff",
        name="Droits des femmes",
        access="self",
        address_policy="public",
        street="1 rue de la Fiction",
        hours="24/7",
        phones=[Phone(number="+33199002468", audience="public", channel="voice")],
        updated_at=datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None),
    )


def say(engine: Engine, about: str, day: date) -> None:
    with open_sessions(engine).begin() as session:
        assert report(session, SERVICE, about, day) is not None


def held(engine: Engine) -> list[tuple[str, date]]:
    with Session(engine) as session:
        return [
            (each.about, each.reported_on) for each in session.scalars(select(Report).order_by(Report.id))
        ]


def card(engine: Engine, reader: Reader, *, is_neutral: bool) -> Card:
    with Session(engine) as session:
        return disclose(session.get_one(Service, SERVICE), reader, vocabulary(), is_neutral=is_neutral)


def test_what_is_reported_is_kept_with_its_day(engine: Engine) -> None:
    say(engine, "phone", FIRST)
    assert held(engine) == [("phone", FIRST)]


def test_the_same_thing_reported_again_keeps_the_first_day(engine: Engine) -> None:
    for day in (FIRST, FIRST, LATER):
        say(engine, "hours", day)
    say(engine, "phone", LATER)
    assert held(engine) == [("hours", FIRST), ("phone", LATER)]


def test_two_people_who_report_the_same_thing_together_make_one_report(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: say(engine, "gone", FIRST), range(8)))
    assert held(engine) == [("gone", FIRST)]


def test_a_service_that_does_not_exist_cannot_be_reported(engine: Engine) -> None:
    with open_sessions(engine).begin() as session:
        assert report(session, NOBODY, "phone", FIRST) is None
    assert held(engine) == []


@pytest.mark.parametrize("about", ["", "Phone", "Mme Martin n'habite plus là"])
def test_a_word_that_is_not_of_the_list_is_refused_in_french(engine: Engine, about: str) -> None:
    with open_sessions(engine).begin() as session, pytest.raises(ReportError, match="Choisissez"):
        report(session, SERVICE, about, FIRST)
    assert held(engine) == []


def test_reports_go_with_their_service(engine: Engine) -> None:
    say(engine, "place", FIRST)
    with open_sessions(engine).begin() as session:
        session.delete(session.get_one(Service, SERVICE))
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 0


def test_a_report_changes_nothing_in_the_listing(engine: Engine) -> None:
    before = card(engine, Reader.PROFESSIONAL, is_neutral=False)
    say(engine, "gone", FIRST)
    after = card(engine, Reader.PROFESSIONAL, is_neutral=False)
    changed = {name for name in before.__slots__ if getattr(before, name) != getattr(after, name)}
    assert changed == {"reports"}


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("is_neutral", [False, True])
def test_every_card_says_what_is_reported_and_a_neutral_one_betrays_nothing_by_it(
    engine: Engine, reader: Reader, is_neutral: bool
) -> None:
    for about in REPORTED:
        say(engine, about, FIRST)
    reports = card(engine, reader, is_neutral=is_neutral).reports
    assert {each.about for each in reports} == set(REPORTED)
    said = {each.sentence.replace("\u00a0", " ") for each in reports}
    assert "Signalé, non vérifié : le numéro serait faux (24 novembre 2026)" in said
    assert all(sentence.startswith("Signalé, non vérifié : ") for sentence in said)
    assert all("24 novembre 2026" in each.sentence and each.reported_on == FIRST for each in reports)
    assert not any(revealing_words(each.sentence) for each in reports)


def test_the_words_of_reports_are_those_of_the_vocabulary() -> None:
    assert list(vocabulary().scales["report"]) == list(REPORTED)


def verify(engine: Engine, day: date) -> None:
    with open_sessions(engine).begin() as session:
        session.get_one(Service, SERVICE).verified_on = day


def told(engine: Engine) -> list[str]:
    with Session(engine) as session:
        stands = [each.about for each in standing(session.get_one(Service, SERVICE))]
        assert [each.about for each in standing_reports(session)] == stands
    return stands


def test_a_later_verification_lifts_a_report_and_no_card_tells_it_any_more(engine: Engine) -> None:
    say(engine, "phone", FIRST)
    say(engine, "hours", LATER)
    verify(engine, date(2026, 11, 30))
    assert told(engine) == ["hours"]
    assert [each.about for each in card(engine, Reader.PROFESSIONAL, is_neutral=False).reports] == ["hours"]


def test_a_report_of_the_day_of_the_verification_stands(engine: Engine) -> None:
    verify(engine, FIRST)
    say(engine, "phone", FIRST)
    assert told(engine) == ["phone"]


def test_what_a_verification_lifted_may_be_reported_again(engine: Engine) -> None:
    say(engine, "phone", date(2026, 11, 20))
    verify(engine, FIRST)
    assert told(engine) == []
    say(engine, "phone", LATER)
    assert held(engine) == [("phone", LATER)]
    assert told(engine) == ["phone"]


def test_only_what_the_sheet_says_may_be_reported_wrong() -> None:
    bare = service()
    bare.phones, bare.hours, bare.address_policy, bare.street = [], None, "none", None
    assert reportable(service()) == REPORTED
    assert reportable(bare) == ("gone", "other")
    bare.hours_text = "sur rendez-vous"
    assert reportable(bare) == ("hours", "gone", "other")


def test_nobody_casts_a_doubt_on_a_national_line(engine: Engine) -> None:
    with open_sessions(engine).begin() as session:
        session.add(Source(slug=LINES_SOURCE, name="Lignes", licence="", is_demonstration=False))
        session.flush()
        session.get_one(Service, SERVICE).source_slug = LINES_SOURCE
    with open_sessions(engine).begin() as session:
        assert reportable(session.get_one(Service, SERVICE)) == ()
        for about in REPORTED:
            with pytest.raises(ReportError):
                report(session, SERVICE, about, FIRST)
    assert held(engine) == []


def test_a_report_is_withdrawn_alone_and_only_where_there_is_one(engine: Engine) -> None:
    say(engine, "phone", FIRST)
    say(engine, "hours", FIRST)
    with open_sessions(engine).begin() as session:
        assert withdraw(session, SERVICE, "phone")
        assert not withdraw(session, SERVICE, "gone")
        assert not withdraw(session, NOBODY, "hours")
    assert held(engine) == [("hours", FIRST)]


# The page that writes, and the commands of whoever keeps the directory.


def reportable_service(app: Flask) -> Service:
    with app.extensions["readers"]() as session:
        query = select(Service).where(Service.category == "pmi", Service.phones.any()).order_by(Service.id)
        found: Service = session.scalars(query.limit(1)).one()
        return found


def test_a_report_leads_to_the_sheet_that_tells_it_and_frames_the_number(own_app: Flask) -> None:
    client, path = own_app.test_client(), f"/services/{reportable_service(own_app).id}"
    assert "phone-first" in client.get(path).text
    answer = client.post(f"{path}/signaler", data={"about": "phone"})
    assert (answer.status_code, answer.location) == (303, f"{path}#signale")
    sheet = client.get(path).text
    assert 'id="signale"' in sheet
    assert "le numéro serait faux" in sheet
    assert "phone-first" not in sheet


def test_a_national_line_offers_no_report_and_takes_none(own_app: Flask) -> None:
    client = own_app.test_client()
    with own_app.extensions["readers"]() as session:
        line = session.scalars(select(Service.id).where(Service.source_slug == LINES_SOURCE).limit(1)).one()
    assert "Signaler une erreur" not in client.get(f"/services/{line}").text
    assert client.post(f"/services/{line}/signaler", data={"about": "phone"}).status_code == 400
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Report)).all() == []


def test_whoever_keeps_the_directory_lists_reports_and_withdraws_one(own_app: Flask) -> None:
    run, found = own_app.test_cli_runner().invoke, reportable_service(own_app)
    assert run(args=["directory", "reports"]).output == "Aucun signalement.\n"
    own_app.test_client().post(f"/services/{found.id}/signaler", data={"about": "phone"})
    listed = run(args=["directory", "reports"]).output
    assert listed.startswith(f"{found.id}  phone  {found.name}. Signalé, non vérifié")
    done = run(args=["directory", "reports", "--withdraw", str(found.id), "--about", "phone"])
    assert (done.exit_code, done.output) == (0, "Signalement retiré.\n")
    assert run(args=["directory", "reports"]).output == "Aucun signalement.\n"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--withdraw", "1"], "donnez --withdraw ID et --about MOT"),
        (["--about", "phone"], "donnez --withdraw ID et --about MOT"),
        (["--withdraw", "1", "--about", "name"], "Le mot « name » n’existe pas"),
        (["--withdraw", "1", "--about", "gone"], "Rien de tel n’est signalé pour le service 1"),
    ],
)
def test_a_withdrawal_that_names_no_report_is_refused_in_french(
    own_app: Flask, args: list[str], sentence: str
) -> None:
    refused = own_app.test_cli_runner().invoke(args=["directory", "reports", *args])
    assert refused.exit_code == 1
    assert sentence in refused.output
