"""Someone fills the directory from a file, in a real Chromium: she enters, sends, reads, applies, undoes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from importers.locking import holding
from importers.progress import Reporter
from tests.accounts.signing import sign_in_browser
from tests.conftest import served
from tests.importers.waiting import (
    FLORAC,
    LANGOGNE,
    NOWHERE,
    REPORT,
    one_service,
    plant_entry,
    plant_run,
    said,
    town_halls,
    utc_now,
)
from tests.journeys.conftest import DESK, PHONE, Person

pytestmark = pytest.mark.browser

PATIENCE = 60_000
"""Milliseconds that a run of a few rows may take on a busy machine."""


@pytest.fixture
def own_server(own_app: Flask) -> Iterator[str]:
    """The address of an application whose database may be written to."""
    with served(own_app) as address:
        yield address


def coming(browser: Browser, server: str, screen: dict[str, int], has_script: bool = True) -> BrowserContext:
    context = browser.new_context(viewport=screen, java_script_enabled=has_script, locale="fr-FR")
    context.set_default_timeout(8000)
    context.route(lambda url: not url.startswith(server), lambda route: pytest.fail(route.request.url))
    return context


def comes_in(app: Flask, person: Person) -> None:
    """Open the pages of imports, signed in as an administrator."""
    sign_in_browser(app, person.page.context, person.server, "administrator")
    person.opens("/imports")
    expect(person.page).to_have_url(f"{person.server}/imports")


def sends(person: Person, path: Path) -> None:
    person.page.get_by_label("Source", exact=True).select_option("town-halls")
    person.page.get_by_label("Fichiers", exact=True).set_input_files(path)
    person.clicks_on("button", "Lire le fichier")


@pytest.mark.parametrize(("screen", "has_script"), [(DESK, True), (PHONE, False)], ids=["desk", "phone-bare"])
def test_a_file_is_sent_read_applied_and_undone(
    own_app: Flask,
    own_server: str,
    browser: Browser,
    tmp_path: Path,
    screen: dict[str, int],
    has_script: bool,
):
    context = coming(browser, own_server, screen, has_script)
    person = Person(context.new_page(), own_server, has_script)
    main = person.page.locator("main")
    comes_in(own_app, person)
    sends(person, town_halls(tmp_path, LANGOGNE, FLORAC))
    expect(main).to_contain_text("Ce que cet import ferait", timeout=PATIENCE)
    person.reads("2 lignes lues")
    person.meets_no_barrier()
    person.clicks_on("button", "Appliquer")
    expect(main).to_contain_text("Ce que cet import a fait", timeout=PATIENCE)
    person.clicks_on("link", "Imports", within="main")
    person.clicks_on("link", "Annuler", within=".runs", exact=False)
    person.clicks_on("button", "Annuler cet import")
    expect(main).to_contain_text("l’annuaire est revenu à ce qu’il était", timeout=PATIENCE)
    person.clicks_on("button", "Se déconnecter")
    person.page.goto(f"{own_server}/imports")
    expect(main).to_contain_text("Mot de passe oublié")
    context.close()


def test_refused_rows_are_taken_home_and_the_rest_is_taken(
    own_app: Flask, own_server: str, browser: Browser, tmp_path: Path
):
    context = coming(browser, own_server, PHONE)
    person = Person(context.new_page(), own_server, has_script=True)
    comes_in(own_app, person)
    sends(person, town_halls(tmp_path, LANGOGNE, NOWHERE))
    expect(person.page.locator("main")).to_contain_text("Des lignes sont refusées", timeout=PATIENCE)
    person.meets_no_barrier()
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Télécharger les lignes refusées").click()
    assert "99999" in Path(download.value.path()).read_text("utf-8-sig")
    person.clicks_on("button", "Prendre le reste")
    expect(person.page.locator("main")).to_contain_text("Prêt à appliquer", timeout=PATIENCE)
    context.close()


def test_a_run_is_followed_in_place_and_its_news_is_said(own_app: Flask, own_server: str, browser: Browser):
    with own_app.extensions["sessions"].begin() as session:
        run = plant_run(session, "town-halls", "working")
    folder = own_app.extensions["imports"].folder_of(run)
    context = coming(browser, own_server, DESK)
    person = Person(context.new_page(), own_server, has_script=True)
    comes_in(own_app, person)
    bar = person.page.get_by_role("progressbar", name="Avancement")
    with holding(folder):
        Reporter(folder).say("Rapprochement", 10, 100)
        person.opens(f"/imports/{run}")
        expect(bar).to_have_attribute("value", "10")
        person.page.evaluate("window.isSamePage = true")
        Reporter(folder).say("Rapprochement", 60, 100)
        expect(bar).to_have_attribute("value", "60")
    expect(person.page.locator("#annonce")).to_have_text("Interrompu")
    assert person.page.evaluate("window.isSamePage"), "it was never loaded again"
    person.meets_no_barrier()
    context.close()


def test_files_that_are_too_heavy_never_leave(
    own_app: Flask, own_server: str, browser: Browser, tmp_path: Path
):
    own_app.config["LARGEST_UPLOAD"] = 10
    context = coming(browser, own_server, DESK)
    person = Person(context.new_page(), own_server, has_script=True)
    comes_in(own_app, person)
    sends(person, town_halls(tmp_path, LANGOGNE))
    problem = person.page.evaluate("document.getElementById('files').validationMessage")
    assert problem.startswith("Ces fichiers sont trop lourds")
    expect(person.page).to_have_url(f"{own_server}/imports")
    context.close()


def planted_doubts(app: Flask, count: int) -> None:
    with app.extensions["sessions"].begin() as session:
        found = {"service_id": one_service(session).id, "score": 80.0, "reasons": []}
        why = json.dumps({"why": "Ressemble à une fiche qui existe.", "candidates": [found]})
        for number in range(count):
            plant_entry(session, "dila", "undecided", said(number), reason=why)


def test_the_keyboard_alone_answers_one_question_after_another(
    own_app: Flask, own_server: str, browser: Browser
):
    planted_doubts(own_app, 3)
    context = coming(browser, own_server, DESK)
    person = Person(context.new_page(), own_server, has_script=True)
    comes_in(own_app, person)
    person.opens("/imports/a-decider/doublons")
    page = person.page
    page.keyboard.press("d")
    expect(page.locator(".question")).to_have_count(3), "nothing is answered where the focus is not"
    _tab_to(page, "C’est la même")
    page.keyboard.press("d")
    for left in (2, 1):
        expect(page.locator(".question")).to_have_count(left)
        expect(page.locator("#suivant")).to_be_focused()
        page.keyboard.press("d")
    expect(page.locator("main")).to_contain_text("Aucun doublon à trancher.")
    person.meets_no_barrier()
    context.close()


def _tab_to(page: Page, name: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(name):
            return
    pytest.fail(f"Tab never reaches « {name} »")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_imports_has_a_barrier(own_app: Flask, own_server: str, browser: Browser, scheme: str):
    planted_doubts(own_app, 1)
    stops = ["412 fiches sur 1 203 seraient retirées : c’est plus de 10 %."]
    with own_app.extensions["sessions"].begin() as session:
        runs = [
            plant_run(session, "finess", "stopped", report={**REPORT, "stops": stops}),
            plant_run(session, "finess", "applied", report=REPORT, applied_at=utc_now()),
            plant_run(session, "finess", "failed", problem="Fichier refusé : il est vide."),
            plant_run(session, "finess", "working"),
        ]
        service = one_service(session)
        plant_entry(session, "dila", "proposal", said(10), service_id=service.id)
        proposed = ("social-department", "day-centre-homeless")
        unclassed = said(11, fit="broader", category="", code="219", code_label="Autre", proposed=proposed)
        plant_entry(session, "finess", "unclassed", unclassed)
        plant_entry(session, "finess", "withheld", said(12, fit="broader", category=""))
    context = browser.new_context(
        viewport=PHONE if scheme == "dark" else DESK, color_scheme=scheme, locale="fr-FR"
    )
    person = Person(context.new_page(), own_server, has_script=True)
    comes_in(own_app, person)
    topics = ("doublons", "sortes", "fiches", "retenues", "propositions")
    for path in (*runs, *(f"a-decider/{topic}" for topic in topics)):
        person.opens(f"/imports/{path}")
        for folded in person.page.locator("main summary").all():
            folded.click()
        person.meets_no_barrier()
    context.close()
