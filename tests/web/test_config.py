"""The configuration comes from the environment alone; what is missing is made once, for its owner alone."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from web import config
from web.config import StartError, read_config

WORKERS = 4
ROUNDS = 25
KEY = "a key that is long enough to be one"

together: Barrier


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_everything_has_a_safe_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(config, "ROOT", tmp_path)
    read = read_config({})
    assert read.data_dir == tmp_path / "var"
    assert read.database_url == f"sqlite:///{tmp_path}/var/relais.db"
    assert len(bytes.fromhex(read.secret_key)) == 32


def test_an_empty_variable_is_a_variable_that_nobody_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(config, "ROOT", tmp_path)
    empty = {"RELAIS_DATA_DIR": "", "RELAIS_DATABASE_URL": "", "RELAIS_SECRET_KEY": ""}
    assert read_config(empty) == read_config({})


def test_the_environment_says_otherwise(tmp_path: Path):
    url = "postgresql+psycopg://relais@localhost/relais"
    given = {"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_DATABASE_URL": url, "RELAIS_SECRET_KEY": KEY}
    read = read_config(given)
    assert (read.data_dir, read.database_url, read.secret_key) == (tmp_path, url, KEY)
    assert not list(tmp_path.iterdir()), "a key that was given is not written down"


def test_the_data_folder_and_the_key_are_for_their_owner_alone(tmp_path: Path):
    read_config({"RELAIS_DATA_DIR": str(tmp_path / "deep" / "data")})
    assert mode(tmp_path / "deep" / "data") == 0o700
    assert mode(tmp_path / "deep" / "data" / "secret_key") == 0o600


def test_the_key_is_made_once_and_kept(tmp_path: Path):
    keys = {read_config({"RELAIS_DATA_DIR": str(tmp_path)}).secret_key for _ in range(3)}
    assert keys == {(tmp_path / "secret_key").read_text()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_key_written_by_hand_ends_with_its_line(tmp_path: Path):
    (tmp_path / "secret_key").write_text(f"{KEY}\n")
    assert read_config({"RELAIS_DATA_DIR": str(tmp_path)}).secret_key == KEY


def wait_for_the_others(barrier: Barrier) -> None:
    global together
    together = barrier


def key_read_together(folder: str) -> str:
    together.wait(timeout=60)
    return read_config({"RELAIS_DATA_DIR": folder}).secret_key


def test_processes_started_together_share_one_key(tmp_path: Path):
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(WORKERS)
    with ProcessPoolExecutor(WORKERS, spawn, wait_for_the_others, (barrier,)) as workers:
        for start in range(ROUNDS):
            folder = tmp_path / str(start)
            keys = set(workers.map(key_read_together, [str(folder)] * WORKERS))
            assert keys == {(folder / "secret_key").read_text()}
            assert [path.name for path in folder.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("key", ["dev", "changeme", "x" * 31])
def test_a_key_too_short_to_be_one_is_refused(tmp_path: Path, key: str):
    with pytest.raises(StartError, match="RELAIS_SECRET_KEY est trop courte : 32 caractères"):
        read_config({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_SECRET_KEY": key})


def test_a_kept_key_that_was_emptied_is_refused_and_named(tmp_path: Path):
    (tmp_path / "secret_key").touch()
    with pytest.raises(StartError, match=r"secret_key » est trop courte"):
        read_config({"RELAIS_DATA_DIR": str(tmp_path)})


def test_a_kept_key_that_is_no_text_is_refused(tmp_path: Path):
    (tmp_path / "secret_key").write_bytes(bytes(range(256)))
    with pytest.raises(StartError, match="RELAIS_DATA_DIR"):
        read_config({"RELAIS_DATA_DIR": str(tmp_path)})


def test_a_data_folder_that_is_no_folder_is_refused_by_name(tmp_path: Path):
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(
            StartError, match=f"« {folder} » n’est pas un dossier où Relais peut lire et écrire"
        ):
            read_config({"RELAIS_DATA_DIR": str(folder)})


def test_a_data_folder_where_nothing_can_be_written_is_refused():
    with pytest.raises(StartError, match="« /proc » n’est pas un dossier où Relais peut lire et écrire"):
        read_config({"RELAIS_DATA_DIR": "/proc"})


def test_a_geocoder_outside_the_operators_network_stops_the_start(tmp_path: Path) -> None:
    asked = {"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_GEOCODER_URL": "https://api-adresse.data.gouv.fr"}
    with pytest.raises(StartError, match="votre propre réseau"):
        read_config(asked)


def test_without_a_setting_there_is_no_geocoder(tmp_path: Path) -> None:
    assert read_config({"RELAIS_DATA_DIR": str(tmp_path)}).geocoder is None
