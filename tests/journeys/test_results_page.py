"""The page of results in a real Chromium: narrow screens, long words, the keyboard, and paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser


def ask(page: Page, text: str, place: str = "") -> None:
    page.locator("#q").fill(text)
    page.locator("#place").fill(place)
    page.locator("#place").press("Escape")
    page.locator("main").get_by_role("button", name="Chercher", exact=True).click()
    expect(page.locator("#resultats")).to_be_visible()


@pytest.mark.parametrize("text", ["x" * 150, "psychologue " + "y" * 150])
def test_a_very_long_word_holds_on_a_narrow_screen(page: Page, text: str) -> None:
    ask(page, text, "Mende (48)")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    wide = page.evaluate(
        "[...document.querySelectorAll('main :is(b, p, button)')]"
        ".filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1"
        " && getComputedStyle(each).display !== 'inline').map(each => each.outerHTML.slice(0, 200))"
    )
    assert wide == []


def test_the_two_buttons_above_the_results_stand_in_line(page: Page) -> None:
    ask(page, "social", "Mende (48)")
    boxes = [page.locator(each).bounding_box() for each in (".filters > summary", "[data-map-open]")]
    assert all(boxes)
    assert len({(box["y"], box["height"]) for box in boxes if box}) == 1


def test_the_skip_link_leads_to_the_results_and_adds_no_step_to_go_back_through(page: Page) -> None:
    ask(page, "pmi", "Mende (48)")
    steps = page.evaluate("history.length")
    page.get_by_role("link", name="Aller aux résultats").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#resultats")).to_be_focused()
    assert page.evaluate("history.length") == steps
    assert page.url.endswith("/annuaire")


def test_another_text_typed_over_a_chosen_meaning_is_a_new_search(page: Page) -> None:
    ask(page, "CHU", "Mende (48)")
    page.locator("button[name=instead]").first.click()
    expect(page.locator("button[name=drop]").first).to_be_visible()
    page.locator("#q").fill("pmi")
    page.locator(".search-bar button").click()
    expect(page.locator(".results-list .eyebrow").first).to_have_text("PMI")
    expect(page.locator("button[name=drop]")).to_have_count(0)


def test_printed_results_take_the_whole_page_and_show_no_ring(page: Page) -> None:
    ask(page, "pmi", "Mende (48)")
    expect(page.locator("#resultats")).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="print")
    expect(page.locator(".filters")).to_be_hidden()
    box = page.locator(".results-list").bounding_box()
    assert box
    assert box["width"] > 1200
    assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") == "none"
