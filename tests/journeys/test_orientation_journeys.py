"""The journeys of the first issue in a real Chromium: with and without JavaScript, on a phone, at a desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Person

pytestmark = pytest.mark.browser

VICTIM_ONLY = ("Association spécialisée violences conjugales", "Hébergement spécialisé", "Accueil de jour")


def test_a_pregnant_victim_at_saint_chamond_on_tuesday_at_ten_gets_the_pmi_midwife(person: Person) -> None:
    person.opens("/")
    person.clicks_on("link", "Orienter")
    person.types_place("st cham", "Saint-Chamond (42)", in_full="st chamond")
    person.sets("2026-11-24", "10:00")
    person.ticks("Victime", "Violences conjugales (couple ou ex)", "Dans les jours qui viennent")
    person.ticks("Oui", within="#pregnant")
    person.clicks_on("button", "Voir qui appeler")
    midwife = person.page.locator(".suggestion", has_text="sage-femme").first
    expect(midwife).to_contain_text(re.compile("Ouvert jusqu’(à|au mardi 24 novembre à)"))
    expect(midwife.locator("a[href^='tel:']").first).to_be_visible()
    expect(midwife).to_contain_text("Ligne des professionnels")


def test_a_mother_at_villefort_on_friday_at_ten_pm_gets_the_115_transport_and_the_association(
    person: Person,
) -> None:
    person.opens("/situation")
    person.types_place("villefort", "Villefort (48)", in_full="Villefort 48")
    person.sets("2026-11-27", "22:00")
    person.ticks("Victime", "Violences conjugales (couple ou ex)", "Ce soir / cette nuit")
    person.ticks("3-5 ans", within="#children")
    person.ticks("Sans véhicule", "Mise à l’abri ce soir", "Transport")
    person.clicks_on("button", "Voir qui appeler")
    suggestions = person.suggestions()
    assert suggestions[0].startswith("SIAO / 115")
    assert suggestions[1].startswith("Transport")
    assert suggestions[2].startswith("Association spécialisée violences")
    association = person.page.locator(".suggestion").nth(2)
    expect(association).to_contain_text(re.compile(r"Fermé, ouvre (demain|samedi 28 novembre) à"))
    expect(association).to_contain_text("3919")
    expect(person.page.locator(".suggestion").first).to_contain_text("24 h/24")


def test_a_perpetrator_in_lozere_gets_the_perpetrator_centre_and_no_victim_place(person: Person) -> None:
    person.opens("/situation")
    person.types_place("mende", "Mende (48)")
    person.sets("2026-11-24", "15:30")
    person.ticks("Auteur / mis en cause", "Violences conjugales (couple ou ex)", "Pas d’urgence")
    person.clicks_on("button", "Voir qui appeler")
    assert person.suggestions()[0].startswith("CPCA")
    assert not [title for title in person.suggestions() if title.startswith(VICTIM_ONLY)]
    person.does_not_read("Violences Femmes Info", "Cévennes Écoute")


def test_an_exposed_child_in_saint_malo_gets_the_hospital_consultation_and_the_crip(person: Person) -> None:
    person.opens("/situation")
    person.types_place("saint-malo", "Saint-Malo (35)")
    person.sets("2026-11-24", "14:00")
    person.ticks("Victime", "Violences conjugales (couple ou ex)", "Dans les jours qui viennent")
    person.ticks("Oui", within="#children_exposed")
    person.ticks("Blessures constatables", within="#injury")
    person.clicks_on("button", "Voir qui appeler")
    titles = " ".join(person.suggestions())
    assert "Consultation hospitalière" in titles
    assert "Consultation pour enfants exposés" in titles
    assert "CRIP" in titles


def test_the_card_of_the_social_worker_of_the_unit_is_three_clicks_from_home(person: Person) -> None:
    person.opens("/")
    person.clicks_on("link", "Une unité", exact=False)
    person.clicks_on("link", "Commissariat de Saint-Chamond", exact=False)
    person.clicks_on("button", "Carte à remettre", exact=False)
    assert person.clicks == 3
    card = person.page.locator(".card")
    expect(card).to_contain_text("04 65 71")
    for word in ("violence", "gendarmerie", "police", "social"):
        expect(card).not_to_contain_text(re.compile(word, re.IGNORECASE))


def test_every_service_of_an_unknown_commune_is_two_clicks_away(person: Person) -> None:
    person.opens("/")
    person.clicks_on("link", "Communes")
    person.types_place("villefort", "Villefort (48)", in_full="Villefort 48")
    person.clicks_on("button", "Chercher")
    person.reads("Service social du Département")
    assert person.page.url.endswith("/competents")


def test_a_runaway_at_two_in_the_morning_is_one_press_after_the_commune(person: Person) -> None:
    person.opens("/")
    person.types_place("montbrison", "Montbrison (42)", in_full="Montbrison 42")
    person.sets("2026-11-25", "02:00")
    person.clicks_on("button", "Une fugue")
    assert person.suggestions()[0].startswith("Aide sociale à l’enfance")
    first = person.page.locator(".suggestion").first
    expect(first).to_contain_text("24 h/24")
    expect(first.locator("a[href^='tel:']").first).to_be_attached()
    person.reads("119")
