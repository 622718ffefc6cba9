"""The search from outside: a process that has just started, a whole page, a change until it is found."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from operator import itemgetter
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import select

from bench.engines import answer, opened_of
from bench.pages import ask_page, form_of
from bench.queries import Asked
from bench.timing import measure
from bench.worker import weigh_workers
from directory.models import Service
from directory.search.asking import Search

ROOT = Path(__file__).resolve().parent.parent
PATIENCE, GLANCE = 120.0, 0.01
"""Seconds after which a change is given up, and between two looks."""

NEW_WORDS = ("zyxwvutique", "kjihgfoire", "qponmlade", "vbnwxcette")
"""Names that no listing bears and that no slip turns into one another."""

STARTS = 5
PARTS = (
    "processus neuf : Python, modules, application",
    "processus neuf : synonymes lus, premier texte compris",
    "processus neuf : instantané ouvert et première réponse",
)


def print_processes(app: Flask, environment: Mapping[str, str], questions: Sequence[Asked]) -> None:
    """Print what is measured in other processes, and through the whole application."""
    print()
    _print_page(app, questions)
    _print_workers(environment, questions)
    _print_first_answer(environment, questions)
    _print_freshness(app, environment, questions[0].search.at)


def _run(module: str, environment: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _print_page(app: Flask, questions: Sequence[Asked]) -> None:
    client = app.test_client()
    pages = [partial(ask_page, client, form_of(asked.search)) for asked in questions]
    print(measure("POST /annuaire, la page entière", pages, 1))


def _print_workers(environment: Mapping[str, str], questions: Sequence[Asked]) -> None:
    """Weigh the workers after twice as many pages as questions: about as many each as there are questions."""
    forms = [form_of(asked.search) for asked in questions] * 2
    heaviest = max(weigh_workers(environment, forms), key=itemgetter("Pss"))
    for name, key in (("RSS", "Rss"), ("PSS, ce qui est partagé étant divisé", "Pss")):
        label = f"le plus lourd des gunicorn après {len(forms)} pages, {name}"
        print(f"  {label:<72} {heaviest[key] / 1e6:9.0f} Mo")


def _print_first_answer(environment: Mapping[str, str], questions: Sequence[Asked]) -> None:
    texts = [asked.search for asked in questions if asked.search.text][::50][:STARTS]
    starts = [
        json.loads(
            _run("bench.first_answer", environment, repr(time.time()), search.at.isoformat(), search.text)
        )
        for search in texts
    ]
    for name, taken in zip(PARTS, zip(*starts, strict=True), strict=True):
        _print_few(name, taken)


def _print_freshness(app: Flask, environment: Mapping[str, str], at: datetime) -> None:
    """Change a name while the indexer runs beside, and wait until the search finds it."""
    with _follower(environment) as follower:
        taken = [_wait_for(app, word, at, follower) for word in NEW_WORDS]
    # The first change also waits for the indexer to start.
    _print_few("d’une modification à la recherche qui la trouve", [each * 1000 for each in taken[1:]])


def _print_few(name: str, taken: Sequence[float]) -> None:
    """Print the middle and the worst of a few durations, too few for percentiles."""
    print(f"  {name:<58} méd {median(taken):9.0f} ms   max {max(taken):9.0f} ms   n = {len(taken)}")


@contextmanager
def _follower(environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "flask", "directory", "follow"]
    with subprocess.Popen(command, env=environment, cwd=ROOT) as follower:
        try:
            yield follower
        finally:
            follower.terminate()


def _wait_for(app: Flask, word: str, at: datetime, follower: subprocess.Popen[bytes]) -> float:
    """Give the seconds between the end of a change and the first answer that holds it."""
    with app.extensions["sessions"].begin() as session:
        service = session.scalars(select(Service).order_by(Service.id.desc()).limit(1)).one()
        service.name = word
    began = time.perf_counter()
    asked, seen = Asked("one", Search(at, word)), ""
    while follower.poll() is None and time.perf_counter() - began < PATIENCE:
        opened = opened_of(app.extensions["searcher"])
        if opened.snapshot.name != seen and answer(opened, asked).total:
            return time.perf_counter() - began
        seen = opened.snapshot.name
        time.sleep(GLANCE)
    raise TimeoutError(f"« {word} » was not found within {PATIENCE:.0f} s.")
