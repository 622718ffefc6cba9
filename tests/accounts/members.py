"""People with an account and a password, in front of a browser without a screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from directory.accounts.passwords import hash_of
from directory.accounts.proofs import PROOF, proof_of
from directory.db import migrate
from directory.models import Account, Event, Grant
from directory.views.signed_in import COOKIE
from tests.accounts.conftest import AT
from tests.web.every_page import HtmlPage
from wsgi import create_app

PASSWORD = "une phrase que personne ne devine"
HASH = hash_of(PASSWORD)
SITE = "https://localhost"
"""Over https, as everywhere but on the machine itself: the cookie goes nowhere else."""


@contextmanager
def bare_app(folder: Path, **settings: str) -> Iterator[Flask]:
    """The application on a database with its tables and nothing in them."""
    app = create_app({"RELAIS_DATA_DIR": str(folder), **settings})
    migrate(app.extensions["engine"])
    yield app
    app.extensions["engine"].dispose()


def add_account(app: Flask, email: str = "zoe@exemple.invalid", role: str = "social-worker") -> int:
    """Add somebody with a role that holds everywhere, and give the number of her account."""
    with app.extensions["sessions"]() as session:
        account = Account(email=email, name="Zoé", password=HASH, created_at=AT, is_disabled=False)
        account.grants = [Grant(role=role)]
        session.add(account)
        session.commit()
        return account.id


@dataclass
class Member:
    """Somebody at a browser of hers. Each form she sends carries the proof of its page."""

    app: Flask
    client: FlaskClient
    email: str

    @classmethod
    def of(cls, app: Flask, email: str = "zoe@exemple.invalid") -> "Member":
        """Sit down at a new browser."""
        return cls(app, app.test_client(), email)

    @property
    def secret(self) -> str:
        """The cookie of her session, nothing where she has none."""
        cookie = self.client.get_cookie(COOKIE, "localhost")
        return cookie.value if cookie else ""

    def signs_in(self, password: str = PASSWORD) -> TestResponse:
        """Give her mail and her password."""
        return self.sends("/compte/connexion", email=self.email, password=password)

    def opens(self, path: str) -> TestResponse:
        """Open a page by its address."""
        return self.client.get(path, base_url=SITE)

    def sends(self, path: str, **fields: str) -> TestResponse:
        """Send a form."""
        proof = {PROOF: proof_of(self.secret)} if self.secret else {}
        return self.client.post(path, data={**proof, **fields}, base_url=SITE)

    def reads(self, path: str) -> HtmlPage:
        """Open a page, and read it."""
        return HtmlPage(self.opens(path).text)

    def adds_application(self) -> str:
        """Add an application, and give its secret."""
        page = self.reads("/compte/application")
        seed = page.sent()["seed"][0]
        secret = page.text.split("dans l’application :")[1].split("Code affiché")[0].replace(" ", "")
        assert self.sends("/compte/application", seed=seed, code=pyotp.TOTP(secret).now()).status_code == 200
        return secret

    def is_in(self) -> bool:
        """Say whether her account opens to her."""
        return self.opens("/compte").status_code == 200


def path_of(answer: TestResponse) -> str:
    """Give the path that an answer sends to."""
    return urlsplit(answer.headers.get("Location", "")).path


def told(app: Flask) -> list[str]:
    """Give the kinds of what was told, in order."""
    with app.extensions["readers"]() as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))
