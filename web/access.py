"""Who may open what: every route is in `ACCESS`, on this page, or the application does not start."""

from collections.abc import Mapping
from typing import Literal

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from directory.accounts import logins
from directory.accounts.people import has_two, must_have_two
from directory.views.reading import reading
from directory.views.returning import ask, here, suite
from directory.views.signed_in import Visitor, now, visitor, writing

Permission = Literal["public", "visitor", "signed-in", "partner", "professional", "desk", "administrator"]
"""*public* asks for nothing and sets no cookie. *visitor* asks for a session, at its second step or locked as
it may be. *signed-in* asks for a session that is open. The others ask for a role besides: see `ROLES`.
"""

ROLES: Mapping[Permission, tuple[str, ...]] = {
    "partner": ("partner",),
    "professional": ("social-worker", "officer", "desk", "administrator"),
    "desk": ("desk", "administrator"),
    "administrator": ("administrator",),
}
"""Permission -> the roles that have it."""

ACCESS: dict[str, Permission] = {
    "static": "public",
    "web.home": "public",
    "web.components": "public",
    "web.about": "public",
    "web.health": "public",
    "directory.communes": "public",
    "directory.competent": "public",
    "directory.hours": "public",
    "directory.lines": "public",
    "directory.search": "public",
    "directory.search_map": "public",
    "directory.service": "public",
    "directory.report": "public",
    "directory.check": "professional",
    "directory.units": "public",
    "directory.unit": "public",
    "directory.worker": "public",
    "directory.ask_worker": "public",
    "map.departments": "public",
    "map.communes": "public",
    "map.service": "public",
    "leaflet.file": "public",
    "routing.situation": "public",
    "routing.orientation": "public",
    "routing.why": "public",
    "routing.card": "public",
    "routing.rules": "public",
    "account.sign_in": "public",
    "account.sign_out": "visitor",
    "account.lock": "visitor",
    "account.go_on": "signed-in",
    "account.presence": "visitor",
    "account.forgot": "public",
    "account.new_password": "public",
    "account.invitation": "public",
    "account.renew_invitation": "public",
    "account.second_factor": "visitor",
    "account.home": "signed-in",
    "account.close_sessions": "signed-in",
    "account.change_password": "signed-in",
    "account.application": "signed-in",
    "account.remove_application": "signed-in",
    "account.recovery_codes": "signed-in",
    "account.add_passkey": "signed-in",
    "account.remove_passkey": "signed-in",
    "account.provider": "public",
    "account.provider_return": "public",
    "account.link_provider": "signed-in",
    "account.unlink_provider": "signed-in",
    "partner.home": "partner",
    "partner.say_of_all": "partner",
    "partner.new": "partner",
    "partner.send_new": "partner",
    "partner.claim": "partner",
    "partner.send_claim": "partner",
    "partner.members": "partner",
    "partner.invite_member": "partner",
    "partner.remove": "partner",
    "partner.propose_contact": "partner",
    "partner.revoke_link": "partner",
    "partner.permanence": "partner",
    "partner.add_permanence": "partner",
    "partner.say_of": "signed-in",
    "partner.listing": "signed-in",
    "partner.change": "signed-in",
    "partner.draft": "signed-in",
    "partner.seen": "signed-in",
    "partner.history": "signed-in",
    "partner.go_back": "signed-in",
    "partner.request_page": "signed-in",
    "partner.send_request": "signed-in",
    "partner.follow": "signed-in",
    "link.page": "public",
    "link.say_of_all": "public",
    "link.say_of": "public",
    "link.listing": "public",
    "link.change": "public",
    "link.ask": "public",
    "desk.home": "desk",
    "desk.find": "desk",
    "desk.give": "desk",
    "desk.together": "desk",
    "desk.listings": "desk",
    "desk.find_listings": "desk",
    "desk.listing": "desk",
    "desk.restore_listing": "desk",
    "desk.hide_listing": "desk",
    "desk.duplicate": "desk",
    "desk.merge_listing": "desk",
    "desk.unmerge_listing": "desk",
    "desk.team": "desk",
    "desk.invite_somebody": "desk",
    "desk.resend": "desk",
    "desk.account": "desk",
    "desk.organizations": "desk",
    "desk.find_organizations": "desk",
    "desk.organization": "desk",
    "desk.add": "desk",
    "desk.contact": "desk",
    "desk.journal": "desk",
    "desk.find_events": "desk",
    "imports.home": "administrator",
    "imports.upload": "administrator",
    "imports.run": "administrator",
    "imports.act": "administrator",
    "imports.refused": "administrator",
    "imports.columns": "administrator",
    "imports.choose_columns": "administrator",
    "imports.questions": "administrator",
    "imports.topic": "administrator",
    "imports.answer": "administrator",
}
"""Endpoint -> permission. What is not here is refused."""


class AccessError(RuntimeError):
    """A route that nobody has given a permission."""


OWN_PAGES = "account."
"""How the endpoints begin of the pages where a second factor is set up: they open without one."""


def register(app: Flask) -> None:
    """Refuse every request whose endpoint is not in `ACCESS`, or that is not by who may open it."""
    app.before_request(_guard)


def is_guarded() -> bool:
    """Say whether this request is for a page that is not open to everybody."""
    return ACCESS.get(request.endpoint or "", "public") != "public"


def _guard() -> Response | None:
    """Let a request go on, or give the page that says what comes first.

    What somebody may not open is not told to exist: « not found », whatever the method.
    """
    if request.endpoint is None:
        return None
    permission = ACCESS.get(request.endpoint)
    if permission is None:
        abort(404)
    if permission == "public" and not _is_by_hand():
        return None  # A style sheet, or what a page asks for by itself: nobody has to be looked up.
    who = visitor()
    if permission != "public":
        refused = _who_first(who, permission)
        if refused is not None:
            return refused
    return _note_use(who, permission)


def _who_first(who: Visitor | None, permission: Permission) -> Response | None:
    """Give the page that asks who is there, or for what she must have; None where she may go on."""
    if who is None:
        return _sign_in()
    if permission == "visitor":
        return None
    if who.is_pending:
        return _second_step()
    held = {grant.role for grant in who.account.grants}
    if permission in ROLES and not held.intersection(ROLES[permission]):
        abort(404)
    if who.is_locked:
        return _unlock(who)
    if must_have_two(who.account) and not has_two(reading(), who.account):
        return None if (request.endpoint or "").startswith(OWN_PAGES) else _own_page("account.home")
    return None


def _sign_in() -> Response:
    """Send to the page that signs in; a form that was being sent is carried by that page itself."""
    if request.method != "POST":
        return redirect(url_for("account.sign_in", suite=suite() or here()), 303)
    return ask("accounts/sign_in.html", 401, email="", problems={})


def _unlock(who: Visitor) -> Response:
    if request.method != "POST":
        return redirect(url_for("account.lock", suite=here()), 303)
    return ask("accounts/lock.html", 401, account=who.account, problems={})


def _second_step() -> Response:
    return _own_page("account.second_factor") if request.method != "POST" else _sign_in()


def _own_page(endpoint: str) -> Response:
    return redirect(url_for(endpoint), 303)


def _note_use(who: Visitor | None, permission: Permission) -> Response | None:
    """Let a session go on for what a person does: what a page asks for by itself does not count."""
    if who is None or who.is_locked or not _is_by_hand():
        return None
    if now() - who.login.seen_at < logins.NOTED_EVERY:
        return None
    with writing() as session:
        goes_on = logins.touch(session, who.secret, now())
    return None if goes_on or permission == "public" else _sign_in()


def _is_by_hand() -> bool:
    """Say whether somebody pressed something: a script asks for no document, a refresh for no user."""
    if request.method == "POST":
        return True
    if request.method != "GET" or request.endpoint in ("static", "leaflet.file"):
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document" and (
        "Sec-Fetch-Mode" not in request.headers or "Sec-Fetch-User" in request.headers
    )


def check_every_route(app: Flask) -> None:
    """Stop the start-up when a route has no permission, or a permission no route.

    Raises:
        AccessError: with the endpoints concerned.
    """
    without = {rule.endpoint for rule in app.url_map.iter_rules()} ^ ACCESS.keys()
    if without:
        raise AccessError(
            f"web/access.py : {', '.join(sorted(without))} n’a pas de droit dans ACCESS, ou plus de page."
        )
