"""A map in a real browser: drawn when asked for, from here alone, by keyboard too, in step with the list."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import select

from directory.models import Service, ServiceArea
from tests.journeys.conftest import PHONE, Person

pytestmark = pytest.mark.browser

MAP = "#l-carte"


@pytest.fixture
def asked() -> list[str]:
    """Every address that the browser asked for."""
    return []


@pytest.fixture
def page(browser: Browser, server: str, asked: list[str]) -> Iterator[Page]:
    """A phone that moves nothing on its own and notes every request."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR", reduced_motion="reduce")
    context.set_default_timeout(8000)
    page = context.new_page()
    page.on("request", lambda request: asked.append(_path(request, server)))
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: message.type != "error" or pytest.fail(message.text))
    yield page
    context.close()


def _path(request: Request, server: str) -> str:
    return request.url.removeprefix(server)


def open_map(page: Page, place: str) -> None:
    page.locator(place).get_by_role("button", name="Afficher la carte").click()
    expect(page.locator(f"{place} [data-map-words]")).not_to_have_text("La carte arrive…")


@pytest.fixture
def example(page: Page, server: str) -> Page:
    """The map of the components page, drawn: five pins, a zone, a territory and its exclusion."""
    page.goto(f"{server}/composants")
    open_map(page, MAP)
    return page


def open_clusters(page: Page, times: int = 1) -> None:
    """Open the first number with the keyboard, so that pins are seen."""
    for _ in range(times):
        page.locator(f"{MAP} .map-cluster").first.press("Enter")
        page.wait_for_timeout(300)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


def test_a_map_is_fetched_when_it_is_asked_for_and_from_here_alone(page: Page, server: str, asked: list[str]):
    page.goto(f"{server}/composants")
    before = len(asked)
    assert not [path for path in asked if "leaflet" in path or "contours" in path or "drawing" in path]
    open_map(page, MAP)
    fetched = asked[before:]
    assert [path for path in fetched if path.endswith("leaflet.js")]
    assert "/contours/departements.json" in fetched
    assert all(path.startswith("/") for path in asked), "nothing comes from elsewhere"
    assert not [path for path in fetched if "?" in path]


def test_the_map_says_in_words_what_it_shows(example: Page):
    expect(example.locator(f"{MAP} [data-map-words]")).to_contain_text("5 services sur la carte")
    expect(example.locator(f"{MAP} [data-map-legend]")).to_contain_text(
        "Lieu tenu confidentiel, secteur Ardèche (2 services)"
    )
    expect(example.locator(f"{MAP} [data-map-legend] li")).to_have_count(3)


def test_pins_that_would_cover_each_other_are_one_number_that_opens(example: Page):
    cluster = example.locator(f"{MAP} .map-cluster").first
    expect(cluster).to_be_visible()
    cluster.focus()
    before = example.locator(f"{MAP} .map-pin").count()
    cluster.press("Enter")
    example.wait_for_timeout(300)
    assert example.locator(f"{MAP} .map-pin").count() > before


def test_a_zone_is_an_area_and_never_a_pin(example: Page):
    expect(example.locator(f"{MAP} path.map-zone")).to_have_count(1)
    box = example.locator(f"{MAP} path.map-zone").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) > 40
    names = example.locator(f"{MAP} .map-pin").evaluate_all("pins => pins.map(p => p.ariaLabel)")
    assert not [name for name in names if "confidentiel" in name]


def test_what_is_not_served_is_hatched(example: Page):
    hatched = example.locator(f"{MAP} path.map-excluded")
    assert hatched.get_attribute("fill") == "url(#l-carte-hachures)"
    expect(example.locator("#l-carte-hachures path")).to_have_count(1)


def test_tab_goes_from_pin_to_pin_in_the_order_of_the_list(example: Page):
    open_clusters(example)
    names = []
    for _ in range(4):
        names.append(focused(example).split(",")[0])
        example.keyboard.press("Tab")
    assert names == [
        "2 services proches",
        "Lieu d’écoute",
        "Centre médico-social",
        "Association d’aide aux victimes",
    ]


def test_a_number_that_opens_gives_the_focus_to_its_first_service(example: Page):
    open_clusters(example, 2)
    assert focused(example).startswith("Permanence sociale de la brigade, Ouvert")


def test_the_keyboard_alone_opens_a_pin_reads_it_and_comes_back(example: Page):
    open_clusters(example)
    pin = example.locator(f"{MAP} .map-pin").first
    pin.focus()
    name = (pin.get_attribute("aria-label") or "").split(",")[0]
    pin.press("Enter")
    popup = example.locator(f"{MAP} .leaflet-popup")
    expect(popup).to_contain_text(name)
    link = popup.get_by_role("link", name="Voir la fiche")
    expect(link).to_be_focused()
    link.press("Escape")
    expect(popup).to_have_count(0)
    expect(pin).to_be_focused()


def test_arrows_move_the_map_and_plus_brings_it_closer(example: Page):
    region = example.locator(MAP).get_by_role("region")
    region.focus()
    pane = example.locator(f"{MAP} .leaflet-map-pane")
    before = pane.get_attribute("style")
    region.press("ArrowRight")
    example.wait_for_timeout(200)
    assert pane.get_attribute("style") != before
    wide = example.locator(f"{MAP} path.map-zone").bounding_box()
    region.press("+")
    example.wait_for_timeout(300)
    close = example.locator(f"{MAP} path.map-zone").bounding_box()
    assert wide is not None
    assert close is not None
    assert close["width"] > wide["width"]


def test_the_item_that_is_focused_in_the_list_is_marked_on_the_map(example: Page):
    item = example.locator(".look-light [data-service='3'] a")
    item.focus()
    expect(example.locator(f"{MAP} .map-cluster.is-marked")).to_have_count(1)
    open_clusters(example)
    item.focus()
    marked = example.locator(f"{MAP} .map-pin.is-marked")
    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("aria-label", "Lieu d’écoute, Horaires inconnus")


def test_the_pin_that_is_chosen_marks_its_item_in_the_list_and_brings_it_into_view(example: Page):
    open_clusters(example)
    item = example.locator(".look-light [data-service='3']")
    example.locator(f"{MAP} .map-pin[aria-label^='Lieu d’écoute']").click()
    expect(item).to_have_class("on-map")
    expect(item).to_be_in_viewport()
    expect(example.locator(".look-light .on-map")).to_have_count(1)


def test_a_closed_map_is_out_of_the_way(example: Page):
    example.locator(MAP).get_by_role("button", name="Masquer la carte").click()
    expect(example.locator(MAP).get_by_role("region")).to_be_hidden()


def test_a_file_that_does_not_come_leaves_a_sentence_and_the_list(browser: Browser, server: str):
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(8000)
    context.route("**/contours/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{server}/composants")
    open_map(page, MAP)
    expect(page.locator(f"{MAP} [data-map-words]")).to_contain_text("n’a pas pu être dessinée")
    context.close()


def with_exclusion(app: Flask) -> int:
    with app.extensions["readers"]() as session:
        query = select(ServiceArea.service_id).where(ServiceArea.is_excluded).limit(1)
        found: int = session.scalars(query).one()
        return found


def confidential(app: Flask) -> int:
    with app.extensions["readers"]() as session:
        query = select(Service.id).where(Service.address_policy == "confidential").limit(1)
        found: int = session.scalars(query).one()
        return found


def test_a_sheet_shows_what_is_served_and_what_is_not(page: Page, app: Flask, server: str):
    page.goto(f"{server}/services/{with_exclusion(app)}")
    open_map(page, "#carte")
    expect(page.locator("#carte path.map-served").first).to_be_attached()
    expect(page.locator("#carte path.map-excluded").first).to_be_attached()
    expect(page.locator("#carte [data-map-legend]")).to_contain_text("Non servi : ")


def test_the_sheet_of_a_confidential_place_has_an_area_and_no_pin(page: Page, app: Flask, server: str):
    page.goto(f"{server}/services/{confidential(app)}")
    open_map(page, "#carte")
    expect(page.locator("#carte path.map-zone").first).to_be_attached()
    expect(page.locator("#carte .map-pin, #carte .map-cluster")).to_have_count(0)
    expect(page.locator("#carte .map-zone-words")).to_contain_text("Lieu tenu confidentiel, secteur")


def test_a_map_meets_no_barrier_and_nothing_is_missing_without_script(person: Person, app: Flask):
    person.opens(f"/services/{with_exclusion(app)}")
    if person.has_script:
        person.clicks_on("button", "Afficher la carte")
        expect(person.page.locator("#carte path.map-served").first).to_be_attached()
        person.meets_no_barrier()
    else:
        expect(person.page.locator("#carte")).to_be_hidden()
