"""The desk, in a real browser: a whole story from an invitation to a search, and the queue by keyboard alone.

With `RELAIS_SCREENSHOTS=<folder>`, the story leaves an image of each of its steps there.
"""

import email
import logging
import os
import re
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from directory.models import Service
from tests.accounts.signing import PASSWORD, open_session, plant_account, show_cookie
from tests.conftest import served
from tests.desk.waiting import LOZERE, fill_territory, listed_in
from tests.journeys.conftest import DESK, PHONE, Person

pytestmark = pytest.mark.browser

LOG = logging.getLogger(__name__)
STORY_WITHIN = 180
"""Seconds that the whole story may take, typing and mail included."""

OWN_PASSWORD = "lampadaire girafe samovar"


@pytest.fixture
def address(own_app: Flask) -> Iterator[str]:
    """The address of an application of one's own, to which its letters lead."""
    with served(own_app) as address:
        own_app.config["PUBLIC_URL"] = address
        yield address


def sits_down(browser: Browser, address: str, *, is_phone: bool = False, has_script: bool = True) -> Person:
    """Put somebody new in front of a browser."""
    context = browser.new_context(
        viewport=PHONE if is_phone else DESK,
        java_script_enabled=has_script,
        locale="fr-FR",
        color_scheme="dark" if is_phone else "light",
    )
    context.set_default_timeout(8000)
    return Person(context.new_page(), address, has_script)


def letter_to(app: Flask, address: str) -> str:
    """Give the link of the last letter to somebody, as it lies in the folder of letters; wait for it."""
    folder: Path = app.extensions["mailer"].folder
    for _ in range(50):
        for path in sorted(folder.glob("*.eml"), reverse=True):
            mail = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
            if mail["To"] == address:
                return re.search(r"https?://\S+", mail.get_content())[0]
        time.sleep(0.1)
    pytest.fail(f"no letter to {address}")


class Film:
    """The steps of a story: how long each took, and an image of each where a folder is named."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.steps: list[tuple[str, float]] = []
        named = os.environ.get("RELAIS_SCREENSHOTS")
        self.folder = Path(named) if named else None

    def takes(self, page: Page, name: str) -> None:
        """Keep that a step was reached, with its image."""
        self.steps.append((name, time.perf_counter() - self.begun))
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.folder / f"{len(self.steps):02}-{name}.png")

    def tells(self) -> None:
        """Tell when each step was reached."""
        for name, seconds in self.steps:
            LOG.warning("%s: %.1f s", name, seconds)


def adds_application(person: Person) -> None:
    """Add an application that gives codes, as the page asks of whoever moderates."""
    person.clicks_on("link", "Ajouter une application")
    secret = person.page.locator("code.secret").text_content().replace(" ", "")
    person.page.get_by_label("Code affiché par l’application").fill(pyotp.TOTP(secret).now())
    person.clicks_on("button", "Ajouter")


def opens_account(person: Person, link: str, name: str) -> None:
    """Accept an invitation: a name and a password."""
    person.page.goto(link)
    person.meets_no_barrier()
    person.page.get_by_label("Prénom et nom").fill(name)
    person.page.get_by_label("Mot de passe", exact=True).fill(OWN_PASSWORD)
    person.clicks_on("button", "Créer mon compte")


def test_from_an_invitation_to_a_search_in_less_than_three_minutes(
    own_app: Flask, address: str, browser: Browser
) -> None:
    plant_account(own_app, "administrator", email="admin@zwanze.example", name="Ada Admin", has_two=False)
    with own_app.extensions["readers"]() as session:
        listing = listed_in(session, "48", "pmi")[0]
        name, organization = listing.name, listing.organization.name
    film = Film()

    administrator = sits_down(browser, address)
    administrator.opens("/compte/connexion")
    administrator.page.get_by_label("Courriel").fill("admin@zwanze.example")
    administrator.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    film.takes(administrator.page, "administrateur-connexion")
    administrator.clicks_on("button", "Se connecter", within="main")
    adds_application(administrator)
    administrator.opens("/moderation/equipe")
    administrator.page.get_by_label("Courriel professionnel").fill("bureau@zwanze.example")
    administrator.page.get_by_label("Rôle", exact=True).select_option("desk")
    administrator.page.get_by_label("Territoire", exact=True).select_option("department:48")
    film.takes(administrator.page, "administrateur-invite-le-bureau")
    administrator.clicks_on("button", "Inviter")
    administrator.reads("Une invitation est partie vers bureau@zwanze.example")

    desk = sits_down(browser, address)
    opens_account(desk, letter_to(own_app, "bureau@zwanze.example"), "Bea Bureau")
    adds_application(desk)
    film.takes(desk.page, "bureau-compte-ouvert")
    desk.clicks_on("link", "Modération")
    desk.clicks_on("link", "Structures", within="main")
    desk.page.get_by_label("Nom d’une structure").fill(organization)
    desk.clicks_on("button", "Chercher", within="main")
    desk.clicks_on("link", organization, within="main")
    desk.page.get_by_label("Courriel professionnel").fill("partenaire@zwanze.example")
    film.takes(desk.page, "bureau-invite-le-partenaire")
    desk.clicks_on("button", "Inviter")
    desk.reads("Une invitation est partie vers partenaire@zwanze.example")

    partner = sits_down(browser, address)
    opens_account(partner, letter_to(own_app, "partenaire@zwanze.example"), "Paul Partenaire")
    partner.opens("/partenaire")
    partner.page.get_by_text("Fermer toutes les fiches").first.click()
    partner.page.get_by_label("Premier jour").first.fill("2027-08-01")
    partner.page.get_by_label("Dernier jour compris").first.fill("2027-08-31")
    film.takes(partner.page, "partenaire-ferme-en-aout")
    partner.clicks_on("button", "Enregistrer la fermeture", exact=False)
    partner.reads("31 août")

    own_app.extensions["indexer"].bring_up_to_date()
    anybody = sits_down(browser, address, is_phone=True)
    anybody.opens("/annuaire")
    anybody.page.get_by_label("Que cherchez-vous", exact=False).first.fill(name)
    anybody.sets("2027-08-10", "10:00")
    anybody.clicks_on("button", "Chercher", within="main", exact=False)
    found = anybody.page.locator("main li", has_text=name).first
    expect(found).to_contain_text("Fermé")
    found.scroll_into_view_if_needed()
    film.takes(anybody.page, "recherche-ferme-en-aout")

    film.tells()
    assert film.steps[-1][1] < STORY_WITHIN
    for person in (administrator, desk, partner, anybody):
        person.page.context.close()


def moderates(own_app: Flask, browser: Browser, address: str, **how: bool) -> Person:
    """Put somebody who moderates Lozère in front of a browser."""
    person = sits_down(browser, address, **how)
    number = plant_account(own_app, "desk", territory=LOZERE, name="Ada Desk")
    context: BrowserContext = person.page.context
    show_cookie(context, address, open_session(own_app, number))
    return person


def test_five_things_are_answered_by_keyboard_alone(own_app: Flask, address: str, browser: Browser) -> None:
    fill_territory(own_app)
    person = moderates(own_app, browser, address)
    person.opens("/moderation")
    keyboard, main = person.page.keyboard, person.page.locator("main")
    before = person.page.locator("[data-item]").count()

    def answers(key: str, sentence: str = "") -> None:
        """Answer the item where one is, by one key."""
        with person.page.expect_response("**/moderation/reponse"):
            keyboard.press(key)
            if sentence:
                keyboard.type(sentence)
                keyboard.press("Tab")
                keyboard.press("Enter")
        person.page.wait_for_load_state()
        expect(main.locator(".done")).to_be_visible()
        person.meets_no_barrier()

    keyboard.press("j")
    answers("a")
    answers("r", "La catégorie était la bonne, raquette")
    answers("a")
    answers("q", "Depuis quel âge ?")
    answers("a")
    assert person.page.locator("[data-item]").count() == before - 5
    person.page.context.close()


def test_keys_may_be_turned_off_and_never_answer_inside_a_field(
    own_app: Flask, address: str, browser: Browser
) -> None:
    fill_territory(own_app)
    person = moderates(own_app, browser, address)
    person.opens("/moderation")
    page, keyboard = person.page, person.page.keyboard
    page.get_by_label("Chercher dans ce qui attend").focus()
    keyboard.type("jajar")
    expect(page.locator(".done")).to_have_count(0)
    expect(page.get_by_label("Chercher dans ce qui attend")).to_have_value("jajar")
    page.get_by_role("button", name="Touches activées").click()
    expect(page.get_by_role("button", name="Touches désactivées")).to_be_visible()
    person.meets_no_barrier()
    before = page.locator("[data-item]").count()
    person.opens("/moderation")
    for key in "jjaar":
        keyboard.press(key)
    assert page.locator("[data-item]").count() == before
    expect(page.locator("[data-current]")).to_have_count(0)
    page.context.close()


def test_without_script_buttons_do_as_much_on_a_phone(own_app: Flask, address: str, browser: Browser) -> None:
    fill_territory(own_app)
    person = moderates(own_app, browser, address, is_phone=True, has_script=False)
    person.opens("/moderation/file/erreurs")
    person.clicks_on("button", "J’ai vérifié : la fiche est juste", exact=False)
    person.reads("n’est plus signalé")
    assert person.clicks == 1
    person.page.context.close()


@pytest.mark.parametrize("is_phone", [True, False], ids=["phone-dark", "desk-light"])
def test_every_page_of_the_desk_meets_no_barrier(
    own_app: Flask, address: str, browser: Browser, is_phone: bool
) -> None:
    territory = fill_territory(own_app)
    with own_app.extensions["sessions"].begin() as session:
        service = session.get_one(Service, territory.reported)
        service.name = "Maison départementale " + "interminablement" * 6
        organization = service.organization_id
    person = moderates(own_app, browser, address, is_phone=is_phone)
    one = f"/moderation/fiches/{territory.reported}"
    for path in (
        "",
        "/file/erreurs",
        "/file/retraits",
        "/fiches",
        "/equipe",
        "/structures",
        f"/structures/{organization}",
        "/journal",
    ):
        person.opens(f"/moderation{path}")
    person.opens(one)
    person.clicks_on("button", "Lieu confidentiel, rien n’est gardé")
    person.reads("Cacher cette adresse maintenant")
    person.opens(f"{one}/doublon")
    person.page.get_by_label("Nom de l’autre fiche").fill("pmi")
    person.clicks_on("button", "Chercher", within="main")
    person.clicks_on("button", "Comparer", within="main", exact=False)
    person.reads("Ce qui diffère")
    person.page.context.close()
