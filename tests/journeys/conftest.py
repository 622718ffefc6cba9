"""A person at a counter, with a real browser: what she does is counted, what she sees is checked by axe."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SEEN = """() => [
    document.documentElement.outerHTML,
    [...document.querySelectorAll("input, select, textarea")].map((field) => [field.value, field.checked]),
    document.activeElement && document.activeElement.outerHTML,
    [innerWidth, innerHeight, matchMedia("(prefers-color-scheme: dark)").matches],
]"""
"""All that a page looks like: its elements, what is typed and ticked, where she is on it, and the screen."""

WITHOUT_BARRIER: set[str] = set()
"""Pages that were checked: one that looks the same in every way is not checked again."""


class Person:
    """Someone who uses Relais: she counts her clicks, and every page she meets must be accessible."""

    def __init__(self, page: Page, server: str, has_script: bool) -> None:
        self.page = page
        self.server = server
        self.has_script = has_script
        self.clicks = 0

    def opens(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(self.server + path)
        self.meets_no_barrier()

    def clicks_on(self, role: str, name: str, *, within: str = "body", exact: bool = True) -> None:
        """Press a button or follow a link, by its name as a screen reader says it."""
        self.page.locator(within).get_by_role(role, name=name, exact=exact).first.click()
        self.clicks += 1
        self.page.wait_for_load_state()
        self.meets_no_barrier()

    def ticks(self, *names: str, within: str = "main") -> None:
        """Tick radios and boxes by their label, unfolding the part that holds one where it is folded."""
        for name in names:
            label = self.page.locator(within).get_by_text(name, exact=True).first
            self.unfolds(label)
            label.click()
            self.clicks += 1

    def unfolds(self, place: Locator) -> None:
        """Open every folded part around `place`, the outermost first."""
        folded = place.locator("xpath=ancestor::details[not(@open)]")
        while folded.count():
            folded.first.locator("xpath=./summary").click()
            self.clicks += 1

    def types_place(self, typed: str, chosen: str, *, in_full: str = "") -> None:
        """Type a commune; with JavaScript choose it in the list, else write it `in_full`."""
        field = self.page.get_by_label("Commune ou code postal")
        field.press_sequentially(typed if self.has_script else in_full or typed)
        if self.has_script:
            self.page.get_by_role("option", name=chosen).first.click()
            self.clicks += 1

    def sets(self, day: str, hour: str) -> None:
        """Choose a moment, as date and time fields take it."""
        field = self.page.get_by_label("Jour", exact=True)
        self.unfolds(field)
        field.fill(day)
        self.page.get_by_label("Heure", exact=True).fill(hour)

    def reads(self, text: str, within: str = "main") -> None:
        """Check that a text is there to be read, folded or not."""
        expect(self.page.locator(within)).to_contain_text(text)

    def does_not_read(self, *texts: str) -> None:
        """Check that none of these texts is anywhere on the page."""
        everything = self.page.content()
        for text in texts:
            assert text not in everything, text

    def suggestions(self) -> list[str]:
        """Give the headings of the suggestions, in order, folded ones included."""
        return [heading.text_content() or "" for heading in self.page.locator(".suggestion h3").all()]

    def meets_no_barrier(self) -> None:
        """Check that axe finds nothing and that the page does not scroll sideways.

        Both checks are scripts: where none runs, the page is the one that they have seen with JavaScript.
        """
        if self.has_script and (seen := repr(self.page.evaluate(SEEN))) not in WITHOUT_BARRIER:
            found = Axe().run(self.page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
            assert found.violations_count == 0, found.generate_report()
            assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            WITHOUT_BARRIER.add(seen)


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    """With JavaScript, and without: the journey is the same."""
    has: bool = request.param
    return has


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request: pytest.FixtureRequest) -> dict[str, int]:
    """A phone, and a desk."""
    size: dict[str, int] = request.param
    return size


@pytest.fixture
def context(
    browser: Browser, server: str, has_script: bool, screen: dict[str, int]
) -> Iterator[BrowserContext]:
    """A browser that has never been here, in French, and that may talk to the application alone."""
    context = browser.new_context(
        viewport=screen, java_script_enabled=has_script, locale="fr-FR", timezone_id="Europe/Paris"
    )
    context.set_default_timeout(8000)
    context.route(_elsewhere(server), lambda route: pytest.fail(f"a request left: {route.request.url}"))
    yield context
    context.close()


def _elsewhere(server: str) -> Callable[[str], bool]:
    return lambda url: not url.startswith(server)


@pytest.fixture
def person(context: BrowserContext, server: str, has_script: bool) -> Person:
    """Someone in front of a browser."""
    return Person(context.new_page(), server, has_script)


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """The form of a search, on a phone with JavaScript that has never been here."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    context.set_default_timeout(8000)
    page = context.new_page()
    page.goto(server + "/annuaire")
    yield page
    context.close()
