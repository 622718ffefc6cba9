"""What is not for whoever asks does not exist, and that it was asked is told: one answer for every page."""

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from directory.actors import Actor
from directory.audit import tell
from directory.editing.errors import NotYoursError
from directory.partner.linking import link_actor
from directory.views.partner import acting
from directory.views.reading import reading
from directory.views.signed_in import actor, now, writing


def register(app: Flask) -> None:
    """Answer every `NotYoursError` in one way, whatever page it comes from."""
    app.register_error_handler(NotYoursError, _refuse)


def _refuse(_: NotYoursError) -> Response:
    """Answer « not found », and tell the page and the number asked: nothing else, and never the secret."""
    told = {"page": request.endpoint, **(request.view_args or {})}
    secret = told.pop("secret", None)
    with writing() as session:
        tell(session, "refused", _who(secret), now(), told=told)
    # An error that is raised while another is answered would be a failure: this gives its page.
    return current_app.make_response(current_app.handle_user_exception(NotFound()))


def _who(secret: str | None) -> Actor:
    if secret is not None:
        return link_actor(reading(), secret, now()) or abort(404)
    return actor("desk") if request.blueprint == "desk" else acting()
