"""The application as it is put together, and all that it refuses to start on."""

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import wsgi
from directory.vocabulary import vocabulary
from routing.rule_files import FOLDER, load_rules
from web.config import StartError

ROOT = Path(wsgi.__file__).parent

PASSWORD = "hunter2-never-shown"

UNUSABLE_ADDRESSES = [
    "nonsense",
    "sqlite",
    "sqlite//relais.db",
    f"mysql://relais:{PASSWORD}@localhost/relais",
    f"postgresql+unknown://relais:{PASSWORD}@localhost/relais",
    f"postgresql://relais:{PASSWORD}@localhost:port/relais",
    "sqlite:////proc/nowhere/relais.db",
    "http://localhost/",
    "file:///etc/passwd",
]


def test_the_application_says_which_commands_it_has(tmp_path: Path):
    app = wsgi.create_app({"RELAIS_DATA_DIR": str(tmp_path)})
    assert {"init", "demo", "directory", "routing"} <= app.cli.commands.keys()
    assert not app.debug


@pytest.mark.parametrize("address", UNUSABLE_ADDRESSES)
def test_it_does_not_start_on_an_address_that_is_no_database(tmp_path: Path, address: str):
    with pytest.raises(
        StartError, match="RELAIS_DATABASE_URL n’est pas une adresse de base utilisable"
    ) as refused:
        wsgi.create_app({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_DATABASE_URL": address})
    assert PASSWORD not in str(refused.value)


BROKEN = {
    "tab": ("\trules:\n", "health.yaml"),
    "unknown word": ("- id: R999\n  titel: Sans titre\n", "health.yaml"),
    "binary": ("\0\1\2", "health.yaml"),
    "empty": ("", "index.yaml"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_it_does_not_start_on_a_rule_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
):
    text, name = BROKEN[fault]
    folder = shutil.copytree(FOLDER, tmp_path / "rules")
    (folder / name).write_text(text)
    monkeypatch.setattr(wsgi, "load_rules", partial(load_rules, folder))
    with pytest.raises(StartError, match=name):
        wsgi.create_app({"RELAIS_DATA_DIR": str(tmp_path / "data")})


def test_it_does_not_start_without_its_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wsgi, "load_rules", partial(load_rules, tmp_path))
    with pytest.raises(StartError, match="ce fichier n’existe pas"):
        wsgi.create_app({"RELAIS_DATA_DIR": str(tmp_path / "data")})


def test_the_rules_it_starts_on_are_those_of_the_project(app):
    assert app.extensions["rules"].rules == load_rules(vocabulary=vocabulary()).rules


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Relais as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_person_who_cannot_start_it_reads_a_sentence_not_a_traceback(tmp_path: Path):
    (tmp_path / "file").touch()
    for environment, words in (
        ({"RELAIS_DATA_DIR": str(tmp_path / "file")}, "n’est pas un dossier où Relais peut lire et écrire"),
        (
            {"RELAIS_DATA_DIR": str(tmp_path / "a"), "RELAIS_SECRET_KEY": "dev"},
            "RELAIS_SECRET_KEY est trop courte",
        ),
        ({"RELAIS_DATA_DIR": str(tmp_path / "b"), "RELAIS_DATABASE_URL": "nonsense"}, "RELAIS_DATABASE_URL"),
    ):
        result = command("init", **environment)
        assert result.returncode != 0
        assert words in result.stderr
        assert "Traceback" not in result.stderr + result.stdout


def test_a_command_on_a_database_that_is_not_ready_says_how_to_prepare_it(tmp_path: Path):
    result = command("directory", "place", "Condom", RELAIS_DATA_DIR=str(tmp_path))
    assert result.returncode == 1
    assert "La base n’est pas prête ou ne répond pas : lancez « flask init »." in result.stderr
    assert "Traceback" not in result.stderr
