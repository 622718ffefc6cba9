"""Read a file without trusting it: a process of its own reads it, within limits, and says its rows."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from importers.reading.refusals import FileRefusedError
from importers.statements import Given, Row

ROOT = Path(__file__).resolve().parents[2]
LONGEST_ROW = 16_000_000
LOG = logging.getLogger(__name__)

UNREADABLE = "il n’a pas pu être lu jusqu’au bout"
_KILLED: dict[int, str] = {
    signal.SIGXCPU: "il demande trop de temps pour être lu",
    signal.SIGKILL: "il demande trop de temps ou de mémoire pour être lu",
    signal.SIGABRT: "il demande trop de mémoire pour être lu",
    signal.SIGSEGV: UNREADABLE,
}


def read_rows(module_name: str, files: Sequence[Given]) -> Iterator[Row]:
    """Give the rows that the `read` of a source's module (`importers.sources.dila`) finds in `files`.

    Raises `FileRefusedError`, possibly after rows: nothing may be kept before the last one. Closing the
    iterator stops the reading at once.
    """
    arguments = [part for given in files for part in (given.name, str(given.path.resolve()))]
    command = [sys.executable, "-s", "-B", "-m", "importers.reading.child", module_name, *arguments]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # where errors go to a file, its size limit would stop who writes to it
        cwd=ROOT,
        env=_environment(),
    ) as child:
        try:
            ending = yield from _rows(child.stdout or io.BytesIO())
            child.wait()
        finally:
            child.kill()
    _judge(ending, child.returncode)


def _environment() -> dict[str, str]:
    """Give the child nothing of ours: no secret, no address of a database."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1"}


def _rows(output: IO[bytes]) -> Generator[Row, None, dict[str, Any]]:
    """Give the rows that the child writes, then how it said that it ended: {} where it did not."""
    while line := output.readline(LONGEST_ROW):
        said = _said(line)
        if isinstance(said, dict):
            return said
        yield Row(*said)
    return {}


def _said(line: bytes) -> tuple[int, dict[str, Any]] | dict[str, Any]:
    """Read a line of the child, which is not to be trusted: a file may have taken it over."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FileRefusedError(UNREADABLE) from error
    match said:
        case [int(number), dict(cells)]:
            return number, cells
        case dict():
            return said
    raise FileRefusedError(UNREADABLE)


def _judge(ending: dict[str, Any], code: int) -> None:
    """Say how it ended, unless it ended well."""
    match ending:
        case {"end": int()}:
            return
        case {"refused": str(reason)}:
            raise FileRefusedError(reason)
    LOG.warning("reading a file ended with code %s: %s", code, str(ending.get("crashed", ""))[:500])
    raise FileRefusedError(_KILLED.get(-code, UNREADABLE))
