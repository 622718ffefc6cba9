"""« J'ai appelé, ça répond », as a page receives it."""

from flask import Flask
from sqlalchemy import select

from directory.models import Event
from tests.accounts.signing import signed_in_client


def test_z_02_a_call_about_what_does_not_exist_is_not_found_and_told(own_app: Flask) -> None:
    client = signed_in_client(own_app, "officer")
    assert client.post("/services/999999/appel").status_code == 404
    with own_app.extensions["readers"]() as session:
        told = session.scalars(select(Event).where(Event.kind == "refused")).one()
    assert told.author
    assert "999999" in (told.told or "")
