"""A step of a run, in a process of its own: the page that asked for it answers at once and follows it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Literal

from importers.running import Tools

ROOT = Path(__file__).resolve().parents[1]
LOG = "log"

Action = Literal["prepare", "take-the-rest", "apply", "undo"]

_started: list[subprocess.Popen[bytes]] = []


def start(tools: Tools, run_id: int, action: Action, *, is_sure: bool = False) -> None:
    """Start one step of a run. It outlives this process, and its lock says whether it is still at work."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "import", "work", str(run_id), action]
    with (tools.folder_of(run_id) / LOG).open("ab") as log:
        child = subprocess.Popen(
            command + ["--yes"] * is_sure,
            cwd=ROOT,
            env={**os.environ, **tools.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # Those that have ended are asked how, so that the system forgets them.
    _started[:] = [each for each in [*_started, child] if each.poll() is None]
