"""E-02: a file is read in a process that can do no harm, and the site does not notice."""

import os
import resource
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from importers.reading.limits import seconds_for
from importers.reading.parent import read_rows
from importers.reading.refusals import FileRefusedError
from importers.statements import Given
from tests.importers.reading.made import rows_of

MISBEHAVING = "tests.importers.reading.misbehaving_source"


def misbehave(how: str, folder: Path) -> str:
    path = folder / "given.csv"
    path.write_text("nom\nCCAS\n", "utf-8")
    *_, last = read_rows(MISBEHAVING, [Given(how, path)])
    return str(last.cells["came"])


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("turn_without_end", "il demande trop de temps pour être lu"),
        ("take_all_memory", "il demande trop de mémoire pour être lu"),
        ("abort", "il demande trop de mémoire pour être lu"),
        ("leave", "il n’a pas pu être lu jusqu’au bout"),
        ("crash", "il n’a pas pu être lu jusqu’au bout"),
        ("write_garbage", "il n’a pas pu être lu jusqu’au bout"),
    ],
)
def test_whatever_happens_in_the_child_is_a_sentence(how: str, said: str, tmp_path: Path):
    with pytest.raises(FileRefusedError) as refused:
        misbehave(how, tmp_path)
    assert refused.value.sentence == f"Fichier refusé : {said}. Rien n’a été importé."


@pytest.mark.parametrize("how", ["call_out", "start_a_program"])
def test_the_child_calls_nobody_and_starts_nothing(
    how: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    with pytest.raises(FileRefusedError):
        misbehave(how, tmp_path)
    assert "PermissionError" in caplog.text


def test_the_child_writes_no_file(tmp_path: Path):
    with pytest.raises(FileRefusedError):
        misbehave("write_a_file", tmp_path)
    assert not any(path.stat().st_size for path in tmp_path.glob("*.written"))


def test_the_child_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RELAIS_SECRET_KEY", "not to be known")
    monkeypatch.setenv("RELAIS_DATABASE_URL", "postgresql://somebody:password@localhost/relais")
    came = misbehave("tell_the_environment", tmp_path)
    assert "LANG" in came
    assert "RELAIS" not in came


def test_the_child_starts_without_database_or_web(tmp_path: Path):
    came = misbehave("tell_the_modules", tmp_path)
    assert "'importers.ground'" in came
    assert not [name for name in ("sqlalchemy", "flask", "numpy") if f"'{name}'" in came]


def test_what_a_source_prints_is_no_row(tmp_path: Path):
    assert misbehave("print_things", tmp_path) == "printed"


def test_a_crash_is_noted_without_what_the_file_held(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with pytest.raises(FileRefusedError):
        misbehave("crash", tmp_path)
    assert "LookupError" in caplog.text
    assert "misbehaving_source.py" in caplog.text
    assert "06 12 34 56 78" not in caplog.text


def test_a_reading_that_is_given_up_leaves_no_process(tmp_path: Path):
    path = tmp_path / "given.csv"
    path.write_text("nom\nCCAS\n", "utf-8")
    rows = read_rows(MISBEHAVING, [Given("turn_without_end", path)])
    pid = next(rows).cells["pid"]
    os.kill(pid, 0)
    rows.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_source_that_does_not_exist_is_a_sentence_too(tmp_path: Path):
    (path := tmp_path / "given.csv").write_text("nom\nCCAS\n", "utf-8")
    with pytest.raises(FileRefusedError):
        rows_of(path, module="importers.sources.that_nobody_wrote")


def test_the_site_answers_while_a_file_is_read_without_end(client: FlaskClient, tmp_path: Path):
    refusals: list[FileRefusedError] = []

    def read() -> None:
        try:
            misbehave("turn_without_end", tmp_path)
        except FileRefusedError as error:
            refusals.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    answered = 0
    while thread.is_alive():
        answered += client.get("/").status_code == 200
    thread.join()
    assert refusals
    assert answered > 3


def test_many_rows_are_read_in_little_memory(tmp_path: Path):
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("nom;commune;adresse\n")
        file.writelines(f"CCAS n° {number};48095;{number} rue des Fleurs\n" for number in range(200_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in read_rows("tests.importers.reading.plain_source", [Given(path.name, path)]))
    assert count == 200_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_large_honest_file_is_given_more_time_than_a_small_one(tmp_path: Path):
    small, large = tmp_path / "small.csv", tmp_path / "large.json"
    small.write_bytes(b"a")
    with large.open("wb") as file:
        file.truncate(120_000_000)
    assert seconds_for([small]) == 20
    assert seconds_for([small, large]) == 120
