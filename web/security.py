"""The headers of every response: nothing is kept, nothing comes from elsewhere, nothing is sent elsewhere."""

from flask import Flask, Response, abort, current_app, request


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


def register(app: Flask) -> None:
    """Put the headers on every response, errors and static files included; read forms and nothing else."""
    tiles = app.config["TILES"]
    app.config["HEADERS"] = {**HEADERS, "Content-Security-Policy": policy(tiles.origin if tiles else "")}
    app.before_request(_refuse_what_no_form_sends)
    app.after_request(_protect)


def _refuse_what_no_form_sends() -> None:
    """Refuse JSON and files: read as an empty form, they would get the answer to another question."""
    if request.method == "POST" and (request.mimetype not in FORM_TYPES or request.files):
        abort(415)


def _protect(response: Response) -> Response:
    response.headers.update(current_app.config["HEADERS"])
    # A page tells what somebody needs: it stays in no cache. A style sheet tells nothing.
    if request.endpoint not in KEPT or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response
