"""What narrows a search that finds nothing: each way out says what it really gives."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy.orm import Session

from directory.geo import place
from directory.schemas import read_search
from directory.search_page import SearchPage, search_page
from directory.wording import counted

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
SUNDAY_NIGHT = {"date": ["2026-11-22"], "time": ["03:00"]}
PMI_OPEN = {"q": ["pmi"], "place": ["Mende (48)"], "commune": ["48095"], "is_open": ["open"]}


def page_of(app: Flask, session: Session, sent: dict[str, list[str]]) -> SearchPage:
    here = place(session, "48095")
    return search_page(session, app.extensions["searcher"], read_search(sent), here, TUESDAY)


def test_a_moment_taken_out_is_now_again(app: Flask, session: Session) -> None:
    closed = page_of(app, session, PMI_OPEN | SUNDAY_NIGHT)
    assert closed.found.total == 0
    ways = {way.drop: way.count for way in closed.ways_out}
    assert ways["date:"] == page_of(app, session, PMI_OPEN).found.total > 0
    without_filter = page_of(app, session, {k: v for k, v in PMI_OPEN.items() if k != "is_open"})
    assert ways["is_open:open"] == without_filter.found.total


def test_a_moment_far_away_makes_no_information_older_nor_younger(app: Flask, session: Session) -> None:
    asked = {key: said for key, said in PMI_OPEN.items() if key != "is_open"}
    now, later = (page_of(app, session, asked | each) for each in ({}, {"date": ["2030-12-25"]}))
    ages = [
        {each.shown.card.id: (each.shown.verified, each.shown.is_fresh) for each in page.found.results}
        for page in (now, later)
    ]
    assert ages[0] == ages[1] != {}
    assert any(is_fresh for _, is_fresh in ages[1].values())
    assert not any("demain" in each.shown.state for each in later.found.results)


def test_french_counts_from_two_on() -> None:
    assert [counted(number, "service") for number in (0, 1, 2, 1200)] == [
        "0\u00a0service",
        "1\u00a0service",
        "2\u00a0services",
        "1\u202f200\u00a0services",
    ]
