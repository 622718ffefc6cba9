"""Who is visiting the pages of the administrator: the cookie of this request, and what it proves."""

from datetime import UTC, datetime

from flask import Flask, g, request

from directory.passes import PROOF, form_token, is_form_token, is_visiting
from directory.views.reading import reading

COOKIE = "relais-visite"
WITHIN = "/imports"
"""Where the pages of the administrator are: the browser sends the cookie there, and nowhere else."""


def register(app: Flask) -> None:
    """Make `form_token()` available to the templates of these pages."""
    app.jinja_env.globals["form_token"] = own_form_token


def visit() -> str | None:
    """Give the secret of the visit that this request belongs to, None where there is none."""
    if "visit" not in g:
        secret = request.cookies.get(COOKIE, "")
        g.visit = secret if secret and is_visiting(reading(), secret, now()) else None
    found: str | None = g.visit
    return found


def now() -> datetime:
    """Give the time in UTC, without zone: that is how the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def own_form_token() -> str:
    """Give what each form of these pages carries in its field `proof`; nothing outside a visit."""
    secret = visit()
    return form_token(secret) if secret else ""


def is_from_own_page() -> bool:
    """Say whether the form received was on a page shown during this visit."""
    secret = visit()
    return secret is not None and is_form_token(secret, request.form.get(PROOF, ""))
