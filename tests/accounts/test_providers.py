"""ProConnect, against a real OpenID provider: who comes back is believed only where all holds."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from directory.accounts.provider_calls import PATIENCE
from directory.accounts.providers import SettingsError, own_provider
from directory.models import Account, Event, Grant
from tests.accounts.members import SITE, Member, add_account, bare_app, path_of, told
from tests.accounts.provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    TOKEN_FAULTS,
    OpenIdProvider,
    closed_port,
    running_provider,
)
from tests.web.every_page import HtmlPage
from web.config import StartError, read_config

RETURN = "/compte/proconnect/retour"


@pytest.fixture(scope="module")
def running() -> Iterator[OpenIdProvider]:
    """A provider that runs."""
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: OpenIdProvider) -> OpenIdProvider:
    """The same, honest, with a gendarme in front of it who gave a password alone."""
    running.faults.clear()
    running.lets_in("gendarme-1")
    return running


@pytest.fixture
def app(provider: OpenIdProvider, tmp_path: Path) -> Iterator[Flask]:
    """Relais, which knows that provider, and an account tied to nobody."""
    with bare_app(tmp_path, **settings(provider.address)) as app:
        add_account(app, role="officer")
        yield app


def settings(issuer: str) -> dict[str, str]:
    return {
        "RELAIS_OIDC_ISSUER": issuer,
        "RELAIS_OIDC_CLIENT_ID": CLIENT_ID,
        "RELAIS_OIDC_CLIENT_SECRET": CLIENT_SECRET,
    }


def way_back(address: str) -> dict[str, str]:
    """Go to the provider as a browser does, and give what it brings back."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    assert back.path == RETURN
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def leaves(member: Member) -> dict[str, str]:
    """Press the button of the sign-in page, and give what comes back."""
    answer = member.opens("/compte/proconnect")
    assert answer.status_code == 303
    return way_back(answer.headers["Location"])


def returns(member: Member, brought: dict[str, str]) -> TestResponse:
    """Come back from the provider."""
    return member.client.get(RETURN, query_string=brought, base_url=SITE)


def links(member: Member) -> TestResponse:
    """Tie one's identity to one's account, from the page of the account."""
    page = HtmlPage(member.sends("/compte/proconnect/relier").text)
    [address] = [a["href"] for a in page.found("a") if "/autoriser?" in a.get("href", "")]
    return returns(member, way_back(address))


@pytest.fixture
def member(app: Flask) -> Member:
    """A gendarme whose account is tied to her identity, and who is not signed in any more."""
    member = Member.of(app)
    member.signs_in()
    assert path_of(links(member)) == "/compte"
    member.sends("/compte/deconnexion")
    return member


def reasons(app: Flask) -> list[str]:
    """Give why what the provider said was refused."""
    with app.extensions["readers"]() as session:
        return [
            str(each) for each in session.scalars(select(Event.told).where(Event.kind == "provider-refused"))
        ]


def test_a_linked_identity_signs_in(app: Flask, member: Member):
    answer = returns(member, leaves(member))
    assert path_of(answer) == "/compte/suite"
    assert member.is_in()
    assert told(app)[-1] == "signed-in"


def test_the_button_is_there_where_a_provider_is_configured_and_nowhere_else(app: Flask, tmp_path: Path):
    assert "S’identifier avec ProConnect" in Member.of(app).opens("/compte/connexion").text
    with bare_app(tmp_path / "sans") as without:
        member = Member.of(without)
        assert "ProConnect" not in member.opens("/compte/connexion").text
        assert member.opens("/compte/proconnect").status_code == 404
        assert member.opens(RETURN).status_code == 404


def test_what_is_asked_carries_a_state_a_nonce_and_a_challenge(member: Member, provider: OpenIdProvider):
    leaves(member)
    asked = provider.asked[-1]
    assert asked["scope"] == "openid"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_a_11_an_unknown_identity_opens_nothing_even_with_the_mail_of_an_account(
    app: Flask, provider: OpenIdProvider
):
    provider.lets_in("inconnu", email="zoe@exemple.invalid", email_verified=True)
    member = Member.of(app)
    answer = returns(member, leaves(member))
    assert answer.status_code == 403
    assert "reliée à aucun compte" in answer.text
    assert not member.is_in()


def test_a_11_no_role_comes_from_a_claim(app: Flask, member: Member, provider: OpenIdProvider):
    provider.lets_in("gendarme-1", role="administrator", roles=["administrator"], groups=["desk"])
    returns(member, leaves(member))
    assert member.is_in()
    with app.extensions["readers"]() as session:
        assert list(session.scalars(select(Grant.role))) == ["officer"]


@pytest.mark.parametrize(
    "fault", [*TOKEN_FAULTS, "alg none", "key", "no token", "another issuer", "in the clear"]
)
def test_a_11_a_token_that_lies_is_refused_and_told(
    app: Flask, member: Member, provider: OpenIdProvider, fault: str
):
    brought = leaves(member)
    provider.faults.add(fault)
    answer = returns(member, brought)
    assert answer.status_code == 403
    assert "n’a pas pu être vérifiée" in answer.text
    assert not member.is_in()
    assert len(reasons(app)) == 1
    assert brought["code"] not in reasons(app)[0]


@pytest.mark.parametrize("state", ["", "zwanze", "é" * 500])
def test_a_11_another_state_is_refused(app: Flask, member: Member, state: str):
    answer = returns(member, {**leaves(member), "state": state})
    assert answer.status_code == 403
    assert not member.is_in()
    assert '"reason": "state"' in reasons(app)[0]


def test_a_11_an_answer_brought_by_another_browser_is_refused(app: Flask, member: Member):
    brought = leaves(member)
    victim = Member.of(app)
    assert returns(victim, brought).status_code == 403
    assert not victim.is_in()
    assert returns(member, brought).status_code == 403, "a state serves once, whoever brought it"


def test_a_11_a_code_serves_once(app: Flask, member: Member):
    first = leaves(member)
    assert path_of(returns(member, first)) == "/compte/suite"
    member.sends("/compte/deconnexion")
    assert returns(member, first).status_code == 403
    replayed = {**leaves(member), "code": first["code"]}
    assert returns(member, replayed).status_code == 403
    assert not member.is_in()
    assert "invalid_grant" in reasons(app)[-1]


def test_an_answer_that_names_another_issuer_is_refused(member: Member):
    answer = returns(member, {**leaves(member), "iss": "https://autre.example"})
    assert answer.status_code == 403


def test_a_11_without_two_factors_there_the_second_one_is_asked_here(
    app: Flask, member: Member, provider: OpenIdProvider
):
    member.signs_in()
    member.adds_application()
    member.sends("/compte/deconnexion")
    assert path_of(returns(member, leaves(member))) == "/compte/second-facteur"
    assert not member.is_in()
    for acr, amr in (("eidas2", ("pwd",)), ("eidas1", ("pwd", "mfa"))):
        provider.lets_in("gendarme-1", acr=acr, amr=amr)
        again = Member.of(app)
        assert path_of(returns(again, leaves(again))) == "/compte/suite"
        assert again.is_in()


def test_an_identity_is_tied_to_one_account(app: Flask, member: Member):
    add_account(app, "lea@exemple.invalid", role="officer")
    other = Member.of(app, "lea@exemple.invalid")
    other.signs_in()
    answer = links(other)
    assert answer.status_code == 409
    assert "déjà reliée à un autre compte" in answer.text


def test_a_link_begun_by_somebody_else_ties_nothing(app: Flask, provider: OpenIdProvider):
    thief = Member.of(app)
    thief.signs_in()
    page = HtmlPage(thief.sends("/compte/proconnect/relier").text)
    [address] = [a["href"] for a in page.found("a") if "/autoriser?" in a.get("href", "")]
    add_account(app, "lea@exemple.invalid", role="officer")
    victim = Member.of(app, "lea@exemple.invalid")
    victim.signs_in()
    assert returns(victim, way_back(address)).status_code == 403
    with app.extensions["readers"]() as session:
        assert not list(session.scalars(select(Account.subject).where(Account.subject.is_not(None))))


def test_an_identity_that_is_separated_opens_nothing_any_more(app: Flask, member: Member):
    member.signs_in()
    assert path_of(member.sends("/compte/proconnect/retrait")) == "/compte"
    member.sends("/compte/deconnexion")
    assert returns(member, leaves(member)).status_code == 403
    assert [kind for kind in told(app) if kind.startswith("provider-l") or "unlinked" in kind] == [
        "provider-linked",
        "provider-unlinked",
    ]


def test_a_disabled_account_is_not_opened_by_the_provider(app: Flask, member: Member):
    with app.extensions["sessions"].begin() as session:
        session.scalars(select(Account)).one().is_disabled = True
    assert returns(member, leaves(member)).status_code == 403


def test_who_gives_up_there_is_told_so(member: Member, provider: OpenIdProvider):
    provider.faults.add("refuses")
    answer = returns(member, leaves(member))
    assert answer.status_code == 403
    assert "n’a identifié personne" in answer.text


@pytest.mark.parametrize("fault", ["slow", "drips", "endless", "garbage", "broken", "elsewhere"])
def test_r_14_a_provider_that_fails_gives_a_page_within_five_seconds(
    member: Member, provider: OpenIdProvider, fault: str
):
    brought = leaves(member)
    provider.faults.add(fault)
    for ask in (lambda: returns(member, brought), lambda: member.opens("/compte/proconnect")):
        started = time.monotonic()
        answer = ask()
        assert answer.status_code == 503
        assert "ProConnect ne répond pas" in answer.text
        assert time.monotonic() - started < PATIENCE + 1
    assert member.signs_in().status_code == 303, "a password still opens"


def test_r_14_a_provider_that_is_down_leaves_the_password(tmp_path: Path):
    with bare_app(tmp_path, **settings(f"http://127.0.0.1:{closed_port()}")) as app:
        add_account(app)
        member = Member.of(app)
        assert member.opens("/compte/proconnect").status_code == 503
        member.signs_in()
        assert member.sends("/compte/proconnect/relier").status_code == 503
        assert member.is_in()


def test_a_provider_is_configured_whole_or_not_at_all(tmp_path: Path):
    whole = settings("https://proconnect.example/api/v2")
    assert own_provider(*whole.values()) is not None
    assert own_provider("", "", "") is None
    for name in whole:
        with pytest.raises(StartError, match="qu’à moitié"):
            read_config({"RELAIS_DATA_DIR": str(tmp_path), **whole, name: ""})


@pytest.mark.parametrize(
    "issuer", ["http://proconnect.example", "proconnect.example", "ftp://localhost", "http://["]
)
def test_a_provider_is_asked_over_https(issuer: str):
    with pytest.raises(SettingsError, match="https"):
        own_provider(issuer, "a", "b")
