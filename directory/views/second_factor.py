"""The second factor, under /compte: asked at sign-in, set up, removed; recovery codes, shown once."""

from datetime import timedelta
from math import ceil

from flask import current_app, redirect, render_template, request, url_for

from directory.accounts import passkeys, recovery, second_factor
from directory.accounts.passkeys import Site, own_passkeys, site_of
from directory.accounts.people import actor_of, has_two
from directory.accounts.schemas import FIRST_CODE, SECOND_STEP, read
from directory.accounts.sealing import SealError
from directory.accounts.second_factor import LastFactorError
from directory.accounts.second_step import Given, finish
from directory.accounts.telling_owner import write_to_owner
from directory.audit import tell
from directory.models import Account
from directory.views.account import blueprint, in_words
from directory.views.own_account import Page, before_danger, home_page, owner
from directory.views.reading import reading
from directory.views.signed_in import Visitor, actor, keep, now, step_up, visitor, writing

WRONG = {
    "application": "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant.",
    "passkey": passkeys.REFUSED,
    "recovery": "Ce code de secours n’est pas le bon, ou il a déjà servi.",
}


def own_site() -> Site:
    """Give where Relais is, as the browser of this request sees it: the address of the operator, if https."""
    public: str = current_app.config["PUBLIC_URL"]
    return site_of(public if public.startswith("https://") else request.host_url)


def own_key() -> str:
    """Give the secret key of Relais."""
    key: str = current_app.config["SECRET_KEY"]
    return key


@blueprint.route("/second-facteur", methods=["GET", "POST"], endpoint="second_factor")
def second_step() -> Page:
    """Ask for the second factor of whoever has given her password."""
    who = visitor()
    if who is None or not who.is_pending:
        return redirect(url_for("account.go_on"), 303)
    if request.method != "POST":
        return _step_page(who)
    form = read(SECOND_STEP, request.form.items(multi=True))
    if form.errors:
        return _step_page(who, {"application": " ".join(form.errors.values())}, 422)
    way = form.values["way"]
    if way == "passkey" and not form.values.get("answer"):
        return _asked(who)
    return _finished(who, Given(way, form.values.get("answer" if way == "passkey" else "code", "")))


def _asked(who: Visitor) -> Page:
    """Give what a passkey must sign; it serves once."""
    with writing() as session:
        options = passkeys.ask_to_prove(session, own_site(), who.account.id, now())
    return _step_page(who, options=options)


def _finished(who: Visitor, given: Given) -> Page:
    with writing() as session:
        patience = second_factor.wait(session, who.account.id, now())
    if patience:
        return _too_often(who, given.way, patience)
    try:
        with writing() as session:
            account = session.get_one(Account, who.account.id)
            secret = finish(session, account, who.secret, given, key=own_key(), site=own_site(), at=now())
    except SealError as error:
        return _step_page(who, {given.way: str(error)}, 401)
    if secret is None:
        return _step_page(who, {given.way: WRONG[given.way]}, 401)
    return keep(redirect(url_for("account.go_on"), 303), secret)


def _too_often(who: Visitor, way: str, patience: timedelta) -> Page:
    answer = current_app.make_response(_step_page(who, {way: in_words(patience)}, 429))
    answer.headers["Retry-After"] = str(ceil(patience.total_seconds()))
    return answer


def _step_page(
    who: Visitor, problems: dict[str, str] | None = None, status: int = 200, options: str = ""
) -> Page:
    return render_template(
        "accounts/second_factor.html",
        has_application=who.account.totp_secret is not None,
        has_keys=bool(own_passkeys(reading(), who.account.id)),
        problems=problems or {},
        options=options,
    ), status


@blueprint.route("/application", methods=["GET", "POST"])
def application() -> Page:
    """Show a secret to an application, and keep it once the first code is right."""
    account = owner()
    if refused := step_up():
        return refused
    if request.method != "POST":
        shown = second_factor.enrol(own_key(), account.id, account.email, now())
        return render_template("accounts/application.html", shown=shown, problem="")
    form = read(FIRST_CODE, request.form.items(multi=True))
    try:
        shown = second_factor.enrol_again(
            own_key(), account.id, account.email, form.values.get("seed", ""), now()
        )
    except SealError:
        return redirect(url_for("account.application"), 303)
    if form.errors or not _confirmed(account, shown.seed, form.values["code"]):
        problem = form.errors.get("code") or "Ce code n’est pas le bon. L’heure du téléphone est-elle juste ?"
        return render_template("accounts/application.html", shown=shown, problem=problem), 422
    return added(account, "Une application d’authentification vient d’être ajoutée à votre compte.")


def _confirmed(account: Account, seed: str, code: str) -> bool:
    with writing() as session:
        return second_factor.confirm(session, actor(), own_key(), account.id, seed, code, now())


def added(account: Account, sentence: str) -> Page:
    """Go back to the account after a factor was added; with the first one, recovery codes are shown."""
    with writing() as session:
        write_to_owner(session, account, sentence, now())
        is_first = recovery.left(session, account.id) == 0
        codes = recovery.renew(session, account.id) if is_first else ()
    if codes:
        return render_template("accounts/codes.html", codes=codes, is_first=True)
    return redirect(url_for("account.home"), 303)


@blueprint.post("/application/retrait")
def remove_application() -> Page:
    """Forget the application, unless it is the last factor of somebody who must have one."""
    account = owner()
    if refused := before_danger():
        return refused
    try:
        with writing() as session:
            second_factor.remove(session, actor(), account.id, now())
            write_to_owner(
                session, account, "Votre application d’authentification vient d’être retirée.", now()
            )
    except LastFactorError as error:
        return home_page(str(error), 409)
    return redirect(url_for("account.home"), 303)


@blueprint.post("/codes-de-secours")
def recovery_codes() -> Page:
    """Give ten new recovery codes, shown once; those given before open nothing any more."""
    account = owner()
    if refused := before_danger():
        return refused
    if not has_two(reading(), account):
        return home_page("Ajoutez d’abord une application ou une clé d’accès.", 409)
    with writing() as session:
        codes = recovery.renew(session, account.id)
        tell(session, "recovery-renewed", actor_of(account, "site"), now())
    return render_template("accounts/codes.html", codes=codes, is_first=False)
