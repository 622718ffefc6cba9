"""People who are signed in, for tests: an account with a role, its session, a client or a browser with it.

client = signed_in_client(app, "partner", organization_id=12)
client.post("/fiches/3", data={"name": "…"})          # carries the proof of its session by itself
sign_in_browser(app, context, server, "desk", territory=("department", "48"))
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext

from directory.accounts.logins import open_login
from directory.accounts.passwords import hash_of
from directory.accounts.proofs import proof_of
from directory.models import Account, Grant
from directory.views.signed_in import COOKIE

PASSWORD = "zwanze zwanze quatre-vingts"
HASH = hash_of(PASSWORD)
"""Hashed once: every account made here has this password."""

HAS_SECOND_FACTOR = "-"
"""What an account has in place of the seed of an application: it has one, that no code opens."""


@dataclass(frozen=True)
class Signed:
    """An account and a session of it that is open, its second factor given."""

    account_id: int
    email: str
    secret: str

    @property
    def proof(self) -> str:
        """What each of its forms carries."""
        return proof_of(self.secret)


class SignedClient(FlaskClient):
    """A client whose forms carry the proof of its session."""

    signed: Signed

    def post(self, path, data=None, **more):
        """Send a form as a page of this session would."""
        if data is None or (isinstance(data, dict) and "proof" not in data):
            data = {**(data or {}), "proof": self.signed.proof}
        return super().post(path, data=data, **more)


def utc_now() -> datetime:
    """Give the time as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def plant_account(
    app: Flask,
    role: str | None,
    *,
    territory: tuple[str, str] | None = None,
    organization_id: int | None = None,
    is_manager: bool = False,
    name: str = "",
    email: str = "",
    has_two: bool = True,
) -> int:
    """Make an account with a role, and give its number. Its password is `PASSWORD`."""
    kind, code = territory or (None, None)
    grant = Grant(
        role=role,
        territory_kind=kind,
        territory_code=code,
        organization_id=organization_id,
        is_manager=is_manager,
    )
    with app.extensions["sessions"].begin() as session:
        account = Account(
            email=email or f"{uuid4().hex}@exemple.invalid",
            name=name or f"Zoé {role}",
            password=HASH,
            totp_secret=HAS_SECOND_FACTOR if has_two else None,
            created_at=utc_now(),
            is_disabled=False,
            grants=[grant] if role else [],
        )
        session.add(account)
        session.flush()
        return account.id


def open_session(app: Flask, account_id: int, at: datetime | None = None, stage: str = "open") -> Signed:
    """Open a session of an account, proved at `at`."""
    with app.extensions["sessions"].begin() as session:
        account = session.get_one(Account, account_id)
        return Signed(account_id, account.email, open_login(session, account, stage, at or utc_now()))


def client_of(app: Flask, signed: Signed) -> SignedClient:
    """Give a client whose cookie is that of a session."""
    client = SignedClient(app, app.response_class, use_cookies=True)
    client.signed = signed
    client.set_cookie(COOKIE, signed.secret)
    return client


def signed_in_client(app: Flask, role: str | None, **about) -> SignedClient:
    """Give a client of somebody new who holds `role`; `about` is as `plant_account` takes it."""
    return client_of(app, open_session(app, plant_account(app, role, **about)))


def sign_in_browser(app: Flask, context: BrowserContext, server: str, role: str | None, **about) -> Signed:
    """Sign somebody new in, in a real browser that opens pages of `server`."""
    signed = open_session(app, plant_account(app, role, **about))
    show_cookie(context, server, signed)
    return signed


def show_cookie(context: BrowserContext, server: str, signed: Signed) -> None:
    """Give a browser the cookie of a session."""
    cookie = {"name": COOKIE, "value": signed.secret, "secure": True, "httpOnly": True, "sameSite": "Lax"}
    context.add_cookies([{**cookie, "url": server.replace("http://", "https://")}])
