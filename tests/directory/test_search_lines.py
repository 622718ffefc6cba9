"""The national lines given where nothing local answers: those of what was looked for come first."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.geo import place
from directory.models import Service
from directory.schemas import read_search
from directory.search_lines import MOST_LINES, line_slugs
from directory.search_page import SearchPage, search_page
from directory.vocabulary import vocabulary

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
REUNION, MENDE = "97411", "48095"


def page_of(app: Flask, session: Session, text: str, code: str, **filters: str) -> SearchPage:
    form = read_search({"q": [text], "commune": [code]} | {key: [said] for key, said in filters.items()})
    return search_page(session, app.extensions["searcher"], form, place(session, code), TUESDAY)


def keys(session: Session, page: SearchPage) -> list[str]:
    """Give the slugs of the lines of a page."""
    return [session.get_one(Service, line.card.id).source_key for line in page.lines]


def test_the_line_made_for_a_violence_comes_before_that_of_every_victim() -> None:
    lines = line_slugs(["iscg", "dv-association", "victim-support-association"])
    assert lines.index("3919") < lines.index("116006")


@pytest.mark.parametrize("slug", sorted(vocabulary().categories))
def test_lines_are_few_and_the_police_is_near_the_top_where_somebody_is_in_danger(slug: str) -> None:
    lines = line_slugs([slug])
    assert 0 < len(lines) <= MOST_LINES
    assert len(set(lines)) == len(lines)
    if slug == "dv-association" or vocabulary().categories[slug].group == "emergency-security":
        assert "17" in lines[:3]


def test_where_nothing_says_what_is_looked_for_the_lines_that_always_answer_are_given() -> None:
    assert line_slugs([]) == ["115", "17"]


def test_a_commune_that_only_far_services_answer_has_the_lines_under_its_results(
    app: Flask, session: Session
) -> None:
    page = page_of(app, session, "mari tape", REUNION)
    assert page.found.total
    assert {result.tie for result in page.found.results} == {"anywhere"}
    listed = {result.shown.card.id for result in page.found.results}
    assert page.lines
    assert not listed & {line.card.id for line in page.lines}
    assert "17" in keys(session, page)[:3]


def test_a_commune_that_local_services_answer_has_no_lines_under_its_results(
    app: Flask, session: Session
) -> None:
    assert page_of(app, session, "mari tape", MENDE).lines == ()


def test_where_nothing_is_found_the_lines_of_the_meanings_come_first(app: Flask, session: Session) -> None:
    page = page_of(app, session, "mari tape", REUNION, languages="xx")
    assert page.found.total == 0
    found = keys(session, page)
    assert found.index("3919") < found.index("116006")
    assert "17" in found[:3]
