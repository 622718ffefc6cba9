"""Passkeys, under /compte: added with the device in hand, removed by their name."""

from flask import redirect, render_template, request, url_for

from directory.accounts import passkeys
from directory.accounts.passkeys import PasskeyError
from directory.accounts.schemas import ADD_KEY, REMOVE_KEY, Read, read
from directory.accounts.second_factor import LastFactorError
from directory.accounts.telling_owner import write_to_owner
from directory.views.account import blueprint
from directory.views.own_account import Page, home_page, owner, refused_form
from directory.views.second_factor import added, own_site
from directory.views.signed_in import actor, now, step_up, writing


@blueprint.post("/cles")
def add_passkey() -> Page:
    """Ask a device for a new key; once it has answered, keep the key."""
    owner()
    if refused := step_up():
        return refused
    form = read(ADD_KEY, request.form.items(multi=True))
    if form.errors:
        return refused_form(form)
    return _kept(form) if form.values.get("answer") else _asked(form)


def _asked(form: Read) -> Page:
    with writing() as session:
        options = passkeys.ask_to_add(session, own_site(), owner().id, now())
    return render_template("accounts/passkey.html", options=options, name=form.values.get("name", ""))


def _kept(form: Read) -> Page:
    account, name = owner(), form.values.get("name", "")
    try:
        with writing() as session:
            passkeys.add(session, actor(), own_site(), account.id, form.values["answer"], name, now())
    except PasskeyError as error:
        return home_page(str(error), 422)
    return added(account, "Une clé d’accès vient d’être ajoutée à votre compte.")


@blueprint.post("/cles/retrait")
def remove_passkey() -> Page:
    """Forget a passkey, unless it is the last factor of somebody who must have one."""
    account = owner()
    if refused := step_up():
        return refused
    form = read(REMOVE_KEY, request.form.items(multi=True))
    if form.errors:
        return refused_form(form)
    try:
        with writing() as session:
            is_gone = passkeys.remove(session, actor(), account.id, int(form.values["key"]), now())
            if is_gone:
                write_to_owner(
                    session, account, "Une clé d’accès vient d’être retirée de votre compte.", now()
                )
    except LastFactorError as error:
        return home_page(str(error), 409)
    return redirect(url_for("account.home"), 303) if is_gone else home_page("", 404)
