"""Pages that a letter opens, under /compte: an invitation, a new password. Opening them changes nothing."""

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.accounts import inviting, resetting
from directory.accounts.attempts import too_many_letters
from directory.accounts.entering import enter
from directory.accounts.holding import place_named
from directory.accounts.inviting import HasAccountError, Invitation, InviteError, accept
from directory.accounts.passwords import PasswordError, check_new, hash_of
from directory.accounts.people import find_account
from directory.accounts.schemas import BUTTON, FORGOT, JOIN, NEW_PASSWORD, Read, read
from directory.accounts.tokens import find
from directory.views.account import blueprint
from directory.views.reading import reading
from directory.views.signed_in import keep, now, signed_in, visitor, writing

Page = str | Response | tuple[str, int]


@blueprint.route("/oubli", methods=["GET", "POST"])
def forgot() -> Page:
    """Ask for a mail, and say the same thing whether it has an account or not."""
    if request.method != "POST":
        return render_template("accounts/forgot.html", form=Read({}), is_sent=False)
    form = read(FORGOT, request.form.items(multi=True))
    if form.errors:
        return render_template("accounts/forgot.html", form=form, is_sent=False), 422
    with writing() as session:
        if not too_many_letters(session, request.remote_addr, now()):
            email = form.values["email"].strip().lower()
            resetting.ask(session, email, now(), current_app.config["PUBLIC_URL"])
    return render_template("accounts/forgot.html", form=form, is_sent=True)


@blueprint.route("/nouveau-mot-de-passe/<key>", methods=["GET", "POST"])
def new_password(key: str) -> Page:
    """Choose a password after a letter. It signs nobody in: the next page asks for it."""
    if find(reading(), "reset", key, now()) is None:
        return render_template("accounts/new_password.html", form=Read({}), is_live=False), 404
    if request.method != "POST":
        return render_template("accounts/new_password.html", form=Read({}), is_live=True)
    form, kept = _hashed(read(NEW_PASSWORD, request.form.items(multi=True)))
    if kept is None:
        return render_template("accounts/new_password.html", form=form, is_live=True), 422
    with writing() as session:
        is_done = resetting.change(session, key, kept, now()) is not None
    if not is_done:
        return render_template("accounts/new_password.html", form=form, is_live=False), 404
    return redirect(url_for("account.sign_in"), 303)


@blueprint.route("/invitation/<key>", methods=["GET", "POST"])
def invitation(key: str) -> Page:
    """Show what an invitation gives, and take it: with a new account, or with the one that is signed in."""
    given = inviting.read(reading(), key, now())
    if given is None or not given.is_fresh or request.method != "POST":
        return _invitation_page(key, given, Read({}), 200 if given else 404)
    if find_account(reading(), given.email):
        button = read(BUTTON, request.form.items(multi=True))
        return _invitation_page(key, given, button, 422) if button.errors else _joined(key, given)
    form, kept = _hashed(read(JOIN, request.form.items(multi=True)), given.email)
    if kept is None:
        return _invitation_page(key, given, form, 422)
    return _joined(key, given, form.values["name"].strip(), kept)


@blueprint.post("/invitation/<key>/autre-lien")
def renew_invitation(key: str) -> Page:
    """Write again to the address that was invited, where the first letter is too old."""
    with writing() as session:
        is_too_often = too_many_letters(session, request.remote_addr, now())
        is_known = is_too_often or inviting.renew(session, key, now(), current_app.config["PUBLIC_URL"])
    if not is_known:
        return _invitation_page(key, None, Read({}), 404)
    return render_template("accounts/invitation.html", is_sent=True)


def _joined(key: str, given: Invitation, name: str = "", kept: str | None = None) -> Page:
    """Take an invitation. An account that exists takes it where it is signed in, and nowhere else."""
    own, who = signed_in(), visitor()
    if kept is None and (own is None or own.email != given.email):
        return _invitation_page(key, given, Read({}), 409)
    try:
        with writing() as session:
            account = accept(session, key, now(), name=name, kept=kept)
            leaving = who.secret if who else None
            opened = enter(session, account, now(), leaving=leaving) if kept else None
    except HasAccountError:
        reading().rollback()
        return _invitation_page(key, given, Read({}), 409)
    except InviteError:
        return _invitation_page(key, None, Read({}), 404)
    answer = redirect(url_for("account.go_on"), 303)
    return keep(answer, opened[1]) if opened else answer


def _hashed(form: Read, *known: str) -> tuple[Read, str | None]:
    """Give a form with what is wrong with its password, or the hash of it."""
    if form.errors:
        return form, None
    try:
        check_new(form.values["password"], form.values.get("name", ""), *known)
    except PasswordError as error:
        return Read(form.values, {"password": str(error)}), None
    return form, hash_of(form.values["password"])


def _invitation_page(key: str, given: Invitation | None, form: Read, status: int) -> tuple[str, int]:
    where = place_named(reading(), given.territory, given.organization_id) if given else ""
    has_account = given is not None and find_account(reading(), given.email) is not None
    own = signed_in()
    return render_template(
        "accounts/invitation.html",
        key=key,
        given=given,
        where=where,
        form=form,
        has_account=has_account,
        is_own=bool(own and given and own.email == given.email),
    ), status
