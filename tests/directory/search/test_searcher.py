"""One searcher is shared by the threads of a worker, while the indexer publishes beside it."""

import shutil
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from directory.search import engine, searcher
from directory.search.asking import Search
from directory.search.plan import Answer
from directory.search.searcher import Opened, Searcher, plain_lexicon
from directory.search.snapshot import open_snapshot, publish, read_current
from directory.search.understanding import understand
from tests.directory.search.asked import SPOKEN, TUESDAY

THREADS, PUBLISHED = 8, 6
TEXTS = [text for text in SPOKEN if text]


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """A folder of snapshots of its own."""
    return Path(shutil.copytree(app.extensions["searcher"].folder, tmp_path / "search"))


@pytest.fixture
def nervous() -> Iterator[None]:
    """Let threads take turns every ten microseconds: what is not safe between them then shows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def answered(opened: Opened, text: str) -> Answer:
    """Read a text and answer it, from one snapshot."""
    plan, _ = understand(text, opened.lexicon, opened.snapshot.stem_numbers.__contains__)
    return engine.answer(opened.snapshot, opened.tables, plan, Search(TUESDAY, text=text))


def test_eight_threads_share_a_searcher_while_snapshots_are_published(folder: Path, nervous: None):
    shared = Searcher(folder)
    first = shared.newest()
    assert first is not None
    expected = {text: answered(first, text) for text in TEXTS}
    held = open_snapshot(folder)
    is_over = threading.Event()

    def ask_all(rank: int) -> list[tuple[str, Answer | None]]:
        given: list[tuple[str, Answer | None]] = []
        while not is_over.is_set():
            for text in TEXTS[rank % 3 :]:
                opened = shared.newest()
                given.append((text, answered(opened, text) if opened else None))
        return given

    def publish_again() -> None:
        try:
            for edition in range(held.edition + 1, held.edition + 1 + PUBLISHED):
                publish(folder, edition, held.lists, held.arrays)
        finally:
            is_over.set()

    with ThreadPoolExecutor(THREADS + 1) as pool:
        asking = [pool.submit(ask_all, rank) for rank in range(THREADS)]
        pool.submit(publish_again).result()
        given = [each for answers in asking for each in answers.result()]
    newest = shared.newest()
    assert newest is not None
    assert newest.snapshot.edition == held.edition + PUBLISHED
    assert len(given) >= THREADS * (len(TEXTS) - 2)
    assert [text for text, answer in given if answer != expected[text]] == []


def test_a_snapshot_is_opened_once_however_many_threads_ask_for_it(
    folder: Path, nervous: None, monkeypatch: pytest.MonkeyPatch
):
    opened: list[Path] = []

    def counted(where: Path) -> searcher.Snapshot:
        opened.append(where)
        return open_snapshot(where)

    monkeypatch.setattr(searcher, "open_snapshot", counted)
    shared = Searcher(folder)
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda _: shared.newest(), range(64)))
    assert len(opened) == 1
    assert len({id(each) for each in found}) == 1


def test_a_new_snapshot_is_seen_at_the_next_question(folder: Path):
    shared = Searcher(folder)
    before = shared.newest()
    assert before is not None
    publish(folder, before.snapshot.edition + 1, before.snapshot.lists, before.snapshot.arrays)
    after = shared.newest()
    assert after is not None
    assert after is not before
    assert after.snapshot.name == read_current(folder)
    assert shared.newest() is after


def test_without_a_snapshot_there_is_none_and_nothing_is_created(tmp_path: Path):
    assert Searcher(tmp_path / "nowhere").newest() is None
    assert not (tmp_path / "nowhere").exists()


def test_the_total_costs_no_second_run(folder: Path, monkeypatch: pytest.MonkeyPatch):
    shared = Searcher(folder)
    opened = shared.newest()
    assert opened is not None
    runs: list[object] = []
    match = engine.match

    def counted(*arguments: object) -> object:
        runs.append(arguments)
        return match(*arguments)  # type: ignore[arg-type]  # what it is given is passed on as it is

    monkeypatch.setattr(engine, "match", counted)
    answer = answered(opened, "hébergement")
    assert (answer.total > len(answer.ids) > 0, len(runs)) == (True, 1)


def test_a_question_that_fails_leaves_a_whole_snapshot_in_use(folder: Path, caplog: pytest.LogCaptureFixture):
    shared = Searcher(folder)
    opened = shared.newest()
    assert opened is not None
    shared.suspect(opened, OverflowError("one question"))
    assert shared.newest() is opened
    assert "which is whole" in caplog.text


def test_a_snapshot_changed_since_it_was_opened_is_no_longer_used(folder: Path):
    shared = Searcher(folder)
    opened = shared.newest()
    assert opened is not None
    path = folder / opened.snapshot.name / "lists.json"
    path.write_bytes(path.read_bytes().replace(b"a", b"b"))
    shared.suspect(opened, IndexError("beyond the end"))
    assert shared.newest() is None
    assert (folder / opened.snapshot.name.replace("snapshot", "damaged")).is_dir()


def test_the_lexicon_without_a_snapshot_knows_the_words_of_the_field():
    lexicon = plain_lexicon()
    assert "cidff" in lexicon.forms
    assert lexicon.frequency("cidff") == 0
    assert lexicon.forms == sorted(lexicon.forms)


def test_an_answer_is_a_value_that_nothing_changes(folder: Path):
    opened = Searcher(folder).newest()
    assert opened is not None
    answer = answered(opened, "foyer")
    assert replace(answer) == answered(opened, "foyer")
