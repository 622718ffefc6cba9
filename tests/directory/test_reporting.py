"""Anybody may say that a listing is wrong: a word of the list and a day, and never anything else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from databases import EITHER, empty_database
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from directory.db import migrate, open_sessions
from directory.disclosure import Card, Reader, disclose
from directory.models import REPORTED, Organization, Report, Service, Source
from directory.reporting import ReportError, report
from directory.revealing import revealing_words
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
        address_policy="none",
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
    assert "Numéro signalé faux le 24 novembre 2026" in {each.sentence for each in reports}
    assert all("24 novembre 2026" in each.sentence and each.reported_on == FIRST for each in reports)
    assert not any(revealing_words(each.sentence) for each in reports)


def test_the_words_of_reports_are_those_of_the_vocabulary() -> None:
    assert list(vocabulary().scales["report"]) == list(REPORTED)
