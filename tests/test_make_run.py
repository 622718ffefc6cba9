"""`make run`, as a person starts and stops it: the real commands, on a folder and a port of their own."""

import hashlib
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import QueuePool

from wsgi import create_app

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 100  # A first start loads every commune, here perhaps beside other work.


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start `make run` on `folder`, give it with its port once it answers, and leave nothing running."""
    port = free_port()
    environment = os.environ | {"RELAIS_DATA_DIR": str(folder), "RELAIS_PORT": str(port)}
    with subprocess.Popen(
        ["make", "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            wait_until_open(port, process)
            yield process, port
        finally:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Leave nothing of the command behind; what stopped by itself is left in peace."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_open(port: int, process: subprocess.Popen[str]) -> None:
    limit = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < limit:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    end(process)
    pytest.fail(process.communicate()[0])


def press_ctrl_c(process: subprocess.Popen[str]) -> str:
    """Do as a terminal does, to every process of the command, and give what was printed until the end."""
    os.killpg(process.pid, signal.SIGINT)
    return process.communicate(timeout=30)[0]


def status_of(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def content(folder: Path) -> str:
    """Sum up every table and row, wherever the database keeps them."""
    with closing(sqlite3.connect(folder / "relais.db")) as connection:
        return hashlib.sha256("".join(connection.iterdump()).encode()).hexdigest()


@pytest.mark.skipif(
    not (ROOT / ".venv/installed").exists(), reason="Relais is not installed by `make install`"
)
def test_it_starts_stops_without_a_complaint_and_starts_again_without_changing_anything(tmp_path: Path):
    with running(tmp_path) as (process, port):
        assert status_of(port, "/") == 200
        printed = press_ctrl_c(process)
    assert f"http://127.0.0.1:{port}" in printed
    assert "***" not in printed
    assert "Traceback" not in printed
    before = content(tmp_path)

    with running(tmp_path) as (process, port):
        assert status_of(port, "/") == 200
        press_ctrl_c(process)
    assert content(tmp_path) == before


def test_the_application_is_made_without_leaving_a_connection_for_its_workers_to_share(tmp_path: Path):
    pool = create_app({"RELAIS_DATA_DIR": str(tmp_path)}).extensions["engine"].pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedin() == pool.checkedout() == 0
