"""Nothing is kept, nothing comes from elsewhere, nothing of the situation leaves the page."""

import io
import logging
import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.every_page import SITUATION, Asked, HtmlPage, every_page
from web.access import ACCESS
from web.config import LARGEST_REQUEST, MOST_FORM_PARTS
from web.security import HEADERS, KEPT, POLICY

TITLES = {
    f"Relais – {word}"
    for word in (
        "annuaire",
        "communes",
        "orientation",
        "carte",
        "lignes",
        "horaires",
        "fiche",
        "unité",
        "unités",
        "règles",
        "composants",
        "à propos",
        "imports",
        "compte",
    )
}
"""All that the tab of a browser may say of what is being done."""

MADE_OF_THE_PAGE = {"a", "link", "script", "img", "form", "button", "iframe", "object", "embed", "source"}


@pytest.fixture(scope="module")
def answered(app: Flask) -> list[tuple[Asked, object]]:
    """Every page with its answer."""
    client = app.test_client()
    return [(page, page.send(client)) for page in every_page(app)]


@pytest.fixture(scope="module")
def pages(answered) -> list[tuple[Asked, HtmlPage]]:
    """Every HTML page, read."""
    return [
        (asked, HtmlPage(answer.text))
        for asked, answer in answered
        if answer.mimetype == "text/html" and answer.status_code != 303
    ]


def test_every_response_has_every_header(answered):
    for asked, response in answered:
        assert HEADERS.items() <= dict(response.headers).items(), asked.path


def test_the_policy_lets_nothing_in_and_nobody_frame_it():
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert set(rules.values()) == {"'none'", "'self'"}


def test_a_page_stays_in_no_cache_and_a_style_sheet_may(answered):
    for asked, response in answered:
        is_kept = response.headers["Cache-Control"] != "no-store"
        assert is_kept == (asked.endpoint in KEPT and asked.status == 200), asked.path


def test_nobody_is_given_a_cookie_or_sent_elsewhere(answered):
    for asked, response in answered:
        given = set(response.headers.keys())
        assert not {"Set-Cookie", "Refresh", "Server", "X-Powered-By"} & given
        is_closed = ACCESS.get(asked.endpoint, "public") != "public"
        assert ("Location" in given) == (is_closed and asked.data is None), asked.path
        assert not is_closed or response.headers.get("Location", "/compte/connexion?").startswith(
            "/compte/connexion?"
        )


def test_every_page_is_in_french_and_its_title_betrays_nothing(pages):
    for asked, page in pages:
        assert [attributes["lang"] for attributes in page.found("html")] == ["fr"]
        assert page.title in TITLES, (asked.path, page.title)


def test_no_page_holds_a_style_a_script_or_a_handler(pages):
    for asked, page in pages:
        assert not page.found("style"), asked.path
        assert all(set(script) >= {"src"} for script in page.found("script")), asked.path
        for tag, attributes in page.tags:
            assert not [name for name in attributes if name == "style" or name.startswith("on")], (
                asked.path,
                tag,
            )


def test_nothing_is_fetched_from_elsewhere(pages):
    for asked, page in pages:
        for tag, attributes in page.tags:
            for name in ("src", "srcset", "action", "formaction", "poster", "data"):
                assert not urlsplit(attributes.get(name, "")).netloc, (asked.path, tag, attributes)
            if tag != "a":
                assert not urlsplit(attributes.get("href", "")).netloc, (asked.path, tag, attributes)


def test_a_link_that_leaves_does_not_say_where_it_was_followed(pages):
    outside = [
        attributes
        for _, page in pages
        for attributes in page.found("a")
        if urlsplit(attributes.get("href", "")).netloc
    ]
    assert outside, "the sources of the rules are linked"
    for attributes in outside:
        assert attributes["href"].startswith("https://") or attributes["href"].startswith("http://")
        assert "noreferrer" in attributes["rel"].split(), attributes


def test_links_dial_write_or_stay_here(pages):
    schemes = {urlsplit(a.get("href", "")).scheme for _, page in pages for a in page.found("a")}
    assert schemes <= {"", "tel", "sms", "mailto", "http", "https"}


def test_every_form_travels_by_post(pages):
    for asked, page in pages:
        assert all(form.get("method") == "post" for form in page.found("form")), asked.path


def test_no_address_on_any_page_says_anything_of_the_situation(pages):
    words = {"victim", "tonight", "intimate", "chamond", "pregnant", "42207", "pmi"}
    for asked, page in pages:
        for tag, attributes in page.tags:
            for name in ("href", "src", "action", "formaction"):
                address = urlsplit(attributes.get(name, ""))
                if not address.netloc and not address.scheme:
                    assert not address.query, (asked.path, tag, attributes)
                    assert not [word for word in words if word in address.path], (asked.path, attributes)


def test_nothing_of_the_situation_goes_to_the_log(app: Flask, caplog: pytest.LogCaptureFixture):
    client = app.test_client()
    with caplog.at_level(logging.DEBUG):
        for page in every_page(app):
            page.send(client)
        client.post("/orientation", data={**SITUATION, "place": "Villefort", "foo": "bar"})
    logged = caplog.text.lower()
    assert not [
        word for word in ("chamond", "villefort", "intimate", "tonight", "pregnant") if word in logged
    ]


# What no form of Relais would send.


def errors_of(response) -> str:
    """Give the sentences under « à corriger »."""
    found = re.search(r'class="errors-list".*?</ul>', response.text, re.DOTALL)
    return HtmlPage(found.group()).text if found else ""


def test_a_field_that_is_no_field_is_refused_by_name(client: FlaskClient):
    for name in (
        "id",
        "is_admin",
        "time_context",
        "known_to_social_services",
        "confidential",
        "version",
        "commune[]",
    ):
        response = client.post("/orientation", data={**SITUATION, name: "1"})
        assert response.status_code == 422
        assert f"« {name} » n’est pas un champ de ce formulaire." in errors_of(response)


@pytest.mark.parametrize("path", ["/situation", "/orientation", "/pourquoi"])
def test_a_page_with_a_mistake_comes_back_with_everything_else_still_filled_in(
    client: FlaskClient, path: str
):
    sent = {
        **SITUATION,
        "needs": ["legal-information", "nothing-like-it"],
        "urgency": "yesterday",
        "date": "2026-02-31",
    }
    response = client.post(path, data=sent)
    assert response.status_code == 422
    kept = HtmlPage(response.text).sent()
    assert kept.pop("date") == ["2026-02-31"], "what was typed is there to be corrected"
    assert kept == {
        "person_role": ["victim"],
        "violence_types": ["intimate-partner"],
        "pregnant": ["confirmed"],
        "aggressor_in_home": ["confirmed"],
        "needs": ["legal-information"],
        "place": ["Saint-Chamond"],
        "time": ["10:00"],
    }
    said = errors_of(response)
    assert "« nothing-like-it » n’est pas une réponse" in said
    assert "« yesterday » n’est pas une réponse" in said
    assert "Ce jour n’existe pas" in said


def test_a_field_with_one_answer_given_two_is_refused_and_never_half_read(client: FlaskClient):
    response = client.post("/orientation", data={**SITUATION, "person_role": ["victim", "perpetrator"]})
    assert response.status_code == 422
    assert "Une seule réponse est attendue à : Qui est concerné" in errors_of(response)
    assert "person_role" not in HtmlPage(response.text).sent()


def test_the_same_answer_given_twice_is_one_answer(client: FlaskClient):
    assert (
        client.post("/orientation", data={**SITUATION, "person_role": ["victim", "victim"]}).status_code
        == 200
    )


def test_a_value_as_long_as_a_book_is_refused_in_a_line(client: FlaskClient):
    for name in ("person_role", "needs", "date", "time", "commune", "place", "k" * 50_000):
        response = client.post("/orientation", data={name: "é" * 20_000})
        assert response.status_code == 422, name[:20]
        assert 0 < len(errors_of(response)) < 600
        assert len(response.data) < 100_000


def test_thousands_of_fields_are_refused_in_a_few_lines(client: FlaskClient):
    response = client.post("/orientation", data={f"x{rank}": "1" for rank in range(10_000)})
    assert response.status_code == 422
    assert errors_of(response).count("n’est pas un champ") == 5


@pytest.mark.parametrize(
    "place", ["\0", "Con\0dom", "%00", "\u202egnihT", "'; DROP TABLE commune; --", "é" * 119]
)
def test_a_place_that_nobody_would_type_is_an_unknown_place(client: FlaskClient, place: str):
    response = client.post("/orientation", data={"person_role": "victim", "place": place})
    assert response.status_code == 200
    assert "\0" not in response.text


def test_markup_typed_as_a_place_is_shown_as_text(client: FlaskClient):
    for typed in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"):
        page = HtmlPage(client.post("/orientation", data={"place": typed}).text)
        assert page.found("script") == [{"src": "/static/relais.js", "defer": ""}]
        assert not page.found("img")
        assert typed in page.text


@pytest.mark.parametrize(
    "body", [b"place=%ED%A0%80", b"place=%FF%FE", b"place=\xff", b"%FF=1", b"&&&=&", b"person_role", b"=%"]
)
def test_bytes_that_are_no_text_get_an_answer_or_a_sentence(client: FlaskClient, body: bytes):
    response = client.post("/orientation", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 422)
    assert HtmlPage(response.text).doors()


def test_a_form_of_too_many_parts_or_too_long_is_refused(client: FlaskClient):
    parts = {f"x{rank}": "1" for rank in range(MOST_FORM_PARTS + 1)}
    for response in (
        client.post("/orientation", data=parts, content_type="multipart/form-data"),
        client.post("/orientation", data={"place": "x" * LARGEST_REQUEST}),
    ):
        assert response.status_code == 413
        assert "Cette demande est trop longue" in response.text


def test_what_is_not_a_form_is_refused_rather_than_read_as_an_empty_one(client: FlaskClient):
    attached = {"person_role": (io.BytesIO(b"victim"), "role.txt")}
    for response in (
        client.post("/orientation", json={"person_role": "victim"}),
        client.post("/orientation", data=b"person_role: victim", content_type="text/yaml"),
        client.post("/orientation", data=attached, content_type="multipart/form-data"),
    ):
        assert response.status_code == 415
        assert "Relais ne lit que ses propres formulaires." in response.text
