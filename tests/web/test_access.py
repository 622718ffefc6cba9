"""Who may open what: no route without a permission, and every page opens with what a real page sends."""

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from tests.importers.waiting import Administrator
from tests.web.every_page import Asked, HtmlPage, closed_pages, every_page
from web import access
from wsgi import create_app


@pytest.fixture
def bare_app(tmp_path) -> Flask:
    """The application before its first request, on a database that nobody has prepared."""
    return create_app({"RELAIS_DATA_DIR": str(tmp_path)})


def test_every_route_has_its_permission_and_every_permission_its_route(bare_app):
    assert {rule.endpoint for rule in bare_app.url_map.iter_rules()} == access.ACCESS.keys()


def test_a_route_that_nobody_gave_a_permission_stops_the_start(bare_app):
    extra = Blueprint("extra", __name__)
    extra.add_url_rule("/secret", "door", lambda: "open")
    bare_app.register_blueprint(extra)
    with pytest.raises(access.AccessError, match=r"extra\.door"):
        access.check_every_route(bare_app)


def test_a_route_added_behind_the_check_answers_nobody(bare_app):
    bare_app.add_url_rule("/secret", "secret", lambda: "open")
    response = bare_app.test_client().get("/secret")
    assert response.status_code == 404
    assert "open" not in response.text


def test_a_permission_for_a_route_that_is_gone_stops_the_start(bare_app, monkeypatch):
    monkeypatch.setitem(access.ACCESS, "routing.gone", "public")
    with pytest.raises(access.AccessError, match=r"routing\.gone"):
        access.check_every_route(bare_app)


def test_every_route_is_asked_for_below(app: Flask):
    asked = {page.endpoint for page in every_page(app)} - {"nowhere"}
    assert asked == {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_page_opens_as_it_should(app: Flask, client: FlaskClient):
    answers = {(page.path, str(page.data)): page.send(client).status_code for page in every_page(app)}
    assert answers == {(page.path, str(page.data)): page.status for page in every_page(app)}


def test_what_does_not_exist_leads_to_the_next_doors(app: Flask, client: FlaskClient):
    for page in every_page(app):
        if page.status in (400, 404, 405):
            assert {"/situation", "/lignes"} <= HtmlPage(page.send(client).text).doors(), page.path


def test_asking_for_the_head_of_a_page_gives_its_headers_and_nothing_else(app: Flask, client: FlaskClient):
    for page in every_page(app):
        if page.data is None and page.status == 200:
            head = client.head(page.path, buffered=True)
            assert (head.status_code, head.data) == (200, b""), page.path
            assert head.content_type == page.send(client).content_type


def test_each_route_says_which_methods_it_takes(app: Flask, client: FlaskClient):
    for page in every_page(app):
        if access.ACCESS.get(page.endpoint) == "public" and "9999" not in page.path and is_known(page):
            options = client.options(page.path)
            assert (options.status_code, options.data) == (200, b""), page.path
            assert ("POST" in options.allow) == _is_form(page.path), page.path
            assert {"PUT", "DELETE", "PATCH"}.isdisjoint(options.allow)


def is_known(page: Asked) -> bool:
    """Say whether the page is of those whose methods are told below."""
    return not page.endpoint.startswith(("account.", "link."))


PAGES_OF_FORMS = {
    *("/communes?q=saint-cha", "/competents", "/horaires", "/annuaire", "/annuaire/carte"),
    *("/situation", "/orientation", "/pourquoi", "/carte", "/saisir"),
}


def _is_form(path: str) -> bool:
    return path in PAGES_OF_FORMS or path.endswith("/signaler")


@pytest.mark.parametrize("path", ["/orientation", "/pourquoi", "/carte", "/annuaire/carte"])
def test_what_a_form_opens_does_not_open_by_its_address(client: FlaskClient, path: str):
    for response in (client.get(path), client.head(path), client.put(path), client.delete(path)):
        assert response.status_code == 405
        assert set(response.allow) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("path", ["/", "/lignes", "/regles", "/unites", "/sante"])
def test_a_page_that_is_only_read_takes_no_form(client: FlaskClient, path: str):
    response = client.post(path, data={"person_role": "victim"})
    assert response.status_code == 405
    assert "GET" in response.allow
    assert HtmlPage(response.text).doors()


def test_a_page_of_somebody_is_shown_to_nobody_else(app: Flask, client: FlaskClient):
    closed = {endpoint for endpoint, permission in access.ACCESS.items() if permission != "public"}
    assert closed == {page.endpoint for page in closed_pages(app)}
    for page in closed_pages(app):
        answer = page.send(client)
        if page.data is None:
            assert answer.location == f"/compte/connexion?suite={page.path}", page.path
        else:
            assert "Se connecter" in answer.text, page.path


def test_a_route_behind_the_pages_of_the_administrator_that_has_no_permission_answers_nobody(own_app: Flask):
    own_app.add_url_rule("/imports/secret", "secret", lambda: "open")
    assert Administrator(own_app).opens("/imports/secret").status_code == 404
