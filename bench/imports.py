"""An import from outside: time, memory, the same file again, a hostile file, the site meanwhile."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from threading import Thread

from flask.testing import FlaskClient

from bench.finess_rows import write_rows
from bench.ground import read_homes
from bench.timing import Measure, machine, measure
from wsgi import create_app

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("/", "/lignes", "/annuaire")
BOMB = 300 * 1024 * 1024


def print_imports(size: int) -> None:
    """Print what importing `size` rows of FINESS costs, index included, beside a plain copy into a table."""
    print(f"\nL’import, {size} lignes de FINESS inventées\n  {machine()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "RELAIS_DATA_DIR": str(folder)}
        _flask(environment, "init", "--no-demonstration")
        app = create_app(environment)
        with app.extensions["readers"]() as session:
            write_rows(folder / "finess.csv", read_homes(session), size)
        _print_runs(environment, folder / "finess.csv", app.test_client())
        _print_copy(folder / "finess.csv")
        _print_refusal(environment, folder / "bombe.xlsx")
        app.extensions["engine"].dispose()


def _flask(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", *words]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)


def _print_runs(environment: Mapping[str, str], file: Path, client: FlaskClient) -> None:
    run = partial(_flask, environment, "import", "run", "finess", str(file), "--json", "--yes")
    pages: list[float] = []
    done: list[subprocess.CompletedProcess[str]] = []
    began = time.perf_counter()
    work = Thread(target=lambda: done.append(run()))
    work.start()
    while work.is_alive():
        for page in PAGES:
            start = time.perf_counter()
            client.get(page)
            pages.append((time.perf_counter() - start) * 1000)
        time.sleep(0.2)
    taken = time.perf_counter() - began
    report = json.loads(done[0].stdout)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    counts = ", ".join(f"{key} {report[key]}" for key in ("added", "to_decide", "withheld"))
    print(f"  lues, rapprochées, écrites et indexées                     {taken:9.1f} s    ({counts})")
    print(f"  mémoire au plus haut d’un des processus                    {peak:9.0f} Mo")
    print(Measure("une page du site pendant ce temps", pages))
    start = time.perf_counter()
    again = json.loads(run().stdout)
    print(
        f"  le même fichier une seconde fois                           {time.perf_counter() - start:9.1f} s"
        f"    (added {again['added']}, changed {again['changed']})"
    )


def _print_copy(file: Path) -> None:
    """Do the least that could be called an import: the same lines, split and copied into a bare table."""

    def copy() -> None:
        with sqlite3.connect(":memory:") as database:
            database.execute("CREATE TABLE bare (line TEXT, kind TEXT, number TEXT, name TEXT, phone TEXT)")
            with file.open(encoding="utf-8") as lines:
                rows = (line.rstrip("\n").split(";") for line in lines)
                some = ((";".join(row), row[18], row[1], row[4], row[16]) for row in rows if len(row) == 32)
                database.executemany("INSERT INTO bare VALUES (?, ?, ?, ?, ?)", some)

    print(measure("à côté : les mêmes lignes recopiées dans une table nue", [copy], 1))


def _print_refusal(environment: Mapping[str, str], path: Path) -> None:
    """Have a workbook refused that holds 300 MB once it is unpacked."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _ in range(BOMB // (1 << 20)):
            sheet.write(bytes(1 << 20))
    start = time.perf_counter()
    refused = _flask(environment, "import", "run", "spreadsheet", str(path))
    taken = time.perf_counter() - start
    print(f"  un classeur piégé refusé, démarrage compris                {taken:9.1f} s")
    print(f"  à côté : « flask import sources », qui démarre         {_seconds(environment):9.1f} s")
    print(f"  {refused.stderr.strip()}")


def _seconds(environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    _flask(environment, "import", "sources")
    return time.perf_counter() - start
