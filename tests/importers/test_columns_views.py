"""The screen of columns without a browser: what a list was taken for, corrected, kept and read again."""

import json
import re
import time
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from directory.models import Source
from importers.models import ColumnMapping, Run
from tests.importers.waiting import REPORT, Administrator, plant_run
from tests.web.every_page import HtmlPage

LIST = (
    "Zwanze;Commune;CP;Référent;Tél\n"
    "Accueil Zwanze;Mende;48000;Mme Zwanze;01 99 00 75 01\n"
    "Permanence Zwanze;Langogne;48300;M. Zwanze;01 99 00 75 02\n"
)
"""A list of which nothing tells the column of names."""


@pytest.fixture
def admin(own_app: Flask) -> Administrator:
    """Someone who visits the pages of imports."""
    return Administrator(own_app)


def sent(admin: Administrator, path: Path) -> str:
    """Send a list of one's own, and give the path of its run."""
    with path.open("rb") as file:
        data = {"source": "spreadsheet", "files": [(file, path.name)]}
        answer = admin.sends("/imports/envoi", data, content_type="multipart/form-data")
    assert answer.status_code == 303
    return answer.location


def settled(admin: Administrator, path: str) -> TestResponse:
    """Look at a run again until nobody works on it any more."""
    for _ in range(600):
        page = admin.opens(path)
        if "data-follow" not in page.text:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{path} never settles")


def reads(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", HtmlPage(answer.text).text)


def kept(app: Flask, name: str) -> dict[str, str]:
    """Give the fields kept for the columns of a list."""
    with app.extensions["readers"]() as session:
        mapping = session.get(ColumnMapping, name)
        return dict(mapping.columns["columns"]) if mapping else {}


@pytest.fixture
def samples() -> Path:
    """Small files of our own, with invented places and numbers of fiction."""
    return Path(__file__).parent / "samples"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A list that somebody keeps."""
    path = tmp_path / "Partenaires de Zwanze.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_a_list_is_corrected_read_again_and_known_the_next_time(admin: Administrator, path: Path):
    run = sent(admin, path)
    first = settled(admin, run)
    assert "aucune colonne ne dit le nom des lieux" in reads(first)
    assert f"{run}/colonnes" in first.text

    screen = admin.opens(f"{run}/colonnes")
    assert screen.status_code == 200
    assert "Partenaires de Zwanze" in screen.text
    assert "Accueil Zwanze" in screen.text
    assert "Mme Zwanze" not in screen.text
    assert "Nomme une personne, jamais importé" in reads(screen)

    answer = admin.sends(f"{run}/colonnes", {"column-0": "name"})
    assert (answer.status_code, answer.location) == (303, run)
    assert "2 lignes lues" in reads(settled(admin, run))
    assert kept(admin.app, "partenaires-de-zwanze") == {
        "Zwanze": "name",
        "Commune": "town",
        "CP": "postcode",
        "Référent": "person",
        "Tél": "phone",
    }
    assert "2 lignes lues" in reads(settled(admin, sent(admin, path)))


def test_a_screen_without_a_name_is_shown_again_with_what_it_lacks(admin: Administrator, path: Path):
    run = sent(admin, path)
    settled(admin, run)
    answer = admin.sends(f"{run}/colonnes", {"column-0": "description"})
    assert answer.status_code == 422
    assert "Aucune colonne ne dit le nom des lieux. Choisissez la colonne qui le dit." in reads(answer)
    chosen = [each["value"] for each in HtmlPage(answer.text).found("option") if "selected" in each]
    assert chosen[0] == "description"
    assert kept(admin.app, "partenaires-de-zwanze") == {}


@pytest.mark.parametrize("data", [{"column-0": "zwanze"}, {"column-9": "name"}, {"zwanze": "name"}])
def test_answers_that_the_page_does_not_offer_are_refused(
    admin: Administrator, path: Path, data: dict[str, str]
):
    run = sent(admin, path)
    settled(admin, run)
    assert admin.sends(f"{run}/colonnes", data).status_code == 422
    assert kept(admin.app, "partenaires-de-zwanze") == {}


def test_a_name_of_person_cannot_be_imported_by_a_forged_answer(admin: Administrator, path: Path):
    run = sent(admin, path)
    settled(admin, run)
    admin.sends(f"{run}/colonnes", {"column-0": "name", "column-3": "description"})
    settled(admin, run)
    assert kept(admin.app, "partenaires-de-zwanze")["Référent"] == "person"


def test_only_lists_of_ones_own_that_can_be_read_again_have_columns(admin: Administrator):
    with admin.app.extensions["sessions"].begin() as session:
        numbers = [
            plant_run(session, "town-halls", "ready", report=REPORT),
            plant_run(session, "spreadsheet-zwanze", "applied", report=REPORT),
            plant_run(session, "spreadsheet-zwanze", "ready", report=REPORT),
        ]
    for number in (*numbers, 999):
        assert admin.opens(f"/imports/{number}/colonnes").status_code == 404
        assert admin.sends(f"/imports/{number}/colonnes", {}).status_code == 404


def test_the_screen_is_as_closed_as_every_page(admin: Administrator, path: Path):
    run = sent(admin, path)
    settled(admin, run)
    page = HtmlPage(admin.opens(f"{run}/colonnes").text)
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(names) == len(set(names))
    assert len(page.found("h1")) == 1
    assert all(form["method"] == "post" for form in page.found("form"))
    asked = admin.app.test_client().get(f"{run}/colonnes")
    assert asked.location == f"/compte/connexion?suite={run}/colonnes"


def test_corrected_refusals_come_back_to_their_own_list(admin: Administrator, tmp_path: Path):
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Commune;CP\nAccueil;Mende;48000\nZwanze;Vilefort;48800\n", "utf-8")
    run = sent(admin, path)
    assert "Le plus proche : Villefort." in reads(settled(admin, run))
    back = tmp_path / f"refus-import-{run.rpartition('/')[2]}.csv"
    back.write_bytes(admin.opens(f"{run}/refus.csv").data.replace(b"Vilefort", b"Villefort"))
    again = sent(admin, back)
    assert "1 ligne lue" in reads(settled(admin, again))
    with admin.app.extensions["readers"]() as session:
        slugs = {session.get_one(Run, int(each.rpartition("/")[2])).source_slug for each in (run, again)}
    assert slugs == {"spreadsheet-liste"}


def test_a_list_is_imported_under_its_own_title_and_twice_changes_nothing(own_app: Flask, samples: Path):
    command = ["import", "run", "spreadsheet", str(samples / "spreadsheet/partenaires.csv"), "--partial"]
    named = [*command, "--name", "Réseau Zwanze", "--yes", "--json"]
    first, second = (json.loads(own_app.test_cli_runner().invoke(args=named).stdout) for _ in range(2))
    assert (first["read"], first["refused_count"], first["withheld"]) == (6, 2, 1)
    assert (first["added"], first["to_decide"]) == (2, 1)
    assert [second[key] for key in ("added", "changed", "removed", "unchanged")] == [0, 0, 0, 2]
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Source, "spreadsheet-reseau-zwanze").name == "Réseau Zwanze"
