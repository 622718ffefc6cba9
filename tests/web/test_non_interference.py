"""Two directories that differ only by a place now hidden answer everything alike, to the byte."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, select

import directory.views.consult
import directory.views.map
import directory.views.search
import routing.views
from directory.models import Base, Commune, PlaceName, Postcode, SearchOutbox, Service, Setting
from directory.search.snapshot import MANIFEST
from tests.web.canaries import CANARY, NAME, OTHER, Secret, crawl, hidden, planted, said
from wsgi import create_app

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SECRETS = 12
VIEWS: tuple[ModuleType, ...] = (
    directory.views.consult,
    directory.views.map,
    directory.views.search,
    routing.views,
)
GAZETTEER = {each.__tablename__ for each in (Commune, PlaceName, Postcode)}
OF_THE_INDEXER = {SearchOutbox.__tablename__, Setting.__tablename__}


class StoppedClock(datetime):
    """A clock that always says the same."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # it gives a plain datetime
        return MOMENT.astimezone(tz)


@pytest.fixture(scope="module")
def pair(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask, int]]:
    """Two applications in which the same service stood at two places, and now stands at none."""
    with ExitStack() as stack:
        apps = [stack.enter_context(copy_of(filled, tmp_path_factory.mktemp("pair"))) for _ in range(2)]
        ids = [planted(app, secret) for app, secret in zip(apps, (CANARY, OTHER), strict=True)]
        assert ids[0] == ids[1]
        yield apps[0], apps[1], ids[0]


@contextmanager
def copy_of(filled: Path, folder: Path) -> Iterator[Flask]:
    data = shutil.copytree(filled, folder / "data")
    app = create_app({"RELAIS_DATA_DIR": str(data)})
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of every page."""
    for module in VIEWS:
        monkeypatch.setattr(module, "datetime", StoppedClock)


# Streets are searched for nobody, public or not (F-05).

SHAPES = (
    "{}",
    "{}s",
    "17 impasse {}",
    "« impasse {} »",
    '"impasse {}"',
    "adresse:{}",
    "street:{}",
    "{}~",
    "{}*",
    "+{}",
)
LISTED = ("rue:{}*", "hébergement {}", "{} saint-étienne")
"""What finds the service by its other words: while it is public, its address is then on the page."""


def searched(app: Flask, text: str) -> bytes:
    """Give all that a search says, as a page and as a map."""
    client = app.test_client()
    asked = [("/annuaire", {"q": text}), ("/annuaire", {"q": text, "commune": "42218"})]
    asked += [("/annuaire/carte", {"q": text})]
    return b"\n".join(said(client.post(path, data=data)) for path, data in asked)


def beginnings(word: str) -> list[str]:
    return [word[:length] for length in range(2, len(word))]


def test_a_street_is_answered_like_any_other_word_even_while_it_is_public(
    pair: tuple[Flask, Flask, int], stopped: None
):
    here, there, _ = pair
    slips = ["zorglubime", "zorglubin", "zorgulbine", "orglubine", "zorrglubine", "zorglubyne"]
    typed = [shape.format("zorglubine") for shape in SHAPES] + beginnings("zorglubine") + slips
    typed += ["42000 zorglubine", "45.4391357913", "4.3892975315"]
    assert [text for text in typed if searched(here, text) != searched(there, text)] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_a_street_is_answered_like_a_word_that_does_not_exist(
    pair: tuple[Flask, Flask, int], stopped: None, shape: str
):
    street, nothing = "zorglubine", "zwrgxubqne"
    told = searched(pair[0], shape.format(street)).replace(street.encode(), nothing.encode())
    assert told == searched(pair[0], shape.format(nothing))


def test_no_place_is_offered_for_a_street(pair: tuple[Flask, Flask, int]):
    for beginning in [*beginnings("zorglubine"), "zorglubine"]:
        here, there = (app.test_client().get("/communes", query_string={"q": beginning}) for app in pair[:2])
        assert said(here) == said(there)
        assert b"zorglubine" not in here.data.lower()


# Once it is hidden, everything is alike (F-01).


def test_once_it_is_hidden_every_page_is_the_same_to_the_byte(pair: tuple[Flask, Flask, int], stopped: None):
    *apps, service_id = pair
    for app in apps:
        hidden(app, service_id)
    here, there = (crawl(app, service_id) for app in apps)
    assert len(here) == len(there) > 80
    assert sum(NAME in answer.text for _, answer in here) > 8
    unlike = [
        f"{page.path} {page.data}"
        for (page, one), (_, other) in zip(here, there, strict=True)
        if said(one) != said(other)
    ]
    assert unlike == []
    typed = [shape.format("zorglubine") for shape in (*SHAPES, *LISTED)]
    assert [text for text in typed if searched(apps[0], text) != searched(apps[1], text)] == []


def test_once_it_is_hidden_nothing_kept_tells_where_it_was(own_app: Flask):
    chance, seen = Random(11), set()
    for _ in range(SECRETS):
        word = "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=9))
        place = (chance.uniform(45.2, 45.6), chance.uniform(4.1, 4.7))
        service_id = planted(own_app, Secret(f"{chance.randrange(1, 300)} rue {word}", place))
        hidden(own_app, service_id)
        seen.add((kept_in_tables(own_app), kept_in_snapshot(own_app)))
        with own_app.extensions["sessions"].begin() as session:
            session.delete(session.get_one(Service, service_id))
    assert len(seen) == 1


def kept_in_tables(app: Flask) -> str:
    """Give every row of the directory, as the database keeps it."""
    metadata: MetaData = Base.metadata
    tables = [each for each in metadata.sorted_tables if each.name not in GAZETTEER | OF_THE_INDEXER]
    with app.extensions["readers"]() as session:
        return repr([sorted(map(repr, session.execute(select(table)))) for table in tables])


def kept_in_snapshot(app: Flask) -> bytes:
    """Give every file of the snapshot but the one that numbers it."""
    folder = app.extensions["searcher"].folder
    own = folder / (folder / "CURRENT").read_text()
    return b"".join(path.read_bytes() for path in sorted(own.iterdir()) if path.name != MANIFEST)
