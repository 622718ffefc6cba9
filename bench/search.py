"""How fast the directory is searched at a given size: every figure of the search, engines side by side."""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from bench.engines import (
    OURS,
    OURS_WHOLE,
    PASSES,
    Sums,
    Times,
    build,
    compare,
    measure_engines,
)
from bench.generate import generate
from bench.peers.given import Peer, read_listed
from bench.peers.postgresql_rum import Rum
from bench.peers.sqlite_fts5 import Fts5
from bench.peers.tantivy_peer import Tantivy
from bench.peers.whoosh_peer import Whoosh
from bench.processes import print_processes
from bench.queries import KINDS, LABELS, Asked, draw_questions
from bench.timing import machine
from directory.search.compiling import compile_directory
from directory.search.indexer import Indexer
from directory.search.snapshot import publish
from wsgi import create_app

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 24, 10, tzinfo=PARIS)
LARGEST_FOR_WHOOSH, LARGEST_FOR_SQL = 10_000, 100_000
LARGEST_CHECKED_WHOLE = 10_000
"""Above this size the database, asked in SQL, takes a second a question: one in six is compared."""

WIDEST = 34
"""Characters of the name of an engine."""

LEGEND = """
  avec lieu : un mot, une catégorie, une commune ; avec rayon : un mot, parfois un public, un rayon ;
  sans mot : une catégorie, un rayon. Les autres moteurs reçoivent les mots déjà compris, sauf les débuts et
  les fautes, à chacun les siens. tantivy ne connaît que le carré autour du cercle."""

POSTGRESQL = "RELAIS_BENCH_POSTGRESQL_URL"


def print_search(size: int) -> None:
    """Invent a directory of `size` services, index it, and print all that the search is asked to show."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"RELAIS_DATA_DIR": folder}
        app = create_app(environment)
        app.test_cli_runner().invoke(args=["init", "--no-demonstration"])
        print(f"\nLa recherche, {size} services inventés\n  {machine()}")
        _print_building(app, size)
        with app.extensions["readers"]() as session:
            questions = draw_questions(session, AT)
        _print_engines(app, size, questions)
        print_processes(app, {**os.environ, **environment}, questions)
        app.extensions["engine"].dispose()


def _print_building(app: Flask, size: int) -> None:
    """Write the directory, read it into the index, and compile it once more, each timed."""
    with _timed("annuaire inventé et écrit"), app.extensions["sessions"]() as session:
        for _ in generate(session, size, AT.replace(tzinfo=None)):
            session.commit()
    indexer: Indexer = app.extensions["indexer"]
    with _timed("index : tous les textes lus, instantané compris"):
        indexer.bring_up_to_date()
    with _timed("instantané seul"), tempfile.TemporaryDirectory() as aside:
        with app.extensions["readers"]() as session:
            lists, arrays = compile_directory(session)
        publish(Path(aside), 1, lists, arrays)
        weight = sum(file.stat().st_size for file in Path(aside).rglob("*") if file.is_file())
    print(f"  {'instantané, sur le disque':<58} {weight / 1e6:9.1f} Mo")


@contextmanager
def _timed(name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"  {name:<58} {time.perf_counter() - began:9.2f} s")


def _print_engines(app: Flask, size: int, questions: Sequence[Asked]) -> None:
    with tempfile.TemporaryDirectory() as folder, app.extensions["readers"]() as session:
        peers = list(_peers(Path(folder), size))
        for name, seconds in build(peers, read_listed(session)).items():
            print(f"  {f'à côté : index de {name}':<58} {seconds:9.2f} s")
        searcher = app.extensions["searcher"]
        times = measure_engines(session, searcher, peers, questions)
        _print_times(times, [OURS, OURS_WHOLE, *(peer.name for peer in peers)], len(questions))
        if size <= LARGEST_FOR_SQL:
            checked = questions[:: 1 if size <= LARGEST_CHECKED_WHOLE else 6]
            _print_sums(compare(session, searcher, peers, checked), len(checked), peers)
        for peer in peers:
            peer.close()


def _peers(folder: Path, size: int) -> Iterator[Peer]:
    """Yield the engines that are worth waiting for at this size."""
    (folder / "tantivy").mkdir()
    yield Tantivy(folder / "tantivy")
    if size <= LARGEST_FOR_SQL:
        yield Fts5(folder)
        if url := os.environ.get(POSTGRESQL):
            yield Rum(url)
        else:
            print("  PostgreSQL avec RUM absent : « make bench » l’installe quand il le peut.")
    if size <= LARGEST_FOR_WHOOSH:
        (folder / "whoosh").mkdir()
        yield Whoosh(folder / "whoosh")


def _print_times(times: Times, names: Sequence[str], count: int) -> None:
    print(f"\n  {count} questions ; 20 meilleurs, total exact et comptes par catégorie ; millisecondes,")
    print(f"  moteurs appelés tour à tour dans un ordre tiré au sort, le plus court de {PASSES} passages")
    print(f"  {machine()}")
    print(f"  {'':<{WIDEST}}{'p50':>9}{'p95':>9}{'p99':>9}{'p95 / Relais':>14}")
    ours = times.of(OURS)
    for name in names:
        own = times.of(name)
        row = "".join(f"{own.percentile(share):>9.2f}" for share in (50, 95, 99))
        print(f"  {name:<{WIDEST}}{row}{own.percentile(95) / ours.percentile(95):>13.1f}x")
    print(f"\n  {'p95 par genre de question':<{WIDEST}}" + "".join(f"{LABELS[kind]:>11}" for kind in KINDS))
    for name in names:
        row = "".join(f"{times.of(name, kind).percentile(95):>11.2f}" for kind in KINDS)
        print(f"  {name:<{WIDEST}}{row}")
    print(LEGEND)


def _print_sums(sums: Sums, count: int, peers: Sequence[Peer]) -> None:
    print(f"\n  totaux égaux à ceux de la base interrogée en SQL : {sums.oracle} sur {count}")
    for peer in peers:
        same, comparable = sums.peers[peer.name]
        square = ", questions sans lieu : il ne connaît que le carré" if peer.is_a_square else ""
        print(f"  totaux égaux à ceux de {peer.name} : {same} sur {comparable}{square}")
    print("  (les débuts de mots et les fautes n’en sont pas : à chaque moteur les siens)")
