"""The way into an account, under /compte: signing in, the lock, and out again."""

from datetime import timedelta
from math import ceil

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.accounts import logins
from directory.accounts.entering import enter, refuse, unlock, wait
from directory.accounts.passwords import is_right
from directory.accounts.people import actor_of, find_account
from directory.accounts.schemas import SIGN_IN, UNLOCK, Read, read
from directory.audit import tell
from directory.models import Account
from directory.views.reading import reading
from directory.views.returning import ask, read_way, sealed_way, suite
from directory.views.signed_in import Visitor, forget, form_proof, keep, now, signed_in, visitor, writing

blueprint = Blueprint("account", __name__, url_prefix="/compte")

WRONG = "Ce courriel et ce mot de passe ne vont pas ensemble, ou ce compte n’est pas ouvert."
NOT_THE_ONE = "Ce mot de passe n’est pas le bon."

HOMES = (("administrator", "desk.home"), ("desk", "desk.home"), ("administrator", "imports.home"))
"""Role -> the page where it begins, the first that exists."""


@blueprint.route("/connexion", methods=["GET", "POST"])
def sign_in() -> Response:
    """Ask for a mail and a password, and open a session where they go together."""
    if request.method != "POST":
        account = signed_in()
        return redirect(suite() or home_of(account), 303) if account else _sign_in_page(Read({}), 200)
    form = read(SIGN_IN, request.form.items(multi=True))
    if form.errors:
        return _sign_in_page(form, 422)
    email = form.values["email"].strip().lower()
    patience = _counted(email)
    if patience:
        return _too_often(_sign_in_page(Read(form.values, {"email": in_words(patience)}), 429), patience)
    account = find_account(reading(), email)
    is_open = is_right(form.values["password"], account.password if account else None)
    return _entered(account, form) if is_open and account else _refused(account, form)


def _entered(account: Account, form: Read) -> Response:
    who = visitor()
    with writing() as session:
        goes_on = sealed_way(account.id, now())
        opened = enter(session, account, now(), goes_on=goes_on, leaving=who.secret if who else None)
    if opened is None:
        return _refused(account, form)
    stage, secret = opened
    following = "account.go_on" if stage == "open" else "account.second_factor"
    return keep(redirect(url_for(following), 303), secret)


def _refused(account: Account | None, form: Read) -> Response:
    with writing() as session:
        refuse(session, account, now())
    return _sign_in_page(Read(form.values, {"password": WRONG}), 401)


@blueprint.route("/verrou", methods=["GET", "POST"])
def lock() -> Response:
    """Ask for the password again: after a while without a move, or before something dangerous."""
    who = visitor()
    if who is None or who.is_pending:
        return redirect(url_for("account.sign_in"), 303)
    if request.method != "POST":
        return _lock_page(who, {}, 200)
    form = read(UNLOCK, request.form.items(multi=True))
    if form.errors:
        return _lock_page(who, form.errors, 422)
    patience = _counted(who.account.email)
    if patience:
        return _too_often(_lock_page(who, {"password": in_words(patience)}, 429), patience)
    if not is_right(form.values["password"], who.account.password):
        with writing() as session:
            refuse(session, who.account, now())
        return _lock_page(who, {"password": NOT_THE_ONE}, 401)
    return _unlocked(who)


def _unlocked(who: Visitor) -> Response:
    with writing() as session:
        goes_on = sealed_way(who.account.id, now())
        secret = unlock(session, who.account, who.secret, now(), goes_on)
    if secret is None:
        return ask("accounts/sign_in.html", 401, email="", problems={})
    return keep(redirect(url_for("account.go_on"), 303), secret)


@blueprint.get("/suite")
def go_on() -> Response | str:
    """Go on to where one was going; a form that was being sent is shown with a button that sends it."""
    who = visitor()
    account = signed_in()
    if who is None or account is None:
        return redirect(url_for("account.sign_in"), 303)
    way, form = read_way(account.id, who.login.goes_on, now())
    if form:
        return render_template("accounts/again.html", form=form, why="signed-in", proof=form_proof())
    return redirect(way or home_of(account), 303)


@blueprint.route("/presence", methods=["GET", "POST"])
def presence() -> Response:
    """Say in how many seconds the session locks. Asking does not put that off; sending the form does."""
    who = visitor()
    if who is None:
        return redirect(url_for("account.sign_in"), 303)
    seen_at = now() if request.method == "POST" and not who.is_locked else who.login.seen_at
    left = max(timedelta(), seen_at + logins.LOCKED_AFTER - now())
    return jsonify(locks_in=ceil(left.total_seconds()), proof=form_proof())


@blueprint.post("/deconnexion")
def sign_out() -> Response:
    """End the session here and in the database: a copied cookie opens nothing any more."""
    who = visitor()
    if who:
        with writing() as session:
            logins.close(session, who.secret)
            tell(session, "signed-out", actor_of(who.account, "site"), now())
    return forget(redirect(url_for("web.home"), 303))


def home_of(account: Account) -> str:
    """Give the address of the page where somebody begins, after her roles."""
    held = {grant.role for grant in account.grants}
    known = current_app.view_functions
    own = (*HOMES, ("partner", "partner.home"))
    return url_for(next((page for role, page in own if role in held and page in known), "web.home"))


def in_words(patience: timedelta) -> str:
    """Say how long to wait."""
    seconds = ceil(patience.total_seconds())
    if seconds <= 90:
        delay = f"{seconds} seconde{'s' if seconds > 1 else ''}"
    else:
        delay = f"{ceil(seconds / 60)} minutes"
    return f"Trop d’essais à la suite. Réessayez dans {delay}."


def _counted(email: str) -> timedelta | None:
    with writing() as session:
        return wait(session, email, request.remote_addr, now())


def _too_often(answer: Response, patience: timedelta) -> Response:
    answer.headers["Retry-After"] = str(ceil(patience.total_seconds()))
    return answer


def _sign_in_page(form: Read, status: int) -> Response:
    return ask("accounts/sign_in.html", status, email=form.values.get("email", ""), problems=form.errors)


def _lock_page(who: Visitor, problems: object, status: int) -> Response:
    return ask("accounts/lock.html", status, account=who.account, problems=problems)
