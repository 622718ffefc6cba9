"""Who is signed in: the cookie of this request, the session that it opens, and what that proves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, abort, current_app, g, request
from flask.sessions import SessionInterface, SessionMixin
from flask.wrappers import Request
from flask_login import LoginManager, current_user  # type: ignore[import-untyped]  # it has no types
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from directory.accounts import logins
from directory.accounts.people import actor_of
from directory.accounts.proofs import PROOF, is_proof, proof_of
from directory.actors import Actor, Door
from directory.models import Account, Login
from directory.views.reading import reading
from directory.views.returning import ask

COOKIE = "__Host-relais"
"""A browser takes a cookie of this name from its own site alone, and gives it back to that site alone."""


class NoSession(SessionInterface):
    """Flask keeps nothing in a cookie: what is kept is in the database."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Give a session that refuses to be written."""
        return self.make_null_session(app)

    def save_session(self, app: Flask, session: SessionMixin, response: object) -> None:
        """Keep nothing."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whose cookie opens a session: at its second step, locked, or wholly signed in."""

    account: Account
    login: Login
    secret: str
    is_locked: bool
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Name her as Flask-Login asks."""
        return str(self.account.id)

    @property
    def is_pending(self) -> bool:
        """Say whether the second factor is waited for."""
        return self.login.stage == "second-factor"


def register(app: Flask) -> None:
    """Read who is signed in when a page asks, and make what pages need to know of it available to them."""
    app.session_interface = NoSession()
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(_visitor_of)
    app.jinja_env.globals.update(form_proof=form_proof, signed_in=signed_in, visitor=visitor)
    app.jinja_env.globals["knows"] = app.view_functions.__contains__


def visitor() -> Visitor | None:
    """Give whoever has a session that goes on, at whatever step, locked or not."""
    found = current_user._get_current_object()
    return found if isinstance(found, Visitor) else None


def signed_in() -> Account | None:
    """Give the account of who is wholly signed in, and not locked."""
    who = visitor()
    return who.account if who and not who.is_pending and not who.is_locked else None


def pending() -> Account | None:
    """Give the account whose password was right and whose second factor is waited for."""
    who = visitor()
    return who.account if who and who.is_pending else None


def actor(door: Door = "site") -> Actor:
    """Give who acts in this request; « not found » where nobody is signed in."""
    account = signed_in()
    return actor_of(account, door) if account else abort(404)


def now() -> datetime:
    """Give the time in UTC, without zone, as the database keeps it: the same for the whole request."""
    if "now" not in g:
        g.now = datetime.now(UTC).replace(tzinfo=None)
    at: datetime = g.now
    return at


def is_proved_recently() -> bool:
    """Say whether she proved who she is within minutes."""
    who = visitor()
    return who is not None and not who.is_locked and logins.is_proved_recently(who.login, now())


def step_up() -> Response | None:
    """Give the page that asks for the password before something dangerous; None where it was just given.

    Use as `if refused := step_up(): return refused`.
    """
    if is_proved_recently():
        return None
    return ask("accounts/lock.html", 401, account=signed_in(), is_dangerous=True, problems={})


@contextmanager
def writing() -> Iterator[Session]:
    """Give a session that writes, committed at the end where all went well."""
    with current_app.extensions["sessions"]() as session:
        yield session
        session.commit()


def form_proof() -> str:
    """Give what each form of a signed-in person carries in its field `proof`; nothing for anybody else."""
    who = visitor()
    return proof_of(who.secret) if who else ""


def is_from_own_page() -> bool:
    """Say whether the form received was on a page shown during this session."""
    who = visitor()
    return who is not None and is_proof(who.secret, request.form.get(PROOF, ""))


def keep(answer: Response, secret: str) -> Response:
    """Give the browser the secret of a session, for as long as it stays open."""
    answer.set_cookie(COOKIE, secret, path="/", secure=True, httponly=True, samesite="Lax")
    return answer


def forget(answer: Response) -> Response:
    """Take the cookie back, and whatever pages the browser kept."""
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _visitor_of(_: Request) -> Visitor | None:
    secret = request.cookies.get(COOKIE, "")
    login = logins.find_login(reading(), secret, now()) if secret else None
    if login is None:
        return None
    return Visitor(login.account, login, secret, logins.is_locked(login, now()))
