"""A directory of which listings say all sorts of things, for what the demonstration leaves unsaid."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Closure, Service
from directory.vocabulary import vocabulary
from wsgi import create_app

FAR_AWAY = ("97411", "57463", "97105")
"""Communes of other clocks and other holidays: Saint-Denis of La Réunion, Metz, Basse-Terre."""

CLOSED = (date(2026, 11, 23), date(2026, 12, 25))


@pytest.fixture(scope="session")
def varied_app(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a directory that uses every word of every scale; nothing may write to it."""
    folder = shutil.copytree(filled, tmp_path_factory.mktemp("varied") / "data")
    app = create_app({"RELAIS_DATA_DIR": str(folder)})
    with app.extensions["sessions"].begin() as session:
        vary(session)
    app.extensions["indexer"].bring_up_to_date()
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def varied(varied_app: Flask) -> Iterator[Session]:
    """A session that only reads the varied directory."""
    with varied_app.extensions["readers"]() as session:
        yield session


def vary(session: Session) -> None:
    """Make listings say what they might, always the same; one in three says nothing of a given thing."""
    chance = Random(3)
    scales = {name: sorted(terms) for name, terms in vocabulary().scales.items()}
    for rank, service in enumerate(session.scalars(select(Service).order_by(Service.id))):
        service.audiences = some(chance, scales["audience"])
        service.modes = some(chance, scales["mode"])
        service.features = some(chance, scales["feature"])
        service.languages = some(chance, ["fr", "en", "ar", "tr"])
        service.fee = chance.choice([None, *scales["fee"]])
        service.accepts_women = chance.choice([None, True, True, False])
        service.accepts_men = chance.choice([None, True, True, False])
        if rank % 9 == 0 and service.address_policy != "confidential":
            service.commune_code = FAR_AWAY[rank // 9 % len(FAR_AWAY)]
            service.hours = "Mo-Fr 09:00-12:00,14:00-17:00; PH off"
        if rank % 7 == 0:
            service.closures = [Closure(starts_on=CLOSED[0], ends_on=CLOSED[chance.randrange(2)])]


def some(chance: Random, values: list[str]) -> list[str]:
    """Give no value, or one to three of them."""
    return chance.sample(values, min(chance.randrange(4), len(values)))
