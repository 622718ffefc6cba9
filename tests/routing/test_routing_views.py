"""Journeys without a browser: what a professional reads after one form, and what she must not read."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.models import Phone, Service
from tests.web.every_page import HtmlPage, id_of

TUESDAY = {"date": "2026-11-24", "time": "10:00"}
FRIDAY_NIGHT = {"date": "2026-11-27", "time": "22:00"}
ON_TUESDAY = "Ouvert jusqu’(à|au mardi 24 novembre à)"
"""The day is named unless it is that of the clock of whoever runs the tests."""

PREGNANT = {
    "person_role": "victim",
    "violence_types": ["intimate-partner"],
    "urgency": "within-days",
    "pregnant": "confirmed",
    "place": "st chamond",
    **TUESDAY,
}
MOTHER = {
    "person_role": "victim",
    "gender": "woman",
    "violence_types": ["intimate-partner"],
    "urgency": "tonight",
    "housing_wish": "leave",
    "children": ["age-3-5", "age-6-11"],
    "vulnerabilities": ["no-vehicle"],
    "needs": ["safe-place-tonight", "transport"],
    "place": "Villefort 48",
    **FRIDAY_NIGHT,
}
PERPETRATOR = {
    "person_role": "perpetrator",
    "gender": "man",
    "violence_types": ["intimate-partner"],
    "place": "Mende",
    **TUESDAY,
}
EXPOSED_CHILD = {
    "person_role": "victim",
    "violence_types": ["intimate-partner"],
    "children_exposed": "confirmed",
    "injury": "injured",
    "place": "Saint-Malo",
    **TUESDAY,
}
FOR_VICTIMS = ("dv-association", "dv-shelter", "day-centre-women", "victim-support-association", "cidff")


class Answer(HtmlPage):
    """The page of an answer, in the order in which it is read."""

    def moments(self) -> dict[str, list[str]]:
        """Give the categories proposed under « maintenant », « aujourdhui » and « ensuite »."""
        found: dict[str, list[str]] = {}
        for tag, attributes in self.tags:
            name = attributes.get("id", "")
            if tag == "h2" and "moment-title" in attributes.get("class", ""):
                found[name] = []
            elif tag == "li" and "suggestion" in attributes.get("class", "").split():
                found[list(found)[-1]].append(name.removeprefix("s-"))
        return found

    def proposed(self) -> list[str]:
        return [category for categories in self.moments().values() for category in categories]

    def about(self, category: str) -> str:
        """Give the text of one suggestion."""
        part = re.search(
            f'<li class="suggestion[^>]*id="s-{category}".*?(?=<li class="suggestion|</main>)',
            self.html,
            re.DOTALL,
        )
        assert part, f"{category} is not proposed: {self.proposed()}"
        return HtmlPage(part.group()).text


def answer(client: FlaskClient, situation: dict) -> Answer:
    response = client.post("/orientation", data=situation)
    assert response.status_code == 200
    return Answer(response.text)


def test_a_pregnant_victim_at_saint_chamond_on_tuesday_morning_gets_the_midwife_of_the_pmi(
    client: FlaskClient,
):
    page = answer(client, PREGNANT)
    assert "Saint-Chamond (42), mardi 24 novembre à 10 h" in page.text
    midwife = page.about("pmi")
    assert re.search(f"Département de Saint-Chamond – PMI, sage-femme {ON_TUESDAY} 12 h 30", midwife)
    assert "démonstration" in midwife
    assert "vérifié" in midwife
    assert re.search(r"04 65 71 \d\d \d\d", midwife)


def test_a_mother_at_villefort_on_friday_night_gets_the_115_then_transport_then_the_association(
    client: FlaskClient,
):
    page = answer(client, MOTHER)
    assert page.proposed()[:3] == ["siao-115", "transport-assistance", "dv-association"]
    assert page.moments()["maintenant"][0] == "siao-115"
    assert "heures de fermeture" in page.text
    assert "115 de la Lozère – SIAO Répond 24 h/24" in page.about("siao-115")
    association = page.about("dv-association")
    opens = "Fermé, ouvre (demain|samedi 28 novembre) à 9 h"
    assert re.search(f"Cévennes Écoute – accueil de Mende {opens}", association)
    assert "Violences Femmes Info" in association
    assert "dv-association" in page.moments()["aujourdhui"]


def test_a_perpetrator_in_lozere_gets_the_perpetrator_centre_and_no_place_of_victims(client: FlaskClient):
    page = answer(client, PERPETRATOR)
    assert page.proposed()[0] == "cpca"
    assert not set(FOR_VICTIMS) & set(page.proposed())
    assert re.search(f"CPCA Sud – antenne de Mende {ON_TUESDAY} 17 h", page.about("cpca"))
    for words in ("Cévennes Écoute", "Violences Femmes Info", "La Pause", "Pour les victimes"):
        assert words not in page.text


def test_an_exposed_child_in_saint_malo_gets_the_hospital_consultation_and_the_crip(client: FlaskClient):
    page = answer(client, EXPOSED_CHILD)
    assert {"crip", "hospital-violence-consultation", "child-violence-exposure-consultation"} <= set(
        page.proposed()
    )
    for category in ("hospital-violence-consultation", "child-violence-exposure-consultation"):
        assert "Saint-Malo" in page.about(category)


def test_what_answers_now_comes_before_what_opens_later(client: FlaskClient):
    for situation in (PREGNANT, MOTHER, PERPETRATOR, EXPOSED_CHILD):
        moments = list(answer(client, situation).moments())
        assert moments == [name for name in ("maintenant", "aujourdhui", "ensuite") if name in moments]


def test_at_night_everything_proposed_for_now_answers_now(client: FlaskClient):
    page = answer(client, MOTHER)
    for category in page.moments()["maintenant"]:
        assert re.search("Répond 24 h/24|Ouvert jusqu’(à|au)", page.about(category)), category


def test_the_hour_alone_is_that_hour_today_and_the_day_alone_is_noon(client: FlaskClient):
    assert "à 3 h 07" in answer(client, {**PREGNANT, "date": "", "time": "3h07"}).text
    assert "mardi 24 novembre à 12 h" in answer(client, {**PREGNANT, "time": ""}).text
    assert (
        "vendredi 27 novembre à 22 h"
        in answer(client, {**PREGNANT, "date": "27/11/2026", "time": "22 h"}).text
    )


def test_no_street_of_a_shelter_is_on_the_answer_to_someone_who_needs_one(client: FlaskClient):
    page = answer(client, {**MOTHER, "place": "Saint-Chamond", "needs": ["safe-place-tonight"]})
    for category in page.proposed():
        if "Lieu tenu confidentiel" in page.about(category):
            assert not re.search(r"\d+ (rue|avenue|place|impasse)", page.about(category))


# The place.


def test_a_postcode_of_several_communes_asks_and_never_picks(client: FlaskClient):
    page = HtmlPage(client.post("/orientation", data={**PREGNANT, "place": "32400"}).text)
    choices = [b["value"] for b in page.found("button") if b.get("name") == "commune"]
    assert len(choices) > 1
    assert "Quelle commune" in page.text
    assert "Qui appeler" not in page.text
    kept = {name: values for name, values in page.sent().items() if name not in ("place", "commune")}
    assert kept["person_role"][0] == "victim"
    assert kept["date"][0] == "2026-11-24"


def test_the_commune_chosen_leads_to_the_answer_with_nothing_lost(client: FlaskClient):
    chosen = answer(client, {**PREGNANT, "place": "32400", "commune": "42207"})
    assert chosen.proposed() == answer(client, PREGNANT).proposed()


@pytest.mark.parametrize("typed", [{"place": "Zzyzx-les-Bains"}, {"commune": "zz999"}])
def test_a_place_that_nobody_knows_is_said_and_may_be_left_out(client: FlaskClient, typed: dict[str, str]):
    page = HtmlPage(client.post("/orientation", data={"person_role": "victim", **typed}).text)
    (said,) = typed.values()
    assert f"Aucune commune « {said} »" in page.text
    assert "Continuer sans commune" in page.text


def test_without_a_place_only_national_lines_are_named(client: FlaskClient):
    page = answer(client, {key: value for key, value in MOTHER.items() if key != "place"})
    assert "Sans commune, seuls les services nationaux sont connus." in page.text
    assert "démonstration" not in page.text
    assert "24 h/24" in page.text


# Why, and why not.


def test_why_a_category_is_proposed_goes_down_to_the_rule_and_its_source(client: FlaskClient):
    response = client.post("/pourquoi", data={**PREGNANT, "category": "pmi"})
    page = HtmlPage(response.text)
    assert "Pourquoi « PMI » ?" in page.text
    assert re.search(r"Règle R\d+ ?, du \d+ \w+ \d{4}\. Sources? : \w", page.text)
    assert any(link.startswith("/regles#R") for link in page.doors())


def test_why_a_category_is_excluded_says_the_law_that_forbids_it(client: FlaskClient):
    page = HtmlPage(client.post("/pourquoi", data={**PREGNANT, "category": "family-mediation"}).text)
    assert "Pourquoi pas" in page.text
    assert "Règle X1" in page.text
    assert "/regles#X1" in page.doors()


def test_why_a_category_is_absent_says_what_is_missing(client: FlaskClient):
    page = HtmlPage(client.post("/pourquoi", data={**PERPETRATOR, "category": "uaped"}).text)
    assert "Pourquoi pas" in page.text
    assert "Il manque" in page.text


def test_every_category_can_be_asked_about(client: FlaskClient, words):
    for category in words.categories:
        assert client.post("/pourquoi", data={**MOTHER, "category": category}).status_code == 200, category


def test_from_the_explanation_one_comes_back_with_the_same_answers(client: FlaskClient):
    page = HtmlPage(client.post("/pourquoi", data={**PREGNANT, "category": "pmi"}).text)
    sent = {name: list(dict.fromkeys(values)) for name, values in page.sent().items() if name in PREGNANT}
    assert answer(client, sent).proposed() == answer(client, PREGNANT).proposed()


# The card.


def test_the_neutral_card_says_nothing_of_what_it_is_for(app: Flask, client: FlaskClient):
    page = client.post("/carte", data={"service": id_of(app, "dv-association")}).text
    card = HtmlPage(re.search(r'<article class="card.*?</article>', page, re.DOTALL).group()).text
    assert re.search(r"\d\d \d\d \d\d \d\d \d\d", card)
    for word in ("violence", "victime", "femme", "association", "écoute", "solidarité", "conjugal"):
        assert word not in card.lower()
    assert "Mots neutres" in page


def test_the_plain_card_says_what_the_service_is_and_warns_about_it(app: Flask, client: FlaskClient):
    service = id_of(app, "pmi")
    page = HtmlPage(client.post("/carte", data={"service": service, "words": "plain"}).text)
    assert "PMI" in page.text
    assert "Cette carte dit ce qu’est le service" in page.text


def test_no_card_ever_shows_a_line_of_the_professionals(app: Flask, client: FlaskClient):
    with app.extensions["readers"]() as session:
        held = session.execute(
            select(Service.id, Phone.number).join(Phone.service).where(Phone.audience == "professional")
        ).all()
    assert held
    for service, number in held:
        response = client.post("/carte", data={"service": service, "words": "plain"})
        assert response.status_code in (200, 403)
        assert number[-9:] not in re.sub(r"\D", "", response.text), service


def test_a_service_that_never_goes_on_a_card_says_so_and_gives_another_door(
    app: Flask, client: FlaskClient, words
):
    slug = next(
        slug
        for slug, category in words.categories.items()
        if category.card_policy == "never" and exists(app, slug)
    )
    response = client.post("/carte", data={"service": id_of(app, slug)})
    assert response.status_code == 403
    assert "ne figure jamais sur une carte remise" in response.text
    assert "/lignes" in HtmlPage(response.text).doors()


def exists(app: Flask, category: str) -> bool:
    with app.extensions["readers"]() as session:
        return (
            session.scalars(select(Service.id).where(Service.category == category).limit(1)).first()
            is not None
        )


# The form and the rules.


def test_the_form_comes_back_filled_in_when_one_returns_to_it(client: FlaskClient):
    page = HtmlPage(client.post("/situation", data=MOTHER).text)
    sent = {name: sorted(values) for name, values in page.sent().items()}
    expected = {name: sorted([value] if isinstance(value, str) else value) for name, value in MOTHER.items()}
    assert sent == expected


def test_an_empty_form_has_nothing_chosen_beforehand(client: FlaskClient):
    assert HtmlPage(client.get("/situation").text).sent() == {}


def test_the_address_of_the_form_cannot_fill_it_in(client: FlaskClient):
    assert HtmlPage(client.get("/situation?person_role=victim&place=Mende").text).sent() == {}


def test_every_rule_can_be_read_and_pointed_at(client: FlaskClient, rules):
    page = HtmlPage(client.get("/regles").text)
    anchors = {attributes.get("id") for _, attributes in page.tags}
    assert {rule.id for rule in (*rules.rules, *rules.last, *rules.exclusions)} <= anchors
