"""The pages of a partner: what is typed is never lost, what is not a field is refused by its name."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from directory.models import ChangeRequest, Contact, Draft, Grant, Letter, Service
from tests.accounts.signing import plant_account
from tests.desk.waiting import desk_client, listed_in
from tests.partner.organizations import Partner, link_of, partner, service_of
from tests.web.every_page import HtmlPage


@pytest.fixture
def who(own_app: Flask) -> Partner:
    """A partner who manages its organisation."""
    return partner(own_app)


def shown(who: Partner, service_id: int = 0) -> dict[str, str]:
    """Give what the form of a listing carries unseen."""
    page = HtmlPage(who.client.get(f"/partenaire/fiches/{service_id or who.service_id}").text)
    return {name: page.sent()[name][0] for name in ("seen", "shown")}


def save(who: Partner, **typed: str):
    """Send a few fields of a listing, as the form does."""
    return who.client.post(f"/partenaire/fiches/{who.service_id}", {**shown(who), **typed, "step": "save"})


# Forms.


@pytest.mark.parametrize(
    "name", ["id", "organization_id", "verified_on", "source_slug", "zone_code", "host_id"]
)
def test_a_field_that_is_not_of_the_form_is_refused_by_its_name(own_app: Flask, who: Partner, name: str):
    answer = save(who, name="Autre nom", **{name: "1"})
    assert answer.status_code == 422
    assert f"«\u00a0{name}\u00a0»" in answer.text
    assert service_of(own_app, who.service_id).name != "Autre nom"


def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(own_app: Flask, who: Partner):
    answer = save(
        who, hours="quand il fait beau", website="javascript:alert(1)", description="Zwanze entière"
    )
    page = HtmlPage(answer.text)
    assert answer.status_code == 422
    errors = {tag.get("id") for tag in page.found("p") if tag.get("class") == "error"}
    assert {"hours-error", "website-error"} <= errors
    assert "quand il fait beau" in answer.text and "Zwanze entière" in answer.text
    assert service_of(own_app, who.service_id).description != "Zwanze entière"


def test_looking_at_what_is_understood_saves_nothing(own_app: Flask, who: Partner):
    before = service_of(own_app, who.service_id).hours
    path = f"/partenaire/fiches/{who.service_id}"
    answer = who.client.post(path, {**shown(who), "hours": "mardi 9h-12h", "step": "look"})
    assert "Compris" in answer.text and "mardi\u00a0: 9\u00a0h à 12\u00a0h" in answer.text
    assert service_of(own_app, who.service_id).hours == before


def test_a_form_that_lacks_a_field_leaves_it_as_it_was(own_app: Flask, who: Partner):
    before = service_of(own_app, who.service_id)
    assert save(who, description="Zwanze").status_code == 303
    after = service_of(own_app, who.service_id)
    kept = ("name", "street", "hours", "audiences", "modes", "accepts_men")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert before.audiences
    assert after.description == "Zwanze"


def test_boxes_that_are_all_unticked_are_empty(own_app: Flask, who: Partner):
    assert save(who, audiences="").status_code == 303
    after = service_of(own_app, who.service_id)
    assert after.audiences == [] and after.modes


def test_a_draft_is_kept_without_being_read_and_goes_once_saved(own_app: Flask, who: Partner):
    path = f"/partenaire/fiches/{who.service_id}"
    kept = who.client.post(f"{path}/brouillon", {**shown(who), "hours": "quand il"})
    assert kept.status_code == 204
    assert "Reprendre votre brouillon" in who.client.get(path).text
    assert "quand il" in who.client.post(path, {"step": "resume"}).text
    assert save(who, description="Zwanze").status_code == 303
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Draft)).all() == []


def test_a_draft_with_a_field_of_no_form_is_refused(who: Partner):
    answer = who.client.post(f"/partenaire/fiches/{who.service_id}/brouillon", {"owner_id": "1"})
    assert answer.status_code == 422 and "owner_id" in answer.text


def test_a_category_waits_for_a_second_person_and_the_listing_keeps_its_own(own_app: Flask, who: Partner):
    assert save(who, category="pmi").status_code == 303
    assert service_of(own_app, who.service_id).category == "cidff"
    assert "Catégorie" in who.client.get(f"/partenaire/fiches/{who.service_id}/apercu").text
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(ChangeRequest.state)).all() == ["waiting"]


def test_an_earlier_version_comes_back_and_the_history_says_so(own_app: Flask, who: Partner):
    before = service_of(own_app, who.service_id).description
    save(who, description="Zwanze")
    path = f"/partenaire/fiches/{who.service_id}/historique"
    revision = next(
        tag["value"]
        for tag in HtmlPage(who.client.get(path).text).found("button")
        if tag.get("name") == "revision"
    )
    assert who.client.post(path, {"revision": revision}).status_code == 303
    assert service_of(own_app, who.service_id).description == before
    assert "Rétablie" in who.client.get(path).text
    assert who.client.post(path, {"revision": "999999"}).status_code == 422


def test_small_figures_are_not_told(who: Partner):
    assert "moins de 5" in who.client.get(f"/partenaire/fiches/{who.service_id}/historique").text


def test_who_is_partner_and_desk_is_the_desk_on_a_listing_of_another_organisation(own_app: Flask):
    with own_app.extensions["readers"]() as session:
        theirs = session.get_one(Service, listed_in(session, "48")[0].id)
        own = session.scalars(
            select(Service).where(Service.organization_id != theirs.organization_id)
        ).first()
    client = desk_client(own_app)
    with own_app.extensions["sessions"].begin() as session:
        session.add(
            Grant(account_id=client.signed.account_id, role="partner", organization_id=own.organization_id)
        )
    for number in (theirs.id, own.id):
        assert client.post(f"/partenaire/fiches/{number}/dire", {"act": "confirm"}).status_code == 303
    sources = [
        {each.source_slug for each in service_of(own_app, n).verifications} for n in (theirs.id, own.id)
    ]
    assert "desk" in sources[0] and "partner" not in sources[0]
    assert "partner" in sources[1] and "desk" not in sources[1]


# Links.


def test_opening_a_link_changes_nothing_and_shows_the_secret_in_no_other_page(own_app: Flask, who: Partner):
    link, client = link_of(own_app, who.organization_id), own_app.test_client()
    before = service_of(own_app, who.service_id).verified_on
    for _ in range(2):
        answer = client.get(link)
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert service_of(own_app, who.service_id).verified_on == before
    addresses = {tag.get("href", "") for tag in HtmlPage(answer.text).found("a")}
    assert all(address.startswith(link) for address in addresses if link.split("/")[-1] in address)


def test_a_link_that_is_too_old_says_so_and_offers_another(own_app: Flask, who: Partner):
    link = link_of(own_app, who.organization_id, lasts=timedelta(seconds=-1))
    for answer in (
        own_app.test_client().get(link),
        own_app.test_client().post(f"{link}/dire", data={"act": "confirm"}),
    ):
        assert answer.status_code == 410 and "Ce lien n’ouvre plus rien" in answer.text


def test_another_link_is_sent_to_a_contact_alone_and_the_answer_is_the_same(own_app: Flask, who: Partner):
    link_of(own_app, who.organization_id)
    client = own_app.test_client()
    answers = {
        client.post("/lien/demander", data={"email": email}).text
        for email in ("Accueil@exemple.invalid", "personne@exemple.invalid")
    }
    assert len(answers) == 1
    with own_app.extensions["readers"]() as session:
        letters = session.scalars(select(Letter)).all()
        assert [letter.address for letter in letters] == ["accueil@exemple.invalid"]
        assert "/lien/" in letters[0].body


def test_a_link_is_asked_again_only_so_often(own_app: Flask, who: Partner):
    link_of(own_app, who.organization_id)
    for _ in range(5):
        own_app.test_client().post("/lien/demander", data={"email": "accueil@exemple.invalid"})
    with own_app.extensions["readers"]() as session:
        assert len(session.scalars(select(Letter)).all()) == 3


# Members, claims, new listings.


def test_a_member_who_does_not_manage_invites_and_removes_nobody(own_app: Flask, who: Partner):
    plain = partner(own_app, is_manager=False)
    assert plain.organization_id == who.organization_id
    path = f"/partenaire/organismes/{who.organization_id}/membres"
    assert plain.client.post(path, {"email": "z@exemple.invalid"}).status_code == 404
    with own_app.extensions["readers"]() as session:
        grants = session.scalars(select(Grant.id).where(Grant.organization_id == who.organization_id)).all()
    assert plain.client.post(f"{path}/{grants[0]}/retirer").status_code == 404


def test_a_manager_invites_and_takes_an_access_back(own_app: Flask, who: Partner):
    path = f"/partenaire/organismes/{who.organization_id}/membres"
    assert who.client.post(path, {"email": "z@exemple.invalid"}).status_code == 303
    account = plant_account(own_app, "partner", organization_id=who.organization_id)
    with own_app.extensions["readers"]() as session:
        assert [letter.address for letter in session.scalars(select(Letter))] == ["z@exemple.invalid"]
        grant = session.scalars(select(Grant.id).where(Grant.account_id == account)).one()
        own = session.scalars(select(Grant.id).where(Grant.account_id == who.client.signed.account_id)).one()
    assert who.client.post(f"{path}/{grant}/retirer").status_code == 303
    assert who.client.post(f"{path}/{own}/retirer").status_code == 409
    with own_app.extensions["readers"]() as session:
        assert session.get(Grant, grant) is None and session.get(Grant, own) is not None


def test_a_listing_of_others_is_found_by_name_and_its_claim_waits_for_the_desk(own_app: Flask, who: Partner):
    with own_app.extensions["readers"]() as session:
        service = session.scalars(select(Service).where(Service.category == "pmi")).first()
        number, words, owner = service.id, service.name, service.organization_id
    assert f'value="{number}"' in who.client.post("/partenaire/rattacher", {"q": words}).text
    form = {"service": str(number), "q": words}
    assert who.client.post("/partenaire/rattacher/demande", form).status_code == 303
    assert service_of(own_app, number).organization_id == owner
    assert who.client.post("/partenaire/rattacher/demande", form).status_code == 422


def test_a_new_listing_waits_for_the_desk(own_app: Flask, who: Partner):
    form = {"name": "Zwanze", "category": "cidff", "served": "Gers", "hours": "mardi 9h-12h"}
    assert who.client.post("/partenaire/nouvelle-fiche", form).status_code == 303
    assert "Zwanze" in who.client.get("/partenaire").text
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Service).where(Service.name == "Zwanze")).first() is None


def test_a_shelter_is_never_copied_into_a_permanence(own_app: Flask, who: Partner):
    with own_app.extensions["sessions"].begin() as session:
        shelter = session.scalars(select(Service).where(Service.category == "dv-shelter")).first()
        shelter.organization_id, number = who.organization_id, shelter.id
    form = {"place": "Auch (32)", "street": "1 rue Zwanze", "hours": "mardi 9h-12h"}
    answer = who.client.post(f"/partenaire/fiches/{number}/permanence", form)
    assert answer.status_code == 422
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Service).where(Service.street == "1 rue Zwanze")).first() is None


def test_a_contact_that_is_proposed_receives_nothing_before_the_desk_agrees(own_app: Flask, who: Partner):
    path = f"/partenaire/organismes/{who.organization_id}/contacts"
    assert who.client.post(path, {"contact_email": "zwanze"}).status_code == 422
    assert who.client.post(path, {"contact_email": "z@exemple.invalid"}).status_code == 303
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Contact).where(Contact.email == "z@exemple.invalid")).first() is None


def test_nobody_is_told_how_to_seize_a_social_worker_before_the_person_agrees(own_app: Flask):
    with own_app.extensions["readers"]() as session:
        unit = session.scalars(select(Service.host_id).where(Service.host_id.is_not(None))).first()
    client = own_app.test_client()
    refused = client.post(f"/unites/{unit}/saisir", data={})
    assert refused.status_code == 422 and "Demandez d’abord à la personne" in refused.text
    assert "Ce qu’il faut dire" in client.post(f"/unites/{unit}/saisir", data={"consent": "yes"}).text
    assert client.post("/unites/999999/saisir", data={"consent": "yes"}).status_code == 404


@pytest.mark.parametrize("name", ["service", "organization"])
@pytest.mark.parametrize("number", ["9" * 5000, "²", "9" * 12])
def test_a_number_that_no_database_holds_is_refused_and_breaks_nothing(who: Partner, name: str, number: str):
    form = {"service": "1", "organization": str(who.organization_id), "sentence": "La nôtre.", name: number}
    assert who.client.post("/partenaire/rattacher/demande", form).status_code in (404, 422)
