"""Our engine and the others at work on the same questions, one after the other on each question."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TypeAlias

import numpy as np
from sqlalchemy.orm import Session

from bench.peers.given import Listed, Peer, Wanted, wanted
from bench.queries import KINDS, Asked, Kind
from bench.timing import Measure
from directory.search import engine, sql
from directory.search.asking import Search
from directory.search.plan import Answer, Plan
from directory.search.query import find_ids
from directory.search.searcher import Opened, Searcher
from directory.search.understanding import understand

OURS, OURS_WHOLE = "Relais", "Relais, tous les filtres comptés"
PASSES = 2
COUNTED = ("categories",)
Work: TypeAlias = tuple[str, Callable[[], object]]
"""An engine and what it does to answer."""

SAME_WORDS: tuple[Kind, ...] = ("one", "several", "sentence", "faceted", "radius", "near")
"""Kinds whose words other engines are given as we understood them; they expand the others themselves."""


@dataclass
class Times:
    """Durations in milliseconds of each engine on each question, by the rank of the question.

    Of several passes the shortest is kept, for every engine alike: what other processes took of the machine
    meanwhile says nothing of an engine.
    """

    taken: dict[tuple[str, Kind], dict[int, float]] = field(default_factory=dict)

    def put(self, name: str, kind: Kind, rank: int, milliseconds: float) -> None:
        """Add a duration."""
        shortest = self.taken.setdefault((name, kind), {})
        shortest[rank] = min(milliseconds, shortest.get(rank, milliseconds))

    def of(self, name: str, *kinds: Kind) -> Measure:
        """Give what an engine took on `kinds`, on all where none is given."""
        chosen = [self.taken[name, kind] for kind in kinds or KINDS]
        return Measure(name, [each for taken in chosen for each in taken.values()])


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
    plan = read_plan(opened, asked)
    return engine.answer(opened.snapshot, opened.tables, plan, asked.search, COUNTED)


def measure_engines(
    session: Session, searcher: Searcher, peers: Sequence[Peer], questions: Sequence[Asked]
) -> Times:
    """Time every engine on every question, in turn, after one pass that warms all of them.

    The order is drawn again for each question: nobody always comes after the one who empties the caches of
    the processor. Our own search with the counts of every filter would warm ours: it is timed afterwards.
    """
    opened, times = opened_of(searcher), Times()
    wants = [wanted(asked, read_plan(opened, asked)) for asked in questions]

    def in_turn(rank: int) -> list[Work]:
        return [(OURS, partial(answer, opened, questions[rank])), *_asking(peers, wants[rank])]

    def whole(rank: int) -> list[Work]:
        return [(OURS_WHOLE, partial(find_ids, session, searcher, _now(questions[rank])))]

    _time(times, questions, in_turn)
    _time(times, questions, whole)
    return times


def _time(times: Times, questions: Sequence[Asked], works_of: Callable[[int], list[Work]]) -> None:
    rng = np.random.default_rng(1)
    for turn in range(PASSES + 1):
        for rank, asked in enumerate(questions):
            works = works_of(rank)
            for each in rng.permutation(len(works)).tolist():
                name, work = works[each]
                began = time.perf_counter()
                work()
                if turn:
                    times.put(name, asked.kind, rank, (time.perf_counter() - began) * 1000)


def opened_of(searcher: Searcher) -> Opened:
    """Give the newest snapshot, which there must be."""
    opened = searcher.newest()
    if opened is None:
        raise LookupError("There is no snapshot to measure.")
    return opened


def _now(asked: Asked) -> Search:
    """Give the search at a time that goes by: what is open is worked out as often as for real questions."""
    return replace(asked.search, at=asked.search.at + timedelta(seconds=time.perf_counter()))


def _asking(peers: Sequence[Peer], want: Wanted) -> Iterator[Work]:
    return ((peer.name, partial(peer.answer, want)) for peer in peers)


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
