"""The journeys of the search in a real Chromium: typed, filtered, opened, reported, and come back to."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import served
from tests.journeys.conftest import PHONE, Person
from wsgi import create_app

pytestmark = pytest.mark.browser


def searches(person: Person, text: str, place: tuple[str, str] | None = None) -> None:
    """Type a text, and a commune where one is given, and press the button."""
    person.opens("/annuaire")
    person.page.get_by_label("Que cherchez-vous").fill(text)
    if place:
        person.types_place(place[0], place[1], in_full=place[1])
    person.clicks_on("button", "Chercher", within="main")
    expect(person.page.locator("#resultats")).to_be_visible()
    person.meets_no_barrier()


def kinds(person: Person, most: int = 3) -> list[str]:
    """Give what the first results are."""
    found = person.page.locator(".results-list .services .eyebrow").all_text_contents()
    return found[:most]


# The scenarios of a social worker, and of a young gendarme.


def test_every_competent_service_of_an_unknown_commune_is_two_clicks_and_ten_seconds_away(
    person: Person,
) -> None:
    started = time.monotonic()
    searches(person, "pmi", ("lan", "Langogne (48)") if person.has_script else ("Langogne", "Langogne (48)"))
    assert person.clicks <= 2
    assert time.monotonic() - started < 10
    person.reads("Compétents pour Langogne")
    first = person.page.locator(".results-list .services > li").first
    expect(first.locator("a[href^='tel:']").first).to_be_visible()
    assert kinds(person, 1) == ["PMI"]
    assert person.page.url.endswith("/annuaire")


def test_the_midwife_of_saint_chamond_gives_her_professional_line_and_never_prints_it(person: Person) -> None:
    searches(person, "sage-femme pmi", ("saint-cham", "Saint-Chamond (42)"))
    row = person.page.locator(".results-list .services > li", has_text="ligne des professionnels").first
    expect(row).to_contain_text(re.compile("pmi|sage-femme", re.IGNORECASE))
    person.clicks = 0
    row.get_by_role("link").first.click()
    person.clicks += 1
    line = person.page.locator("dd div", has_text="Ligne des professionnels").locator("a").first
    number = (line.text_content() or "").split("(")[0].strip()
    assert re.search(r"\d\d$", number)
    person.clicks_on("button", "Carte à remettre", exact=False)
    assert person.clicks == 2
    person.does_not_read(number)


def test_a_shelter_question_at_closing_time_has_its_answers_on_one_screen(person: Person) -> None:
    person.opens("/annuaire")
    person.page.get_by_label("Que cherchez-vous").fill("où dormir ce soir")
    person.types_place("villefort", "Villefort (48)", in_full="Villefort 48")
    person.sets("2026-11-27", "17:45")
    person.clicks_on("button", "Chercher", within="main")
    expect(person.page.locator("#resultats")).to_be_visible()
    assert any("115" in kind for kind in kinds(person, 5)), kinds(person, 5)


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("mari tape", ("Intervenant social (ISCG)", "Association violences conjugales")),
        ("battue", ("Intervenant social (ISCG)", "Association violences conjugales")),
        ("foyer", ("SIAO / 115", "Hébergement", "CHRS")),
        ("assistante sociale", ("Service social", "CCAS", "Intervenant social (ISCG)")),
    ],
)
def test_what_a_young_gendarme_types_leads_to_the_right_door_in_one_search(
    person: Person, typed: str, among: tuple[str, ...]
) -> None:
    started = time.monotonic()
    searches(person, typed, ("mende", "Mende (48)"))
    assert time.monotonic() - started < 10
    found = kinds(person)
    assert [kind for kind in found if any(word in kind for word in among)], found


def test_a_slip_of_the_pen_is_corrected_and_said(person: Person) -> None:
    searches(person, "hebergment")
    person.reads("Orthographe")
    assert kinds(person, 1)


def test_a_word_that_nobody_wrote_is_never_a_dead_end(person: Person) -> None:
    searches(person, "xylographie quantique")
    person.reads("Aucun service trouvé")
    person.reads("Répondent partout")
    person.reads("Orienter une situation")


# Coming back.


def ask(page: Page, text: str) -> None:
    page.get_by_label("Que cherchez-vous").fill(text)
    page.locator("main").get_by_role("button", name="Chercher").click()
    expect(page.locator("#resultats")).to_contain_text("service")


def heading(page: Page) -> str:
    return page.locator("#resultats").text_content() or ""


def test_back_from_a_sheet_brings_back_the_query_the_filter_the_page_and_the_place_on_it(page: Page) -> None:
    ask(page, "social")
    page.get_by_text("Filtrer").click()
    before = heading(page)
    page.locator(".filters label", has_text="Ouvert").first.click()
    expect(page.locator("#resultats")).not_to_have_text(before)
    page.get_by_role("button", name="Suite").click()
    expect(page.get_by_text("21 à")).to_be_visible()
    seen = heading(page)
    link = page.locator(".results-list .service-name a").nth(7)
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    scroll = page.evaluate("scrollY")
    assert scroll > 400
    name = link.text_content() or ""
    link.click()
    expect(page.locator("h1")).to_have_text(name)
    page.get_by_role("button", name="Retour aux résultats").click()
    expect(page.get_by_text("21 à")).to_be_visible()
    assert heading(page) == seen
    expect(page.locator("#q")).to_have_value("social")
    expect(page.locator("#is_open-open")).to_be_checked()
    page.wait_for_function("wanted => Math.abs(scrollY - wanted) < 60", arg=scroll)
    assert "?" not in page.url
    page.go_back()
    expect(page.get_by_text("1 à 20")).to_be_visible()


def test_a_search_from_home_survives_the_sheet_too(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    context.set_default_timeout(8000)
    page = context.new_page()
    page.goto(server)
    page.get_by_label("Ou chercher dans l’annuaire").fill("cmp")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#resultats")).to_be_visible()
    seen = heading(page)
    page.locator(".service-name a").first.click()
    expect(page.locator("dl.sheet")).to_be_visible()
    page.go_back()
    expect(page.locator("#resultats")).to_have_text(seen)
    page.reload()
    expect(page.locator("#resultats")).to_have_text(seen)
    context.close()


def test_a_filter_answers_at_once_and_keeps_the_focus(page: Page) -> None:
    ask(page, "social")
    page.get_by_text("Filtrer").click()
    box = page.locator(".filters input[type=checkbox]").nth(1)
    chosen = box.get_attribute("id")
    before = heading(page)
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("#resultats")).not_to_have_text(before)
    assert page.evaluate("document.activeElement.id") == chosen
    expect(page.locator(f"#{chosen}")).to_be_checked()
    page.locator(".facts .chip").first.click()
    expect(page.locator("#resultats")).to_have_text(before)


def test_a_map_that_is_open_stays_open_and_comes_back(page: Page) -> None:
    ask(page, "pmi")
    page.get_by_role("button", name="Afficher la carte").click()
    expect(page.locator("[data-map-words]")).not_to_contain_text("arrive")
    page.get_by_text("Filtrer").click()
    before = heading(page)
    page.locator(".filters label", has_text="Ouvert").first.click()
    expect(page.locator("#resultats")).not_to_have_text(before)
    expect(page.locator("[data-map-place]")).to_be_visible()
    page.locator(".service-name a").first.click()
    expect(page.locator("dl.sheet")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-map-place]")).to_be_visible()


def test_the_name_of_the_section_starts_another_search_and_back_returns_to_this_one(page: Page) -> None:
    ask(page, "pmi")
    seen = heading(page)
    page.get_by_role("navigation", name="Rubriques").get_by_role("link", name="Annuaire").click()
    expect(page.locator("h1")).to_have_text("L’annuaire")
    expect(page.locator("#q")).to_have_value("")
    page.go_back()
    expect(page.locator("#resultats")).to_have_text(seen)


def test_a_back_that_no_search_opened_is_not_offered(page: Page, server: str) -> None:
    ask(page, "cmp")
    sheet = page.locator(".service-name a").first.get_attribute("href") or ""
    page.goto(server + sheet.partition("#")[0])
    expect(page.locator("dl.sheet")).to_be_visible()
    expect(page.get_by_role("button", name="Retour aux résultats")).to_be_hidden()


def test_several_communes_of_one_name_are_asked_about_and_nothing_else_is_lost(person: Person) -> None:
    person.opens("/annuaire")
    person.page.get_by_label("Que cherchez-vous").fill("pmi")
    person.page.get_by_label("Commune ou code postal").fill("48100")
    person.page.get_by_label("Que cherchez-vous").click()
    person.clicks_on("button", "Chercher", within="main")
    person.reads("Quelle commune")
    person.clicks_on("button", "Marvejols (48)", exact=False)
    person.reads("pour Marvejols")
    expect(person.page.locator("#q")).to_have_value("pmi")


# Reporting: it writes, so it has a directory of its own.


@pytest.fixture
def own_server(filled: Path, tmp_path: Path) -> Iterator[str]:
    """The address of an application on a copy of the filled database."""
    app = create_app({"RELAIS_DATA_DIR": str(shutil.copytree(filled, tmp_path / "data"))})
    with served(app) as address:
        yield address
    app.extensions["engine"].dispose()


@pytest.mark.parametrize("has_script", [True, False], ids=["with-script", "without-script"])
def test_a_wrong_number_is_reported_in_two_clicks_and_every_card_says_so(
    browser: Browser, own_server: str, has_script: bool
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=has_script, locale="fr-FR")
    context.set_default_timeout(8000)
    person = Person(context.new_page(), own_server, has_script)
    searches(person, "cmp", ("mende", "Mende (48)"))
    person.page.locator(".service-name a").first.click()
    person.clicks = 0
    started = time.monotonic()
    person.page.get_by_text("Signaler une erreur").click()
    person.clicks += 1
    person.clicks_on("button", "Le numéro", exact=False)
    assert person.clicks == 2
    assert time.monotonic() - started < 10
    expect(person.page).to_have_url(re.compile(r"/services/\d+(#signale)?$"))
    expect(person.page.locator("#signale")).to_contain_text("le numéro serait faux")
    expect(person.page.locator("#signale")).to_be_focused()
    person.meets_no_barrier()
    if has_script:
        person.clicks_on("button", "Retour aux résultats")
        expect(person.page.locator("#resultats")).to_be_visible()
    else:
        searches(person, "cmp", ("mende", "Mende (48)"))
    expect(person.page.locator(".services > li").first).to_contain_text("le numéro serait faux")
    context.close()
