"""The measurements compare what can be compared: every engine finds the same listings as the database."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from bench.engines import SAME_WORDS, build, compare
from bench.generate import generate
from bench.peers.given import Listed, Peer, point_at, read_listed, sorted_again
from bench.peers.sqlite_fts5 import Fts5
from bench.peers.tantivy_peer import Tantivy
from bench.peers.whoosh_peer import Whoosh
from bench.queries import COUNTS, Asked, draw_questions

AT = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
SIZE = 800


@pytest.fixture
def invented(own_app: Flask) -> Flask:
    """The application on an invented directory, indexed."""
    with own_app.extensions["sessions"]() as session:
        for _ in generate(session, SIZE, AT.replace(tzinfo=None)):
            session.commit()
    own_app.extensions["indexer"].bring_up_to_date()
    return own_app


@pytest.fixture
def peers(tmp_path: Path) -> Iterator[list[Peer]]:
    """The engines that need no server."""
    for name in ("tantivy", "whoosh"):
        (tmp_path / name).mkdir()
    engines: list[Peer] = [Tantivy(tmp_path / "tantivy"), Fts5(tmp_path), Whoosh(tmp_path / "whoosh")]
    yield engines
    for each in engines:
        each.close()


def test_every_engine_finds_what_the_database_finds(invented: Flask, peers: list[Peer]):
    with invented.extensions["readers"]() as session:
        build(peers, read_listed(session))
        questions = draw_questions(session, AT)[::6]
        sums = compare(session, invented.extensions["searcher"], peers, questions)
    comparable = [asked for asked in questions if asked.kind in SAME_WORDS]
    everywhere = [asked for asked in comparable if not asked.search.place]
    assert sums.oracle == len(questions)
    assert sums.peers["SQLite FTS5"] == (len(comparable), len(comparable))
    assert sums.peers["Whoosh, index réglé"] == (len(comparable), len(comparable))
    assert sums.peers["tantivy"] == (len(everywhere), len(everywhere))


def test_three_hundred_questions_are_drawn_and_always_the_same(app: Flask):
    with app.extensions["readers"]() as session:
        first, again = draw_questions(session, AT), draw_questions(session, AT)
    assert first == again
    assert len(first) == sum(COUNTS.values()) == 300
    assert len({_asked(each) for each in first}) > 200


def _asked(asked: Asked) -> tuple[object, ...]:
    place = asked.search.place.code if asked.search.place else ""
    return asked.search.text, place, asked.search.filters, asked.search.radius_km


def test_every_service_is_given_to_the_engines_once(invented: Flask):
    with invented.extensions["readers"]() as session:
        given: list[Listed] = [each for batch in read_listed(session) for each in batch]
    assert len({each.id for each in given}) == len(given) > SIZE
    assert all(each.stems for each in given)


def test_what_is_near_comes_before_what_is_as_good_and_far():
    paris, lyon = point_at(48.86, 2.35), point_at(45.76, 4.84)
    assert sorted_again([1, 2], [1.0, 1.0], [lyon, paris], paris) == (2, 1)
    assert sorted_again([1, 2], [5.0, 1.0], [paris, None], paris) == (1, 2)
    assert sorted_again([], [], [], paris) == ()
