"""A source of the tests that does what a file must never make one do: what is named as a file."""

import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from importers.statements import Given, Row


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Give a row, misbehave, then give what came of it."""
    yield Row(1, {"pid": os.getpid(), "more than what waits to be written": "." * 20_000})
    yield Row(2, {"came": str(MISDEEDS[files[0].name](files[0].path))})


def turn_without_end(_: Path) -> object:
    """Use the processor for ever, under the same limit as a real source, only nearer."""
    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
    while True:
        pass


def take_all_memory(_: Path) -> object:
    return len([bytes(10_000_000) for _ in range(1000)])


def call_out(_: Path) -> object:
    return socket.create_connection(("127.0.0.1", 9), timeout=1)


def start_a_program(_: Path) -> object:
    return subprocess.run(["true"], check=True)


def write_a_file(path: Path) -> object:
    return path.with_suffix(".written").write_bytes(b"x" * 100)


def tell_the_environment(_: Path) -> object:
    return sorted(os.environ.items())


def tell_the_modules(_: Path) -> object:
    return sorted(sys.modules)


def print_things(_: Path) -> object:
    sys.stdout.write("{}\nnot a row\n")
    sys.stdout.flush()
    os.write(1, b"not a row either\n")
    return "printed"


def crash(_: Path) -> object:
    raise LookupError("06 12 34 56 78")


def abort(_: Path) -> object:
    os.abort()


def leave(_: Path) -> object:
    os._exit(0)


def write_garbage(_: Path) -> object:
    """Write where the rows go, as machine code could."""
    for number in range(3, 10):
        try:
            os.write(number, b"[[[[not JSON\n")
        except OSError:
            continue
    return "written"


MISDEEDS: dict[str, Callable[[Path], object]] = {
    misdeed.__name__: misdeed
    for misdeed in (
        turn_without_end,
        take_all_memory,
        call_out,
        start_a_program,
        write_a_file,
        tell_the_environment,
        tell_the_modules,
        print_things,
        crash,
        abort,
        leave,
        write_garbage,
    )
}
