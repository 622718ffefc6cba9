"""Someone sends a list of her own, and corrects what its columns were taken for, without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.accounts.signing import sign_in_browser
from tests.conftest import served
from tests.journeys.conftest import Person

pytestmark = pytest.mark.browser

PATIENCE = 60_000
SAMPLE = Path(__file__).parents[1] / "importers/samples/spreadsheet/partenaires.csv"


@pytest.fixture
def own_server(own_app: Flask) -> Iterator[str]:
    """The address of an application whose database may be written to."""
    with served(own_app) as address:
        yield address


@pytest.mark.parametrize("width", [360, 1280])
def test_columns_are_corrected_and_the_list_is_read_again(
    own_app: Flask, own_server: str, browser: Browser, width: int
):
    screen = {"width": width, "height": 900}
    context = browser.new_context(viewport=screen, java_script_enabled=False, locale="fr-FR")
    context.set_default_timeout(8000)
    person = Person(context.new_page(), own_server, has_script=False)
    main = person.page.locator("main")
    sign_in_browser(own_app, context, own_server, "administrator")
    person.opens("/imports")
    person.page.get_by_label("Source", exact=True).select_option("spreadsheet")
    person.page.get_by_label("Fichiers", exact=True).set_input_files(SAMPLE)
    person.clicks_on("button", "Lire le fichier")
    expect(main).to_contain_text("Ce que cet import ferait", timeout=PATIENCE)

    person.clicks_on("link", "Voir ou corriger ce que disent les colonnes")
    remarks = person.page.get_by_label("Ce que dit la colonne Remarques")
    expect(remarks).to_have_value("ignored")
    person.meets_no_barrier()
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width
    remarks.select_option("description")
    person.clicks_on("button", "Relire le fichier ainsi")
    expect(main).to_contain_text("Ce que cet import ferait", timeout=PATIENCE)
    person.clicks_on("link", "Voir ou corriger ce que disent les colonnes")
    expect(remarks).to_have_value("description")
    context.close()
