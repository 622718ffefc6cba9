"""What a page must never let a person believe, and what a card must never tell who finds it."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from directory.models import Service
from tests.journeys.conftest import PHONE, Person

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser: Browser, server: str) -> Page:
    """A page on a phone, with JavaScript."""
    return browser.new_context(viewport=PHONE, locale="fr-FR", base_url=server).new_page()


def test_nobody_is_told_that_all_is_closed_while_a_first_contact_is_open(phone: Page, server: str) -> None:
    person = Person(phone, server, has_script=True)
    person.opens("/situation")
    person.types_place("condom", "Condom (32)")
    person.sets("2026-11-25", "10:00")
    person.ticks("Conflit de voisinage")
    person.clicks_on("button", "Voir qui appeler")
    assert person.suggestions()[0] == "Conciliateur de justice"
    person.reads("Ouvert jusqu’")
    expect(phone.locator("main")).not_to_contain_text("Aucun premier contact")


def test_a_commune_that_relais_hardly_knows_is_told_so_and_still_gets_a_line(
    phone: Page, server: str
) -> None:
    person = Person(phone, server, has_script=True)
    person.opens("/situation")
    person.types_place("bourganeuf", "Bourganeuf (23)")
    person.sets("2026-12-25", "11:00")
    person.ticks("Victime", "Violences conjugales (couple ou ex)")
    person.clicks_on("button", "Voir qui appeler")
    person.reads("Relais connaît encore peu de services pour Bourganeuf (23)")
    expect(phone.locator("main")).to_contain_text("3919")


def test_a_neutral_card_never_speaks_of_the_bill(app: Flask, phone: Page) -> None:
    with app.extensions["readers"]() as session:
        line = session.scalars(select(Service).where(Service.name.like("Violences Femmes Info%"))).one()
    phone.goto(f"/services/{line.id}")
    phone.get_by_role("button", name="Carte à remettre").first.click()
    expect(phone.locator(".card")).to_contain_text("3919")
    expect(phone.locator(".card")).not_to_contain_text("facture")
    expect(phone.locator("main")).to_contain_text("Ce numéro est connu du public")
    expect(phone.locator("main")).to_contain_text("absent de la facture")


def test_the_first_number_of_a_night_is_on_the_first_screen_of_a_phone(phone: Page, server: str) -> None:
    person = Person(phone, server, has_script=True)
    person.opens("/situation")
    person.ticks("Victime", "Danger immédiat")
    person.clicks_on("button", "Voir qui appeler")
    box = phone.locator("#reponse .phone").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]


def test_changing_who_is_concerned_is_one_press_and_changes_the_page(phone: Page, server: str) -> None:
    person = Person(phone, server, has_script=True)
    person.opens("/situation")
    person.types_place("mende", "Mende (48)")
    person.sets("2026-11-24", "15:30")
    person.ticks("Victime", "Violences conjugales (couple ou ex)")
    person.clicks_on("button", "Voir qui appeler")
    assert person.suggestions()[0].startswith("Association spécialisée")
    person.ticks("Auteur / mis en cause", within="#person_role")
    expect(phone.locator(".suggestion h3").first).to_contain_text("CPCA")
    person.does_not_read("Violences Femmes Info", "Cévennes Écoute")


def test_shelter_for_tonight_comes_before_a_door_that_closes_for_the_week_end(
    phone: Page, server: str
) -> None:
    person = Person(phone, server, has_script=True)
    person.opens("/situation")
    person.types_place("villefort", "Villefort (48)")
    person.sets("2026-11-27", "17:45")
    person.ticks("Victime", "Violences conjugales (couple ou ex)", "Ce soir / cette nuit")
    person.clicks_on("button", "Voir qui appeler")
    expect(phone.locator(".suggestion").first).to_contain_text("115")
    expect(phone.locator(".phone-first")).to_contain_text("115")
