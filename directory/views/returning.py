"""Where somebody goes on after having said who she is: an own page, and the form that was being sent."""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from directory.accounts.carrying import Carried, pack, unpack
from directory.accounts.sealing import SealError, seal, unseal

OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e\xa1-\uffff]*")
"""From the root of this site: no second slash, no backslash, no space that a browser would drop."""

LONGEST_PATH = 500
WITHOUT_FORM = ("imports.upload", "account.sign_out", "account.presence", "account.lock", "account.sign_in")
"""Endpoints whose form is not carried: it brings files, that cannot be, or says only who is there."""


def own_path(given: str, method: str = "GET") -> str | None:
    """Give `given` where it is the path of a page of this site that answers `method`; None otherwise."""
    if len(given) > LONGEST_PATH or not OWN_PATH.fullmatch(given):
        return None
    try:
        current_app.url_map.bind("").match(urlsplit(given).path, method)
    except (HTTPException, ValueError):
        return None
    return given


def here() -> str:
    """Give the path of this request, with what follows it."""
    return request.full_path if request.query_string else request.path


def suite() -> str:
    """Give the own page to go on to, that this request names; nothing where it names none."""
    return own_path(request.values.get("suite", "")) or ""


def is_foreign() -> bool:
    """Say whether another site sent this form.

    A page without referrer is of origin « null » even at home: then the browser says it in another header.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    if origin in (None, "null"):
        return origin == "null" and site is None
    return urlsplit(origin).netloc != request.host


def carried() -> str:
    """Give the form that this request brings; nothing where another site sent it, or where it holds files."""
    if request.method != "POST" or is_foreign():
        return ""
    if request.endpoint in WITHOUT_FORM:
        return "" if request.endpoint == WITHOUT_FORM[0] else request.form.get("carried", "")
    return pack(here(), request.form.items(multi=True))


def own_form(text: str) -> Carried | None:
    """Give the form that `carried` wrote, where it goes to a page of this site."""
    found = unpack(text)
    return found if found and own_path(found.path, "POST") else None


def sealed_way(account_id: int, at: datetime) -> str | None:
    """Give where this request says to go on to, sealed for an account; None where it says nothing.

    What was typed is in it: the database alone does not tell it.
    """
    return seal_way(account_id, suite(), carried(), at)


def seal_way(account_id: int, path: str, form: str, at: datetime) -> str | None:
    """Give a path to go on to and a form that was being sent, sealed for an account; None without either."""
    key = current_app.config["SECRET_KEY"]
    way = json.dumps([path, form])
    return seal(key, f"goes-on:{account_id}", way, at) if path or form else None


def read_way(account_id: int, sealed: str | None, at: datetime) -> tuple[str, Carried | None]:
    """Give where an account was going, and the form that it was sending; nothing where that is not known."""
    try:
        key = current_app.config["SECRET_KEY"]
        path, form = json.loads(unseal(key, f"goes-on:{account_id}", sealed, at)) if sealed else ("", "")
    except SealError:
        return "", None
    return own_path(path) or "", own_form(form)


def ask(template: str, status: int, **values: Any) -> Response:
    """Give a page that asks who is there, and that carries where to go on, or the form that was sent."""
    is_page = request.method != "POST" and request.endpoint not in WITHOUT_FORM
    way = suite() or (here() if is_page else "")
    page = render_template(template, suite=way, carried=carried(), **values)
    return make_response(page, status)
