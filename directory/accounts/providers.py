"""An identity provider that says who somebody is: ProConnect, or another that speaks OpenID Connect.

Relais asks it, through the browser, with a code that serves once (PKCE), and believes nothing but an identity
token signed by the keys of the configured issuer, made for Relais, for this very request, and still valid. Of
what that token says, two things are kept: who (issuer and subject), and whether two factors were asked.
"""

import json
from calendar import timegm
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from directory.accounts.provider_calls import TooSlowError, get_object, in_time, is_safe, open_client

DISCOVERY = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY = 30
"""Seconds by which its clock and ours may differ."""

LONGEST_SUBJECT = 200
ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures by a key that the provider alone holds: neither « none » nor one that we could make."""

STRONG_LEVELS = (
    "eidas2",
    "eidas3",
    "https://proconnect.gouv.fr/assurance/self-asserted-2fa",
    "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
)
"""Levels (`acr`) at which ProConnect has asked for two factors, by its documentation of 2026."""

STRONG_METHOD = "mfa"
"""How the same is said in `amr`: RFC 8176."""

ASKED = json.dumps({"id_token": {"acr": {"essential": True}, "amr": {"essential": True}}})

DOWN = (
    "ProConnect ne répond pas pour l’instant. Identifiez-vous avec votre adresse et votre mot de passe, "
    "ou réessayez dans quelques minutes."
)
REFUSED = (
    "La réponse de ProConnect n’a pas pu être vérifiée : rien n’a été ouvert. Recommencez, ou "
    "identifiez-vous avec votre adresse et votre mot de passe."
)

Answer = TypeVar("Answer")


HALF_SET = (
    "ProConnect n’est réglé qu’à moitié : RELAIS_OIDC_ISSUER, RELAIS_OIDC_CLIENT_ID et "
    "RELAIS_OIDC_CLIENT_SECRET vont ensemble. Donnez les trois, ou aucun."
)


class SettingsError(ValueError):
    """What an operator has set of a provider cannot be used."""


class ProviderError(RuntimeError):
    """What the provider answers cannot be believed. `reason` is for the journal, in English."""

    def __init__(self, reason: str, sentence: str = REFUSED) -> None:
        super().__init__(sentence)
        self.reason = reason


class ProviderDownError(ProviderError):
    """The provider gives no answer, or none that can be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, DOWN)


@dataclass(frozen=True, slots=True)
class Provider:
    """What an operator has configured: where the provider is, and how Relais tells it who asks."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Asking:
    """What ties an answer to one request: `nonce` comes back in the token, `verifier` proves who asked."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, for one issuer; `is_strong` says that two factors were asked of her there."""

    issuer: str
    subject: str
    is_strong: bool


def own_provider(issuer: str, client_id: str, client_secret: str) -> Provider | None:
    """Give the provider that an operator has configured, None where there is none.

    Raises:
        SettingsError: a part is missing, or what is sent to it would be in the clear.
    """
    given = (issuer, client_id, client_secret)
    if not any(given):
        return None
    if not all(given):
        raise SettingsError(HALF_SET)
    if not is_safe(issuer):
        raise SettingsError(
            f"RELAIS_OIDC_ISSUER : « {issuer} » n’est pas une adresse https. Il faut celle de l’émetteur, "
            "telle que ProConnect la donne, sans le chemin de sa configuration."
        )
    return Provider(*given)


def way_there(provider: Provider, back: str, asking: Asking) -> str:
    """Give the address to send a browser to. `back` is where it returns.

    Raises:
        ProviderError: the provider does not answer, or does not say where it is.
    """

    def ask() -> str:
        with _client(provider, back) as client:
            address, _ = client.create_authorization_url(
                _discover(provider, client)["authorization_endpoint"],
                state=asking.state,
                nonce=asking.nonce,
                code_verifier=asking.verifier,
                claims=ASKED,
            )
            return str(address)

    return _told(ask)


def identity(provider: Provider, back: str, asking: Asking, code: str, at: datetime) -> Identity:
    """Give who came back with `code`.

    Raises:
        ProviderError: the provider does not answer, refuses the code, or says what cannot be believed.
    """

    def ask() -> tuple[dict[str, Any], dict[str, Any]]:
        with _client(provider, back) as client:
            found = _discover(provider, client)
            answer = _exchange(client, found, code, asking.verifier)
            return answer, get_object(client, found["jwks_uri"])

    answer, keys = _told(ask)
    try:
        return _believed(provider, asking, answer, keys, at)
    except JoseError as error:
        raise ProviderError(str(error)) from error
    except (ValueError, LookupError, TypeError) as error:
        raise ProviderError("unreadable token") from error


def _told(ask: Callable[[], Answer]) -> Answer:
    try:
        return in_time(ask)
    except AuthlibBaseError as error:
        # The provider answered, and said no: to a code that has served, or that was not for Relais.
        raise ProviderError(f"provider: {error.error}") from error
    except TooSlowError as error:
        raise ProviderDownError("too slow") from error
    except (requests.RequestException, ValueError, LookupError, TypeError) as error:
        raise ProviderDownError(type(error).__name__) from error


def _client(provider: Provider, back: str) -> OAuth2Session:
    return open_client(provider.client_id, provider.client_secret, back)


def _discover(provider: Provider, client: OAuth2Session) -> dict[str, Any]:
    """Give what the provider says of itself, where it is the issuer that was configured and no other."""
    found = get_object(client, provider.issuer.rstrip("/") + DISCOVERY)
    if found.get("issuer") != provider.issuer:
        raise ProviderError("discovery: another issuer")
    if not all(is_safe(str(found.get(each, ""))) for each in ENDPOINTS):
        raise ProviderError("discovery: endpoints in the clear")
    return found


def _exchange(client: OAuth2Session, found: dict[str, Any], code: str, verifier: str) -> dict[str, Any]:
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    client.token_endpoint_auth_method = next(
        (each for each in ("client_secret_basic", "client_secret_post") if each in ways), "client_secret_post"
    )
    asked = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return dict(client.fetch_token(found["token_endpoint"], **asked))


def _believed(
    provider: Provider, asking: Asking, answer: dict[str, Any], keys: dict[str, Any], at: datetime
) -> Identity:
    """Give who an identity token speaks of, once all that it says of itself has been verified."""
    signed = jwt.decode(
        answer["id_token"], KeySet.import_key_set(cast(KeySetSerialization, keys)), algorithms=ALGORITHMS
    )
    wanted = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True, "value": asking.nonce},
        "acr": {"essential": True},
        "amr": {"essential": True},
    }
    ours = {
        "nonce": asking.nonce,
        "client_id": provider.client_id,
        "access_token": answer.get("access_token"),
    }
    said = CodeIDToken(signed.claims, signed.header, wanted, ours)
    said.validate(now=timegm(at.timetuple()), leeway=LEEWAY)
    subject = said["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderError("subject")
    is_strong = said["acr"] in STRONG_LEVELS or STRONG_METHOD in said["amr"]
    return Identity(provider.issuer, subject, is_strong)
