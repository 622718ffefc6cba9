"""The pages of the administrator, visited: as neutral, as closed to others and as sparing as every page."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.importers.waiting import REPORT, Administrator, plant_entry, plant_run, said
from tests.web.every_page import Asked, HtmlPage, every_page_of_imports
from tests.web.test_security import TITLES
from web.security import HEADERS


@pytest.fixture
def visited(own_app: Flask) -> list[tuple[Asked, TestResponse]]:
    """Every page of the administrator as she sees it, with something on each."""
    with own_app.extensions["sessions"].begin() as session:
        run = plant_run(session, "town-halls", "ready", report=REPORT)
        states = ("undecided", "unclassed", "withheld")
        for number, state in enumerate(states):
            plant_entry(session, "dila", state, said(number, fit="broader", category="", proposed=("pmi",)))
    admin = Administrator(own_app)
    return [(page, _sent(admin, page)) for page in every_page_of_imports(run)]


def _sent(admin: Administrator, page: Asked) -> TestResponse:
    return admin.opens(page.path) if page.data is None else admin.sends(page.path, page.data)


def test_every_page_opens_as_it_should(visited: list[tuple[Asked, TestResponse]]):
    assert [(page.path, answer.status_code) for page, answer in visited] == [
        (page.path, page.status) for page, _ in visited
    ]


def test_every_answer_has_every_header_and_stays_in_no_cache(visited: list[tuple[Asked, TestResponse]]):
    for page, answer in visited:
        assert HEADERS.items() <= dict(answer.headers).items(), page.path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers, page.path


def test_every_page_is_as_neutral_and_as_closed_as_the_others(visited: list[tuple[Asked, TestResponse]]):
    pages = [(page, HtmlPage(answer.text)) for page, answer in visited if page.status in (200, 409, 422)]
    assert len(pages) == 10
    for asked, page in pages:
        assert page.title in TITLES
        assert [attributes["lang"] for attributes in page.found("html")] == ["fr"]
        assert len(page.found("h1")) == 1, asked.path
        assert not page.found("style")
        assert all(form["method"] == "post" for form in page.found("form"))
        names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(names) == len(set(names)), asked.path
        for tag, attributes in page.tags:
            assert not [name for name in attributes if name == "style" or name.startswith("on")], asked.path
            for name in ("src", "action", "formaction"):
                assert not urlsplit(attributes.get(name, "")).netloc, (asked.path, tag)
            if tag == "a" and urlsplit(attributes.get("href", "")).netloc:
                assert "noreferrer" in attributes["rel"].split()
