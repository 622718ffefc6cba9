"""What every test may ask for: the real application, on a real database that `flask init` has filled."""

import fcntl
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from directory.vocabulary import vocabulary
from directory.words import Vocabulary
from routing.rules import RuleBook
from wsgi import create_app

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]

# Tests run side by side: what an example takes by the clock says nothing of what it does.
settings.register_profile("side by side", deadline=None)
settings.load_profile("side by side")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder as `flask init` leaves it. Tests that write take a copy: see `own_app`.

    It is made once: where tests run side by side, each process that runs some takes a copy of its own.
    """
    folder = tmp_path_factory.mktemp("filled") / "data"
    if worker_id == "master":
        return _fill(folder)
    made = tmp_path_factory.getbasetemp().parent / "filled"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _fill(folder).rename(made)
    return Path(shutil.copytree(made, folder))


def _fill(folder: Path) -> Path:
    folder.mkdir()
    app = create_app({"RELAIS_DATA_DIR": str(folder)})
    result = app.test_cli_runner().invoke(args=["init"])
    assert result.exit_code == 0, result.output
    app.extensions["engine"].dispose()
    return folder


@pytest.fixture(scope="session")
def app(filled: Path) -> Iterator[Flask]:
    """The application on the filled database; nothing may write to it."""
    app = create_app({"RELAIS_DATA_DIR": str(filled)})
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def own_app(filled: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the filled database, for a test that writes."""
    with copied(filled, tmp_path) as app:
        yield app


@contextmanager
def copied(original: Path, folder: Path) -> Iterator[Flask]:
    """Give the application on a copy, within `folder`, of a data folder."""
    app = create_app({"RELAIS_DATA_DIR": str(shutil.copytree(original, folder / "data"))})
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without a browser."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session that only reads the filled database."""
    with app.extensions["readers"]() as session:
        yield session


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    """The closed lists."""
    return vocabulary()


@pytest.fixture(scope="session")
def rules(app: Flask) -> RuleBook:
    """The rules of the application."""
    book: RuleBook = app.extensions["rules"]
    return book


@pytest.fixture(scope="session")
def shared() -> Path:
    """The field's reference material, beside the project; a test that needs it skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not here")
    return SHARED


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application for real, and give its address."""
    serving = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


@pytest.fixture(scope="session")
def server(app: Flask) -> Iterator[str]:
    """The address of the application, served for real."""
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: the system's where RELAIS_TEST_CHROMIUM names it, Playwright's own otherwise."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("RELAIS_TEST_CHROMIUM") or shutil.which("chromium"),
            chromium_sandbox=False,
            args=CHROMIUM_FLAGS,
        )
        yield browser
        browser.close()
