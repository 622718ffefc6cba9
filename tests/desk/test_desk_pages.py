"""Every page of the desk is as neutral, as closed and as sparing as every other page."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from directory.models import Service
from tests.accounts.signing import signed_in_client
from tests.desk.waiting import desk_client, fill_territory
from tests.web.every_page import HtmlPage
from web.security import HEADERS


@pytest.fixture
def pages(own_app: Flask) -> dict[str, TestResponse]:
    """Every page of the desk, with something on each."""
    territory = fill_territory(own_app)
    with own_app.extensions["readers"]() as session:
        organization = session.get_one(Service, territory.reported).organization_id
    client, one = desk_client(own_app), f"/moderation/fiches/{territory.reported}"
    paths = (
        "",
        "/file/erreurs",
        "/fiches",
        "/equipe",
        "/structures",
        f"/structures/{organization}",
        "/journal",
        "/journal/comptes",
    )
    found = {f"/moderation{path}": client.get(f"/moderation{path}") for path in paths}
    found |= {one: client.get(one), f"{one}/doublon": client.post(f"{one}/doublon", data={"q": "pmi"})}
    found["compared"] = client.post(f"{one}/reunir", data={"duplicate": territory.claimed})
    asked = {"items": [territory.report_key], "word": "refuse"}
    found["together"] = client.post("/moderation/ensemble", data=asked)
    return found


def test_every_page_opens_with_every_header_and_stays_in_no_cache(pages: dict[str, TestResponse]):
    for path, answer in pages.items():
        assert answer.status_code == 200, path
        assert HEADERS.items() <= dict(answer.headers).items(), path
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_page_is_neutral_and_names_each_thing_once(pages: dict[str, TestResponse]):
    for path, answer in pages.items():
        page = HtmlPage(answer.text)
        assert page.title == "Relais – modération"
        assert len(page.found("h1")) == 1, path
        assert not page.found("style")
        names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(names) == len(set(names)), path
        assert not [each for _, tag in page.tags for each in tag if each == "style" or each.startswith("on")]


def test_every_form_travels_by_post_with_its_proof_and_no_address_says_what_was_typed(
    pages: dict[str, TestResponse],
):
    for path, answer in pages.items():
        page = HtmlPage(answer.text)
        forms = page.found("form")
        assert all(form["method"] == "post" for form in forms)
        proofs = [each for each in page.found("input") if each.get("name") == "proof"]
        assert len(proofs) == len(forms), path
        for _, tag in page.tags:
            for name in ("href", "action", "formaction"):
                assert not urlsplit(tag.get(name, "")).query, (path, tag)


@pytest.mark.parametrize("role", ["officer", "social-worker", "partner", None])
def test_z_01_whoever_does_not_moderate_finds_no_desk(own_app: Flask, role: str | None):
    territory = fill_territory(own_app)
    about = {"organization_id": territory.claimant} if role == "partner" else {}
    client = signed_in_client(own_app, role, **about)
    for path in ("", "/fiches", "/equipe", "/structures", "/journal", f"/fiches/{territory.reported}"):
        assert client.get(f"/moderation{path}").status_code == 404, path
    form = {"item": territory.report_key, "word": "check"}
    assert client.post("/moderation/reponse", data=form).status_code == 404


def test_a_form_that_no_page_of_this_session_gave_does_nothing(own_app: Flask):
    territory = fill_territory(own_app)
    client = desk_client(own_app)
    form = {"item": territory.report_key, "word": "check", "proof": "-"}
    assert client.post("/moderation/reponse", data=form).status_code in (400, 403)
    assert territory.report_key in client.get("/moderation").text
