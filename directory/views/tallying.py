"""Counts of what pages show, taken on the way and written beside them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Flask, Response, current_app

from directory.local_time import PARIS, local
from directory.tallying import Tallies


def register(app: Flask) -> None:
    """Count for the whole application, and write now and then."""
    app.extensions["tallies"] = Tallies(app.extensions["sessions"])
    app.after_request(_write)


def count(what: str, service_ids: Iterable[int]) -> None:
    """Count that services were shown, given on a card or reported, this month."""
    tallies: Tallies = current_app.extensions["tallies"]
    tallies.note(what, service_ids, f"{local(datetime.now(UTC), PARIS):%Y-%m}")


def _write(response: Response) -> Response:
    current_app.extensions["tallies"].write_if_due()
    return response
