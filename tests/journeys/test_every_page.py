"""Every page meets no barrier, in light and in dark; and the keyboard alone is enough."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from directory.models import Service
from tests.journeys.conftest import DESK, PHONE, Person

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/situation",
    "/annuaire",
    "/competents",
    "/regles",
    "/lignes",
    "/unites",
    "/composants",
    "/a-propos",
    "/nulle-part",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_meets_no_barrier(browser: Browser, server: str, path: str, scheme: str) -> None:
    screen = PHONE if scheme == "light" else DESK
    context = browser.new_context(viewport=screen, color_scheme=scheme, locale="fr-FR")
    Person(context.new_page(), server, has_script=True).opens(path)
    context.close()


def test_a_sheet_its_card_and_an_explanation_meet_no_barrier(
    app: Flask, browser: Browser, server: str
) -> None:
    with app.extensions["readers"]() as session:
        shelter = session.scalars(select(Service.id).where(Service.category == "dv-shelter")).first()
        midwife = session.scalars(select(Service.id).where(Service.category == "pmi")).first()
    context = browser.new_context(viewport=PHONE, color_scheme="dark", locale="fr-FR")
    person = Person(context.new_page(), server, has_script=True)
    person.opens(f"/services/{shelter}")
    person.reads("Lieu tenu confidentiel")
    person.opens(f"/services/{midwife}")
    person.clicks_on("button", "Carte à remettre", exact=False)
    person.opens("/situation")
    person.ticks("Victime", "Violences conjugales (couple ou ex)")
    person.clicks_on("button", "Voir qui appeler")
    person.page.get_by_text("Médiation familiale", exact=False).first.click()
    person.clicks_on("button", "Toute l’explication : Médiation familiale")
    person.reads("Ce qui l’écarte")
    context.close()


def test_a_postcode_of_several_communes_asks_and_never_picks(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="fr-FR")
    person = Person(context.new_page(), server, has_script=False)
    person.opens("/situation")
    person.page.get_by_label("Commune ou code postal").fill("48100")
    person.ticks("Victime")
    person.clicks_on("button", "Voir qui appeler")
    person.reads("Quelle commune")
    person.clicks_on("button", "Marvejols (48)", exact=False)
    person.reads("Marvejols (48)")
    expect(person.page.locator(".suggestion").first).to_be_attached()
    context.close()


def test_the_keyboard_alone_goes_from_home_to_the_answer(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=DESK, locale="fr-FR")
    page = context.new_page()
    page.goto(server)
    _tab_to(page, "Commune ou code postal")
    page.keyboard.type("villefort")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Commune ou code postal")).to_have_value("Villefort (48)")
    _tab_to(page, "Orienter une situation")
    page.keyboard.press("Enter")
    expect(page).to_have_url(server + "/situation")
    _tab_to(page, "Non précisé")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Victime", exact=True)).to_be_checked()
    _tab_to(page, "Voir qui appeler")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Villefort (48)")
    expect(page.locator(".suggestion").first).to_be_attached()
    context.close()


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what is focused has this name, as a keyboard user does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement;"
            " return ((e.labels && e.labels[0]) || e).textContent.trim(); }"
        )
        if focused == name:
            return
    pytest.fail(f"Tab never reaches « {name} »")
