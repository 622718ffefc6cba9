"""`make bench`: how fast a decision, a place, an orientation and a start are, and what they weigh."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from flask import Flask
from rapidfuzz import process
from sqlalchemy import select

from bench.imports import print_imports
from bench.matching import print_matching
from bench.naive import decide
from bench.relevance import print_relevance
from bench.search import print_search
from bench.situations import golden
from bench.timing import machine, measure
from directory.folding import fold
from directory.geo import resolve, suggest
from directory.models import PlaceName
from routing.engine import route
from routing.facts import Answers
from routing.rules import RuleBook
from routing.schemas import NOT_ASKED
from wsgi import create_app

USUAL_SIZES = (10_000, 100_000)
LARGEST_IMPORT = 100_000
ROOT = Path(__file__).resolve().parent.parent
TYPED = ("st chamond", "SAINT-CHAMOND", "42400", "42207", "Condom 32", "la richardais", "Lyon 3", "2B033")
PREFIXES = ("s", "sai", "saint-m", "vill", "352", "la ri", "mende", "orl", "ren", "st ch")


def main(sizes: Sequence[int]) -> None:
    """Print every measurement, each beside something else that does the same work in the same run.

    With `sizes`, only the search is measured, on directories of so many services.
    """
    print(f"Machine : {machine()}\n")
    if not sizes:
        _print_decisions()
        print_imports(LARGEST_IMPORT)
    for size in sizes or USUAL_SIZES:
        print_search(size)


def _print_decisions() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {"RELAIS_DATA_DIR": folder}
        app = create_app(environment)
        app.test_cli_runner().invoke(args=["init"])
        _decisions(app)
        _places(app)
        _requests(app)
        _starts({**os.environ, **environment})
        print_relevance(app)
        print_matching()
        app.extensions["engine"].dispose()


def _decisions(app: Flask) -> None:
    rules: RuleBook = app.extensions["rules"]
    situations = [case.situation for case in golden()]
    count = len(rules.rules) + len(rules.last)
    print(f"La décision, {len(situations)} situations de référence, {count} règles")
    full = [partial(route, situation, rules) for situation in situations]
    plain = [partial(decide, situation, rules) for situation in situations]
    print(measure("route() : raisons, exclusions, questions, trace", full, 30))
    print(measure("à côté : la même décision, sans rien expliquer", plain, 30))


def _places(app: Flask) -> None:
    with app.extensions["readers"]() as session:
        names = list(session.scalars(select(PlaceName.folded)))
        print(f"\nLe lieu, {len(names)} noms")
        print(
            measure("resolve() : ce qu’une personne tape", [partial(resolve, session, t) for t in TYPED], 30)
        )
        near = [partial(process.extractOne, fold(typed), names) for typed in TYPED]
        print(measure("à côté : rapidfuzz sur tous les noms", near, 3))
        print(
            measure("suggest() : au fil de la frappe", [partial(suggest, session, p) for p in PREFIXES], 30)
        )
        scan = [partial(lambda p: [n for n in names if p in n][:8], fold(prefix)) for prefix in PREFIXES]
        print(measure("à côté : parcours de tous les noms en mémoire", scan, 10))


def _requests(app: Flask) -> None:
    client = app.test_client()
    forms = [_form(case.situation.answers, case.place.get("insee", "")) for case in golden()]
    print("\nUne demande entière, de la requête à la page")
    full = [partial(client.post, "/orientation", data=form) for form in forms]
    print(measure("POST /orientation", full, 3))
    print(measure("à côté : GET / (page sans décision ni annuaire)", [partial(client.get, "/")], 60))


def _form(answers: Answers, commune: str) -> dict[str, list[str]]:
    form = {facet: sorted(given) for facet, given in answers.items() if facet not in NOT_ASKED}
    return {**form, "commune": [commune], "date": ["2026-11-24"], "time": ["10:00"]}


def _starts(environment: dict[str, str]) -> None:
    print("\nLe démarrage, dans un processus neuf")
    for name, code in (
        ("create_app() : règles, vocabulaire, base", "import wsgi; wsgi.create_app()"),
        ("à côté : import flask, sqlalchemy", "import flask, sqlalchemy"),
    ):
        start = partial(subprocess.run, [sys.executable, "-c", code], env=environment, cwd=ROOT, check=True)
        print(measure(name, [start], 5))
        print(f"    mémoire au plus haut : {_peak(code, environment):.0f} Mo")


def _peak(code: str, environment: dict[str, str]) -> float:
    """Give the memory that a process running `code` reaches, in megabytes.

    The kernel's own figure is read: `getrusage` would tell that of the process which started it.
    """
    said = f"{code}; print(open('/proc/self/status').read())"
    out = subprocess.run(
        [sys.executable, "-c", said], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    kilobytes = next(line.split()[1] for line in out.stdout.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) * 1024 / 1e6


main([int(size) for size in sys.argv[1:]])
