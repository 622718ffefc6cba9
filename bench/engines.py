"""Our engine and the others at work on the same questions, one after the other on each question."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from bench.peers.given import Found, Listed, Peer, Wanted, wanted
from bench.queries import KINDS, Asked, Kind
from bench.timing import Measure
from directory.search import engine, sql
from directory.search.asking import Search
from directory.search.plan import Answer, Plan
from directory.search.query import find_ids
from directory.search.searcher import Opened, Searcher
from directory.search.understanding import understand

OURS, OURS_READ, OURS_WHOLE = "Relais", "Relais, texte déjà compris", "Relais, tous les filtres comptés"
PASSES = 2
COUNTED = ("categories",)
SAME_WORDS: tuple[Kind, ...] = ("one", "several", "sentence", "faceted", "radius", "near")
"""Kinds whose words other engines are given as we understood them; they expand the others themselves."""


@dataclass
class Times:
    """Durations in milliseconds of each engine on each kind of question."""

    taken: dict[tuple[str, Kind], list[float]] = field(default_factory=dict)

    def put(self, name: str, kind: Kind, milliseconds: float) -> None:
        """Add a duration."""
        self.taken.setdefault((name, kind), []).append(milliseconds)

    def of(self, name: str, *kinds: Kind) -> Measure:
        """Give what an engine took on `kinds`, on all where none is given."""
        chosen = [self.taken[name, kind] for kind in kinds or KINDS]
        return Measure(name, [each for taken in chosen for each in taken])


@dataclass(frozen=True)
class Sums:
    """How many questions give the same total: as the database says, and as another engine says."""

    oracle: int
    peers: Mapping[str, tuple[int, int]]


def build(peers: Sequence[Peer], batches: Iterable[Sequence[Listed]]) -> dict[str, float]:
    """Give every listing to every engine, and say how many seconds each took."""
    taken = dict.fromkeys((peer.name for peer in peers), 0.0)
    for batch in batches:
        for peer in peers:
            began = time.perf_counter()
            peer.add(batch)
            taken[peer.name] += time.perf_counter() - began
    for peer in peers:
        began = time.perf_counter()
        peer.finish()
        taken[peer.name] += time.perf_counter() - began
    return taken


def read_plan(opened: Opened, asked: Asked) -> Plan:
    """Give the plan of a question, as our engine understands it."""
    plan, _ = understand(asked.search.text, opened.lexicon, opened.snapshot.stem_numbers.__contains__)
    return plan


def answer(opened: Opened, asked: Asked) -> Answer:
    """Understand a question and answer it: the best, the total, and the counts by category."""
    return _run(opened, read_plan(opened, asked), asked)


def _run(opened: Opened, plan: Plan, asked: Asked) -> Answer:
    return engine.answer(opened.snapshot, opened.tables, plan, asked.search, COUNTED)


def measure_engines(
    session: Session, searcher: Searcher, peers: Sequence[Peer], questions: Sequence[Asked]
) -> Times:
    """Time every engine on every question, in turn, after one pass that warms all of them."""
    opened = opened_of(searcher)
    plans = [read_plan(opened, asked) for asked in questions]
    times = Times()
    for turn in range(PASSES + 1):
        for asked, plan in zip(questions, plans, strict=True):
            for name, work in _works(session, searcher, peers, asked, plan):
                began = time.perf_counter()
                work()
                if turn:
                    times.put(name, asked.kind, (time.perf_counter() - began) * 1000)
    return times


def opened_of(searcher: Searcher) -> Opened:
    """Give the newest snapshot, which there must be."""
    opened = searcher.newest()
    if opened is None:
        raise LookupError("There is no snapshot to measure.")
    return opened


def _works(
    session: Session, searcher: Searcher, peers: Sequence[Peer], asked: Asked, plan: Plan
) -> list[tuple[str, Callable[[], object]]]:
    opened, want = opened_of(searcher), wanted(asked, plan)
    return [
        (OURS, lambda: answer(opened, asked)),
        (OURS_READ, lambda: _run(opened, plan, asked)),
        (OURS_WHOLE, lambda: find_ids(session, searcher, _now(asked))),
        *((peer.name, _asking(peer, want)) for peer in peers),
    ]


def _now(asked: Asked) -> Search:
    """Give the search at a time that goes by: what is open is worked out as often as for real questions."""
    return replace(asked.search, at=asked.search.at + timedelta(seconds=time.perf_counter()))


def _asking(peer: Peer, want: Wanted) -> Callable[[], Found]:
    return lambda: peer.answer(want)


def compare(session: Session, searcher: Searcher, peers: Sequence[Peer], questions: Sequence[Asked]) -> Sums:
    """Compare the totals of our engine with those of the database and of the other engines."""
    opened = opened_of(searcher)
    with_oracle = 0
    same = {peer.name: 0 for peer in peers}
    comparable = {peer.name: 0 for peer in peers}
    for asked in questions:
        plan = read_plan(opened, asked)
        whole = replace(asked.search, limit=1)
        ours = engine.answer(opened.snapshot, opened.tables, plan, whole, ())
        with_oracle += ours.total == sql.answer(session, plan, whole, ()).total
        for peer in peers:
            if asked.kind in SAME_WORDS and not (peer.is_a_square and asked.search.place):
                comparable[peer.name] += 1
                same[peer.name] += ours.total == peer.answer(wanted(asked, plan)).total
    return Sums(with_oracle, {name: (same[name], comparable[name]) for name in same})
