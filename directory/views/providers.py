"""The way through ProConnect, under /compte: out to the provider, and back with who somebody is."""

from collections.abc import Callable

from flask import Flask, abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.accounts import identities
from directory.accounts.entering import NOBODY
from directory.accounts.identities import Journey, LinkError, enter_by
from directory.accounts.providers import (
    Identity,
    Provider,
    ProviderDownError,
    ProviderError,
    identity,
    way_there,
)
from directory.accounts.telling_owner import write_to_owner
from directory.audit import tell
from directory.views.account import blueprint
from directory.views.own_account import Page, before_danger, home_page, owner
from directory.views.returning import seal_way, suite
from directory.views.second_factor import own_site
from directory.views.signed_in import actor, keep, now, signed_in, visitor, writing

COOKIE = "__Host-relais-trajet"
"""Says which browser left for the provider: an answer brought by another one opens nothing."""

UNKNOWN = (
    "Cette identité ProConnect n’est reliée à aucun compte de Relais. Connectez-vous avec votre adresse et "
    "votre mot de passe, puis reliez-la depuis « Mon compte »."
)
GAVE_UP = "ProConnect n’a identifié personne. Vous pouvez recommencer, ou vous connecter autrement."
LOST = "Ce retour de ProConnect a déjà servi, a trop attendu, ou vient d’un autre navigateur. Recommencez."
"""Sentences of the pages from which one begins again."""


def register(app: Flask) -> None:
    """Let templates know whether a provider is configured."""
    app.jinja_env.globals["has_provider"] = lambda: app.extensions["provider"] is not None


@blueprint.get("/proconnect", endpoint="provider")
def leave() -> Page:
    """Send a browser to the provider, to sign in."""
    provider = _provider()
    with writing() as session:
        journey = identities.leave(session, now(), next_page=suite())
    try:
        address = way_there(provider, _back(), journey.asking)
    except ProviderError as error:
        return _refused(error)
    return _on_the_way(redirect(address, 303), journey)


@blueprint.post("/proconnect/relier", endpoint="link_provider")
def link() -> Page:
    """Show the way to the provider to somebody who wants to tie what it says of her to her account.

    A link, and no redirection: browsers follow none out of a form that must stay at home.
    """
    account, provider = owner(), _provider()
    if refused := before_danger():
        return refused
    with writing() as session:
        journey = identities.leave(session, now(), linking=account.id)
    try:
        address = way_there(provider, _back(), journey.asking)
    except ProviderError as error:
        return home_page(str(error), 503)
    page = make_response(render_template("accounts/provider_leaving.html", address=address))
    return _on_the_way(page, journey)


@blueprint.post("/proconnect/retrait", endpoint="unlink_provider")
def unlink() -> Page:
    """Untie the identity of one's account."""
    account = owner()
    if refused := before_danger():
        return refused
    try:
        with writing() as session:
            identities.unlink(session, actor(), account.id, now())
            write_to_owner(session, account, "ProConnect vient d’être séparé de votre compte.", now())
    except LinkError as error:
        return home_page(str(error), 409)
    return redirect(url_for("account.home"), 303)


@blueprint.get("/proconnect/retour", endpoint="provider_return")
def come_back() -> Page:
    """Take what the provider answers, if it answers this browser; it serves once."""
    provider, said = _provider(), request.args
    with writing() as session:
        journey = identities.come_back(session, said.get("state", ""), request.cookies.get(COOKIE, ""), now())
    if journey is None or said.get("iss", provider.issuer) != provider.issuer:
        return _refused(ProviderError("state", LOST))
    if "code" not in said:
        return _refused(ProviderError("nobody", GAVE_UP))
    try:
        who = identity(provider, _back(), journey.asking, said["code"], now())
    except ProviderError as error:
        return _refused(error)
    return _linked(who, journey) if journey.linking else _entered(who, journey)


def _linked(who: Identity, journey: Journey) -> Page:
    account = signed_in()
    if account is None or account.id != journey.linking:
        return _refused(ProviderError("another account", LOST))
    try:
        with writing() as session:
            identities.link(session, actor(), account.id, who, now())
            write_to_owner(session, account, "ProConnect vient d’être relié à votre compte.", now())
    except LinkError as error:
        return home_page(str(error), 409)
    return _arrived(redirect(url_for("account.home"), 303))


def _entered(who: Identity, journey: Journey) -> Page:
    before = visitor()
    with writing() as session:
        opened = enter_by(session, who, now(), _way(journey), before.secret if before else None)
    if opened is None:
        return _refused(ProviderError("unknown", UNKNOWN))
    stage, secret = opened
    page = "account.go_on" if stage == "open" else "account.second_factor"
    return _arrived(keep(redirect(url_for(page), 303), secret))


def _way(journey: Journey) -> Callable[[int], str | None]:
    return lambda account_id: seal_way(account_id, journey.next_page, "", now())


def _provider() -> Provider:
    provider: Provider | None = current_app.extensions["provider"]
    return provider or abort(404)


def _back() -> str:
    return own_site().origin + url_for("account.provider_return")


def _on_the_way(answer: Response, journey: Journey) -> Response:
    lasts = identities.ROUND_TRIP_LASTS
    answer.set_cookie(
        COOKIE, journey.browser, max_age=lasts, path="/", secure=True, httponly=True, samesite="Lax"
    )
    return answer


def _arrived(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return answer


def _refused(error: ProviderError) -> Page:
    """Give the page that says what happened and where to go on, and tell it in the journal."""
    with writing() as session:
        tell(session, "provider-refused", NOBODY, now(), told={"reason": error.reason})
    status = 503 if isinstance(error, ProviderDownError) else 403
    page = render_template("accounts/provider_refused.html", sentence=str(error))
    return _arrived(make_response(page, status))
