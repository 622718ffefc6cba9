"""What the workers of the server weigh once they have answered: the real one, set as `make run` sets it."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench.pages import Form

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 4
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
"""One connection for each page: the workers take them in turn."""

PATIENCE = 60


def weigh_workers(environment: Mapping[str, str], forms: Sequence[Form]) -> list[Mapping[str, int]]:
    """Give what each worker weighs, in bytes, after all of `forms` were answered, whoever answered them."""
    with _serving(environment) as (server, port), ThreadPoolExecutor(AT_ONCE) as asking:
        list(asking.map(partial(_ask, port), forms))
        return [_weights(worker) for worker in _workers(server)]


@contextmanager
def _serving(environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Start the server; give its process and its port, whose connections wait until it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{door.fileno()}"]
        with subprocess.Popen(command, env=environment, cwd=ROOT, pass_fds=(door.fileno(),)) as server:
            try:
                yield server.pid, door.getsockname()[1]
            finally:
                server.terminate()


def _ask(port: int, form: Form) -> None:
    """Ask for a page, and refuse any answer but a page: what is measured is what was asked."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", "/annuaire", urlencode(form, doseq=True), HEADERS)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise ValueError(f"{dict(form)} got {answer.status}.")


def _workers(server: int) -> list[int]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text()
    return [int(each) for each in children.split()]


def _weights(worker: int) -> Mapping[str, int]:
    """Read what the kernel counts: `Rss` everything mapped, `Pss` what is shared divided by who shares it."""
    rows = (line.split() for line in Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()[1:])
    return {name.removesuffix(":"): int(kilobytes) * 1024 for name, kilobytes, *_ in rows}
