"""A passkey is added and signs in, in a real Chromium with a device of its own."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect
from sqlalchemy import select

from directory.accounts import passkeys
from directory.accounts.passkeys import PasskeyError, Site
from directory.accounts.people import actor_of
from directory.models import Account, Passkey
from tests.accounts.conftest import AT, Somebody
from tests.accounts.members import PASSWORD, Member, add_account, bare_app, told
from tests.conftest import served

SITE = Site("localhost", "https://localhost")
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application with nobody in it."""
    with bare_app(tmp_path) as app:
        yield app


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Its address by name: browsers keep no passkey for an address in figures."""
    with served(app) as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(8000)
    yield context
    context.close()


def with_device(page: Page) -> tuple[CDPSession, str]:
    """Give the browser of a page a device that holds keys and says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools, added["authenticatorId"]


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/compte/connexion")
    page.get_by_label("Courriel").fill("zoe@exemple.invalid")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def add_key(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/compte")
    page.get_by_label("Nom de cette clé").fill(name)
    page.get_by_role("button", name="Ajouter une clé d’accès").click()


@pytest.mark.browser
def test_a_passkey_is_added_then_signs_in_then_is_removed(app: Flask, address: str, context: BrowserContext):
    add_account(app)
    page = context.new_page()
    devtools, device = with_device(page)
    sign_in(page, address)
    add_key(page, address, "Poste du fond")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    page.get_by_role("link", name="C’est noté").click()
    expect(page.locator("main")).to_contain_text("Poste du fond")
    page.get_by_role("button", name="Fermer toutes les sessions").click()

    sign_in(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second facteur")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url(lambda url: "second-facteur" not in url)
    page.goto(f"{address}/compte")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    assert (
        count_of(app)
        == devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"][0][
            "signCount"
        ]
    )

    page.get_by_role("button", name="Retirer Poste du fond").click()
    expect(page.locator("main")).not_to_contain_text("Poste du fond")
    assert [kind for kind in told(app) if "passkey" in kind] == ["passkey-added", "passkey-removed"]


@pytest.mark.browser
def test_a_copied_key_whose_count_stays_behind_is_refused(app: Flask, address: str, context: BrowserContext):
    add_account(app)
    page = context.new_page()
    with_device(page)
    sign_in(page, address)
    add_key(page, address, "Poste du fond")
    page.get_by_role("link", name="C’est noté").click()
    with app.extensions["sessions"].begin() as session:
        session.scalars(select(Passkey)).one().sign_count = 1000
    page.get_by_role("button", name="Fermer toutes les sessions").click()
    sign_in(page, address)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.locator("main")).to_contain_text("Cette clé d’accès n’a pas été reconnue")
    page.goto(f"{address}/compte")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second facteur")


@pytest.mark.browser
def test_an_answer_serves_once_and_the_key_it_brings_is_not_added_twice(
    app: Flask, address: str, context: BrowserContext
):
    add_account(app)
    page = context.new_page()
    with_device(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    sign_in(page, address)
    add_key(page, address, "Poste du fond")
    page.get_by_role("link", name="C’est noté").click()
    form = [body for body in sent if "answer=%7B" in body][-1]
    answer = page.request.post(
        f"{address}/compte/cles",
        data=form,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": address},
    )
    assert answer.status == 422
    assert "n’a pas été reconnue" in answer.text()
    with app.extensions["readers"]() as session:
        assert len(session.scalars(select(Passkey)).all()) == 1


@pytest.mark.browser
def test_a_device_says_that_it_already_holds_a_key(app: Flask, address: str, context: BrowserContext):
    add_account(app)
    page = context.new_page()
    with_device(page)
    sign_in(page, address)
    add_key(page, address, "Poste du fond")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    add_key(page, address, "Encore elle")
    expect(page.locator("[data-passkey-words]")).to_have_text("Cette clé est déjà sur votre compte.")


@pytest.mark.browser
def test_without_script_the_page_says_that_the_application_is_enough(
    app: Flask, address: str, browser: Browser
):
    add_account(app)
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(8000)
    page = context.new_page()
    sign_in(page, address)
    page.goto(f"{address}/compte")
    expect(page.get_by_text("l’application suffit")).to_be_visible()
    expect(page.get_by_role("button", name="Ajouter une clé d’accès")).to_be_hidden()
    context.close()


def count_of(app: Flask) -> int:
    """Give the count that is kept of the only key."""
    with app.extensions["readers"]() as session:
        return session.scalars(select(Passkey.sign_count)).one()


def test_what_no_browser_makes_adds_nothing_and_signs_in_nobody(writer, somebody: Somebody):
    account = somebody()
    actor = actor_of(account, "site")
    for answer in ("", "{}", "[]", "null", "{" * 5000, '{"id": 1}', made("e30"), made(claim("zwanze"))):
        with pytest.raises(PasskeyError):
            passkeys.add(writer, actor, SITE, account.id, answer, "", AT)
        assert not passkeys.check(writer, SITE, account.id, answer, AT)


def test_a_challenge_is_for_one_account_one_act_and_five_minutes(writer, somebody: Somebody):
    account, other = somebody(), somebody("lea@exemple.invalid")
    challenge = json.loads(passkeys.ask_to_add(writer, SITE, account.id, AT))["challenge"]
    writer.commit()
    key = Passkey(
        account_id=other.id, credential_id=b"clef", public_key=b"", sign_count=0, name="Clé", created_at=AT
    )
    writer.add(key)
    writer.commit()
    for owner, at in ((other, AT), (account, AT + timedelta(minutes=6))):
        assert not passkeys.check(writer, SITE, owner.id, made(claim(decoded(challenge))), at)


def test_a_key_of_somebody_else_is_not_removed(writer, somebody: Somebody):
    account, other = somebody(), somebody("lea@exemple.invalid")
    writer.add(
        Passkey(
            account_id=other.id,
            credential_id=b"clef",
            public_key=b"",
            sign_count=0,
            name="Clé",
            created_at=AT,
        )
    )
    writer.commit()
    number = writer.scalars(select(Passkey.id)).one()
    assert not passkeys.remove(writer, actor_of(account, "site"), account.id, number, AT)
    assert writer.scalars(select(Passkey.id)).all() == [number]


def test_options_name_the_site_and_the_keys_that_are_there(writer, somebody: Somebody):
    account = somebody()
    asked = json.loads(passkeys.ask_to_add(writer, SITE, account.id, AT))
    assert asked["rp"]["id"] == "localhost"
    assert asked["excludeCredentials"] == []
    assert decoded(asked["user"]["id"]) == str(account.id)
    assert writer.get(Account, account.id) is not None


def test_a_key_that_is_not_hers_cannot_be_removed_from_the_page(app: Flask):
    add_account(app)
    member = Member.of(app)
    member.signs_in()
    assert member.sends("/compte/cles/retrait", key="99").status_code == 404
    assert member.sends("/compte/cles/retrait", key="un").status_code == 422


def claim(challenge: str) -> str:
    """Give what a browser would sign over a challenge."""
    said: dict[str, Any] = {
        "type": "webauthn.get",
        "challenge": encoded(challenge),
        "origin": "https://localhost",
    }
    return encoded(json.dumps(said))


def made(client_data: str) -> str:
    """Give an answer that looks like one of a browser, and that nothing has signed."""
    response = {
        "clientDataJSON": client_data,
        "attestationObject": "",
        "authenticatorData": "",
        "signature": "",
    }
    return json.dumps(
        {"id": encoded("clef"), "rawId": encoded("clef"), "type": "public-key", "response": response}
    )


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decoded(text: str) -> str:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
