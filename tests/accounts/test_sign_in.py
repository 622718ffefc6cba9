"""Signing in and out, the lock and what was typed: the checks of family A, by their names."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from statistics import median

import pytest
from flask import Flask
from flask.ctx import RequestContext
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, update
from werkzeug.test import TestResponse

from directory.accounts import passwords
from directory.accounts.logins import LASTS, find_login, prove, touch
from directory.accounts.passwords import hash_of
from directory.accounts.people import disable, revoke, set_password
from directory.accounts.tokens import print_of
from directory.models import Account, Attempt, Event, Login
from directory.views.signed_in import COOKIE, step_up
from tests.accounts.signing import (
    PASSWORD,
    Signed,
    client_of,
    open_session,
    plant_account,
    signed_in_client,
    utc_now,
)
from tests.importers.waiting import REPORT, plant_run
from tests.web.every_page import HtmlPage
from web.config import LARGEST_REQUEST
from wsgi import create_app

MAIL = "zoe@exemple.invalid"
MINUTE = timedelta(minutes=1)
WRONG = "wrong wrong wrong"


def signs_in(client: FlaskClient, email: str = MAIL, password: str = PASSWORD, **more) -> TestResponse:
    data = {"email": email, "password": password, **more.pop("fields", {})}
    return client.post("/compte/connexion", data=data, **more)


def secret_of(answer: TestResponse) -> str:
    return re.match(rf"{COOKIE}=([\w-]+);", answer.headers["Set-Cookie"])[1]


def age(app: Flask, signed: Signed, **columns: timedelta) -> None:
    """Let a session be as old as that."""
    at = utc_now()
    with app.extensions["sessions"].begin() as session:
        own = update(Login).where(Login.digest == print_of(signed.secret))
        session.execute(own.values({name: at - delta for name, delta in columns.items()}))


def another_worker(app: Flask) -> Flask:
    """Give a second application on the same database, as another process would be."""
    return create_app({"RELAIS_DATA_DIR": str(app.extensions["imports"].folder.parent)})


@pytest.fixture
def two_workers(own_app: Flask) -> Iterator[tuple[Flask, Flask]]:
    """Two applications on one database."""
    other = another_worker(own_app)
    yield own_app, other
    other.extensions["engine"].dispose()


@pytest.fixture
def worker(own_app: Flask) -> int:
    """The account of a social worker, who needs no second factor and has none."""
    return plant_account(own_app, "social-worker", territory=("department", "48"), email=MAIL, has_two=False)


# sessions are in the database, and nowhere else.


def after_sign_out(app: Flask, signed: Signed) -> None:
    assert client_of(app, signed).post("/compte/deconnexion").status_code == 303


def after_new_password(app: Flask, signed: Signed) -> None:
    with app.extensions["sessions"].begin() as session:
        set_password(session, session.get_one(Account, signed.account_id), hash_of(PASSWORD + "2"))


def after_reset(app: Flask, signed: Signed) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "reset", signed.email])
    assert result.exit_code == 0, result.output


def after_role_taken_back(app: Flask, signed: Signed) -> None:
    with app.extensions["sessions"].begin() as session:
        revoke(session, session.get_one(Account, signed.account_id).grants[0])


def after_disabling(app: Flask, signed: Signed) -> None:
    with app.extensions["sessions"].begin() as session:
        disable(session, session.get_one(Account, signed.account_id))


@pytest.mark.parametrize(
    "ending", [after_sign_out, after_new_password, after_reset, after_role_taken_back, after_disabling]
)
def test_a_01_a_copied_cookie_opens_nothing(two_workers, ending):
    app, other = two_workers
    plant_account(app, "administrator")
    signed = open_session(app, plant_account(app, "administrator"))
    copy = client_of(other, signed)
    assert copy.get("/imports").status_code == 200
    ending(app, signed)
    answer = copy.get("/imports")
    assert (answer.status_code, answer.location) == (303, "/compte/connexion?suite=/imports")
    assert copy.post("/imports/envoi", data={"source": "finess"}).status_code == 401


def test_a_01_signing_out_takes_the_cookie_and_the_pages_back(own_app: Flask, worker: int):
    client = client_of(own_app, open_session(own_app, worker))
    answer = client.post("/compte/deconnexion")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert f"{COOKIE}=;" in answer.headers["Set-Cookie"]
    assert client.get_cookie(COOKIE) is None


def test_a_02_the_secret_changes_when_somebody_signs_in_and_unlocks(own_app: Flask, worker: int):
    client = own_app.test_client()
    client.set_cookie(COOKIE, "chosen-by-somebody-else")
    first = secret_of(signs_in(client))
    assert first != "chosen-by-somebody-else"
    second = secret_of(signs_in(client))
    signed = Signed(worker, MAIL, second)
    third = secret_of(client_of(own_app, signed).post("/compte/verrou", data={"password": PASSWORD}))
    assert len({first, second, third}) == 3
    with own_app.extensions["readers"]() as session:
        alive = [find_login(session, each, utc_now()) is not None for each in (first, second, third)]
        assert alive == [False, False, True]
        assert session.scalars(select(Login.digest)).all() == [print_of(third)]


def test_a_02_a_session_ended_during_a_slow_request_is_not_brought_back(own_app: Flask, worker: int):
    signed = open_session(own_app, worker)
    with own_app.extensions["sessions"].begin() as session:
        session.delete(session.get_one(Login, print_of(signed.secret)))
    with own_app.extensions["sessions"].begin() as session:
        assert not touch(session, signed.secret, utc_now() + MINUTE)
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Login)).all() == []


def test_a_03_the_cookie_is_for_this_site_alone_and_only_signing_in_sets_it(own_app: Flask, worker: int):
    client = own_app.test_client()
    for path in ("/", "/annuaire", "/compte/connexion", "/compte/oubli", "/lignes"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers
    cookie = signs_in(client).headers["Set-Cookie"]
    assert cookie.startswith("__Host-relais=")
    assert set(cookie.split("; ")[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_a_03_a_public_page_without_a_cookie_looks_at_no_session(own_app: Flask, monkeypatch):
    monkeypatch.setattr("directory.accounts.logins.find_login", lambda *_: pytest.fail("looked"))
    client = own_app.test_client()
    assert [client.get(path).status_code for path in ("/", "/a-propos", "/regles")] == [200] * 3


# passwords.


def tries(app: Flask, email: str, password: str) -> TestResponse:
    with app.extensions["sessions"].begin() as session:
        session.query(Attempt).delete()
    return signs_in(app.test_client(), email, password)


def without_what_was_typed(answer: TestResponse, email: str) -> str:
    return answer.text.replace(email, "-")


def test_a_04_whoever_may_not_come_in_is_answered_the_same_in_the_same_time(own_app: Flask, worker: int):
    gone = "partie@exemple.invalid"
    plant_account_disabled(own_app, gone)
    cases = {
        "unknown": ("nobody@exemple.invalid", PASSWORD),
        "wrong": (MAIL, "zwanze zwanze zwanze"),
        "disabled": (gone, PASSWORD),
    }
    times: dict[str, list[float]] = {name: [] for name in cases}
    answers = {}
    for _ in range(30):
        for name, (email, password) in cases.items():
            began = time.perf_counter()
            answers[name] = tries(own_app, email, password)
            times[name].append(time.perf_counter() - began)
    assert {answer.status_code for answer in answers.values()} == {401}
    assert len({without_what_was_typed(answers[name], cases[name][0]) for name in cases}) == 1
    assert len({str([h for h in each.headers if h[0] != "Content-Length"]) for each in answers.values()}) == 1
    medians = [median(each) for each in times.values()]
    assert max(medians) - min(medians) < 0.015, medians


def plant_account_disabled(app: Flask, email: str) -> int:
    number = plant_account(app, "partner", organization_id=1, email=email)
    with app.extensions["sessions"].begin() as session:
        session.get_one(Account, number).is_disabled = True
    return number


def test_a_06_the_sixth_failure_waits_whatever_the_worker_and_the_address(two_workers):
    app, other = two_workers
    plant_account(app, "partner", organization_id=1, email=MAIL)
    plant_account(app, "partner", organization_id=1, email="lea@exemple.invalid")
    clients = [app.test_client(), other.test_client()]
    addresses = ["80.1.2.3", "2a01:e0a::5"]

    def fail(rank: int) -> TestResponse:
        address = {"REMOTE_ADDR": addresses[rank // 2 % 2]}
        return signs_in(clients[rank % 2], password=WRONG, environ_base=address)

    with ThreadPoolExecutor(4) as several:
        statuses = sorted(each.status_code for each in several.map(fail, range(8)))
    assert statuses == [401] * 5 + [429] * 3
    for client in clients:
        answer = signs_in(client)
        assert answer.status_code == 429
        delay = int(answer.headers["Retry-After"])
        assert 0 < delay <= 60
        assert f"Réessayez dans {delay} seconde" in answer.text
        assert signs_in(client, "lea@exemple.invalid").status_code == 303
    with app.extensions["readers"]() as session:
        own = Attempt.key == sha256(f"sign-in:{MAIL}".encode()).hexdigest()
        assert session.scalar(select(func.count()).select_from(Attempt).where(own)) == 5


def test_a_06_a_minute_later_the_right_password_opens(own_app: Flask, worker: int):
    client = own_app.test_client()
    for _ in range(5):
        signs_in(client, password=WRONG)
    assert signs_in(client).status_code == 429
    with own_app.extensions["sessions"].begin() as session:
        for attempt in session.scalars(select(Attempt)):
            attempt.at -= MINUTE
    assert signs_in(client).status_code == 303


def test_a_07_a_password_too_long_is_refused_before_it_is_hashed(
    own_app: Flask, worker: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(passwords, "_HASHER", None)
    assert signs_in(own_app.test_client(), password="x" * 129).status_code == 401
    with pytest.raises(passwords.PasswordError, match="128 caractères au plus"):
        passwords.check_new("x" * 129)


def test_a_07_ten_megabytes_are_refused_at_once(own_app: Flask, worker: int):
    client = own_app.test_client()
    client.get("/compte/connexion")
    body = b"email=zoe%40exemple.invalid&password=" + b"x" * 10_000_000
    began = time.perf_counter()
    answer = client.post("/compte/connexion", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert time.perf_counter() - began < 0.1
    assert LARGEST_REQUEST < 10_000_000


# where one goes on to.


@pytest.mark.parametrize(
    "suite",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "///evil.example",
        "http:evil.example",
        "https://evil.example/imports",
        "javascript:alert(1)",
        "/imports\r\nSet-Cookie: a=b",
        "/%0d%0aSet-Cookie:a=b",
        "/nowhere",
        "imports",
        "@evil.example",
        "/ /evil.example",
        "/compte/deconnexion",
        "/" + "x" * 5000,
    ],
)
def test_a_09_one_always_goes_on_to_an_own_page(own_app: Flask, worker: int, suite: str):
    client = own_app.test_client()
    page = HtmlPage(client.get("/compte/connexion", query_string={"suite": suite}).text)
    assert not [each for each in page.found("input") if each.get("name") == "suite"]
    answer = signs_in(client, fields={"suite": suite})
    assert (answer.status_code, answer.location) == (303, "/compte/suite")
    assert client.get("/compte/suite").location == "/"


def test_a_09_an_own_page_is_gone_on_to(own_app: Flask, worker: int):
    client = own_app.test_client()
    assert signs_in(client, fields={"suite": "/unites"}).status_code == 303
    assert client.get("/compte/suite").location == "/unites"


# the lock.


def is_locked(client: FlaskClient, path: str = "/imports") -> bool:
    return client.get(path).location == f"/compte/verrou?suite={path}"


def test_a_10_after_a_quarter_of_an_hour_the_password_opens_the_same_page(own_app: Flask):
    client = signed_in_client(own_app, "administrator")
    age(own_app, client.signed, seen_at=15 * MINUTE)
    assert is_locked(client)
    page = client.get("/compte/verrou?suite=/imports")
    assert "Session verrouillée" in page.text
    answer = client.post("/compte/verrou", data={"password": PASSWORD, "suite": "/imports"})
    assert answer.location == "/compte/suite"
    assert client.get("/compte/suite").location == "/imports"
    assert client.get("/imports").status_code == 200


@pytest.mark.parametrize("path", ["/", "/annuaire"])
def test_a_10_a_locked_session_is_seen_on_a_public_page(own_app: Flask, path: str):
    client = signed_in_client(own_app, "desk", territory=("department", "48"))
    assert "Déverrouiller" not in client.get(path).text
    age(own_app, client.signed, seen_at=15 * MINUTE)
    shown = client.get(path).text
    assert 'href="/compte/verrou">Déverrouiller</a>' in shown
    assert "Se connecter" not in shown
    assert "Se connecter" in own_app.test_client().get(path).text


def test_who_is_at_the_second_step_may_sign_in_from_a_public_page(own_app: Flask):
    client = client_of(own_app, open_session(own_app, plant_account(own_app, "desk"), stage="second-factor"))
    shown = client.get("/").text
    assert ("Se connecter" in shown, "Votre compte" in shown) == (True, False)


def test_a_page_without_cookie_asks_nothing_about_who_is_there(own_app: Flask):
    asked: list[str] = []
    listens = own_app.extensions["readers"].kw["bind"], "before_cursor_execute"
    event.listen(*listens, lambda *told: asked.append(told[2]))
    assert own_app.test_client().get("/annuaire").status_code == 200
    assert not [each for each in asked if re.search("from (login|account)", each.lower())], asked
    client_of(own_app, open_session(own_app, plant_account(own_app, "desk"))).get("/annuaire")
    assert [each for each in asked if re.search("from (login|account)", each.lower())]


def test_a_10_a_wrong_password_leaves_it_locked_and_counts(own_app: Flask):
    client = signed_in_client(own_app, "administrator")
    age(own_app, client.signed, seen_at=15 * MINUTE)
    statuses = [client.post("/compte/verrou", data={"password": WRONG}).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    assert is_locked(client)


@pytest.mark.parametrize("idle", [15, 31, 601])
def test_a_10_what_was_being_sent_when_it_locked_or_ended_is_sent_after(own_app: Flask, idle: int):
    with own_app.extensions["sessions"].begin() as session:
        run = plant_run(session, "finess", "ready", report=REPORT)
    number = plant_account(own_app, "administrator", has_two=True)
    client = client_of(own_app, open_session(own_app, number))
    age(own_app, client.signed, seen_at=idle * MINUTE, created_at=idle * MINUTE)
    typed = {"action": "abandon", "words": ["l’été : « août »\r\n<b>", "deux"]}
    answer = client.post(f"/imports/{run}/action", data=typed)
    assert answer.status_code == 401
    page = HtmlPage(answer.text)
    carried = next(each["value"] for each in page.found("input") if each.get("name") == "carried")
    if idle == 15:
        after = client.post("/compte/verrou", data={"password": PASSWORD, "carried": carried})
    else:
        after = signs_in(client, client.signed.email, fields={"carried": carried})
        assert after.location == "/compte/second-facteur"
        proved(own_app, client, secret_of(after))
    form = HtmlPage(client.get("/compte/suite").text)
    assert "Continuer l’envoi" in form.text
    assert f"/imports/{run}/action" in [each.get("action") for each in form.found("form")]
    values = [(each.get("name"), each.get("value")) for each in form.found("input")]
    for pair in (("action", "abandon"), ("words", typed["words"][0]), ("words", "deux")):
        assert pair in values
    proof = [value for name, value in values if name == "proof"][-1]
    sent = FlaskClient.post(client, f"/imports/{run}/action", data={"action": "abandon", "proof": proof})
    assert sent.status_code == 303


def proved(app: Flask, client: FlaskClient, secret: str) -> None:
    """Stand for the second factor: raise a session as the page that asks for it does."""
    with app.extensions["sessions"].begin() as session:
        client.set_cookie(COOKIE, prove(session, secret, utc_now()))


def test_a_10_no_session_lasts_more_than_ten_hours(own_app: Flask, worker: int):
    client = client_of(own_app, open_session(own_app, worker))
    age(own_app, client.signed, created_at=LASTS - MINUTE)
    assert client.get("/compte/presence").status_code == 200
    age(own_app, client.signed, created_at=LASTS)
    assert client.get("/compte/presence").status_code == 303


def test_a_10_that_of_an_administrator_ends_after_half_an_hour(own_app: Flask, worker: int):
    administrator = signed_in_client(own_app, "administrator")
    other = client_of(own_app, open_session(own_app, worker))
    for client in (administrator, other):
        age(own_app, client.signed, seen_at=30 * MINUTE)
    assert administrator.get("/imports").location.startswith("/compte/connexion")
    assert "Session verrouillée" in other.get("/compte/verrou").text


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "HEAD", "path": "/imports"},
        {"path": "/static/relais.css"},
        {"path": "/compte/presence", "headers": {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"}},
        {"headers": {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"}},
        {"headers": {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"}},
    ],
)
def test_a_10_what_a_page_asks_for_by_itself_does_not_put_the_lock_off(own_app: Flask, asked: dict):
    client = signed_in_client(own_app, "administrator")
    age(own_app, client.signed, seen_at=14 * MINUTE)
    client.open(**{"path": "/imports", **asked}).close()
    assert client.get("/compte/presence", headers={"Sec-Fetch-Dest": "empty"}).json["locks_in"] <= 60


def test_a_10_what_somebody_presses_puts_the_lock_off(own_app: Flask):
    pressed = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1"}
    for send in (
        lambda client: client.get("/imports", headers=pressed),
        lambda client: client.get("/lignes", headers=pressed),
        lambda client: client.post("/compte/presence"),
    ):
        client = signed_in_client(own_app, "administrator")
        age(own_app, client.signed, seen_at=14 * MINUTE)
        send(client)
        assert client.get("/compte/presence", headers={"Sec-Fetch-Dest": "empty"}).json["locks_in"] > 800


def test_who_waits_for_the_second_factor_opens_nothing_by_the_lock(own_app: Flask):
    number = plant_account(own_app, "administrator")
    signed = open_session(own_app, number, stage="second-factor")
    client = client_of(own_app, signed)
    assert client.get("/imports").location == "/compte/second-facteur"
    assert client.post("/compte/verrou", data={"password": PASSWORD}).location == "/compte/connexion"
    assert client.get("/imports").location == "/compte/second-facteur"


def test_who_must_have_a_second_factor_sets_it_up_first(own_app: Flask):
    client = signed_in_client(own_app, "administrator", has_two=False)
    assert client.get("/imports").location == "/compte"
    assert client.get("/lignes").status_code == 200


def test_what_is_dangerous_asks_for_the_password_again_and_goes_on_with_the_form(own_app: Flask, worker: int):
    client = client_of(own_app, open_session(own_app, worker))
    age(own_app, client.signed, proved_at=6 * MINUTE)
    with client_request(own_app, client.signed):
        asked = step_up()
        assert asked.status_code == 401
        assert "Confirmez que c’est vous" in asked.get_data(as_text=True)
    client.post("/compte/verrou", data={"password": PASSWORD})
    fresh = Signed(worker, MAIL, client.get_cookie(COOKIE).value)
    with client_request(own_app, fresh):
        assert step_up() is None


def client_request(app: Flask, signed: Signed) -> RequestContext:
    """Give a request of a session, in which a view would be."""
    return app.test_request_context("/compte", headers={"Cookie": f"{COOKIE}={signed.secret}"})


# forms that no own page sent.


def test_a_12_a_form_without_proof_is_shown_again_with_what_it_said(own_app: Flask):
    client = signed_in_client(own_app, "administrator")
    answer = FlaskClient.post(client, "/imports/1/action", data={"action": "Réseau <48>", "proof": "old"})
    assert answer.status_code == 400
    page = HtmlPage(answer.text)
    kept = {each["name"]: each["value"] for each in page.found("input") if each["name"] != "proof"}
    assert kept == {"action": "Réseau <48>"}
    assert "Continuer l’envoi" in page.text
    proofs = {each["value"] for each in page.found("input") if each["name"] == "proof"}
    assert proofs == {client.signed.proof}


def test_a_12_another_site_presses_nothing(own_app: Flask):
    with own_app.extensions["sessions"].begin() as session:
        run = plant_run(session, "finess", "ready", report=REPORT)
    client = signed_in_client(own_app, "administrator")
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ):
        answer = client.post(f"/imports/{run}/action", data={"action": "abandon"}, headers=headers)
        assert answer.status_code == 400
        assert "vient d’un autre site" in answer.text
        assert "Continuer l’envoi" not in answer.text
        for path in ("/compte/connexion", "/compte/oubli"):
            assert client.post(path, data={"email": MAIL}, headers=headers).status_code == 400
    mine = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
    assert client.post(f"/imports/{run}/action", data={"action": "abandon"}, headers=mine).status_code == 303


def test_a_12_what_another_site_sends_to_whoever_is_signed_out_is_not_carried(own_app: Flask):
    answer = own_app.test_client().post(
        "/imports/1/action", data={"action": "undo"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 401
    assert "carried" not in answer.text


def test_z_03_a_field_that_is_no_field_is_refused_by_name(own_app: Flask, worker: int):
    answer = signs_in(own_app.test_client(), fields={"role": "administrator", "is_disabled": "0"})
    assert answer.status_code == 422
    assert "« role » n’est pas un champ" in answer.text
    assert "« is_disabled » n’est pas un champ" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_each_security_event_is_told_once_and_without_a_secret(own_app: Flask, worker: int):
    client = own_app.test_client()
    signs_in(client, password=WRONG)
    signed = Signed(worker, MAIL, secret_of(signs_in(client)))
    client_of(own_app, signed).post("/compte/deconnexion")
    with own_app.extensions["readers"]() as session:
        events = session.scalars(select(Event).order_by(Event.id)).all()
        assert [each.kind for each in events] == ["sign-in-refused", "signed-in", "signed-out"]
        assert {each.account_id for each in events} == {worker}
        assert not [each for each in events if each.told]
