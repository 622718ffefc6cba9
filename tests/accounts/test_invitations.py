"""Invitations and forgotten passwords: what a letter opens, for how long, for whom, and nothing else."""

import re
import time
from datetime import timedelta
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts.attempts import MOST_LETTERS, too_many_letters
from directory.accounts.inviting import HasAccountError, InviteError, accept, invite
from directory.accounts.logins import find_login
from directory.accounts.people import actor_of, disable, revoke, set_email
from directory.actors import COMMAND
from directory.mail.mailers import UnreachableError
from directory.models import Account, Contact, Grant, Letter, Service, Token
from tests.accounts.signing import (
    PASSWORD,
    client_of,
    open_session,
    plant_account,
    signed_in_client,
    utc_now,
)

MAIL = "lea@exemple.invalid"
NEW = "cinq mots qui ne vont pas"
LOZERE, ELSEWHERE = ("department", "48"), ("department", "67")


def invited(app: Flask, role: str = "desk", by=COMMAND, **about) -> str:
    """Invite somebody, and give the path of the link."""
    with app.extensions["sessions"].begin() as session:
        secret = invite(session, by, MAIL, role, utc_now(), base_url="http://127.0.0.1:8000", **about)
    return f"/compte/invitation/{secret}"


def grants(app: Flask) -> list[tuple[str, str, str | None]]:
    with app.extensions["readers"]() as session:
        rows = select(Account.email, Grant.role, Grant.territory_code).join(Grant).order_by(Grant.id)
        return [tuple(row) for row in session.execute(rows)]


def grown_old(app: Flask, minutes: int) -> None:
    with app.extensions["sessions"].begin() as session:
        session.execute(update(Token).values(created_at=utc_now() - timedelta(minutes=minutes)))


def links(app: Flask) -> list[str]:
    """Give the path that each letter holds, the oldest first."""
    with app.extensions["readers"]() as session:
        bodies = session.scalars(select(Letter.body).order_by(Letter.id)).all()
    return [re.search(r"(/compte/\S+)", body or "- /compte/sent")[1] for body in bodies]


def keep_letters(app: Flask) -> None:
    """Let no letter leave: its body would be forgotten, and the test reads it."""

    class Nobody:
        def send(self, *_: object) -> None:
            raise UnreachableError("nobody")

    app.extensions["mailer"] = Nobody()


def asked_again(app: Flask) -> list[tuple[str, dict[str, str]]]:
    """Give each form with which nobody known has a letter written."""
    path = invited(app, territory=LOZERE)
    plant_account(app, "officer", email="cy@zwanze.example")
    with app.extensions["sessions"].begin() as session:
        organization_id = session.scalars(select(Service.organization_id)).first()
        session.add(Contact(organization_id=organization_id, email="accueil@zwanze.example"))
    return [
        ("/compte/oubli", {"email": "cy@zwanze.example"}),
        ("/lien/demander", {"email": "accueil@zwanze.example"}),
        (f"{path}/autre-lien", {}),
    ]


@pytest.mark.parametrize("rank", range(3))
def test_one_network_does_not_have_letters_written_to_everybody(own_app: Flask, rank: int):
    keep_letters(own_app)
    path, form = asked_again(own_app)[rank]
    near, far = {"REMOTE_ADDR": "91.198.174.7"}, {"REMOTE_ADDR": "185.15.59.1"}
    with own_app.extensions["sessions"].begin() as session:
        for _ in range(MOST_LETTERS):
            assert not too_many_letters(session, "91.198.174.200", utc_now())
    before, client = letters(own_app), own_app.test_client()
    shown = client.post(path, data=form, environ_base=near)
    assert letters(own_app) == before
    assert client.post(path, data=form, environ_base=far).text == shown.text
    assert letters(own_app) == before + 1


def letters(app: Flask) -> int:
    with app.extensions["readers"]() as session:
        return len(session.scalars(select(Letter.id)).all())


def test_opening_an_invitation_changes_nothing_and_taking_it_makes_the_account(own_app: Flask):
    path, client = invited(own_app, territory=LOZERE), own_app.test_client()
    for _ in range(3):
        assert "Lozère" in client.get(path).text
    assert grants(own_app) == []
    answer = client.post(path, data={"name": "Léa Zwanze", "password": NEW})
    assert answer.status_code == 303
    assert grants(own_app) == [(MAIL, "desk", "48")]
    assert client.get("/compte").status_code == 200
    for send in (client.get, own_app.test_client().post):
        assert send(path).status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "Léa", "password": "court"}, "au moins 12"),
        ({"name": "Léa", "password": "a" * 129}, "128 caractères"),
        ({"name": "Léa", "password": "aaaaaaaaaaaaaa"}, "se devine"),
        ({"name": "Léa", "password": MAIL}, "se devine"),
        ({"name": "", "password": NEW}, "prénom"),
        ({"name": "Léa", "password": NEW, "role": "administrator"}, "« role » n’est pas un champ"),
    ],
)
def test_a_mistake_makes_no_account_and_leaves_the_link_open(own_app: Flask, data: dict, sentence: str):
    path, client = invited(own_app, territory=LOZERE), own_app.test_client()
    answer = client.post(path, data=data)
    assert (answer.status_code, sentence in answer.text) == (422, True), answer.text
    assert grants(own_app) == []
    assert client.get(path).status_code == 200


def test_a_05_after_an_hour_a_link_gives_nothing_but_another_link_by_mail(own_app: Flask):
    keep_letters(own_app)
    path, client = invited(own_app, territory=LOZERE), own_app.test_client()
    grown_old(own_app, 61)
    assert "plus d’une heure" in client.get(path).text
    client.post(path, data={"name": "Léa", "password": NEW})
    assert grants(own_app) == []
    assert client.post(f"{path}/autre-lien").status_code == 200
    assert client.get(path).status_code == 404
    fresh = links(own_app)[-1]
    assert fresh != path
    assert client.post(fresh, data={"name": "Léa", "password": NEW}).status_code == 303


def test_who_has_an_account_takes_an_invitation_signed_in_to_it_and_not_otherwise(own_app: Flask):
    number = plant_account(own_app, "officer", territory=LOZERE, email=MAIL, has_two=False)
    path = invited(own_app, "social-worker", territory=LOZERE)
    assert "Vous avez déjà un compte" in own_app.test_client().get(path).text
    for client in (own_app.test_client(), signed_in_client(own_app, "officer", territory=LOZERE)):
        assert client.post(path).status_code == 409
    assert (MAIL, "social-worker", "48") not in grants(own_app)
    own = client_of(own_app, open_session(own_app, number))
    assert own.post(path, data={"role": "administrator"}).status_code == 422
    assert own.post(path).status_code == 303
    assert (MAIL, "social-worker", "48") in grants(own_app)


def actor(app: Flask, role: str, **about):
    number = plant_account(app, role, **about)
    with app.extensions["readers"]() as session:
        return actor_of(session.get_one(Account, number), "desk")


def organization_of(app: Flask, department: str) -> int:
    with app.extensions["readers"]() as session:
        own = select(Service.organization_id).where(Service.commune_code.startswith(department))
        return session.scalars(own.order_by(Service.id)).first()


@pytest.mark.parametrize("role", ["social-worker", "officer", "desk"])
def test_the_desk_invites_within_its_territory_and_nowhere_else(own_app: Flask, role: str):
    desk = actor(own_app, "desk", territory=LOZERE)
    assert invited(own_app, role, desk, territory=LOZERE)
    for about in ({"territory": ELSEWHERE}, {}):
        with pytest.raises(InviteError, match="dépasse vos droits"):
            invited(own_app, role, desk, **about)


@pytest.mark.parametrize(
    "territory",
    [("unit", "9" * 30), ("unit", "²"), ("unit", "٣"), ("unit", "1"), ("epci", "1"), ("department", "")],
)
def test_nobody_is_invited_to_a_territory_that_does_not_exist(own_app: Flask, territory: tuple[str, str]):
    with pytest.raises(InviteError, match="n’existe pas"):
        invited(own_app, "officer", territory=territory)


def test_z_07_nobody_but_an_administrator_makes_an_administrator(own_app: Flask):
    desk = actor(own_app, "desk", territory=LOZERE)
    for who in (desk, actor(own_app, "officer", territory=LOZERE)):
        with pytest.raises(InviteError, match="dépasse vos droits"):
            invited(own_app, "administrator", who, territory=LOZERE)
    assert invited(own_app, "administrator", actor(own_app, "administrator"))


def test_a_partner_who_manages_invites_colleagues_of_her_own_organisation_alone(own_app: Flask):
    own, other = organization_of(own_app, "48"), organization_of(own_app, "42")
    manager = actor(own_app, "partner", organization_id=own, is_manager=True)
    member = actor(own_app, "partner", organization_id=own)
    assert invited(own_app, "partner", manager, organization_id=own)
    assert invited(own_app, "partner", actor(own_app, "desk", territory=LOZERE), organization_id=own)
    for who, organization in ((manager, other), (member, own), (member, other)):
        with pytest.raises(InviteError, match="dépasse vos droits"):
            invited(own_app, "partner", who, organization_id=organization)


def test_z_07_the_desk_invites_to_an_organisation_whose_listings_all_are_its_own(own_app: Flask):
    own, desk = organization_of(own_app, "48"), actor(own_app, "desk", territory=LOZERE)
    assert invited(own_app, "partner", desk, organization_id=own)
    listed_elsewhere(own_app, own)
    with pytest.raises(InviteError, match="toutes ses fiches sont dans son territoire"):
        invited(own_app, "partner", desk, organization_id=own, is_manager=True)
    everywhere = actor(own_app, "desk")
    assert invited(own_app, "partner", everywhere, organization_id=own, is_manager=True)


def listed_elsewhere(app: Flask, organization_id: int) -> None:
    """Have an organisation run a listing of another département too."""
    with app.extensions["sessions"].begin() as session:
        other = select(Service).where(Service.commune_code.startswith("42")).order_by(Service.id)
        session.scalars(other).first().organization_id = organization_id


def disabled(session: Session, account: Account) -> None:
    disable(session, account)


def revoked(session: Session, account: Account) -> None:
    revoke(session, account.grants[0])


def moved(session: Session, account: Account) -> None:
    account.grants[0].territory_code = "67"


@pytest.mark.parametrize("event", [disabled, revoked, moved])
@pytest.mark.parametrize("minutes", [0, 61])
def test_z_07_an_invitation_ends_with_the_right_to_make_it(own_app: Flask, event, minutes: int):
    desk = actor(own_app, "desk", territory=LOZERE)
    path, client = invited(own_app, "officer", desk, territory=LOZERE), own_app.test_client()
    grown_old(own_app, minutes)
    assert client.get(path).status_code == 200
    with own_app.extensions["sessions"].begin() as session:
        event(session, session.get_one(Account, desk.account_id))
    with own_app.extensions["readers"]() as session:
        assert len(session.scalars(select(Token)).all()) == (1 if event is moved else 0)
    assert client.get(path).status_code == 404
    assert client.post(path, data={"name": "Léa", "password": NEW}).status_code == 404
    assert client.post(f"{path}/autre-lien").status_code == 404
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Account).where(Account.email == MAIL)).first() is None


def test_an_invitation_that_is_renewed_ends_with_the_right_to_make_it_too(own_app: Flask):
    keep_letters(own_app)
    desk = actor(own_app, "desk", territory=LOZERE)
    path, client = invited(own_app, "officer", desk, territory=LOZERE), own_app.test_client()
    assert client.post(f"{path}/autre-lien").status_code == 200
    fresh = links(own_app)[-1]
    assert client.get(fresh).status_code == 200
    with own_app.extensions["sessions"].begin() as session:
        disable(session, session.get_one(Account, desk.account_id))
    assert client.get(fresh).status_code == 404


def test_a_05_a_second_invitation_opens_no_account_that_the_first_one_made(own_app: Flask):
    first, second = invited(own_app, "officer", territory=LOZERE), invited(own_app, territory=LOZERE)
    with own_app.extensions["sessions"].begin() as session:
        accept(session, first.rpartition("/")[2], utc_now(), name="Léa", kept="first")
    with own_app.extensions["sessions"]() as session, pytest.raises(HasAccountError, match="connectez-vous"):
        accept(session, second.rpartition("/")[2], utc_now(), name="Léa", kept="second")
    assert grants(own_app) == [(MAIL, "officer", "48")]
    assert "Vous avez déjà un compte" in own_app.test_client().get(second).text, "it waits for her"


def test_a_05_an_account_made_while_the_form_was_sent_is_not_entered(own_app: Flask, monkeypatch):
    first, second = invited(own_app, "officer", territory=LOZERE), invited(own_app, territory=LOZERE)

    def hashed_late(password: str) -> str:
        """Be slower than somebody who takes the other invitation."""
        with own_app.extensions["sessions"].begin() as session:
            accept(session, first.rpartition("/")[2], utc_now(), name="Léa", kept="first")
        return "second"

    monkeypatch.setattr("directory.views.invitations.hash_of", hashed_late)
    answer = own_app.test_client().post(second, data={"name": "Léa", "password": NEW})
    assert (answer.status_code, "Vous avez déjà un compte" in answer.text) == (409, True)
    assert "Set-Cookie" not in answer.headers
    assert grants(own_app) == [(MAIL, "officer", "48")]


def test_a_02_joining_ends_the_session_of_who_was_there_before(own_app: Flask):
    path, client = invited(own_app, territory=LOZERE), signed_in_client(own_app, "officer", territory=LOZERE)
    assert client.post(path, data={"name": "Léa", "password": NEW}).status_code == 303
    with own_app.extensions["readers"]() as session:
        assert find_login(session, client.signed.secret, utc_now()) is None
    assert client.get("/compte").status_code == 200


# A forgotten password.


def forgets(client: FlaskClient, email: str) -> str:
    answer = client.post("/compte/oubli", data={"email": email})
    assert answer.status_code == 200
    return answer.text


def test_a_05_a_mail_that_has_no_account_is_answered_the_same_in_the_same_time(own_app: Flask):
    keep_letters(own_app)
    plant_account(own_app, "officer", territory=LOZERE, email=MAIL)
    client = own_app.test_client()
    times: dict[str, list[float]] = {MAIL: [], "nobody@exemple.invalid": []}
    pages = set()
    for _ in range(15):
        for email, each in times.items():
            began = time.perf_counter()
            pages.add(forgets(client, email))
            each.append(time.perf_counter() - began)
    assert len(pages) == 1
    assert abs(median(times[MAIL]) - median(times["nobody@exemple.invalid"])) < 0.015
    assert len(links(own_app)) == 3, "no mailbox is filled by somebody else"


def test_a_05_a_link_changes_the_password_once_ends_sessions_and_signs_nobody_in(own_app: Flask):
    keep_letters(own_app)
    signed = open_session(own_app, plant_account(own_app, "administrator", email=MAIL))
    client = own_app.test_client()
    forgets(client, MAIL)
    [path] = links(own_app)
    assert client.get(path).status_code == 200
    assert client.post(path, data={"password": "court"}).status_code == 422
    answer = client.post(path, data={"password": NEW})
    assert (answer.status_code, answer.location) == (303, "/compte/connexion")
    assert "Set-Cookie" not in answer.headers
    assert client.post(path, data={"password": NEW}).status_code == 404
    with own_app.extensions["readers"]() as session:
        assert find_login(session, signed.secret, utc_now()) is None
        assert session.get_one(Account, signed.account_id).totp_secret is not None
    after = client.post("/compte/connexion", data={"email": MAIL, "password": NEW})
    assert after.location == "/compte/second-facteur"


def after_sign_in(app: Flask, number: int) -> None:
    answer = app.test_client().post("/compte/connexion", data={"email": MAIL, "password": PASSWORD})
    assert answer.status_code == 303


def after_new_mail(app: Flask, number: int) -> None:
    with app.extensions["sessions"].begin() as session:
        set_email(session, session.get_one(Account, number), "autre@exemple.invalid")


def after_an_hour(app: Flask, number: int) -> None:
    with app.extensions["sessions"].begin() as session:
        session.execute(update(Token).values(expires_at=Token.created_at))


def after_another_reset(app: Flask, number: int) -> None:
    client = app.test_client()
    forgets(client, MAIL)
    assert client.post(links(app)[-1], data={"password": NEW}).status_code == 303


@pytest.mark.parametrize("event", [after_sign_in, after_new_mail, after_an_hour, after_another_reset])
def test_a_05_a_link_is_dead_after_anything_that_changes_who_comes_in(own_app: Flask, event):
    keep_letters(own_app)
    number = plant_account(own_app, "officer", territory=LOZERE, email=MAIL, has_two=False)
    client = own_app.test_client()
    forgets(client, MAIL)
    path = links(own_app)[0]
    assert client.get(path).status_code == 200
    event(own_app, number)
    for answer in (client.get(path), client.post(path, data={"password": NEW + "2"})):
        assert answer.status_code == 404
