"""The headers of every response: nothing is kept, nothing comes from elsewhere, nothing is sent elsewhere."""

from flask import Flask, Response, abort, current_app, render_template, request

from directory.accounts.carrying import Carried
from directory.views.returning import carried, is_foreign, own_form
from directory.views.signed_in import form_proof, is_from_own_page
from web.access import is_guarded


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

SIGNS_IN = "account."
"""How the endpoints begin whose forms no other site may send, even where nobody is signed in."""


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
    """Refuse a form that no page of this session gave: another site presses no button here.

    What was typed is shown again. A page of this site that is only too old gives it a button to send it.
    """
    if request.method != "POST" or not (is_guarded() or (request.endpoint or "").startswith(SIGNS_IN)):
        return None
    if is_foreign():
        typed = Carried("", tuple(request.form.items(multi=True)))
        return render_template("accounts/again.html", form=typed, why="foreign"), 400
    if is_guarded() and not is_from_own_page():
        form = own_form(carried())
        return render_template("accounts/again.html", form=form, why="old", proof=form_proof()), 400
    return None


def _protect(response: Response) -> Response:
    response.headers.update(current_app.config["HEADERS"])
    # A page tells what somebody needs: it stays in no cache. A style sheet tells nothing.
    if request.endpoint not in KEPT or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response
