"""Texts, days, links and mail addresses as real files have them."""

from datetime import UTC, date, datetime

import pytest

from importers.cleaning.words import day, email, is_personal, prose, text, website


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Maison   de la\tjustice\n", "Maison de la justice"),
        ("Prix d\x92un appel", "Prix d’un appel"),
        ("CrÃ¨che municipale", "Crèche municipale"),
        ("Dâ€™accord", "D’accord"),
        ("Accueil &eacute;coute &amp; soutien", "Accueil écoute & soutien"),
        ("Écoute &amp;eacute;crite", "Écoute écrite"),
        ("<p>Sur <b>rendez-vous</b></p>", "Sur rendez-vous"),
        ("<script>alert(1)</script>Accueil", "Accueil"),
        ("<script>alert(1)", ""),
        ("moins de < 25 ans", "moins de < 25 ans"),
        ("a\u200bb\u202ec\ufeff\x00", "abc"),
        ("Lone \ud800surrogate", "Lone surrogate"),
        ("e\u0301cole", "école"),
        ("Ligne 1_x000D_\nLigne 2", "Ligne 1 Ligne 2"),
        ("01 40 85\xa066 66", "01 40 85 66 66"),
        ("bâtiment où œuvre l’été", "bâtiment où œuvre l’été"),
        (1000.0, "1000"),
        (1000, "1000"),
        (5.25, "5.25"),
        (None, ""),
        (True, ""),
        (["a"], ""),
    ],
)
def test_a_text_is_read_as_it_was_meant(written: object, read: str):
    assert text(written) == read
    assert text(read) == read


def test_a_lost_letter_is_not_invented():
    assert text("Activit\ufffds") == "Activit\ufffds"


def test_prose_keeps_its_lines_and_one_empty_line_between_them():
    assert prose("<p>Un</p><p>Deux<br>Trois</p>\n\n\n\nQuatre  ") == "Un\nDeux\nTrois\n\nQuatre"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("31/01/2026 10:00:00", date(2026, 1, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("2026-01-31", date(2026, 1, 31)),
        ("2021-06-22T07:59:49.934Z", date(2021, 6, 22)),
        ("20260512", date(2026, 5, 12)),
        (datetime(2026, 1, 31, 10, tzinfo=UTC), date(2026, 1, 31)),
        (date(2026, 1, 31), date(2026, 1, 31)),
        ("31/02/2026", None),
        ("0000-00-00", None),
        ("1200-01-01", None),
        ("12/05/26", None),
        ("bientôt", None),
        ("", None),
    ],
)
def test_a_day_is_one_that_exists_or_none(written: object, read: date | None):
    assert day(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://www.exemple.fr/accueil?a=1", "https://www.exemple.fr/accueil?a=1"),
        ("www.exemple.fr", "http://www.exemple.fr"),
        (" HTTP://www.exemple.fr ", "HTTP://www.exemple.fr"),
        ("http://a.fr ; http://b.fr", "http://a.fr"),
        ("https://hôpital-exemple.fr", "https://hôpital-exemple.fr"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://exemple.fr", ""),
        ("http://localhost/x", ""),
        ("http://127.0.0.1/", ""),
        ("http://exemple.fr:99999/", ""),
        ("http://user@exemple.fr", ""),
        ("http://exemple.fr\\@autre.fr", ""),
        ("contact@exemple.fr", ""),
        ("non", ""),
        ("http://www.gard.frpres-de-chez-vous/mdph.html", ""),
        ("http://a.fr/" + "x" * 300, ""),
        (None, ""),
    ],
)
def test_a_link_leads_to_a_site_or_is_left_out(written: object, read: str):
    assert website(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Accueil@Exemple.fr", "accueil@exemple.fr"),
        ("mailto:ccas@exemple.fr", "ccas@exemple.fr"),
        ("jean.dupont@exemple.fr; accueil@exemple.fr", "accueil@exemple.fr"),
        ("<contact@exemple.fr>.", "contact@exemple.fr"),
        ("contact@exemple", ""),
        ("a@b@c.fr", ""),
        ("", ""),
    ],
)
def test_the_first_address_of_an_office_is_kept(written: str, read: str):
    assert email(written) == read


@pytest.mark.parametrize(
    "name",
    [
        "j.dupont",
        "jean.dupont",
        "dupont.jean",
        "jean-luc.dupont",
        "marie_dupont",
        "marie-dupont",
        "adresse-nominative-masquee",
        "jérôme.dupont2",
    ],
)
def test_the_address_of_a_person_is_never_kept(name: str):
    assert is_personal(f"{name}@exemple.fr")


@pytest.mark.parametrize(
    "name",
    [
        "accueil",
        "mission.locale",
        "bta.saint-martin",
        "sp-chateau-thierry",
        "utas.chateau-thierry",
        "ccas",
        "mairiedecologne.christine",
        "cob.saint-laurent-du-pont",
        "ml-pau",
        "cidff19",
        "maison.justice.guy",
    ],
)
def test_the_address_of_an_office_is_not_taken_for_a_person(name: str):
    assert not is_personal(f"{name}@exemple.fr")
