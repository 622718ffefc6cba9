"""A place that becomes confidential is nowhere any more: no page, no log, no file, no search says it."""

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from directory.geo import place
from directory.models import CONFIDENTIAL_CATEGORIES, Commune, Service
from directory.search.asking import Search
from directory.search.query import find_ids, find_services
from directory.search.results import Result
from tests.directory.search.asked import TUESDAY
from tests.web.canaries import (
    CANARY,
    DEPARTMENT,
    NAME,
    NEUTRAL,
    PROFESSIONAL_NUMBER,
    WORD,
    ZONE,
    betrayed,
    crawl,
    files_of,
    hidden,
    planted,
    said,
)
from tests.web.every_page import Asked, HtmlPage
from web import access
from wsgi import create_app

RADII = (None, 5.0, 10.0, 20.0, 50.0)
ORIGINS = 700
TRACES = [*CANARY.written(), *CANARY.packed()]


@dataclass(frozen=True)
class Flipped:
    """The application after a service has become confidential, and all it answered with its logs."""

    app: Flask
    folder: Path
    service_id: int
    answers: list[tuple[Asked, TestResponse]]
    logged: str

    def find(self, search: Search) -> Result | None:
        """Give the hidden service as `search` finds it."""
        with self.app.extensions["readers"]() as session:
            found = find_services(session, self.app.extensions["searcher"], search)
        assert not found.is_degraded
        return next((each for each in found.results if each.shown.card.id == self.service_id), None)


@pytest.fixture(scope="module")
def flipped(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flipped]:
    """A service is public, is shown, is searched; it becomes confidential; then everything is asked for."""
    folder = shutil.copytree(filled, tmp_path_factory.mktemp("flipped") / "data")
    app = create_app({"RELAIS_DATA_DIR": str(folder)})
    service_id = planted(app, CANARY)
    seen = [(asked.path, said(answer)) for asked, answer in crawl(app, service_id)]
    assert betrayed(seen, CANARY.written()), "while it is public, its place is told"
    assert betrayed(files_of(folder), CANARY.packed()), "while it is public, its point is on disk"
    hidden(app, service_id)
    with listening() as lines:
        answers = crawl(app, service_id)
    yield Flipped(app, folder, service_id, answers, "\n".join(lines))
    app.extensions["engine"].dispose()


class Listener(logging.Handler):
    """Keeps everything that is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[list[str]]:
    """Give the list that fills with all that is logged, with what the database is asked and answers."""
    listener = Listener()
    loggers = [logging.getLogger(name) for name in ("", "sqlalchemy.engine", "sqlalchemy.pool")]
    levels = [logger.level for logger in loggers]
    loggers[0].addHandler(listener)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield listener.lines
    loggers[0].removeHandler(listener)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


# F-02: no answer says it.


def test_every_route_is_asked_for(flipped: Flipped):
    asked = {page.endpoint for page, _ in flipped.answers} - {"nowhere"}
    assert asked == {rule.endpoint for rule in flipped.app.url_map.iter_rules()}
    statuses = {answer.status_code for _, answer in flipped.answers}
    assert {200, 400, 404, 405, 413, 422} <= statuses
    assert not [page.path for page, answer in flipped.answers if page.status not in (0, answer.status_code)]


def test_the_service_itself_is_among_what_is_shown(flipped: Flipped):
    showing = {page.endpoint for page, answer in flipped.answers if NAME in answer.text}
    assert {"directory.service", "directory.search"} <= showing


def test_no_answer_says_where_a_place_was_that_is_now_hidden(flipped: Flipped):
    seen = [(f"{page.path} {page.data}", said(answer)) for page, answer in flipped.answers]
    assert betrayed(seen, TRACES) == []


def test_no_log_says_it_not_even_that_of_the_database(flipped: Flipped):
    assert "FROM service" in flipped.logged
    assert NAME in flipped.logged, "what the database answers is there too"
    assert betrayed([("log", flipped.logged.encode())], TRACES) == []


def test_an_error_of_ours_says_nothing_of_a_hidden_service(own_app: Flask, monkeypatch: pytest.MonkeyPatch):
    service_id = planted(own_app, CANARY)
    hidden(own_app, service_id)

    def crash() -> str:
        with own_app.extensions["readers"]() as session:
            raise ValueError(vars(session.get_one(Service, service_id)))

    monkeypatch.setitem(access.ACCESS, "crash", "public")
    own_app.add_url_rule("/crash", "crash", crash)
    response = own_app.test_client().get("/crash")
    assert response.status_code == 500
    assert betrayed([("page", said(response))], [*TRACES, WORD.encode()]) == []


def test_the_number_kept_for_professionals_is_on_no_card_and_in_no_search(flipped: Flipped):
    number = PROFESSIONAL_NUMBER.removeprefix("+33")
    client = flipped.app.test_client()
    card = client.post("/carte", data={"service": str(flipped.service_id)})
    assert number not in card.text.replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
    for typed in (number, f"0{number}", PROFESSIONAL_NUMBER, "0199 007532", "007532"):
        assert flipped.find(Search(TUESDAY, text=typed)) is None


# F-03: no file says it.


def test_no_file_says_it_neither_database_nor_log_nor_snapshot(flipped: Flipped):
    files = list(files_of(flipped.folder))
    assert {"relais.db", "search/CURRENT"} <= {name for name, _ in files}
    assert betrayed(files, TRACES) == []


@pytest.mark.parametrize("category", ["emergency-shelter", *CONFIDENTIAL_CATEGORIES])
def test_nothing_is_left_on_disk_whatever_the_category(own_app: Flask, category: str):
    folder = own_app.extensions["searcher"].folder.parent
    hidden(own_app, planted(own_app, CANARY), category)
    assert betrayed(files_of(folder), TRACES) == []


def test_what_was_set_aside_goes_when_the_directory_changes(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    service_id = planted(own_app, CANARY)
    (folder / (folder / "CURRENT").read_text() / "ids.npy").write_bytes(b"")
    assert own_app.extensions["searcher"].newest() is None
    own_app.extensions["indexer"].bring_up_to_date()
    assert list(folder.glob("damaged-*"))
    hidden(own_app, service_id)
    assert betrayed(files_of(folder.parent), TRACES) == []


def test_a_log_that_a_reader_needs_is_emptied_once_it_is_done(own_app: Flask):
    folder = own_app.extensions["searcher"].folder.parent
    service_id = planted(own_app, CANARY)
    with own_app.extensions["readers"]() as reader:
        assert reader.get_one(Service, service_id).street == CANARY.street
        hidden(own_app, service_id)
        assert betrayed(files_of(folder), CANARY.written()), "a page that began before still reads it"
    own_app.extensions["indexer"].bring_up_to_date()
    assert betrayed(files_of(folder), TRACES) == []


def test_a_record_of_a_hidden_category_with_a_street_is_refused(own_app: Flask):
    with own_app.extensions["sessions"]() as session:
        row = dict(
            session.execute(select(Service.__table__).where(Service.category == "dv-shelter"))
            .first()
            ._mapping
        )
        row |= {"id": None, "source_key": "canary", "street": CANARY.street}
        with pytest.raises(IntegrityError) as refusal:
            session.execute(insert(Service).values(row))
    assert betrayed([("error", str(refusal.value).encode())], TRACES) == []


# F-04: distance, order and counts say nothing finer than the zone.


def test_from_seven_hundred_communes_it_is_found_by_its_territory_alone(flipped: Flipped):
    searcher, served, found = flipped.app.extensions["searcher"], {}, {}
    with flipped.app.extensions["readers"]() as session:
        codes = session.scalars(
            select(Commune.code).where(Commune.department.in_((DEPARTMENT, "43", "69"))).limit(ORIGINS)
        ).all()
        for code in codes:
            origin = place(session, code)
            assert origin is not None
            served[code] = origin.department == DEPARTMENT
            asked = [Search(TUESDAY, WORD, origin, radius_km=each) for each in RADII]
            answers = [find_ids(session, searcher, each)[1] for each in asked]
            found[code] = {answer.ids == (flipped.service_id,) for answer in answers}
            assert {answer.total for answer in answers} == {int(served[code])}, "nothing else holds that word"
            result = flipped.find(asked[0]) if served[code] else None
            if result:
                assert (result.distance_km, result.distance, result.tie) == (None, "", "competent")
    assert len(codes) == ORIGINS
    assert found == {code: {is_served} for code, is_served in served.items()}
    assert set(served.values()) == {True, False}


# F-08: an area, and never a pin.


def test_its_map_is_its_zone_and_never_a_pin(flipped: Flipped):
    client = flipped.app.test_client()
    for answer in (
        client.get(f"/services/{flipped.service_id}/carte"),
        client.post("/annuaire/carte", data={"q": WORD}),
        client.post("/annuaire/carte", data={"q": WORD, "commune": "42218", "radius": "5"}),
    ):
        data = json.loads(answer.data)
        assert (data["pins"], data["bounds"]) == ([], None)
        assert [(area["role"], area["kind"], area["code"]) for area in data["areas"]] == [("zone", *ZONE)]


# The neutral name.


def test_searching_the_neutral_name_never_finds_whom_it_hides(flipped: Flipped):
    assert flipped.find(Search(TUESDAY, text=WORD)) is not None
    for typed in (NEUTRAL, *NEUTRAL.split()[1:], "xylotheq", "xylotheqe", f"{NEUTRAL} saint-étienne"):
        assert flipped.find(Search(TUESDAY, text=typed)) is None, typed
    page = HtmlPage(flipped.app.test_client().post("/annuaire", data={"q": "xylotheque"}).text)
    assert "Aucun service trouvé" in page.text
    assert NAME not in page.text


def test_searching_the_neutral_name_of_any_service_gives_what_it_gives_without_it(own_app: Flask):
    searcher = own_app.extensions["searcher"]
    with own_app.extensions["readers"]() as session:
        names = sorted(
            set(session.scalars(select(Service.neutral_name).where(Service.neutral_name.is_not(None))))
        )
        before = {name: find_ids(session, searcher, Search(TUESDAY, text=name)) for name in names}
    with own_app.extensions["sessions"].begin() as session:
        for service in session.scalars(select(Service).where(Service.neutral_name.is_not(None))):
            service.neutral_name = None
    own_app.extensions["indexer"].bring_up_to_date()
    with own_app.extensions["readers"]() as session:
        after = {name: find_ids(session, searcher, Search(TUESDAY, text=name)) for name in names}
    assert len(names) > 3
    assert before == after
