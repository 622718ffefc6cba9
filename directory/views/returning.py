"""Where somebody goes on after having said who she is: an own page, and the form that was being sent."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from directory.accounts.carrying import Carried, pack, unpack

OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e\xa1-\uffff]*")
"""From the root of this site: no second slash, no backslash, no space that a browser would drop."""

LONGEST_PATH = 500
WITHOUT_FORM = "imports.upload"
"""The endpoint whose form brings files: it is long to read, and files cannot be carried."""


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
    if request.method != "POST" or is_foreign() or request.endpoint == WITHOUT_FORM:
        return ""
    return pack(here(), request.form.items(multi=True))


def read_carried() -> Carried | None:
    """Give the form that this request carries, where it goes to an own page."""
    found = unpack(request.form.get("carried", ""))
    return found if found and own_path(found.path, "POST") else None


def ask(template: str, status: int, **values: Any) -> Response:
    """Give a page that asks who is there, and that carries where to go on, or the form that was sent."""
    way = here() if request.method in ("GET", "HEAD") else ""
    page = render_template(template, suite=way, carried=carried(), **values)
    return make_response(page, status)
