"""An OpenID provider that is one: Authlib's authorization server, over HTTP, with PKCE and signed tokens.

It lets in whoever it is told to (`lets_in`), without a page of its own. `faults` makes it lie, in one way at
a time.
"""

import json
import socket
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID = "relais-essai"
CLIENT_SECRET = "un secret pour les essais"
KEY = RSAKey.generate_key(2048, {"kid": "essai", "use": "sig"})
ANOTHER_KEY = RSAKey.generate_key(2048, {"kid": "essai", "use": "sig"})

TOKEN_FAULTS: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "celui d’une autre demande"},
    "issuer": {"iss": "https://autre.example"},
    "audience": {"aud": ["un-autre-service"]},
    "expired": {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
    "early": {"nbf": int(time.time()) + 3600},
    "no subject": {"sub": ""},
    "no acr": {"acr": None},
    "no amr": {"amr": None},
    "party": {"azp": "un-autre-service"},
}
"""Fault -> what the identity token says; None is for what it does not say."""


@dataclass
class Client(ClientMixin):
    """Relais, as the provider knows it."""

    redirect_uri: str
    client_id: str = CLIENT_ID

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/compte/proconnect/retour")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code given to a browser: for one person, one request, one use."""

    redirect_uri: str
    scope: str
    nonce: str
    person: dict[str, Any]
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> str:
        return str(self.person["acr"])

    def get_amr(self) -> list[str]:
        return list(self.person["amr"])


@dataclass
class OpenIdProvider:
    """The provider: where it is, whom it lets in next, and how it lies."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    """What browsers brought to the authorization page, the last one last."""

    def lets_in(
        self, subject: str, *, acr: str = "eidas1", amr: tuple[str, ...] = ("pwd",), **more: Any
    ) -> None:
        """Say who is in front of the browser from now on, and how she proves it there."""
        self.person = {"sub": subject, "acr": acr, "amr": list(amr), **more}

    def app(self) -> Flask:
        """Give the pages of the provider."""
        app = Flask("provider")
        server = AuthorizationServer(app, query_client=self._client, save_token=lambda token, request: None)
        server.register_grant(_grant(self), [CodeChallenge(required=True), _Tokens(self)])
        app.before_request(self._misbehave)

        @app.get("/.well-known/openid-configuration")
        def discovery() -> Response:
            return jsonify(self._discovery())

        @app.get("/cles")
        def keys() -> Response:
            return jsonify({"keys": [KEY.as_dict(private=False)]})

        @app.get("/autoriser")
        def authorize() -> Any:
            self.asked.append(request.args.to_dict())
            if "refuses" in self.faults:
                back, state = request.args["redirect_uri"], request.args["state"]
                return redirect(f"{back}?error=access_denied&state={state}")
            grant = server.get_consent_grant(end_user=self.person)
            return server.create_authorization_response(grant_user=self.person, grant=grant)

        @app.post("/jeton")
        def token() -> Any:
            return server.create_token_response()

        return app

    def _client(self, client_id: str) -> Client | None:
        return Client("") if client_id == CLIENT_ID else None

    def _discovery(self) -> dict[str, Any]:
        said = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/autoriser",
            "token_endpoint": f"{self.address}/jeton",
            "jwks_uri": f"{self.address}/cles",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        if "another issuer" in self.faults:
            said["issuer"] = "https://autre.example"
        if "in the clear" in self.faults:
            said["token_endpoint"] = "http://autre.example/jeton"
        return said

    def _misbehave(self) -> Response | None:
        if "slow" in self.faults:
            time.sleep(30)
        if "drips" in self.faults:
            return Response(_drops())
        if "endless" in self.faults:
            return Response((b"{" + b" " * 65536 for _ in range(10_000)), mimetype="application/json")
        if "garbage" in self.faults:
            return Response("<p>Bonjour", mimetype="text/html")
        if "broken" in self.faults:
            return Response("{}", status=500)
        if "elsewhere" in self.faults and request.path != "/ailleurs":
            return Response(status=302, headers={"Location": f"{self.address}/ailleurs"})
        return None


def _drops() -> Iterator[bytes]:
    """One byte now and then: no limit from one byte to the next ever ends it."""
    yield b"{"
    for _ in range(20):
        time.sleep(1)
        yield b" "


class _Tokens(OpenIDCode):
    """Identity tokens, true or false in one way."""

    def __init__(self, provider: OpenIdProvider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: object) -> bool:
        return False

    def generate_user_info(self, user: dict[str, Any], scope: str) -> dict[str, Any]:
        return {name: value for name, value in user.items() if name not in ("acr", "amr")}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": self.provider.address, "aud": [client.get_client_id()]}

    def get_client_algorithm(self, client: Client) -> str:
        return "RS256"

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": "RS256", "kid": "essai"}

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return ANOTHER_KEY if "key" in self.provider.faults else KEY

    def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
        honest = super().encode_id_token(token, request)
        claims = dict(jwt.decode(honest, self.resolve_client_private_key(request.client)).claims)
        for fault in self.provider.faults & TOKEN_FAULTS.keys():
            claims |= TOKEN_FAULTS[fault]
        claims = {name: value for name, value in claims.items() if value is not None}
        if "alg none" in self.provider.faults:
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if "no token" in self.provider.faults:
            return "rien"
        header = self.get_encode_header(request.client)
        return jwt.encode(header, claims, self.resolve_client_private_key(request.client))


def _grant(provider: OpenIdProvider) -> type[grants.AuthorizationCodeGrant]:
    class CodeGrant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            asked = request.payload.data
            provider.codes[code] = Code(
                asked["redirect_uri"],
                asked["scope"],
                asked["nonce"],
                request.user,
                asked["code_challenge"],
                asked["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes = {k: v for k, v in provider.codes.items() if v is not authorization_code}

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.person

    return CodeGrant


def _part(said: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


@contextmanager
def running_provider() -> Iterator[OpenIdProvider]:
    """Run a provider over HTTP."""
    provider = OpenIdProvider()
    serving = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    serving.daemon_threads = True
    serving.block_on_close = False  # A page that was made slow is not waited for.
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    provider.address = f"http://127.0.0.1:{serving.server_port}"
    yield provider
    serving.shutdown()
    thread.join()
    serving.server_close()


def closed_port() -> int:
    """Give a port of this machine on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
