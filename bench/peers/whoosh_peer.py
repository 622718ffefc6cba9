"""Plain Whoosh, tuned: what searching would cost if Whoosh did more here than read words."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index
from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.fields import KEYWORD, STORED, TEXT, Schema
from whoosh.query.compound import And, AndMaybe, Or
from whoosh.query.qcore import Query
from whoosh.query.terms import FuzzyTerm, Prefix, Term
from whoosh.query.wrappers import ConstantScoreQuery
from whoosh.sorting import StoredFieldFacet

from bench.peers.given import BEST, NO_POINT, POOL, Found, Listed, Point, Wanted, sorted_again
from directory.search.distances import EARTH_KM
from directory.search.lexicon import forgiven
from directory.search.plan import CATEGORY_IMPACT, Alternative, Part, Plan

SCHEMA = Schema(
    stems=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False),
    tags=KEYWORD(),
    number=STORED(),
    category=STORED(),
    point=STORED(),
)


class Whoosh:
    """One field of words without positions, tags as keywords, one segment, one searcher kept open."""

    name = "Whoosh, index réglé"
    is_a_square = False

    def __init__(self, folder: Path) -> None:
        """Take the folder of the index."""
        self.index: Any = index.create_in(str(folder), SCHEMA)
        self.writer = self.index.writer(limitmb=512)
        self.points: list[Point] = []

    def add(self, batch: Sequence[Listed]) -> None:
        """Take some listings."""
        for each in batch:
            self.writer.add_document(
                stems=each.text,
                tags=" ".join(each.tags),
                number=each.id,
                category=each.category,
                point=each.point,
            )
            self.points.append(each.point or (np.nan, np.nan, np.nan))

    def finish(self) -> None:
        """Merge into one segment, whose documents stand in the order they came, and open it."""
        self.writer.commit(optimize=True)
        self.searcher: Any = self.index.searcher()
        self.on_sphere = np.array(self.points)

    def answer(self, wanted: Wanted) -> Found:
        """Search once, counting by category as it goes, within the listings that the filters leave."""
        kept = self._kept(wanted)
        if kept is not None and not kept:
            return Found((), 0, {})  # Whoosh reads an empty filter as no filter at all.
        found: Any = self.searcher.search(
            _words(wanted),
            limit=POOL if wanted.origin else BEST,
            groupedby={"category": StoredFieldFacet("category")},
            filter=kept,
        )
        counts = {name: len(documents) for name, documents in found.groups("category").items()}
        hits = [(hit["number"], hit.score or 0.0, hit.get("point")) for hit in found]
        ids = tuple(number for number, _, _ in hits)
        if wanted.origin:
            ids = sorted_again(ids, [hit[1] for hit in hits], [hit[2] for hit in hits], wanted.origin)
        return Found(ids[:BEST], sum(counts.values()), counts)

    def _kept(self, wanted: Wanted) -> set[int] | None:
        """Give the documents that filters and place leave; None where nothing filters."""
        sets = [self._holding(group) for group in wanted.groups]
        if wanted.origin:
            chord = 2 * math.sin(wanted.km / EARTH_KM / 2)
            apart = np.sqrt(((self.on_sphere - np.array(wanted.origin)) ** 2).sum(axis=1))
            serves = self._holding(wanted.serving) - self._holding(wanted.holes)
            if wanted.is_strict:
                serves &= self._holding((NO_POINT,))
            sets.append(serves | set(np.flatnonzero(apart <= chord).tolist()))
        return set.intersection(*sets) if sets else None

    def _holding(self, tags: Sequence[str]) -> set[int]:
        return set(self.searcher.docs_for_query(Or([Term("tags", tag) for tag in tags])))

    def close(self) -> None:
        """Close the index."""
        self.searcher.close()
        self.index.close()


def _words(wanted: Wanted) -> Query:
    if wanted.beginning:
        return Prefix("stems", wanted.beginning)
    if wanted.slip:
        return FuzzyTerm("stems", wanted.slip, maxdist=forgiven(wanted.slip) or 1, prefixlength=1)
    return _plan(wanted.plan) if wanted.plan.parts else Or([Term("tags", tag) for tag in wanted.groups[0]])


def _plan(plan: Plan) -> Query:
    parts = [_part(part) for part in plan.parts]
    core = And(parts) if plan.needs_all else Or(parts)
    return AndMaybe(core, Or([_part(part) for part in plan.extras])) if plan.extras else core


def _part(part: Part) -> Query:
    return Or([_alternative(each) for each in part.alternatives])


def _alternative(alternative: Alternative) -> Query:
    if alternative.category:
        tag = Term("tags", f"c={alternative.category}")
        return ConstantScoreQuery(tag, CATEGORY_IMPACT * alternative.weight)
    return And([Term("stems", each, boost=alternative.weight) for each in alternative.stems])
