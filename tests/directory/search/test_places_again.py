"""Another edition of the gazetteer changes what is searched, though no service has changed."""

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.gazetteer import EDITION
from directory.models import Commune, SearchText, Service, Setting

CONDOM = "32107"


def words(session: Session) -> list[str]:
    there = select(SearchText.words).join(Service, Service.id == SearchText.service_id)
    return list(session.scalars(there.where(Service.commune_code == CONDOM)))


def test_a_commune_that_takes_another_name_is_found_under_it(own_app: Flask) -> None:
    indexer, sessions = own_app.extensions["indexer"], own_app.extensions["sessions"]
    indexer.bring_up_to_date()
    with sessions.begin() as session:
        assert not any("|zorglubine:" in text for text in words(session))
        session.execute(update(Commune).where(Commune.code == CONDOM).values(name="Zorglubine"))
        session.merge(Setting(key=EDITION, value="another edition"))
    assert indexer.bring_up_to_date()
    with sessions() as session:
        assert words(session)
        assert all("|zorglubine:" in text for text in words(session))
    assert not indexer.bring_up_to_date()
