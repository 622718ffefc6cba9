"""Somebody signs in, in a real Chromium: the lock, what was typed under it, and the way out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from directory.models import Login
from tests.accounts.signing import PASSWORD, plant_account, sign_in_browser, utc_now
from tests.conftest import served
from tests.journeys.conftest import DESK, PHONE, Person

pytestmark = pytest.mark.browser

MAIL = "zoe@exemple.invalid"


@pytest.fixture
def own_server(own_app: Flask) -> Iterator[str]:
    """The address of an application whose database may be written to."""
    with served(own_app) as address:
        yield address


def person_at(browser: Browser, server: str, screen: dict, has_script: bool, scheme: str = "light") -> Person:
    context = browser.new_context(
        viewport=screen, java_script_enabled=has_script, locale="fr-FR", color_scheme=scheme
    )
    context.set_default_timeout(8000)
    return Person(context.new_page(), server, has_script)


def idle(app: Flask, minutes: float) -> None:
    """Let every session be unused for as long as that."""
    with app.extensions["sessions"].begin() as session:
        session.execute(update(Login).values(seen_at=utc_now() - timedelta(minutes=minutes)))


@pytest.mark.parametrize(("screen", "has_script"), [(DESK, True), (PHONE, False)], ids=["desk", "phone-bare"])
def test_one_signs_in_where_one_was_going_and_signs_out(
    own_app: Flask, own_server: str, browser: Browser, screen: dict, has_script: bool
):
    plant_account(own_app, "social-worker", territory=("department", "48"), email=MAIL, has_two=False)
    person = person_at(browser, own_server, screen, has_script)
    page = person.page
    person.opens("/")
    assert page.context.cookies() == []
    person.opens("/compte")
    person.meets_no_barrier()
    page.get_by_label("Courriel").fill(MAIL)
    page.get_by_label("Mot de passe", exact=True).fill("not the one at all")
    person.clicks_on("button", "Se connecter")
    person.reads("ne vont pas ensemble")
    person.meets_no_barrier()
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    person.clicks_on("button", "Se connecter")
    expect(page).to_have_url(f"{own_server}/compte")
    person.meets_no_barrier()
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    person.clicks_on("button", "Se déconnecter")
    expect(page).to_have_url(f"{own_server}/")
    assert page.context.cookies() == []
    page.context.close()


def test_a_10_a_locked_page_keeps_what_is_typed_without_a_script(
    own_app: Flask, own_server: str, browser: Browser
):
    person = person_at(browser, own_server, PHONE, has_script=False)
    page = person.page
    sign_in_browser(own_app, page.context, own_server, "administrator")
    person.opens("/imports/a-decider/doublons")
    person.opens("/compte/connexion")
    person.opens("/imports")
    idle(own_app, 16)
    person.opens("/imports")
    person.reads("Session verrouillée")
    person.meets_no_barrier()
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    person.clicks_on("button", "Déverrouiller")
    expect(page).to_have_url(f"{own_server}/imports")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_10_two_minutes_before_the_lock_a_key_puts_it_off(
    own_app: Flask, own_server: str, browser: Browser, scheme: str
):
    person = person_at(browser, own_server, DESK, has_script=True, scheme=scheme)
    page = person.page
    sign_in_browser(own_app, page.context, own_server, "administrator")
    person.opens("/imports")
    idle(own_app, 13.5)
    warning = page.get_by_role("dialog", name="Toujours là ?")
    expect(warning).to_be_visible()
    expect(page.get_by_role("button", name="Rester connecté")).to_be_focused()
    person.meets_no_barrier()
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    page.wait_for_timeout(500)
    with own_app.extensions["readers"]() as session:
        assert utc_now() - session.query(Login).one().seen_at < timedelta(minutes=1)
    page.context.close()


def test_a_10_what_is_typed_is_there_after_the_lock_and_is_sent(
    own_app: Flask, own_server: str, browser: Browser
):
    person = person_at(browser, own_server, DESK, has_script=True)
    page = person.page
    sign_in_browser(own_app, page.context, own_server, "administrator")
    person.opens("/imports")
    page.get_by_label("Source", exact=True).select_option("spreadsheet")
    before = page.context.cookies()[0]["value"]
    idle(own_app, 16)
    lock = page.get_by_role("dialog", name="Session verrouillée")
    expect(lock).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    lock.get_by_label("Mot de passe").fill("not the one at all")
    page.keyboard.press("Enter")
    expect(lock.get_by_role("alert")).to_contain_text("n’est pas le bon")
    lock.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(lock).to_be_hidden()
    expect(page.get_by_label("Source", exact=True)).to_have_value("spreadsheet")
    assert page.context.cookies()[0]["value"] != before
    person.clicks_on("button", "Se déconnecter")
    expect(page).to_have_url(f"{own_server}/")
    page.context.close()
