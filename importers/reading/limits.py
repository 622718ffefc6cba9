"""What the process that reads a file may take, and what it may not do at all."""

import resource
import sys
from collections.abc import Iterable
from pathlib import Path

MEMORY = 512 * 1024 * 1024
SECONDS = 20
SMALL = 20_000_000
SECONDS_PER_MEGABYTE = 1
MOST_SECONDS = 180

_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "os.remove",
    "os.rename",
    "os.kill",
    "pty.",
    "ctypes.dlopen",
)


def seconds_for(files: Iterable[Path]) -> int:
    """Give the seconds of processor that `files` may take: 20, and one more per megabyte beyond 20 MB.

    A hostile file is small and costs 20 s at most. An honest one of 100 MB reads in about 25 s, and would be
    killed by a limit that did not know its size; a .bz2 of 20 MB is unpacked at 10 MB/s into 200 MB.
    """
    size = sum(path.stat().st_size for path in files)
    beyond = max(0, size - SMALL) // 1_000_000 * SECONDS_PER_MEGABYTE
    return min(SECONDS + beyond, MOST_SECONDS)


def limit_this_process(seconds: int) -> None:
    """Cap memory and time of this process, and refuse it files to write, network and other programs.

    The refusal is that of Python, not of the kernel: it stops what a library might do, not machine code.
    """
    # A second lies between the two limits of time: the first says why the process ends, the other kills.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is refused to what reads a file")
