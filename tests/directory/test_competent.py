"""Everyone who is competent for a commune: on the page, on the command line, and never a hidden place."""

import json
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.competent import CompetentGroup, competent_services
from directory.geo import place
from directory.hours import PARIS
from directory.places import Place

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=PARIS)
SAINT_CHAMOND, VILLEFORT, LILLE = "42207", "48198", "59350"


def here(session: Session, code: str) -> Place:
    found = place(session, code)
    assert found is not None
    return found


def categories(groups: list[CompetentGroup]) -> dict[str, list[str]]:
    return {
        part.category.slug: [service.shown.card.name for service in part.services]
        for group in groups
        for part in group.categories
    }


def test_the_sector_pmi_the_social_service_and_the_court_are_all_on_one_page(session: Session) -> None:
    found = categories(competent_services(session, here(session, SAINT_CHAMOND), TUESDAY))
    assert "Saint-Chamond" in found["pmi"][0]
    assert {"social-department", "tribunal-judiciaire", "cmp", "siao-115", "iscg"} <= found.keys()


def test_no_hidden_place_is_named_the_regulator_stands_for_it(session: Session) -> None:
    for group in competent_services(session, here(session, SAINT_CHAMOND), TUESDAY):
        for part in group.categories:
            for service in part.services:
                assert service.shown.card.category not in ("dv-shelter", "child-emergency-home")


def test_one_category_alone_may_be_asked_for(session: Session) -> None:
    found = categories(competent_services(session, here(session, VILLEFORT), TUESDAY, "ccas-cias"))
    assert found == {"ccas-cias": ["Service social intercommunal Mont Lozère"]}


def test_where_the_directory_is_empty_the_national_lines_remain(session: Session) -> None:
    groups = competent_services(session, here(session, LILLE), TUESDAY)
    assert all(
        not s.shown.card.is_demonstration for g in groups for part in g.categories for s in part.services
    )
    assert "emergency-call" in categories(groups)


def test_the_page_asks_for_a_commune_then_shows_it(client: FlaskClient) -> None:
    assert "Qui est compétent ici" in client.get("/competents").text
    page = client.post("/competents", data={"place": "st chamond"}).text
    assert "Saint-Chamond (42)" in page
    assert "Données de démonstration" in page
    assert "Quelle commune" in client.post("/competents", data={"place": "48100"}).text
    assert "Aucune commune" in client.post("/competents", data={"place": "zzzzzz"}).text
    assert "Villefort (48)" in client.post("/competents", data={"commune": VILLEFORT}).text


@pytest.mark.parametrize("commune", ["00000", "x" * 500, "\x00"])
def test_a_commune_that_does_not_exist_asks_again(client: FlaskClient, commune: str) -> None:
    answer = client.post("/competents", data={"commune": commune})
    assert answer.status_code == 200
    assert "Commune ou code postal" in answer.text


def test_the_command_says_who_is_competent(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    said = run(args=["directory", "competent", "--commune", VILLEFORT, "--category", "pmi", "--json"])
    (service,) = json.loads(said.output)
    assert service["competent"] is True
    assert service["open"] in (True, False, None)
    assert "PMI" in run(args=["directory", "competent", "--commune", VILLEFORT]).output
    for wrong in (["--commune", "99999"], ["--commune", VILLEFORT, "--category", "pmo"]):
        refused = run(args=["directory", "competent", *wrong])
        assert refused.exit_code == 1
        assert "n’existe pas" in refused.output
