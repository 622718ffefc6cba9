"""The headers of every response: nothing is kept, nothing comes from elsewhere, nothing is sent elsewhere."""

from flask import Flask, Response, abort, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
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


FORM_TYPES = {"", "application/x-www-form-urlencoded", "multipart/form-data"}


def register(app: Flask) -> None:
    """Put the headers on every response, errors and static files included; read forms and nothing else."""
    app.before_request(_refuse_what_no_form_sends)
    app.after_request(_protect)


def _refuse_what_no_form_sends() -> None:
    """Refuse JSON and files: read as an empty form, they would get the answer to another question."""
    if request.method == "POST" and (request.mimetype not in FORM_TYPES or request.files):
        abort(415)


def _protect(response: Response) -> Response:
    response.headers.update(HEADERS)
    # A page tells what somebody needs: it stays in no cache. A style sheet tells nothing.
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
