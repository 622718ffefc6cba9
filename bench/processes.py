"""The search from outside: a process that has just started, a whole page, a change until it is found."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.engines import answer, opened_of
from bench.queries import Asked
from bench.timing import measure
from directory.models import Service
from directory.search.asking import Search

ROOT = Path(__file__).resolve().parent.parent
PATIENCE, GLANCE = 120.0, 0.005
"""Seconds after which a change is given up, and between two looks."""

NEW_WORDS = ("zyxwvutique", "kjihgfoire", "qponmlade", "vbnwxcette")
"""Names that no listing bears and that no slip turns into one another."""

FIRST_ANSWER = """
import sys, time
from datetime import datetime
from directory.search.asking import Search
from directory.search.query import find_ids
from wsgi import create_app
app = create_app()
with app.extensions["readers"]() as session:
    began = time.perf_counter()
    find_ids(session, app.extensions["searcher"], Search(datetime.fromisoformat(sys.argv[1]), sys.argv[2]))
    print((time.perf_counter() - began) * 1000)
"""
"""Run in a new process: what the first search costs once the application is made."""

WORKER = """
import sys
import wsgi
app = wsgi.create_app()
client = app.test_client()
for text in sys.argv[1:]:
    assert client.post("/annuaire", data={"text": text}).status_code == 200
print(open("/proc/self/status").read())
"""
"""A worker that has answered many searches: `VmHWM` counts the pages of the snapshot, which workers share."""


def print_processes(app: Flask, environment: Mapping[str, str], questions: Sequence[Asked]) -> None:
    """Print what is measured in other processes, and through the whole application."""
    _print_first_answer(environment, questions)
    if app.test_client().post("/annuaire", data={}).status_code == 200:
        _print_page(app, questions)
        _print_worker(environment, questions)
    else:
        print("  POST /annuaire ne répond pas : ni la page ni la mémoire ne sont mesurées.")
    _print_freshness(app, environment, questions[0].search.at)


def _run(code: str, environment: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _print_first_answer(environment: Mapping[str, str], questions: Sequence[Asked]) -> None:
    taken = [
        float(_run(FIRST_ANSWER, environment, asked.search.at.isoformat(), asked.search.text))
        for asked in questions[:100:20]
    ]
    print(f"\n  {'première réponse d’un processus neuf, la plus lente':<58} {max(taken):9.1f} ms")


def _print_page(app: Flask, questions: Sequence[Asked]) -> None:
    client = app.test_client()
    pages = [partial(client.post, "/annuaire", data=form_of(asked.search)) for asked in questions]
    print(measure("POST /annuaire, la page entière", pages, 1))


def form_of(search: Search) -> dict[str, str | list[str]]:
    """Give the form that asks `search`."""
    return {
        "text": search.text,
        "commune": search.place.code if search.place else "",
        "radius": f"{search.radius_km:g}" if search.radius_km else "",
        "categories": sorted(search.filters.categories),
        "audiences": sorted(search.filters.audiences),
    }


def _print_worker(environment: Mapping[str, str], questions: Sequence[Asked]) -> None:
    texts = [asked.search.text for asked in questions if asked.search.text]
    said = _run(WORKER, environment, *texts[::3])
    status = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    peak, own = (int(status[key].split()[0]) * 1024 / 1e6 for key in ("VmHWM", "RssAnon"))
    print(f"  {'mémoire d’un processus qui sert, au plus haut':<58} {peak:9.0f} Mo")
    print(f"  {'dont propre à lui (le reste est l’instantané, partagé)':<58} {own:9.0f} Mo")


def _print_freshness(app: Flask, environment: Mapping[str, str], at: datetime) -> None:
    """Change a name while the indexer runs beside, and wait until the search finds it."""
    command = [sys.executable, "-m", "flask", "directory", "follow"]
    follower = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        taken = [_wait_for(app, word, at) for word in NEW_WORDS][
            1:
        ]  # The first one also waits for the start.
    finally:
        follower.terminate()
        follower.wait()
    print(f"  {'d’une modification à la recherche qui la trouve, au plus':<58} {max(taken):9.2f} s")


def _wait_for(app: Flask, word: str, at: datetime) -> float:
    """Give the seconds between the end of a change and the first answer that holds it."""
    with app.extensions["sessions"].begin() as session:
        service = session.scalars(select(Service).order_by(Service.id.desc()).limit(1)).one()
        service.name = word
    began = time.perf_counter()
    asked = Asked("one", Search(at, word))
    while not answer(opened_of(app.extensions["searcher"]), asked).total:
        if time.perf_counter() - began > PATIENCE:
            raise TimeoutError(f"« {word} » was not found within {PATIENCE:.0f} s.")
        time.sleep(GLANCE)
    return time.perf_counter() - began
