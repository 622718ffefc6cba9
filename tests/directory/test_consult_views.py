"""The directory to consult: communes as one types, national lines, units and sheets."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.geo import suggest
from directory.models import Service
from directory.places import covered_departments
from tests.web.every_page import HtmlPage, host_unit, id_of


def communes(client: FlaskClient, typed: str) -> list[dict[str, str]]:
    response = client.get("/communes", query_string={"q": typed})
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    return response.json


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("st chamond", "42207"),
        ("SAINT-CHAM", "42207"),
        ("42400", "42207"),
        ("42207", "42207"),
        ("Condom 32", "32107"),
        ("2b033", "2B033"),
        ("Lyon 3", "69383"),
    ],
)
def test_a_commune_is_suggested_as_one_types(client: FlaskClient, typed: str, code: str):
    assert code in [found["code"] for found in communes(client, typed)]
    assert all(found.keys() == {"code", "label"} for found in communes(client, typed))


@pytest.mark.parametrize(
    "typed", ["", " ", "q", "zzyzx", "\0", "%", "_", "'", "*", "é" * 10_000, "\u202e", "😀"]
)
def test_what_is_no_commune_suggests_nothing(client: FlaskClient, typed: str):
    assert communes(client, typed) == []


def test_no_list_of_suggestions_is_long(client: FlaskClient):
    assert max(len(communes(client, typed)) for typed in ("sa", "saint", "la", "3", "32", "1")) <= 8


def test_communes_without_a_question_are_none(client: FlaskClient):
    assert client.get("/communes").json == []


def test_every_national_line_is_on_the_page_with_its_state(client: FlaskClient, words):
    page = HtmlPage(client.get("/lignes").text)
    for line in words.lines.values():
        assert " ".join(line.name.split()) in page.text, line.slug
    assert {"tel:3919", "tel:119", "tel:115"} <= {link["href"] for link in page.found("a")}
    assert page.text.count("Répond 24 h/24") >= 5


def test_units_lead_to_their_permanences_and_their_card(client: FlaskClient):
    units = [
        link for link in HtmlPage(client.get("/unites").text).doors() if re.fullmatch(r"/unites/\d+", link)
    ]
    assert len(units) > 10
    for link in units:
        page = HtmlPage(client.get(link).text)
        assert "Permanence" in page.text
        card = next(b["value"] for b in page.found("button") if b.get("name") == "service")
        assert client.post("/carte", data={"service": card}).status_code == 200


def test_a_service_that_hosts_nobody_is_not_a_unit(app: Flask, client: FlaskClient):
    assert client.get(f"/unites/{id_of(app, 'pmi')}").status_code == 404
    assert client.get(f"/unites/{host_unit(app)}").status_code == 200


def test_every_sheet_opens_and_says_where_it_comes_from(app: Flask, client: FlaskClient):
    with app.extensions["readers"]() as session:
        services = session.execute(
            select(Service.id, Service.name, Service.category).order_by(Service.id)
        ).all()
    seen: dict[str, int] = {}
    for service, name, category in services:
        if seen.setdefault(category, service) != service:
            continue
        page = HtmlPage(client.get(f"/services/{service}").text)
        assert " ".join(name.split()) in page.text
        for words in ("Téléphone", "Horaires", "Lieu", "Source", "vérifié"):
            assert words.lower() in page.text.lower(), (name, words)
    assert len(seen) > 80


def test_the_sheet_of_a_confidential_service_gives_its_door_and_no_place(app: Flask, client: FlaskClient):
    with app.extensions["readers"]() as session:
        services = session.scalars(select(Service.id).where(Service.address_policy == "confidential")).all()
    assert services
    for service in services:
        text = HtmlPage(client.get(f"/services/{service}").text).text
        assert "Lieu tenu confidentiel" in text
        assert not re.search(r"\b\d+ (bis )?(rue|avenue|place|impasse|chemin|boulevard|allée)\b", text)
        assert not re.search(r"\bà \d+ km\b", text)


def test_unknown_hours_are_said_to_be_unknown(app: Flask, client: FlaskClient):
    with app.extensions["readers"]() as session:
        service = session.scalars(
            select(Service.id).where(Service.hours.is_(None), Service.hours_text.is_(None)).limit(1)
        ).one()
    text = HtmlPage(client.get(f"/services/{service}").text).text
    assert "Horaires inconnus" in text
    assert "Fermé" not in text


def test_the_age_of_the_information_is_on_the_sheet(app: Flask, client: FlaskClient):
    with app.extensions["readers"]() as session:
        service = session.scalars(select(Service).where(Service.verified_on.is_not(None)).limit(1)).one()
    assert service.verified_on <= datetime.now(UTC).date()
    assert "vérifié" in HtmlPage(client.get(f"/services/{service.id}").text).text


def test_as_one_types_the_communes_that_the_directory_covers_come_first(session: Session) -> None:
    labels = [found.label for found in suggest(session, "vil")]
    assert {label[-3:-1] for label in labels[:4]} <= set(covered_departments(session))
    assert "Villeurbanne (69)" in labels
    assert "Villefort (48)" in [found.label for found in suggest(session, "villef")]
