"""Run by itself: a worker that answers many searches, then says what it weighs.

As `gunicorn --preload` does, one process makes the application and another, forked from it, answers. The
forms come as JSON on the standard input; the weights go out as JSON, in bytes.
"""

import json
import os
import sys
from pathlib import Path

from flask import Flask

from bench.pages import ask_page
from wsgi import create_app

ROLLUP = Path("/proc/self/smaps_rollup")


def main() -> None:
    """Answer every form in a forked process, and end as it ends."""
    app, forms = create_app(), json.load(sys.stdin)
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        sys.exit(os.waitstatus_to_exitcode(status))
    _serve(app, forms)


def _serve(app: Flask, forms: list[dict[str, str | list[str]]]) -> None:
    client = app.test_client()
    for form in forms:
        ask_page(client, form)
    print(json.dumps(_weights()))


def _weights() -> dict[str, int]:
    """Read what the kernel counts: `Rss` everything mapped, `Pss` what is shared divided by who shares it."""
    rows = (line.split() for line in ROLLUP.read_text().splitlines()[1:])
    return {name.removesuffix(":"): int(kilobytes) * 1024 for name, kilobytes, *_ in rows}


main()
