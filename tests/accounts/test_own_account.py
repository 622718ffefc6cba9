"""One's own account: what it shows, its second step, and what is asked again before anything grave."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from directory.models import Letter, Login
from tests.accounts.members import PASSWORD, Member, add_account, bare_app, path_of, told
from tests.accounts.signing import client_of, open_session, plant_account
from tests.web.every_page import HtmlPage


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application with nobody in it."""
    with bare_app(tmp_path) as app:
        yield app


@pytest.fixture
def member(app: Flask) -> Member:
    """A social worker who has just signed in."""
    add_account(app)
    member = Member.of(app)
    assert member.signs_in().status_code == 303
    return member


def with_two(member: Member) -> tuple[str, list[str]]:
    """Give her an application and codes; the session then ends. Gives the secret and the codes."""
    page = member.reads("/compte/application")
    seed, secret = page.sent()["seed"][0], secret_of(page)
    answer = member.sends("/compte/application", seed=seed, code=pyotp.TOTP(secret).at(time.time() - 30))
    codes = [word for word in HtmlPage(answer.text).text.split() if word.count("-") == 3]
    member.sends("/compte/sessions/fermer")
    return secret, codes


def secret_of(page: HtmlPage) -> str:
    """Give the secret that the page shows in letters."""
    words = page.text.replace("\u00a0", " ").split("dans l’application :")[1].split("Code affiché")[0]
    return words.replace(" ", "")


def later(app: Flask) -> None:
    """Let six minutes pass since anybody proved who she is."""
    with app.extensions["sessions"]() as session:
        for login in session.scalars(select(Login)):
            login.proved_at -= timedelta(minutes=6)
        session.commit()


def test_an_account_says_who_one_is_and_what_one_may_do(member: Member):
    text = member.reads("/compte").text
    for words in ("Zoé", "zoe@exemple.invalid", "Intervenant social", "toute la France", "Celle-ci"):
        assert words in text


def test_nobody_else_reads_it(app: Flask):
    answer = Member.of(app).opens("/compte")
    assert answer.status_code == 303
    assert path_of(answer) == "/compte/connexion"


def test_a_second_factor_makes_signing_in_take_two_steps(member: Member):
    secret, codes = with_two(member)
    assert len(set(codes)) == 10
    assert path_of(member.signs_in()) == "/compte/second-facteur"
    assert not member.is_in()
    before = member.secret
    answer = member.sends("/compte/second-facteur", way="application", code=pyotp.TOTP(secret).now())
    assert path_of(answer) == "/compte/suite"
    assert member.is_in()
    assert member.secret != before, "the session has another secret once it is open"


def test_a_08_a_code_used_at_sign_in_does_not_serve_a_second_time(app: Flask, member: Member):
    secret, _ = with_two(member)
    code = pyotp.TOTP(secret).now()
    member.signs_in()
    assert path_of(member.sends("/compte/second-facteur", way="application", code=code)) == "/compte/suite"
    thief = Member.of(app)
    thief.signs_in()
    answer = thief.sends("/compte/second-facteur", way="application", code=code)
    assert answer.status_code == 401
    assert "a déjà servi" in answer.text
    assert not thief.is_in()


def test_a_08_a_recovery_code_opens_once_and_its_owner_is_written_to(app: Flask, member: Member):
    _, codes = with_two(member)
    member.signs_in()
    assert path_of(member.sends("/compte/second-facteur", way="recovery", code=codes[0])) == "/compte/suite"
    assert "9 codes encore utilisables" in member.reads("/compte").text
    thief = Member.of(app)
    thief.signs_in()
    assert thief.sends("/compte/second-facteur", way="recovery", code=codes[0]).status_code == 401
    with app.extensions["readers"]() as session:
        bodies = list(session.scalars(select(Letter.body).where(Letter.kind == "security")))
    assert any("Un code de secours vient de servir. Il en reste 9." in body for body in bodies)
    assert not [body for body in bodies for code in codes if code in body]


def test_a_08_the_sixth_wrong_code_waits_in_words_and_a_right_one_too(app: Flask, member: Member):
    secret, codes = with_two(member)
    member.signs_in()
    for _ in range(5):
        answer = member.sends("/compte/second-facteur", way="application", code="12")
        assert answer.status_code == 401
    for way, code in (("application", pyotp.TOTP(secret).now()), ("recovery", codes[0])):
        answer = member.sends("/compte/second-facteur", way=way, code=code)
        assert answer.status_code == 429
        assert "Réessayez dans" in answer.text
        assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert not member.is_in()
    add_account(app, "lea@exemple.invalid")
    other = Member.of(app, "lea@exemple.invalid")
    other.signs_in()
    assert other.is_in(), "somebody else is not kept waiting"


@pytest.mark.parametrize("role", ["desk", "administrator"])
def test_a_08_who_moderates_cannot_remove_her_last_second_factor(app: Flask, role: str):
    add_account(app, role=role)
    member = Member.of(app)
    member.signs_in()
    _, codes = with_two(member)
    assert path_of(member.signs_in()) == "/compte/second-facteur"
    member.sends("/compte/second-facteur", way="recovery", code=codes[0])
    answer = member.sends("/compte/application/retrait")
    assert answer.status_code == 409
    assert "Votre rôle demande un second facteur" in answer.text
    assert "Une application donne vos codes" in member.reads("/compte").text


ANOTHER = "encore une autre phrase"
SHORT = "zoe"

GRAVE = (
    "/compte/application/retrait",
    "/compte/codes-de-secours",
    "/compte/cles",
    "/compte/cles/retrait",
    "/compte/mot-de-passe",
)


@pytest.mark.parametrize("path", GRAVE)
def test_what_is_grave_asks_for_the_password_again_after_five_minutes(app: Flask, member: Member, path: str):
    later(app)
    before = told(app)
    answer = member.sends(path)
    assert answer.status_code in (303, 401)
    assert "Confirmez que c’est vous" in answer.text or path_of(answer) == "/compte/verrou"
    assert told(app) == before


def test_changing_a_password_ends_the_other_sessions_and_no_other(app: Flask, member: Member):
    elsewhere = Member.of(app)
    elsewhere.signs_in()
    assert member.sends("/compte/mot-de-passe", password=ANOTHER).status_code == 303
    assert member.is_in()
    assert not elsewhere.is_in()
    assert elsewhere.signs_in(PASSWORD).status_code == 401
    assert elsewhere.signs_in(ANOTHER).status_code == 303


def test_a_password_that_is_guessed_is_refused_in_words(member: Member):
    answer = member.sends("/compte/mot-de-passe", password=SHORT)
    assert answer.status_code == 422
    assert "caractères" in answer.text


def test_a_01_closing_all_sessions_ends_them_at_once(app: Flask, member: Member):
    elsewhere = Member.of(app)
    elsewhere.signs_in()
    copied = member.secret
    assert path_of(member.sends("/compte/sessions/fermer")) == "/compte/connexion"
    thief = app.test_client()
    thief.set_cookie("__Host-relais", copied, domain="localhost", secure=True)
    assert thief.get("/compte", base_url="https://localhost").status_code == 303
    assert not elsewhere.is_in()


def test_a_field_that_is_not_of_the_form_is_refused_by_name(member: Member):
    for path in ("/compte/sessions/fermer", "/compte/codes-de-secours", "/compte/cles"):
        answer = member.sends(path, is_disabled="no")
        assert answer.status_code in (409, 422)
        if answer.status_code == 422:
            assert "is_disabled" in answer.text
    assert member.is_in()


def test_every_security_act_is_told_once(app: Flask, member: Member):
    _, codes = with_two(member)
    member.signs_in()
    member.sends("/compte/second-facteur", way="application", code="000")
    member.sends("/compte/second-facteur", way="recovery", code=codes[0])
    member.sends("/compte/codes-de-secours")
    member.sends("/compte/application/retrait")
    assert told(app) == [
        "signed-in",
        "second-factor-added",
        "sessions-closed",
        "password-right",
        "second-factor-refused",
        "recovery-used",
        "signed-in",
        "recovery-renewed",
        "second-factor-removed",
    ]


def test_a_password_alone_shows_nothing_of_an_account_even_by_a_form_that_is_wrong(app: Flask):
    account_id = plant_account(app, "desk", name="Zoé Zwanze")
    client = client_of(app, open_session(app, account_id, stage="second-factor"))
    answer = client.post("/compte/second-facteur", {"elsewhere": "1"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Code de l’application" in page, "the same page again"
    assert "Zoé Zwanze" not in page and "Vos sessions" not in page
