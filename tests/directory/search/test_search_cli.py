"""The commands on the search: asking it, doing it again, comparing it, following the database."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.models import SearchText, Service
from directory.search.asking import Search
from directory.search.query import find_services
from directory.search.snapshot import read_current, read_edition
from tests.directory.search.asked import TUESDAY
from wsgi import create_app

ROOT = Path(__file__).resolve().parent.parent.parent.parent
KEYS = [
    "id",
    "name",
    "organization",
    "category",
    "commune",
    "distance_km",
    "competent",
    "open",
    "score",
    "matched",
]
PATIENCE = 30.0


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["directory", *arguments])
    return result.exit_code, result.output


def search_json(app: Flask, *arguments: str) -> list[dict[str, object]]:
    code, output = run(app, "search", *arguments, "--json")
    assert code == 0, output
    found: list[dict[str, object]] = json.loads(output)
    return found


# flask directory search


def test_a_result_in_json_has_the_promised_keys_in_order(app: Flask):
    results = search_json(app, "hébergement", "--commune", "35238", "--limit", "30")
    assert len(results) == 30
    for result in results:
        assert list(result) == KEYS
        assert result["competent"] in (True, False)
        assert result["open"] in (True, False, None)
        assert isinstance(result["score"], float)
        assert isinstance(result["matched"], list)
        if result["commune"] is not None:
            assert list(result["commune"]) == ["code", "name"]  # type: ignore[call-overload]  # plain JSON
    assert any(result["distance_km"] is None for result in results)
    assert any(isinstance(result["distance_km"], float) for result in results)


def test_without_a_commune_nothing_is_near_or_competent(app: Flask):
    for result in search_json(app, "cidff"):
        assert (result["distance_km"], result["competent"]) == (None, None)
        assert result["matched"]


def test_a_person_reads_the_total_then_a_line_for_each(app: Flask):
    code, output = run(app, "search", "logement", "--commune", "35238", "--limit", "3")
    total, *lines = output.splitlines()
    assert (code, len(lines)) == (0, 3)
    assert int(total.split()[0]) >= 3
    assert "compétent pour votre commune" in lines[0]


def test_a_word_that_leads_nowhere_is_told_with_words_to_try(app: Flask):
    code, output = run(app, "search", "XKQZ")
    assert code == 0
    assert output.startswith("0\u00a0service\n")


def test_every_option_narrows_the_answer(app: Flask):
    def ids(*arguments: str) -> set[object]:
        return {result["id"] for result in search_json(app, *arguments, "--limit", "5000")}

    every = ids("--commune", "35238")
    for option, value in (
        ("--category", "pmi"),
        ("--need", "safe-place-tonight"),
        ("--open-at", "2026-11-24T22:30"),
        ("--radius", "1"),
    ):
        narrowed = ids("--commune", "35238", option, value)
        assert 0 < len(narrowed) < len(every), option
        assert narrowed < every or option == "--radius"
    assert {r["category"] for r in search_json(app, "--category", "pmi", "--limit", "5000")} == {"pmi"}
    night = search_json(app, "--commune", "35238", "--open-at", "2026-11-24T03:00", "--limit", "5000")
    assert {result["open"] for result in night} == {True}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["x", "--commune", "99999"], "Le code de commune « 99999 » n’existe pas."),
        (["x", "--commune", "rennes"], "n’existe pas."),
        (["x", "--category", "nothing"], "La catégorie « nothing » n’existe pas."),
        (["x", "--need", "nothing"], "Le besoin « nothing » n’existe pas."),
        (["x", "--radius", "10"], "Un rayon se compte autour d’une commune"),
        (["x", "--radius", "-1", "--commune", "35238"], "radius"),
        (["x", "--open-at", "hier"], "open-at"),
        (["x", "--limit", "0"], "limit"),
        (["x", "--open-at", "9999-12-31T23:59"], "2000"),
        (["x", "--open-at", "0001-01-01T00:00", "--commune", "97411"], "2000"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(app: Flask, arguments: list[str], sentence: str):
    code, output = run(app, "search", *arguments)
    assert code != 0
    assert sentence in output
    assert "Traceback" not in output


def test_before_the_database_is_ready_every_command_says_what_to_do(empty_app: Flask):
    for command in (["search", "x"], ["reindex"], ["verify-index"]):
        code, output = run(empty_app, *command)
        assert code == 1
        assert "flask init" in output, command


@pytest.fixture
def empty_app(tmp_path: Path) -> Flask:
    return create_app({"RELAIS_DATA_DIR": str(tmp_path)})


# flask directory reindex · verify-index


def test_the_search_that_init_leaves_is_the_same_as_the_database(app: Flask):
    assert run(app, "verify-index") == (0, "Recherche : la même que la base.\n")


def test_reindex_reads_everything_again_and_publishes_another_snapshot(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    before = read_current(folder)
    assert run(own_app, "reindex") == (0, "Recherche : tout est relu.\n")
    assert read_current(folder) != before
    assert run(own_app, "verify-index")[0] == 0


Harm = Callable[[Session], object]
HARMS: dict[str, tuple[Harm, str]] = {
    "a name that nobody read again": (
        lambda session: session.execute(
            update(Service).where(Service.id == 40).values(name="Autre nom zygomatique")
        ),
        "attendent d’être relus",
    ),
    "words that are not the listing's": (
        lambda session: session.execute(
            update(SearchText).where(SearchText.service_id == 40).values(words="|zyg:1|", stems="|zyg|")
        ),
        "40",
    ),
    "words that are missing": (
        lambda session: session.delete(session.get_one(SearchText, 40)),
        "40",
    ),
}


@pytest.mark.parametrize(("harm", "told"), HARMS.values(), ids=HARMS.keys())
def test_verify_index_sees_a_difference_and_reindex_repairs_it(own_app: Flask, harm: Harm, told: str):
    with own_app.extensions["sessions"].begin() as session:
        harm(session)
    code, output = run(own_app, "verify-index")
    assert code == 1
    assert told in output
    assert "flask directory reindex" in output
    assert run(own_app, "reindex")[0] == 0
    assert run(own_app, "verify-index")[0] == 0


def test_verify_index_says_that_a_snapshot_is_damaged(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    os.truncate(folder / read_current(folder) / "ids.npy", 10)
    code, output = run(own_app, "verify-index")
    assert code == 1
    assert "abîmé" in output


def test_verify_index_sees_a_snapshot_older_than_the_database(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    older = shutil.copytree(folder, folder.parent / "older")
    with own_app.extensions["sessions"].begin() as session:
        session.get_one(Service, 40).name = "Autre nom zygomatique"
    own_app.extensions["indexer"].bring_up_to_date()
    shutil.copytree(older, folder, dirs_exist_ok=True)
    code, output = run(own_app, "verify-index")
    assert code == 1
    assert "L’instantané diffère de la base" in output


# flask directory follow


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def parent_of_follow(folder: Path) -> subprocess.Popen[str]:
    """Start a parent that starts `follow`, says its number, and waits for a line to end."""
    flask = Path(sys.executable).with_name("flask")
    script = f'"{flask}" directory follow & echo $!; read line'
    environment = {**os.environ, "RELAIS_DATA_DIR": str(folder), "FLASK_APP": "wsgi"}
    return subprocess.Popen(
        ["/bin/sh", "-c", script],
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def is_alive(process: int) -> bool:
    """Say whether a process runs; one that has ended and that nobody has waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_follow_makes_an_edit_findable_and_stops_when_its_parent_ends(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    with parent_of_follow(folder.parent) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        try:
            with own_app.extensions["sessions"].begin() as session:
                session.get_one(Service, 40).name = "Maison zygomatique"
            edition = read_edition(folder)
            wait_until(lambda: read_edition(folder) != edition)
            with own_app.extensions["readers"]() as session:
                found = find_services(
                    session, own_app.extensions["searcher"], Search(TUESDAY, text="zygomatique")
                )
            assert [result.shown.card.id for result in found.results] == [40]
            assert is_alive(child)
            parent.stdin.write("\n")
            parent.stdin.flush()
            parent.wait(PATIENCE)
            wait_until(lambda: not is_alive(child))
        finally:
            if is_alive(child):
                os.kill(child, signal.SIGKILL)


def test_follow_goes_on_when_the_disk_refuses(own_app: Flask, monkeypatch: pytest.MonkeyPatch):
    indexer, calls = own_app.extensions["indexer"], []

    def refuse() -> None:
        calls.append("asked")
        raise OSError(28, "No space left on device")

    class EndError(BaseException):
        """Ends what would go on for ever."""

    def rest(_: float) -> None:
        if len(calls) == 2:
            raise EndError

    monkeypatch.setattr(indexer, "bring_up_to_date", refuse)
    monkeypatch.setattr(time, "sleep", rest)
    with pytest.raises(EndError):
        own_app.test_cli_runner().invoke(args=["directory", "follow"], catch_exceptions=False)
    assert calls == ["asked", "asked"]


def test_a_second_indexer_leaves_the_first_alone(own_app: Flask):
    folder = own_app.extensions["searcher"].folder
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run(own_app, "reindex") == (0, "Recherche : tout va être relu.\n")
        assert own_app.extensions["indexer"].bring_up_to_date() is False
    assert own_app.extensions["indexer"].bring_up_to_date() is True


def test_the_services_read_are_those_of_the_database(own_app: Flask):
    with own_app.extensions["readers"]() as session:
        assert set(session.scalars(select(SearchText.service_id))) == set(session.scalars(select(Service.id)))
