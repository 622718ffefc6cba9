"""The database as a page sees it: one session that only reads, opened when first asked for."""

from flask import Flask, current_app, g
from sqlalchemy.orm import Session


def register(app: Flask) -> None:
    """Close what a request has opened."""
    app.teardown_appcontext(_close)


def reading() -> Session:
    """Give the session of this request; it cannot write."""
    if "reading" not in g:
        g.reading = current_app.extensions["readers"]()
    session: Session = g.reading
    return session


def _close(_: BaseException | None) -> None:
    session = g.pop("reading", None)
    if session is not None:
        session.close()
