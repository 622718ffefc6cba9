"""The headers of every response: nothing is kept, nothing comes from elsewhere, nothing is sent elsewhere."""

from flask import Flask, Response, abort, current_app, render_template, request

from directory.views.visit import is_from_own_page
from web.access import is_for_administrator


def policy(tiles: str = "") -> str:
    """Give the policy of every page; `tiles` is the one other origin, if any, that maps take images from."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' {tiles}".rstrip(),
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


POLICY = policy()
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


KEPT = {"static", "leaflet.file", "map.departments", "map.communes"}
"""Endpoints of files that say nothing of anybody: a browser may keep them."""

FORM_TYPES = {"", "application/x-www-form-urlencoded", "multipart/form-data"}

TAKES_FILES = "imports.upload"
"""The only endpoint whose form brings files."""

FORGED = (
    "Ce formulaire ne vient pas d’une page ouverte pendant cette visite : rien n’a été fait. "
    "Revenez à la page précédente, elle se recharge, puis recommencez."
)


def register(app: Flask) -> None:
    """Put the headers on every response, errors and static files included; read forms and nothing else."""
    tiles = app.config["TILES"]
    app.config["HEADERS"] = {**HEADERS, "Content-Security-Policy": policy(tiles.origin if tiles else "")}
    app.before_request(_refuse_what_no_form_sends)
    app.before_request(_refuse_what_no_own_page_sent)
    app.after_request(_protect)


def _refuse_what_no_form_sends() -> None:
    """Refuse JSON and files: read as an empty form, they would get the answer to another question.

    One page takes files; whoever may not open it was refused before anything was read of them.
    """
    takes_files = request.endpoint == TAKES_FILES
    if takes_files:
        request.max_content_length = current_app.config["LARGEST_UPLOAD"]
    if request.method == "POST" and (
        request.mimetype not in FORM_TYPES or (request.files and not takes_files)
    ):
        abort(415)


def _refuse_what_no_own_page_sent() -> tuple[str, int] | None:
    """Refuse a form that no page of this visit gave: another site cannot press an administrator's button."""
    if request.method == "POST" and is_for_administrator() and not is_from_own_page():
        return render_template("web/error.html", code=403, sentence=FORGED), 403
    return None


def _protect(response: Response) -> Response:
    response.headers.update(current_app.config["HEADERS"])
    # A page tells what somebody needs: it stays in no cache. A style sheet tells nothing.
    if request.endpoint not in KEPT or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response
