"""The page on which hours are written in plain words and seen as they will be read."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from directory.hours_page import hours_page, known_territory
from tests.web.every_page import HtmlPage

HOURS = "du lundi au vendredi 9h-12h et 14h-17h30\n1er samedi du mois : 9h-12h"
CHRISTMAS_EVE = datetime(2026, 12, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))


def asked(client: FlaskClient, hours: str, territory: str = "75", status: int = 200) -> HtmlPage:
    answer = client.post("/horaires", data={"hours": hours, "territory": territory})
    assert answer.status_code == status
    return HtmlPage(answer.text)


def test_the_page_shows_what_it_has_understood_and_keeps_what_was_typed(client: FlaskClient) -> None:
    page = asked(client, HOURS)
    text = page.text.replace("\u00a0", " ")
    assert "lundi à vendredi : 9 h à 12 h et 14 h à 17 h 30" in text
    assert "1er samedi du mois : 9 h à 12 h" in text
    assert HOURS.splitlines()[0] in text
    assert "Aujourd’hui" in text
    assert "PH" not in text and "Mo-Fr" not in text


def test_what_is_not_understood_is_named_and_nothing_is_shown_as_hours(client: FlaskClient) -> None:
    page = asked(client, "lundi 9h-12h sur rendez-vous", status=422)
    assert "« sur rendez-vous »" in page.text.replace("\u00a0", " ")
    assert "Ce que Relais comprend" not in page.text
    assert page.found("textarea")[0]["aria-invalid"] == "true"


def test_an_empty_page_and_an_unknown_territory_are_answered(client: FlaskClient) -> None:
    assert "Écrivez les jours et les heures" in asked(client, "", "Atlantis", 422).text
    assert known_territory("Atlantis") == "75"


def test_what_is_typed_is_never_read_as_a_page(client: FlaskClient) -> None:
    answer = client.post("/horaires", data={"hours": "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in answer.text


def test_holidays_of_which_nothing_is_said_are_to_be_checked() -> None:
    preview = hours_page("du lundi au vendredi 9h-17h", "75", CHRISTMAS_EVE).preview
    assert preview is not None
    assert [(day.date.day, day.is_known) for day in preview.days[:3]] == [(24, True), (25, False), (26, True)]
    assert [day.is_known for day in preview.holidays[:2]] == [False, False]


def test_holidays_are_those_of_the_territory() -> None:
    text = "du lundi au samedi 9h-17h, fermé les jours fériés"
    mainland, alsace = (hours_page(text, place, CHRISTMAS_EVE).preview for place in ("75", "67"))
    assert mainland is not None and alsace is not None
    assert [len(day.slots) for day in mainland.days[:3]] == [1, 0, 1]
    assert [len(day.slots) for day in alsace.days[:3]] == [1, 0, 0]


@pytest.fixture
def phone(browser: Browser, server: str) -> Page:
    page = browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page.set_default_timeout(5000)
    page.goto(f"{server}/horaires")
    return page


def test_on_a_phone_without_script_hours_are_written_and_seen(phone: Page) -> None:
    phone.get_by_label("Jours et heures d’ouverture").fill("tous les jours 9h-12h")
    phone.get_by_label("Où").select_option("974")
    phone.get_by_role("button", name="Voir ce que Relais comprend").click()
    expect(phone.get_by_role("heading", name="Ce que Relais comprend")).to_be_visible()
    expect(phone.get_by_label("Où")).to_have_value("974")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.close()
