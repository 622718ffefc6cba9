"""Home, what Relais is, its components and its health."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.web.every_page import HtmlPage
from wsgi import create_app

ALWAYS_THERE = {"tel:17", "tel:112", "tel:15", "sms:114", "tel:115", "tel:119", "tel:3919"}


def test_home_opens_on_what_to_do(client: FlaskClient):
    page = HtmlPage(client.get("/").text)
    assert {"/situation", "/unites", "/lignes", "/regles", "/a-propos"} <= page.doors()
    assert len(page.found("h1")) == 1


def test_the_emergency_numbers_are_on_every_page_even_where_nothing_else_works(
    client: FlaskClient, tmp_path: Path
):
    bare = create_app({"RELAIS_DATA_DIR": str(tmp_path)}).test_client()
    for page in (
        client.get("/"),
        client.get("/regles"),
        client.get("/nowhere"),
        bare.get("/lignes"),
        bare.get("/"),
    ):
        assert {link.get("href") for link in HtmlPage(page.text).found("a")} >= ALWAYS_THERE


def test_every_page_has_one_title_and_one_way_to_its_content(client: FlaskClient):
    for path in ("/", "/situation", "/lignes", "/unites", "/regles", "/a-propos", "/composants"):
        page = HtmlPage(client.get(path).text)
        assert len(page.found("h1")) == 1, path
        assert [a["id"] for a in page.found("main")] == ["contenu"]
        assert page.found("a")[0]["href"] == "#contenu"


def test_no_page_names_the_same_thing_twice(client: FlaskClient):
    for path in ("/", "/situation", "/lignes", "/unites", "/regles", "/a-propos"):
        page = HtmlPage(client.get(path).text)
        names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(names) == len(set(names)), path


def test_health_says_that_the_database_answers(client: FlaskClient):
    assert client.get("/sante").json == {"status": "ok"}


def test_health_says_when_the_database_does_not_answer(tmp_path: Path):
    app: Flask = create_app({"RELAIS_DATA_DIR": str(tmp_path)})
    (tmp_path / "relais.db").write_bytes(b"no database, " * 1000)
    assert app.test_client().get("/sante").status_code == 503
