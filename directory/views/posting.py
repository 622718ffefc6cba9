"""Letters leave as soon as the answer has left: whatever page wrote one, none waits for a mail server."""

import logging
from datetime import UTC, datetime

from flask import Flask, Response, current_app, g, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from directory.db import UNAVAILABLE
from directory.mail.sending import send_waiting

LOG = logging.getLogger(__name__)

SOON = 20
"""Letters that leave at once; the daily command takes the others."""


def register(app: Flask) -> None:
    """Send after each answer the letters that its request wrote."""
    event.listen(app.extensions["sessions"], "after_commit", _note)
    app.after_request(_send_after)


def _note(session: Session) -> None:
    """Remember, once it is committed, that this request wrote a letter: `mail/letters.py` says so."""
    if session.info.pop("has_letters", False) and has_app_context():
        g.has_letters = True


def _send_after(response: Response) -> Response:
    if not g.pop("has_letters", False):
        return response
    sessions, mailer = current_app.extensions["sessions"], current_app.extensions["mailer"]
    at = datetime.now(UTC).replace(tzinfo=None)

    def send() -> None:
        try:
            send_waiting(sessions, mailer, at, SOON)
        except UNAVAILABLE as error:
            LOG.warning("Letters wait, the database does not answer: %s", type(error).__name__)

    response.call_on_close(send)
    return response
