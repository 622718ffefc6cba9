"""The pages of the search, without a browser: what they show, refuse, write, and never say."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import Report, Service
from directory.search.labels import FILTERS
from tests.web.every_page import HtmlPage, id_of

MENDE = {"place": "Mende (48)", "commune": "48095"}
WORDS = ("pmi", "mende", "48095", "cmp", "grossesse")


def heading(page: str) -> str:
    """Give the heading of a page of results."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"\s+", " ", found[1]).split())


def listed(page: str) -> list[int]:
    """Give the services of a page of results, in order."""
    return [int(each) for each in re.findall(r'data-service="(\d+)"', page)]


# What is found.


def test_what_serves_the_commune_comes_first_and_what_is_near_is_told_apart(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "pmi", **MENDE}).text
    assert re.fullmatch(r"\d+ services, dont \d+ compétents? pour Mende", heading(page))
    assert page.index("Compétents pour Mende") < page.index("À proximité, autre secteur")
    assert len(listed(page)) == len(set(listed(page)))


def test_a_result_says_what_where_when_how_old_and_whom_to_call(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "cmp", **MENDE}).text
    rows = page.split("data-service=")[1:]
    assert rows
    for row in rows:
        text = HtmlPage(row).text
        assert re.search(r"vérifié (il y a|aujourd)|jamais vérifié", text)
        assert re.search(r"Ouvert jusqu|Fermé|inconnus|à vérifier|Répond", text)
        assert 'href="tel:' in row or "Pas de téléphone connu" in row
    assert "CMP" in HtmlPage(rows[0]).text
    assert re.search(r"Mende, (sur la commune|à )", HtmlPage(rows[0]).text)


def test_twenty_results_a_page_and_no_service_twice(client: FlaskClient) -> None:
    first = listed(client.post("/annuaire", data={"q": "social"}).text)
    second = listed(client.post("/annuaire", data={"q": "social", "start": "20"}).text)
    assert len(first) == len(second) == 20
    assert not set(first) & set(second)


def test_a_page_that_is_no_longer_there_gives_the_first_one(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "pmi", **MENDE, "start": "9000"}).text
    assert listed(page) == listed(client.post("/annuaire", data={"q": "pmi", **MENDE}).text)


def test_the_count_beside_a_filter_is_what_it_gives(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "social", **MENDE}).text
    found = re.findall(
        r'name="(\w+)" value="([\w-]+)"><label[^>]*>[^<]*<span class="count">(\d+)</span>', page
    )
    assert {name for name, _, _ in found} >= {"categories", "groups", "needs", "audiences", "is_open"}
    for name, value, count in found[::7]:
        filtered = client.post("/annuaire", data={"q": "social", **MENDE, name: value}).text
        total = re.match(r"(\d+)|Aucun", heading(filtered))
        assert total
        assert int(total[1] or 0) == int(count), (name, value)


def test_every_filter_has_a_name_and_a_chip_takes_it_out(client: FlaskClient) -> None:
    sent = {"q": "social", **MENDE, "access": "self", "age": "17", "verified_since": "1-year", "radius": "20"}
    page = client.post("/annuaire", data=sent).text
    dropped = set(re.findall(r'name="drop" value="([^"]+)"', page))
    assert dropped >= {"access:self", "age:17", "verified_since:1-year", "radius:20"}
    assert f"{FILTERS['verified_since']} depuis moins d’un an" in HtmlPage(page).text
    assert "access:self" not in client.post("/annuaire", data={**sent, "drop": "access:self"}).text


def test_what_says_nothing_is_counted_and_can_be_shown(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "psychologue", **MENDE, "is_open": "open"}).text
    assert re.search(r"\d+ autres? services? ne (dit|disent) rien", HtmlPage(page).text)
    shown = client.post(
        "/annuaire", data={"q": "psychologue", **MENDE, "is_open": "open", "instead": "unknown_too:yes"}
    ).text
    totals = [int(heading(each).split()[0]) for each in (page, shown)]
    assert totals[0] < totals[1]
    assert "Horaires inconnus" in shown


def test_an_acronym_of_two_things_asks_which(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "CHU"}).text
    assert "« CHU » : lequel ?" in HtmlPage(page).text.replace("\u00a0", " ")
    values = re.findall(r'name="instead" value="((?:categories|needs):[\w,-]+)"', page)
    assert len(set(values)) >= 2
    for value in values:
        assert client.post("/annuaire", data={"q": "CHU", "instead": value}).status_code == 200


def test_a_word_that_nobody_wrote_gives_ways_out_and_never_an_empty_page(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "xylographie", **MENDE})
    text = HtmlPage(page.text).text
    assert "Aucun service trouvé" in text
    assert {"tel:115", "tel:17"} <= {link.get("href") for link in HtmlPage(page.text).found("a")}
    assert {"/lignes", "/situation"} <= HtmlPage(page.text).doors()
    assert 'name="drop" value="q:"' in page.text


def test_a_search_too_narrow_says_what_each_filter_costs(client: FlaskClient) -> None:
    sent = {"q": "pmi", **MENDE, "fees": "paid", "radius": "5"}
    page = client.post("/annuaire", data=sent).text
    assert heading(page) == "Aucun service trouvé"
    found = re.search(r'name="drop" value="fees:paid"><b>.*?<span class="count">(\d+)', page)
    assert found
    wider = client.post("/annuaire", data={**sent, "drop": "fees:paid"}).text
    assert heading(wider).startswith(found[1])


def test_without_a_commune_the_page_says_everywhere_and_offers_places_first(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "psy 42400"}).text
    assert heading(page).endswith("dans toute la France")
    assert page.index('name="around"') < page.index("Compris :")
    assert "Absent de l’annuaire" not in page


def test_a_choice_of_several_categories_keeps_what_is_of_any_of_them_and_is_one_chip(
    client: FlaskClient,
) -> None:
    page = client.post("/annuaire", data={"q": "CHS", "instead": "categories:chrs,siao-115"}).text
    kinds = set(re.findall(r'<p class="eyebrow">(.*?)</p>', page))
    assert len(kinds) == 2
    assert re.findall(r'name="drop" value="(categories:[^"]*)">([^<]*)', page) == [
        ("categories:", "Centre d’hébergement et de réinsertion sociale (CHRS) ")
    ]
    dropped = client.post("/annuaire", data={"categories": ["chrs", "siao-115"], "drop": "categories:"}).text
    assert 'value="categories:"' not in dropped


def test_another_text_lets_go_of_what_the_former_one_meant_and_keeps_the_rest(client: FlaskClient) -> None:
    sent = {**MENDE, "categories": "pmi", "groups": "health", "needs": "listening", "is_open": "open"}
    kept = HtmlPage(client.post("/annuaire", data={**sent, "q": "cmp", "asked": "q:cmp"}).text).sent()
    assert (kept["categories"], kept["groups"], kept["needs"]) == (
        ["pmi"] * 2,
        ["health"] * 2,
        ["listening"] * 2,
    )
    changed = HtmlPage(client.post("/annuaire", data={**sent, "q": "cmp", "asked": "q:"}).text).sent()
    assert not {"categories", "groups", "needs"} & changed.keys()
    assert set(changed["commune"]) == {"48095"}
    assert set(changed["is_open"]) == {"open"}
    assert changed["asked"] == ["q:cmp"]


def test_a_long_text_answered_is_known_again(client: FlaskClient) -> None:
    text = "mot " * 150 + "pmi"
    kept = client.post("/annuaire", data={"q": text, "categories": "pmi", "asked": f"q:{text}"}).text
    assert HtmlPage(kept).sent()["categories"]


def test_the_first_link_of_the_form_leads_to_the_results_and_their_names_are_headings(
    client: FlaskClient,
) -> None:
    page = HtmlPage(client.post("/annuaire", data={"q": "pmi", **MENDE}).text)
    within = page.tags[page.tags.index(next(tag for tag in page.tags if tag[1].get("id") == "recherche")) :]
    first = next(attributes for name, attributes in within if name in ("a", "button", "input"))
    assert (first["href"], first["class"]) == ("#resultats", "skip")
    levels = [name for name, _ in within if name in ("h1", "h2", "h3")]
    assert levels.count("h3") == len(listed(page.html))
    assert levels.index("h1") < levels.index("h2") < levels.index("h3")


def test_a_way_out_repeats_the_beginning_of_a_long_text_only(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "x" * 150, **MENDE}).text
    echo = re.search(r'value="q:"><b>(.*?)</b>', page)
    assert echo
    assert "x" * 59 + "…" in echo[1]
    assert "x" * 60 not in echo[1]


# What is asked back.


def test_an_empty_form_asks_and_does_not_list_everything(client: FlaskClient) -> None:
    for page in (client.get("/annuaire"), client.post("/annuaire", data={})):
        assert page.status_code == 200
        assert listed(page.text) == []
        assert "Que cherchez-vous" in page.text


def test_a_commune_that_may_be_several_asks_and_carries_everything_else(client: FlaskClient) -> None:
    sent = {"q": "pmi", "place": "48100", "fees": "free", "is_open": "open"}
    page = client.post("/annuaire", data=sent)
    assert "Quelle commune" in page.text
    kept = HtmlPage(page.text).sent()
    assert (kept["q"][0], set(kept["fees"]), kept["is_open"][0]) == ("pmi", {"free"}, "open")
    codes = re.findall(r'name="commune" value="(\w+)"', page.text)
    assert len(codes) > 3
    answered = client.post("/annuaire", data={**sent, "place": "", "commune": codes[0], "is_open": ""}).text
    assert "pour " in heading(answered)


def test_a_commune_typed_over_the_one_chosen_is_the_one_that_is_meant(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "pmi", "place": "Langogne", "commune": "48095"}).text
    assert heading(page).endswith("Langogne")


def test_a_commune_that_does_not_exist_is_said_at_its_field(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "pmi", "place": "Zzyzx", "fees": "free"})
    assert page.status_code == 422
    assert "Aucune commune de ce nom" in page.text
    assert HtmlPage(page.text).sent()["fees"] == ["free"]


@pytest.mark.parametrize(
    "text",
    [
        "*" * 500,
        "name:pmi OR (category",
        '"pmi',
        "\x00\x01 pmi",
        "'; drop table service; --",
        "<script>alert(1)</script>",
        "%_%",
        "é" * 200,
    ],
)
def test_whatever_is_typed_is_read_as_text(client: FlaskClient, text: str) -> None:
    page = client.post("/annuaire", data={"q": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_ten_thousand_signs_are_refused_in_a_sentence(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "mari " * 2_000})
    assert page.status_code == 422
    assert "Ce texte est trop long" in page.text


def test_a_damaged_snapshot_is_said_and_the_database_answers(own_app: Flask) -> None:
    for part in (own_app.extensions["searcher"].folder).rglob("*.npy"):
        part.write_bytes(b"nothing")
    page = own_app.test_client().post("/annuaire", data={"q": "pmi", **MENDE})
    assert page.status_code == 200
    assert "Recherche simplifiée" in page.text
    assert listed(page.text)


# What is never said.


def test_no_address_of_a_search_says_what_is_looked_for(client: FlaskClient) -> None:
    for data in ({"q": "grossesse", **MENDE}, {"q": "CMP", **MENDE, "start": "1"}, {"q": "xylographie"}):
        for tag, attributes in HtmlPage(client.post("/annuaire", data=data).text).tags:
            for name in ("href", "src", "action", "formaction"):
                address = attributes.get(name, "").lower()
                assert "?" not in address, (tag, attributes)
                assert not [word for word in WORDS if word in address], (tag, attributes)


def test_a_search_by_address_is_not_read(client: FlaskClient) -> None:
    page = client.get("/annuaire?q=pmi&place=Mende").text
    assert listed(page) == []
    assert "Mende" not in page


def test_a_confidential_place_is_on_no_map_of_results(client: FlaskClient, session: Session) -> None:
    hidden = set(session.scalars(select(Service.id).where(Service.address_policy == "confidential")))
    sent = {"q": "hébergement femmes victimes", **MENDE}
    assert hidden & set(listed(client.post("/annuaire", data=sent).text))
    answered = client.post("/annuaire/carte", data=sent).json
    assert answered
    assert not hidden & {pin["id"] for pin in answered["pins"]}


def test_the_map_shows_the_services_of_the_page_and_no_other(client: FlaskClient) -> None:
    sent = {"q": "social", "start": "20"}
    shown = listed(client.post("/annuaire", data=sent).text)
    pins = client.post("/annuaire/carte", data=sent).json["pins"]
    assert pins
    assert {pin["id"] for pin in pins} <= set(shown)


def test_results_stay_light(client: FlaskClient) -> None:
    for data in ({"q": "social"}, {"groups": "health"}, {"place": "Mende (48)", "commune": "48095"}):
        page = client.post("/annuaire", data=data)
        assert len(page.data) < 150_000


# What is reported wrong.


def test_a_report_shows_at_once_and_is_one_word_and_a_day(own_app: Flask) -> None:
    client, service = own_app.test_client(), id_of(own_app, "pmi")
    page = client.post(f"/services/{service}/signaler", data={"about": "phone"}, follow_redirects=True)
    assert page.status_code == 200
    assert "Signalé, non vérifié" in page.text
    assert 'id="signale"' in page.text
    client.post(f"/services/{service}/signaler", data={"about": "phone"})
    with own_app.extensions["readers"]() as session:
        kept = session.scalars(select(Report)).one()
        assert (kept.service_id, kept.about) == (service, "phone")
        assert abs((kept.reported_on - datetime.now(UTC).date()).days) <= 1


def test_a_form_of_another_site_reports_nothing(own_app: Flask) -> None:
    client, service = own_app.test_client(), id_of(own_app, "pmi")
    elsewhere = [{"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "none")]
    for headers in (*elsewhere, {"Origin": "https://example.org"}, {"Origin": "http://["}):
        refused = client.post(f"/services/{service}/signaler", data={"about": "phone"}, headers=headers)
        assert refused.status_code == 403
    with own_app.extensions["readers"]() as session:
        assert session.scalar(select(func.count(Report.id))) == 0
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {"Origin": "null"}):
        own = client.post(f"/services/{service}/signaler", data={"about": "gone"}, headers=headers)
        assert own.status_code == 303


def test_a_word_that_cannot_be_reported_is_refused_and_nothing_is_kept(own_app: Flask) -> None:
    client, service = own_app.test_client(), id_of(own_app, "pmi")
    for about in ("", "Madame Martin est partie", "phone' --"):
        assert client.post(f"/services/{service}/signaler", data={"about": about}).status_code == 400
    assert client.post("/services/999999/signaler", data={"about": "phone"}).status_code == 404
    with own_app.extensions["readers"]() as session:
        assert session.scalar(select(func.count(Report.id))) == 0


def test_a_link_reports_nothing(client: FlaskClient, app: Flask) -> None:
    assert client.get(f"/services/{id_of(app, 'pmi')}/signaler").status_code == 405
