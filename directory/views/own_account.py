"""One's own account, under /compte: what it is, where it is signed in, its password."""

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.accounts import logins
from directory.accounts.overview import overview
from directory.accounts.passwords import PasswordError, check_new, hash_of
from directory.accounts.people import set_password
from directory.accounts.schemas import BUTTON, CHANGE_PASSWORD, Read, read
from directory.accounts.telling_owner import write_to_owner
from directory.audit import tell
from directory.models import Account
from directory.views.account import blueprint
from directory.views.reading import reading
from directory.views.signed_in import actor, forget, now, signed_in, step_up, visitor, writing

Page = str | Response | tuple[str, int]


def owner() -> Account:
    """Give the account of who asks; the guard lets nobody else come to these pages."""
    return signed_in() or abort(404)


@blueprint.get("")
def home() -> Page:
    """Show one's own account."""
    return home_page()


def home_page(problem: str = "", status: int = 200) -> Page:
    """Give the page of one's own account, with what could not be done, to whoever is wholly signed in."""
    who = visitor()
    if who is None or who.is_pending or who.is_locked:
        abort(404)
    shown = overview(reading(), who.account, who.secret, now())
    provider = current_app.extensions["provider"]
    return render_template("accounts/home.html", own=shown, problem=problem, provider=provider), status


def refused_button() -> Page | None:
    """Give the page of a form that holds more than its button, the fields named; None where it does not."""
    form = read(BUTTON, request.form.items(multi=True))
    return refused_form(form) if form.errors else None


def refused_form(form: Read) -> Page:
    """Give the page of a form that says what it may not: the fields are named."""
    return home_page(" ".join(form.errors.values()), 422)


def before_danger() -> Page | None:
    """Give what comes before a dangerous button does anything, None where it may: use as `step_up`."""
    return step_up() or refused_button()


@blueprint.post("/sessions/fermer")
def close_sessions() -> Page:
    """End every session of the account, this one too: their cookies open nothing any more."""
    account = owner()
    if refused := refused_button():
        return refused
    with writing() as session:
        logins.close_all(session, account.id)
        tell(session, "sessions-closed", actor(), now())
    return forget(redirect(url_for("account.sign_in"), 303))


@blueprint.route("/mot-de-passe", methods=["GET", "POST"])
def change_password() -> Page:
    """Choose another password: every other session ends."""
    owner()
    if refused := step_up():
        return refused
    if request.method != "POST":
        return render_template("accounts/password.html", form=Read({}))
    form = read(CHANGE_PASSWORD, request.form.items(multi=True))
    if not form.errors:
        form = _checked(form, owner())
    if form.errors:
        return render_template("accounts/password.html", form=form), 422
    return _changed(owner().id, hash_of(form.values["password"]))


def _checked(form: Read, account: Account) -> Read:
    try:
        check_new(form.values["password"], account.name, account.email)
    except PasswordError as error:
        return Read({}, {"password": str(error)})
    return form


def _changed(account_id: int, kept: str) -> Page:
    who = visitor() or abort(404)
    with writing() as session:
        account = session.get_one(Account, account_id)
        set_password(session, account, kept, but=who.secret)
        tell(session, "password-changed", actor(), now())
        write_to_owner(session, account, "Le mot de passe de votre compte vient d’être changé.", now())
    return redirect(url_for("account.home"), 303)
