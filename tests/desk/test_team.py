"""Who acts in a territory: invited, told, taken back; and what nobody may do to herself or to others."""

import pytest
from flask import Flask
from sqlalchemy import select

from directory.actors import Actor
from directory.desk.team import place_of
from directory.editing.errors import EditError
from directory.models import Account, Contact, Grant, Service, Token
from tests.accounts.signing import open_session, plant_account, signed_in_client
from tests.desk.waiting import LOIRE, LOZERE, desk_client, events, listed_in, one_organization
from tests.partner.organizations import link_of


def organization_in(app: Flask, department: str) -> int:
    with app.extensions["readers"]() as session:
        return listed_in(session, department)[0].organization_id


def invite(client, **form):
    return client.post("/moderation/equipe/invitation", data=form)


def pending(app: Flask) -> list[Token]:
    with app.extensions["readers"]() as session:
        return list(session.scalars(select(Token).where(Token.kind == "invitation")))


def test_the_desk_invites_within_its_territory(own_app: Flask):
    client = desk_client(own_app)
    with invite(client, email="Neuf@Zwanze.example", role="officer", place="department:48") as answer:
        assert answer.status_code == 200
        assert "neuf@zwanze.example" in answer.text.lower()
    [token] = pending(own_app)
    assert (token.said["role"], token.said["territory"]) == ("officer", ["department", "48"])
    assert "neuf@zwanze.example" in client.get("/moderation/equipe").text
    assert "neuf@zwanze.example" not in desk_client(own_app, LOIRE).get("/moderation/equipe").text


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("desk", "department:42"),
        ("desk", ""),
        ("administrator", "department:48"),
        ("administrator", ""),
        ("officer", "moon:1"),
        ("officer", "unit:²"),
        ("officer", "unit:٣"),
        ("officer", f"unit:{'9' * 23}"),
        ("root", "department:48"),
    ],
)
def test_z_07_the_desk_gives_nothing_beyond_its_rights(own_app: Flask, role: str, place: str):
    answer = invite(desk_client(own_app), email="neuf@zwanze.example", role=role, place=place)
    assert answer.status_code == 422
    assert not pending(own_app)


def test_a_partner_is_invited_from_its_organisation(own_app: Flask):
    number = organization_in(own_app, "48")
    client = desk_client(own_app)
    form = {"email": "p@zwanze.example", "role": "partner", "organization": number, "is_manager": "yes"}
    assert invite(client, **form).status_code == 200
    [token] = pending(own_app)
    assert (token.said["organization_id"], token.said["is_manager"]) == (number, True)
    with own_app.extensions["readers"]() as session:
        elsewhere = listed_in(session, "42")[0].organization_id
    assert invite(client, **{**form, "organization": elsewhere}).status_code in (404, 422)
    assert len(pending(own_app)) == 1


def test_an_invitation_is_sent_again_or_taken_back(own_app: Flask):
    client = desk_client(own_app)
    invite(client, email="neuf@zwanze.example", role="officer", place="department:48")
    [first] = pending(own_app)
    path = "/moderation/equipe/invitations"
    assert desk_client(own_app, LOIRE).post(path, data={"invitation": first.digest}).status_code == 404
    assert client.post(path, data={"invitation": first.digest}).status_code == 200
    [second] = pending(own_app)
    assert second.digest != first.digest
    assert client.post(path, data={"invitation": second.digest, "cancel": "yes"}).status_code == 200
    assert not pending(own_app)


def act(client, account_id: int, action: str, **more):
    return client.post(f"/moderation/equipe/comptes/{account_id}", data={"action": action, **more})


def test_an_account_is_closed_at_once_and_opened_again(own_app: Flask):
    number = plant_account(own_app, "officer", territory=LOZERE, name="Cy Officer")
    signed = open_session(own_app, number)
    client = desk_client(own_app)
    assert "Cy Officer" in client.get("/moderation/equipe").text
    assert act(client, number, "disable").status_code == 200
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Account, number).is_disabled
    assert signed.account_id == number
    assert events(own_app, "account-disabled") == 1
    assert act(client, number, "enable").status_code == 200
    with own_app.extensions["readers"]() as session:
        assert not session.get_one(Account, number).is_disabled


def test_z_07_what_an_administrator_closed_no_desk_opens_again(own_app: Flask):
    number = plant_account(own_app, "desk", territory=LOZERE)
    administrator, client = signed_in_client(own_app, "administrator"), desk_client(own_app)
    assert act(client, number, "disable").status_code == 200
    assert act(client, number, "enable").status_code == 200
    assert act(administrator, number, "disable").status_code == 200
    refused = act(client, number, "enable")
    assert refused.status_code == 409 and "Un administrateur a fermé ce compte" in refused.text
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Account, number).is_disabled
    assert act(administrator, number, "enable").status_code == 200


def test_z_07_what_a_command_closed_no_desk_opens_again(own_app: Flask):
    number = plant_account(own_app, "officer", territory=LOZERE, email="cy@zwanze.example")
    own_app.test_cli_runner().invoke(
        args=["accounts", "disable", "cy@zwanze.example"], catch_exceptions=False
    )
    assert act(desk_client(own_app), number, "enable").status_code == 409
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Account, number).is_disabled


def test_z_07_nobody_closes_her_own_account_nor_one_that_acts_elsewhere(own_app: Flask):
    client = desk_client(own_app)
    own = act(client, client.signed.account_id, "disable")
    assert own.status_code == 409
    assert "votre propre compte" in own.text
    wide = plant_account(own_app, "officer", territory=LOZERE)
    with own_app.extensions["sessions"].begin() as session:
        session.add(Grant(account_id=wide, role="administrator"))
    refused = act(client, wide, "disable")
    assert refused.status_code == 409
    assert "rôles ailleurs" in refused.text


def test_z_07_the_last_administrator_stays(own_app: Flask):
    client = signed_in_client(own_app, "administrator")
    with own_app.extensions["readers"]() as session:
        [grant] = session.scalars(select(Grant).where(Grant.role == "administrator")).all()
    own = act(client, client.signed.account_id, "revoke", grant=grant.id)
    assert own.status_code == 409
    with own_app.extensions["readers"]() as session:
        assert session.get(Grant, grant.id)


def test_z_02_the_desk_elsewhere_does_not_know_these_people(own_app: Flask):
    number = plant_account(own_app, "officer", territory=LOZERE, name="Cy Officer")
    elsewhere = desk_client(own_app, LOIRE)
    assert "Cy Officer" not in elsewhere.get("/moderation/equipe").text
    assert act(elsewhere, number, "disable").status_code == 404
    with own_app.extensions["readers"]() as session:
        assert not session.get_one(Account, number).is_disabled


def test_a_role_is_taken_back_alone(own_app: Flask):
    number = plant_account(own_app, "officer", territory=LOZERE)
    with own_app.extensions["sessions"].begin() as session:
        session.add(
            Grant(account_id=number, role="officer", territory_kind="department", territory_code="42")
        )
    with own_app.extensions["readers"]() as session:
        here, there = session.scalars(select(Grant).where(Grant.account_id == number)).all()
    client = desk_client(own_app)
    assert act(client, number, "revoke", grant=there.id).status_code == 404
    assert act(client, number, "revoke", grant=here.id).status_code == 200
    with own_app.extensions["readers"]() as session:
        assert [each.id for each in session.get_one(Account, number).grants] == [there.id]


def test_what_is_dangerous_asks_again_who_is_there(own_app: Flask):
    number = plant_account(own_app, "officer", territory=LOZERE)
    client = desk_client(own_app)
    with own_app.extensions["sessions"].begin() as session:
        for login in session.scalars(select(Account)).all():
            assert login
    with own_app.extensions["sessions"].begin() as session:
        session.connection().exec_driver_sql("UPDATE login SET proved_at = '2026-01-01 00:00:00.000000'")
    answer = act(client, number, "disable")
    assert answer.status_code == 401
    assert "mot de passe" in answer.text.lower()
    with own_app.extensions["readers"]() as session:
        assert not session.get_one(Account, number).is_disabled


def test_p9_a_contact_is_replaced_and_the_old_link_opens_nothing(own_app: Flask):
    number = organization_in(own_app, "48")
    path = link_of(own_app, number)
    anybody = own_app.test_client()
    assert anybody.get(path).status_code == 200
    with own_app.extensions["readers"]() as session:
        [old] = session.scalars(select(Contact).where(Contact.organization_id == number)).all()
    client = desk_client(own_app)
    form = {"action": "add", "email": "nouvelle@zwanze.example", "contact": old.id}
    assert client.post(f"/moderation/structures/{number}/contacts", data=form).status_code == 200
    assert anybody.get(path).status_code == 410
    with own_app.extensions["readers"]() as session:
        [new] = session.scalars(select(Contact).where(Contact.organization_id == number)).all()
        assert new.email == "nouvelle@zwanze.example"


def test_p9_a_link_is_cut_in_one_press_and_sent_in_one(own_app: Flask):
    number = organization_in(own_app, "48")
    path = link_of(own_app, number)
    with own_app.extensions["readers"]() as session:
        [contact] = session.scalars(select(Contact).where(Contact.organization_id == number)).all()
    client, where = desk_client(own_app), f"/moderation/structures/{number}/liens"
    assert client.post(where, data={"action": "revoke", "contact": contact.id}).status_code == 200
    assert own_app.test_client().get(path).status_code == 410
    with client.post(where, data={"action": "link", "contact": contact.id}) as sent:
        assert sent.status_code == 200
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Token).where(Token.kind == "partner-link")).one()
    assert client.post(where, data={"action": "remove", "contact": contact.id}).status_code == 200
    assert client.post(where, data={"action": "link", "contact": contact.id}).status_code == 404


def test_the_organisations_of_elsewhere_are_not_found(own_app: Flask):
    number, elsewhere = organization_in(own_app, "48"), desk_client(own_app, LOIRE)
    path = f"/moderation/structures/{number}"
    assert elsewhere.get(path).status_code == 404
    form = {"action": "add", "email": "x@zwanze.example"}
    assert elsewhere.post(f"{path}/contacts", data=form).status_code == 404
    assert elsewhere.post(f"{path}/liens", data={"action": "link", "contact": 1}).status_code == 404
    with own_app.extensions["readers"]() as session:
        name = (
            session.scalars(select(Service).where(Service.organization_id == number))
            .first()
            .organization.name
        )
    listed = f'href="{path}"'
    assert listed not in elsewhere.post("/moderation/structures", data={"q": name}).text
    assert listed in desk_client(own_app).post("/moderation/structures", data={"q": name}).text


def test_a_place_is_one_of_the_list():
    assert place_of("department:48") == LOZERE
    assert place_of("everywhere") is None
    for value in ("", "moon:1", "unit:x", "department:", "department:4%", "48"):
        with pytest.raises(EditError):
            place_of(value)


def test_an_organisation_of_nowhere_is_for_whoever_moderates_everywhere(own_app: Flask):
    number = one_organization(own_app)
    assert (
        signed_in_client(own_app, "administrator").get(f"/moderation/structures/{number}").status_code == 200
    )
    assert desk_client(own_app).get(f"/moderation/structures/{number}").status_code == 404
    assert Actor("Ada", "desk").source == "desk"


def test_z_07_an_organisation_of_two_territories_is_for_who_answers_for_both(own_app: Flask):
    number = organization_in(own_app, "48")
    path = link_of(own_app, number)
    with own_app.extensions["sessions"].begin() as session:
        [old] = session.scalars(select(Contact).where(Contact.organization_id == number)).all()
        listed_in(session, "42")[0].organization_id = number
    where, form = f"/moderation/structures/{number}", {"email": "moi@zwanze.example"}
    partner = {**form, "role": "partner", "organization": number, "is_manager": "yes"}
    for client in (desk_client(own_app), desk_client(own_app, LOIRE)):
        refused = invite(client, **partner)
        assert (refused.status_code, "responsable de cette organisation" in refused.text) == (422, True)
        for answer in (
            client.post(f"{where}/contacts", data={**form, "action": "add"}),
            client.post(f"{where}/contacts", data={**form, "action": "add", "contact": old.id}),
            client.post(f"{where}/liens", data={"action": "link", "contact": old.id}),
            client.post(f"{where}/liens", data={"action": "remove", "contact": old.id}),
        ):
            assert (answer.status_code, "l’administrateur de Relais" in answer.text) == (409, True)
    assert not pending(own_app)
    assert own_app.test_client().get(path).status_code == 200
    everywhere = signed_in_client(own_app, "administrator")
    assert everywhere.post(f"{where}/contacts", data={**form, "action": "add"}).status_code == 200
    assert invite(everywhere, **partner).status_code == 200
