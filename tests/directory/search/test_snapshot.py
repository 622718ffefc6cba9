"""A snapshot is whole or absent, and a damaged one never answers."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from directory.db import migrate, open_readers
from directory.search import snapshot as snapshots
from directory.search.asking import Search
from directory.search.compiling import compile_directory
from directory.search.facets import make_tables
from directory.search.indexer import Indexer
from directory.search.matching import match
from directory.search.plan import Plan
from directory.search.query import find_services
from directory.search.results import Results
from directory.search.searcher import Searcher
from directory.search.snapshot import (
    CURRENT,
    LISTS,
    MANIFEST,
    Array,
    SnapshotError,
    open_snapshot,
    publish,
    read_current,
    read_edition,
    set_aside,
)
from tests.databases import empty_database
from tests.directory.search.asked import TUESDAY

Damage = Callable[[Path], object]


class Own:
    """A folder of snapshots of its own, beside a database that nothing changes: its reader, its indexer."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.folder, self.readers = folder, app.extensions["readers"]
        self.searcher = Searcher(folder)
        self.indexer = Indexer(app.extensions["sessions"], self.readers, folder)

    def ask(self, text: str = "hébergement") -> Results:
        with self.readers() as session:
            return find_services(session, self.searcher, Search(TUESDAY, text=text))

    def restart(self) -> None:
        """Do as a worker that starts."""
        self.searcher = Searcher(self.folder)

    @property
    def current(self) -> Path:
        return self.folder / read_current(self.folder)


@pytest.fixture
def own(app: Flask, tmp_path: Path) -> Own:
    shutil.copytree(app.extensions["searcher"].folder, tmp_path / "search")
    return Own(app, tmp_path / "search")


def flip(path: Path, rank: int) -> None:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[rank] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    """Leave half of a file."""
    os.truncate(path, path.stat().st_size // 2)


def manifest_saying(**changes: object) -> Damage:
    """Give what rewrites the manifest with other values."""

    def rewrite(own: Path) -> None:
        held = json.loads((own / MANIFEST).read_bytes())
        (own / MANIFEST).write_text(json.dumps({**held, **changes}), "utf-8")

    return rewrite


DAMAGES: dict[str, Damage] = {
    "an array is cut": lambda own: cut(own / "stem_docs.npy"),
    "a bit of an array is flipped": lambda own: flip(own / "ids.npy", -3),
    "the head of an array is flipped": lambda own: flip(own / "points.npy", 1),
    "an array is missing": lambda own: (own / "area_docs.npy").unlink(),
    "an array is empty": lambda own: (own / "closures.npy").write_bytes(b""),
    "an array is nobody's": lambda own: (own / "other.npy").write_bytes(b"x"),
    "a letter of a list is flipped": lambda own: flip(own / LISTS, 5_000),
    "the lists are missing": lambda own: (own / LISTS).unlink(),
    "the lists are cut": lambda own: cut(own / LISTS),
    "the manifest is missing": lambda own: (own / MANIFEST).unlink(),
    "the manifest is cut": lambda own: cut(own / MANIFEST),
    "the manifest is empty": lambda own: (own / MANIFEST).write_bytes(b""),
    "the manifest is noise": lambda own: (own / MANIFEST).write_bytes(bytes(range(256))),
    "the manifest is a list": lambda own: (own / MANIFEST).write_text("[]", "utf-8"),
    "the manifest is of another format": manifest_saying(format=snapshots.FORMAT + 1),
    "the manifest is of another edition": manifest_saying(edition=10_000),
    "the manifest counts no file": manifest_saying(files=[]),
    "the manifest counts with words": manifest_saying(files={"ids.npy": "long"}),
    "everything is gone": shutil.rmtree,
}


# Whole or absent.


def test_an_empty_directory_makes_a_snapshot_that_opens(tmp_path: Path):
    with empty_database("sqlite", tmp_path) as engine:
        migrate(engine)
        with open_readers(engine)() as session:
            lists, arrays = compile_directory(session)
    publish(tmp_path, 1, lists, arrays)
    empty = open_snapshot(tmp_path, is_whole=True)
    assert len(empty) == 0
    assert match(empty, Plan()) is None
    assert make_tables(empty)["categories"].keeps.shape[0] == 0


def test_what_is_published_is_what_is_read(tmp_path: Path, app: Flask):
    held = open_snapshot(app.extensions["searcher"].folder)
    publish(tmp_path, 7, held.lists, held.arrays)
    again = open_snapshot(tmp_path, is_whole=True)
    assert (again.edition, read_edition(tmp_path), again.name) == (7, 7, read_current(tmp_path))
    assert again.lists == held.lists
    assert again.arrays.keys() == held.arrays.keys()
    for name, array in held.arrays.items():
        assert np.array_equal(again.arrays[name], array, equal_nan=array.dtype.kind == "f"), name


def test_nobody_can_write_in_a_snapshot_that_is_open(app: Flask):
    with pytest.raises(ValueError, match="read-only"):
        open_snapshot(app.extensions["searcher"].folder).arrays["ids"][0] = 1


def test_a_pickle_in_place_of_an_array_is_refused(tmp_path: Path, app: Flask):
    held = open_snapshot(app.extensions["searcher"].folder)
    publish(tmp_path, 1, held.lists, held.arrays)
    own = tmp_path / read_current(tmp_path)
    np.save(own / "ids.npy", np.array([{"not": "a number"}], object), allow_pickle=True)
    held_files = json.loads((own / MANIFEST).read_bytes())["files"]
    manifest_saying(files={**held_files, "ids.npy": snapshots._sum(own / "ids.npy")})(own)
    with pytest.raises(SnapshotError):
        open_snapshot(tmp_path)


def test_the_current_snapshot_is_kept_and_the_rest_is_swept(tmp_path: Path, app: Flask):
    held = open_snapshot(app.extensions["searcher"].folder)
    (tmp_path / "being-written-by-the-dead").mkdir()
    for edition in range(1, 6):
        publish(tmp_path, edition, held.lists, held.arrays)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [read_current(tmp_path)]
    assert open_snapshot(tmp_path).edition == 5


def test_a_snapshot_that_is_swept_goes_on_answering_whoever_opened_it(tmp_path: Path, app: Flask):
    held = open_snapshot(app.extensions["searcher"].folder)
    publish(tmp_path, 1, held.lists, held.arrays)
    first = open_snapshot(tmp_path)
    for edition in (2, 3, 4):
        publish(tmp_path, edition, held.lists, held.arrays)
    assert not (tmp_path / first.name).exists()
    assert np.array_equal(first.ids, held.ids)


# A kill at every step.

STEPS = ("open", "rename", "replace", "fsync", "mkdir", "unlink", "rmdir")


class KilledError(BaseException):
    """What stands for a kill: nothing in the code may catch it."""


class Steps:
    """Counts what `publish` asks of the system, and stops everything at one of them."""

    def __init__(self, last: int) -> None:
        self.left = last

    def __call__(self, real: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **options: object) -> object:
            self.left -= 1
            if self.left < 0:
                raise KilledError
            return real(*arguments, **options)

        return counted


def small() -> tuple[dict[str, list[object]], dict[str, Array]]:
    """Give lists and arrays of no service at all, but with every name."""
    names = ("stem", "category", "area", "hole")
    arrays: dict[str, Array] = {"ids": np.zeros(0, np.int32), "stem_impacts": np.zeros(0, np.float32)}
    for name in names:
        arrays[f"{name}_starts"], arrays[f"{name}_docs"] = np.zeros(1, np.int64), np.zeros(0, np.int32)
    return {"stems": []}, arrays


def killed_at(step: int, folder: Path, edition: int) -> bool:
    """Publish until the system is asked for one thing more than `step`; say whether it came to that."""
    steps = Steps(step)
    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, steps(getattr(os, name)))
        patch.setattr("io.open", steps(open))
        try:
            publish(folder, edition, *small())
        except KilledError:
            return True
    return False


def test_killed_between_any_two_steps_it_leaves_the_old_one_or_the_new_one(tmp_path: Path):
    seen: set[int] = set()
    for step in range(1_000):
        folder = tmp_path / str(step)
        publish(folder, 1, *small())
        is_killed = killed_at(step, folder, 2)
        edition = open_snapshot(folder, is_whole=True).edition
        seen.add(edition)
        publish(folder, 3, *small())
        assert open_snapshot(folder, is_whole=True).edition == 3
        left = {path.name.partition("-")[0] for path in folder.iterdir()}
        assert left <= {CURRENT, "snapshot"}, left
        if not is_killed:
            break
    assert seen == {1, 2}
    assert step > 20
    assert edition == 2


# Damage.


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_snapshot_is_set_aside_sql_answers_and_another_is_compiled(
    own: Own, damage: Damage, caplog: pytest.LogCaptureFixture
):
    sound = own.ask()
    assert not sound.is_degraded
    own.restart()
    damage(own.current)
    with pytest.raises(SnapshotError, match="abîmé"):
        open_snapshot(own.folder)
    degraded = own.ask()
    assert degraded.is_degraded
    assert degraded.total == sound.total
    assert read_current(own.folder) == ""
    assert "is set aside" in caplog.text
    assert own.indexer.bring_up_to_date()
    again = own.ask()
    assert (again.is_degraded, again.total) == (False, sound.total)
    assert [result.shown.card.id for result in again.results] == [
        result.shown.card.id for result in sound.results
    ]


@pytest.mark.parametrize("named", ["", "\n", "snapshot-9-nobody", "../../etc", ".", "a\0b", "é", "x" * 5_000])
def test_a_pointer_that_names_nothing_is_a_snapshot_that_is_missing(own: Own, named: str):
    sound = own.ask()
    (own.folder / CURRENT).write_text(named, "utf-8")
    assert own.ask().is_degraded
    own.indexer.bring_up_to_date()
    again = own.ask()
    assert (again.is_degraded, again.total) == (False, sound.total)


def test_a_folder_that_cannot_be_read_leaves_the_database_to_answer(own: Own):
    sound = own.ask()
    shutil.rmtree(own.folder)
    own.folder.write_text("a file where a folder should be", "utf-8")
    degraded = own.ask()
    assert (degraded.is_degraded, degraded.total) == (True, sound.total)
    with pytest.raises(SnapshotError):
        open_snapshot(own.folder)


def test_a_damage_beyond_what_is_read_at_opening_is_found_when_the_indexer_starts(
    own: Own, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(snapshots, "CHECKED_WHOLE", 0)
    flip(own.current / "stem_impacts.npy", -1)
    assert not own.ask().is_degraded
    own.indexer.distrust()
    assert read_current(own.folder) == ""
    assert own.indexer.bring_up_to_date()
    assert open_snapshot(own.folder, is_whole=True)


def test_a_disk_that_refuses_does_not_stop_the_answers(own: Own, monkeypatch: pytest.MonkeyPatch):
    sound = own.ask()
    own.restart()
    cut(own.current / "ids.npy")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "unlink", refuse)
    for _ in range(2):
        degraded = own.ask()
        assert (degraded.is_degraded, degraded.total) == (True, sound.total)
    assert read_current(own.folder)


def test_setting_aside_an_old_name_leaves_the_new_snapshot_alone(own: Own):
    set_aside(own.folder, "snapshot-1-older")
    set_aside(own.folder, "")
    assert open_snapshot(own.folder)


def test_only_the_last_damaged_snapshot_is_kept(own: Own):
    for _ in range(3):
        set_aside(own.folder, read_current(own.folder))
        own.indexer.bring_up_to_date()
    assert len([path for path in own.folder.iterdir() if path.name.startswith("damaged-")]) == 1
    assert open_snapshot(own.folder)
