"""An error is a page in French that says what happened and leads on; its cause stays in the log."""

import shutil
import sqlite3
from pathlib import Path

import pysqlite3
import pytest
from flask import Flask, abort
from sqlalchemy import text

from tests.web.every_page import HtmlPage
from web import access
from wsgi import create_app

SECRET = "Zorglubine"


@pytest.fixture
def breaking(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with pages that break in every way."""

    def code(number: int) -> str:
        abort(number)

    def crash() -> str:
        raise ValueError(SECRET)

    def template() -> str:
        return own_app.jinja_env.from_string("{{ 1 // 0 }}").render()

    def query() -> str:
        with own_app.extensions["readers"]() as session:
            return str(session.execute(text("SELECT :secret FROM nowhere"), {"secret": SECRET}).scalar())

    for name, rule, view in (
        ("code", "/code/<int:number>", code),
        ("crash", "/crash", crash),
        ("template", "/template", template),
        ("query", "/query", query),
    ):
        monkeypatch.setitem(access.ACCESS, name, "public")
        own_app.add_url_rule(rule, name, view)
    return own_app


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (400, "incomplète ou illisible"),
        (404, "n’existe pas, ou n’existe plus"),
        (405, "ne s’ouvre pas ainsi"),
        (413, "trop longue"),
        (418, "incomplète ou illisible"),
        (500, "Rien n’a été enregistré"),
        (502, "Rien n’a été enregistré"),
        (503, "Réessayez dans une minute"),
    ],
)
def test_every_error_has_its_sentence_and_the_next_doors(breaking: Flask, code: int, words: str):
    response = breaking.test_client().get(f"/code/{code}")
    page = HtmlPage(response.text)
    assert response.status_code == code
    assert words in page.text
    assert {"/situation", "/lignes"} <= page.doors()
    assert {"tel:17", "tel:112", "tel:119"} <= {link.get("href") for link in page.found("a")}


@pytest.mark.parametrize("path", ["/crash", "/template"])
def test_a_fault_of_ours_says_nothing_of_its_cause(breaking: Flask, path: str):
    response = breaking.test_client().get(path)
    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store"
    for word in ("Traceback", "Error", SECRET, "site-packages", ".py"):
        assert word not in response.text


def test_a_query_that_fails_writes_its_values_neither_on_the_page_nor_in_the_log(
    breaking: Flask, caplog: pytest.LogCaptureFixture
):
    response = breaking.test_client().get("/query")
    assert response.status_code == 503
    assert SECRET not in response.text + caplog.text
    assert "no such table: nowhere" in caplog.text


def test_a_crash_is_logged_for_whoever_keeps_relais(breaking: Flask, caplog: pytest.LogCaptureFixture):
    breaking.test_client().get("/crash")
    assert "Exception on /crash" in caplog.text


def test_before_flask_init_pages_say_that_the_database_is_not_ready(tmp_path: Path):
    client = create_app({"RELAIS_DATA_DIR": str(tmp_path)}).test_client()
    for response in (client.get("/lignes"), client.get("/communes?q=aix"), client.post("/orientation")):
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) <= 6
        assert "Relais est occupé, ou sa base n’est pas prête" in response.text
        assert "tel:17" in response.text
    assert client.get("/regles").status_code == 200


def test_a_database_file_that_is_no_database_is_a_page_not_a_crash(filled: Path, tmp_path: Path):
    folder = shutil.copytree(filled, tmp_path / "data")
    (folder / "relais.db").write_bytes(b"not a database at all, " * 500)
    for beside in folder.glob("relais.db-*"):
        beside.unlink()
    response = create_app({"RELAIS_DATA_DIR": str(folder)}).test_client().get("/lignes")
    assert response.status_code == 503


def test_pages_are_read_while_somebody_else_is_writing(own_app: Flask, tmp_path: Path):
    writer: sqlite3.Connection = pysqlite3.connect(tmp_path / "data" / "relais.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM service_area")
    try:
        assert own_app.test_client().get("/lignes").status_code == 200
    finally:
        writer.execute("ROLLBACK")
        writer.close()
