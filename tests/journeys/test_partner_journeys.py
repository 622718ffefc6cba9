"""The ten scenarios of a partner, in a real browser: clicks are counted against what was promised.

Seconds are those of the pages and of whoever types here; they are told, and bound to nothing.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import select

from directory import phones
from directory.editing.locking import day_of
from directory.geocoding import own_geocoder
from directory.models import ChangeRequest, Service, Token
from directory.serving import PERMANENCE
from tests.accounts.signing import show_cookie, utc_now
from tests.conftest import served
from tests.journeys.conftest import DESK, PHONE, Person
from tests.partner.organizations import Partner, link_of, partner, service_of

pytestmark = pytest.mark.browser

LOG = logging.getLogger(__name__)
Opens = Callable[..., Person]


@pytest.fixture
def address(own_app: Flask) -> Iterator[str]:
    """The address of an application of one's own, that may be changed."""
    with served(own_app) as address:
        yield address


@pytest.fixture
def sits_down(browser: Browser, address: str) -> Iterator[Opens]:
    """Somebody new in front of a browser; with a partner, signed in as that partner."""
    opened: list[BrowserContext] = []

    def sit(who: Partner | None = None, *, has_script: bool = True, is_phone: bool = False) -> Person:
        context = browser.new_context(
            viewport=PHONE if is_phone else DESK,
            java_script_enabled=has_script,
            locale="fr-FR",
            color_scheme="dark" if is_phone else "light",
        )
        context.set_default_timeout(8000)
        if who is not None:
            show_cookie(context, address, who.client.signed)
        opened.append(context)
        return Person(context.new_page(), address, has_script)

    yield sit
    for context in opened:
        context.close()


@contextmanager
def counted(person: Person, scenario: str, most: int | None = None) -> Iterator[None]:
    """Count the clicks and the seconds of a scenario, from the page that the letter or the sign-in gives."""
    person.clicks, begun = 0, time.perf_counter()
    yield
    LOG.warning("%s: %s clicks, %.1f s", scenario, person.clicks, time.perf_counter() - begun)
    assert most is None or person.clicks <= most, f"{scenario} took {person.clicks} clicks"


def test_p1_a_partner_says_when_it_closes_for_the_summer_from_a_letter(
    own_app: Flask, sits_down: Opens, has_script: bool
) -> None:
    who = partner(own_app)
    person = sits_down(has_script=has_script, is_phone=True)
    person.opens(link_of(own_app, who.organization_id))
    with counted(person, "P1", 3):
        _unfold(person, "Fermer toutes les fiches")
        person.page.get_by_label("Premier jour").first.fill("2027-08-01")
        person.page.get_by_label("Dernier jour compris").first.fill("2027-08-22")
        person.clicks_on("button", "Enregistrer la fermeture de toutes vos fiches")
    person.reads("Fermé du dimanche 1er août au dimanche 22 août")
    closures = [service_of(own_app, each).closures for each in who.service_ids]
    assert [[each.ends_on.isoformat() for each in held] for held in closures] == [["2027-08-22"]] * len(
        closures
    )


def test_days_in_disorder_come_back_unfolded_and_as_typed_on_a_phone_without_script(
    own_app: Flask, sits_down: Opens
) -> None:
    who = partner(own_app)
    name = service_of(own_app, who.service_id).name
    person = sits_down(has_script=False, is_phone=True)
    person.opens(link_of(own_app, who.organization_id))
    _unfold(person, f"Fermeture : {name}")
    own = person.page.locator(f"#fiche-{who.service_id}")
    own.get_by_label("Premier jour").fill("2027-08-24")
    own.get_by_label("Dernier jour compris").fill("2027-08-20")
    person.clicks_on("button", f"Enregistrer la fermeture : {name}")
    first, last = own.get_by_label("Premier jour"), own.get_by_label("Dernier jour compris")
    expect(first).to_be_visible()
    expect(first).to_have_value("2027-08-24")
    expect(last).to_have_value("2027-08-20")
    expect(last).to_have_accessible_description(re.compile("Le dernier jour vient avant le premier"))
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    last.fill("2027-08-28")
    person.clicks_on("button", f"Enregistrer la fermeture : {name}")
    person.reads("Fermé du mardi 24 août au samedi 28 août")


def test_p2_nothing_has_changed_takes_one_click_and_opening_the_letter_changes_nothing(
    own_app: Flask, sits_down: Opens, has_script: bool
) -> None:
    who = partner(own_app)
    before = service_of(own_app, who.service_id).verified_on
    person = sits_down(has_script=has_script)
    with counted(person, "P2", 1):
        person.opens(link_of(own_app, who.organization_id))
        assert service_of(own_app, who.service_id).verified_on == before
        person.clicks_on("button", f"Rien n’a changé sur les {len(who.service_ids)} fiches")
    person.reads("vérifié aujourd’hui")
    today = day_of(utc_now())
    assert {service_of(own_app, each).verified_on for each in who.service_ids} == {today}


def test_p3_a_new_permanence_elsewhere_is_on_the_map_and_in_the_next_search(
    own_app: Flask, sits_down: Opens, address: str, has_script: bool
) -> None:
    who = partner(own_app)
    person = sits_down(who, has_script=has_script)
    with _geocoder_of(own_app, "32256", (43.55, 0.41)):
        person.opens(f"/partenaire/fiches/{who.service_id}")
        with counted(person, "P3", 6):
            person.clicks_on("link", "Une permanence dans une autre commune")
            person.page.get_by_role("textbox", name="Commune").or_(
                person.page.get_by_role("combobox", name="Commune")
            ).fill("Mirande (32)")
            person.page.get_by_label("Numéro et rue, ou lieu").fill("1 place Zwanze")
            person.page.get_by_label("Quand").fill("mardi 14h-17h")
            person.page.get_by_label("Nom de la permanence").fill("Permanence zwanzeuse de Mirande")
            person.clicks_on("button", "Ajouter cette permanence")
    person.reads("mardi : 14 h à 17 h")
    own_app.extensions["indexer"].bring_up_to_date()
    person.opens("/annuaire")
    person.page.get_by_label("Que cherchez-vous").fill("zwanzeuse")
    person.clicks_on("button", "Chercher")
    person.reads("Permanence zwanzeuse de Mirande")
    with own_app.extensions["readers"]() as session:
        added = session.scalars(select(Service).where(Service.name.startswith("Permanence zwanzeuse"))).one()
        assert (added.latitude, added.longitude, added.organization_id) == (43.55, 0.41, who.organization_id)
    pins = who.client.get(f"/services/{added.id}/carte").json["pins"]
    assert [pin["name"] for pin in pins] == ["Permanence zwanzeuse de Mirande"]


def test_p4_hiding_the_address_takes_two_clicks_and_leaves_it_nowhere(
    own_app: Flask, sits_down: Opens, has_script: bool
) -> None:
    who = partner(own_app)
    street = service_of(own_app, who.service_id).street
    person = sits_down(who, has_script=has_script)
    person.opens("/partenaire")
    name = service_of(own_app, who.service_id).name
    with counted(person, "P4", 2):
        _unfold(person, f"Masquer l’adresse : {name}")
        person.clicks_on("button", f"Masquer l’adresse maintenant : {name}")
    own_app.extensions["indexer"].bring_up_to_date()
    assert service_of(own_app, who.service_id).street is None
    for path in (f"/services/{who.service_id}", f"/partenaire/fiches/{who.service_id}/historique"):
        person.opens(path)
        assert street not in person.page.content(), path
    client = own_app.test_client()
    assert street not in client.get(f"/services/{who.service_id}/carte").text
    assert street not in client.post("/carte", data={"service": str(who.service_id)}).text
    assert f"/services/{who.service_id}#" not in client.post("/annuaire", data={"q": street}).text


def test_p5_a_delay_or_a_full_house_is_said_in_a_few_seconds_and_ends_by_itself(
    own_app: Flask, sits_down: Opens, has_script: bool
) -> None:
    who = partner(own_app)
    name = service_of(own_app, who.service_id).name
    until = day_of(utc_now()).replace(day=1)
    until = until.replace(year=until.year + (until.month == 12), month=until.month % 12 + 1, day=12)
    person = sits_down(has_script=has_script)
    person.opens(link_of(own_app, who.organization_id))
    with counted(person, "P5, délai", 3):
        _unfold(person, f"Complet / délai : {name}")
        person.page.get_by_label("Délai d’un premier rendez-vous").first.fill("3")
        person.clicks_on("button", f"Dire ce délai : {name}")
    person.reads("environ 3 semaines")
    with counted(person, "P5, complet", 3):
        _unfold(person, f"Complet / délai : {name}")
        person.page.get_by_label("Complet jusqu’au").first.fill(until.isoformat())
        person.clicks_on("button", f"Dire complet : {name}")
    person.reads("Complet jusqu’au 12")
    said = service_of(own_app, who.service_id).availability
    assert said.is_full and said.until == until


def test_p6_whom_one_receives_is_said_in_a_minute(own_app: Flask, sits_down: Opens, has_script: bool) -> None:
    who = partner(own_app)
    person = sits_down(who, has_script=has_script)
    person.opens(f"/partenaire/fiches/{who.service_id}")
    with counted(person, "P6", 8):
        _choose(person, "accepts_men", "no")
        _choose(person, "accepts_women", "yes")
        _tick(person, "features-sign-language")
        person.page.get_by_label("À partir de quel âge").fill("18")
        person.page.get_by_label("Accessibilité, en clair").fill(
            "rez-de-chaussée, langue des signes le jeudi"
        )
        person.clicks_on("button", "Enregistrer")
    for words in ("ne reçoit pas les hommes", "à partir de 18 ans", "langue des signes le jeudi"):
        person.reads(words)
    service = service_of(own_app, who.service_id)
    assert (service.accepts_men, service.accepts_women, service.age_min) == (False, True, 18)


def test_p7_services_for_victims_and_for_perpetrators_are_two_listings_and_never_one_card(
    own_app: Flask, sits_down: Opens
) -> None:
    who = partner(own_app)
    with own_app.extensions["sessions"].begin() as session:
        perpetrators = session.scalars(select(Service).where(Service.category == "cpca")).first()
        perpetrators.organization_id = who.organization_id
        victims = session.get_one(Service, who.service_id)
        names, number = (victims.name, perpetrators.name), perpetrators.id
    person = sits_down(who)
    person.opens("/partenaire")
    for name in names:
        person.reads(name)
    client = own_app.test_client()
    pair = (who.service_id, number)
    for service_id, other in (pair, pair[::-1]):
        told = [phones.shown(phone.number) for phone in service_of(own_app, other).phones]
        sheet = client.get(f"/services/{service_id}").text
        card = client.post("/carte", data={"service": str(service_id), "words": "plain"}).text
        assert told and not [words for words in (*told, f"/services/{other}") if words in sheet + card]


def test_p8_a_listing_proposed_wrongly_says_why_and_asks_for_a_correction(
    own_app: Flask, sits_down: Opens, has_script: bool
) -> None:
    who = partner(own_app)
    person = sits_down(who, has_script=has_script)
    person.opens(f"/partenaire/fiches/{who.service_id}/apercu")
    with counted(person, "P8", 2):
        person.reads("Parce qu’elle est de la catégorie")
        person.clicks_on("link", "Elle est proposée à tort")
        person.page.get_by_label("En une phrase").fill("Nous ne recevons pas en urgence.")
        person.clicks_on("button", "Envoyer au bureau")
    person.reads("Le bureau répond sous cinq jours ouvrés")
    with own_app.extensions["readers"]() as session:
        asked = session.scalars(select(ChangeRequest)).one()
        assert (asked.kind, asked.state, asked.service_id) == ("correction", "waiting", who.service_id)


def test_p9_the_links_of_whoever_left_are_revoked_in_one_click_and_another_contact_is_proposed(
    own_app: Flask, sits_down: Opens, has_script: bool
) -> None:
    who = partner(own_app)
    path = link_of(own_app, who.organization_id)
    person = sits_down(who, has_script=has_script)
    person.opens(f"/partenaire/organismes/{who.organization_id}/membres")
    with counted(person, "P9, révoquer", 1):
        person.clicks_on("button", "Révoquer ses liens", exact=False)
    with own_app.extensions["readers"]() as session:
        assert not session.scalars(select(Token).where(Token.kind == "partner-link")).all()
    with counted(person, "P9, proposer", 1):
        person.page.get_by_label("Son adresse électronique").last.fill("nouvelle@exemple.invalid")
        person.clicks_on("button", "Proposer au bureau")
    person.reads("nouvelle@exemple.invalid")
    person.opens(path)
    person.reads("Ce lien n’ouvre plus rien")


def test_p10_the_social_worker_of_a_commune_is_found_and_seized_once_the_person_agrees(
    own_app: Flask, sits_down: Opens, has_script: bool
) -> None:
    commune = _commune_of_a_worker(own_app)
    person = sits_down(has_script=has_script, is_phone=True)
    person.opens("/saisir")
    with counted(person, "P10", 3):
        person.page.get_by_label("Commune ou code postal").fill(commune)
        person.clicks_on("button", "Trouver l’intervenant social")
        person.ticks("La personne est d’accord pour être contactée")
        person.clicks_on("button", "Préparer la saisine")
    person.reads("Relais n’a rien envoyé et ne garde rien de cette page.")
    assert "?" not in person.page.url


def test_the_keyboard_alone_changes_the_hours(own_app: Flask, sits_down: Opens) -> None:
    who = partner(own_app)
    person = sits_down(who)
    person.opens(f"/partenaire/fiches/{who.service_id}")
    page = person.page
    page.get_by_label("Jours et heures d’ouverture").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("lundi au vendredi 9h-12h, fermé les jours fériés")
    expect(page.locator("#compris")).to_contain_text("lundi à vendredi : 9 h à 12 h")
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "save":
            break
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("lundi à vendredi : 9 h à 12 h")
    assert service_of(own_app, who.service_id).hours.startswith("Mo-Fr 09:00-12:00")


def test_what_was_typed_and_not_sent_is_offered_again(own_app: Flask, sits_down: Opens) -> None:
    who = partner(own_app)
    person = sits_down(who)
    path = f"/partenaire/fiches/{who.service_id}"
    person.opens(path)
    person.page.get_by_label("Ce qu’on y fait").fill("Une phrase zwanzeuse")
    expect(person.page.locator("[data-draft-words]")).to_have_text("Brouillon gardé.", timeout=9000)
    person.opens(path)
    person.reads("Reprendre votre brouillon du")
    person.clicks_on("button", "Reprendre")
    expect(person.page.get_by_label("Ce qu’on y fait")).to_have_value("Une phrase zwanzeuse")
    person.clicks_on("button", "Enregistrer")
    assert service_of(own_app, who.service_id).description == "Une phrase zwanzeuse"
    person.opens(path)
    expect(person.page.get_by_text("Reprendre votre brouillon")).to_have_count(0)


@pytest.mark.parametrize("keeps", ["mine", "theirs"])
def test_the_second_of_two_editors_sees_both_versions_and_chooses(
    own_app: Flask, sits_down: Opens, has_script: bool, keeps: str
) -> None:
    who = partner(own_app)
    first, second = sits_down(who, has_script=has_script), sits_down(who, has_script=has_script)
    path = f"/partenaire/fiches/{who.service_id}"
    first.opens(path)
    second.opens(path)
    for person, words in ((first, "Les mots de la première"), (second, "Les mots de la seconde")):
        person.page.get_by_label("Ce qu’on y fait").fill(words)
        person.clicks_on("button", "Enregistrer")
    for words in ("Les mots de la première", "Les mots de la seconde"):
        second.reads(words)
    expect(second.page.get_by_label("Ce qu’on y fait")).to_have_value("Les mots de la seconde")
    second.page.locator(f"label[for=keep-description-{keeps}]").click()
    second.clicks_on("button", "Garder ces versions")
    kept = {"mine": "Les mots de la seconde", "theirs": "Les mots de la première"}[keeps]
    assert service_of(own_app, who.service_id).description == kept


@pytest.mark.parametrize("is_phone", [True, False], ids=["phone-dark", "desk-light"])
def test_every_page_of_a_partner_meets_no_barrier(own_app: Flask, sits_down: Opens, is_phone: bool) -> None:
    who = partner(own_app)
    person = sits_down(who, is_phone=is_phone)
    own = f"/partenaire/fiches/{who.service_id}"
    for path in ("/partenaire", "/partenaire/nouvelle-fiche", "/partenaire/rattacher", own):
        person.opens(path)
    for path in ("apercu", "historique", "demande", "permanence"):
        person.opens(f"{own}/{path}")
    person.opens(f"/partenaire/organismes/{who.organization_id}/membres")
    person.opens("/partenaire/rattacher")
    person.page.get_by_label("Nom du service ou de l’organisme").fill("pmi")
    person.clicks_on("button", "Chercher")
    person.opens("/partenaire/nouvelle-fiche")
    person.clicks_on("button", "Envoyer au bureau")
    person.reads("Il reste 3 points à corriger")
    person.opens("/lien/zwanze")


def _unfold(person: Person, words: str) -> None:
    """Open a folded part by the words of its button."""
    person.page.locator("summary", has_text=words).first.click()
    person.clicks += 1
    person.meets_no_barrier()


def _choose(person: Person, name: str, value: str) -> None:
    person.page.locator(f"label[for={name}-{value}]").click()
    person.clicks += 1


def _tick(person: Person, identifier: str) -> None:
    person.page.locator(f"label[for={identifier}]").click()
    person.clicks += 1


def _commune_of_a_worker(app: Flask) -> str:
    """Give the commune of a unit in which a social worker holds a permanence, as somebody types it."""
    with app.extensions["readers"]() as session:
        hosted = select(Service).where(Service.category == PERMANENCE, Service.host_id.is_not(None))
        unit = session.scalars(hosted.order_by(Service.id)).first().host
        return f"{unit.commune.name} ({unit.commune.department})"


@contextmanager
def _geocoder_of(app: Flask, commune: str, point: tuple[float, float]) -> Iterator[None]:
    """Give the application a geocoder of its own, that knows one point: a real server on loopback."""
    properties = {"score": 0.9, "citycode": commune, "label": "1 place Zwanze"}
    geometry = {"type": "Point", "coordinates": [point[1], point[0]]}
    answer = json.dumps({"features": [{"properties": properties, "geometry": geometry}]}).encode()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app.extensions["geocoder"] = own_geocoder(f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    thread.join()
    server.server_close()
