"""tantivy, through tantivy-py: the engine to be at least as fast as."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import tantivy
from tantivy import Document, FieldType, Occur, Query

from bench.peers.given import (
    BEST,
    NO_POINT,
    POOL,
    Found,
    Listed,
    Point,
    Wanted,
    point_at,
    sorted_again,
)
from directory.search.distances import EARTH_KM
from directory.search.lexicon import forgiven
from directory.search.plan import CATEGORY_IMPACT, Alternative, Part, Plan

HEAP = 500_000_000


class Tantivy:
    """Stems with frequencies only, tags without, category and point as columns."""

    name = "tantivy"
    is_a_square = True

    def __init__(self, folder: Path) -> None:
        """Take the folder of the index."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("stems", tokenizer_name="spaces", index_option="freq")
        builder.add_text_field("tags", tokenizer_name="spaces", index_option="basic")
        builder.add_text_field("category", tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_integer_field("number", fast=True)
        builder.add_float_field("latitude", fast=True)
        builder.add_float_field("longitude", fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer("spaces", spaces)
        self.writer = self.index.writer(heap_size=HEAP, num_threads=2)

    def add(self, batch: Sequence[Listed]) -> None:
        """Take some listings."""
        for listed in batch:
            document = Document(
                stems=listed.text, tags=" ".join(listed.tags), category=listed.category, number=listed.id
            )
            if listed.point:
                latitude, longitude = _degrees(listed.point)
                document.add_float("latitude", latitude)
                document.add_float("longitude", longitude)
            self.writer.add_document(document)

    def finish(self) -> None:
        """Commit, and let the segments merge."""
        self.writer.commit()
        self.writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def answer(self, wanted: Wanted) -> Found:
        """Search for the best, and aggregate for the counts; the total is their sum, which costs no more."""
        query = self._query(wanted)
        limit = POOL if wanted.origin else BEST
        hits = self.searcher.search(query, limit=limit, count=False).hits
        by_category = {"by": {"terms": {"field": "category", "size": 200}}}
        buckets = self.searcher.aggregate(query, by_category)["by"]["buckets"]
        counts = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        addresses = [address for _, address in hits]
        ids = tuple(int(each or 0) for each in self.searcher.fast_field_values("number", addresses))
        if wanted.origin:
            scores = [float(score) for score, _ in hits]
            ids = sorted_again(ids, scores, self._points(addresses), wanted.origin)
        return Found(ids[:BEST], sum(counts.values()), counts)

    def close(self) -> None:
        """Leave the folder to whoever made it."""

    def _points(self, addresses: list[tantivy.DocAddress]) -> list[Point | None]:
        columns = [self.searcher.fast_field_values(name, addresses) for name in ("latitude", "longitude")]
        return [
            None if latitude is None else point_at(latitude, longitude)
            for latitude, longitude in zip(*columns, strict=True)
        ]

    def _query(self, wanted: Wanted) -> Query:
        words = [(Occur.Must, self._words(wanted))] if _has_words(wanted) else []
        base = [*words, *(self._filter(group) for group in wanted.groups)]
        if not wanted.origin:
            return Query.boolean_query(base)
        # Words stand in both branches: alone, « serves or near » would read every listing of the country.
        near = [*base, *self._square(wanted.origin, wanted.km)]
        serves = [*base, self._filter(wanted.serving), (Occur.MustNot, self._any_tag(wanted.holes))]
        if wanted.is_strict:
            serves.append(self._filter((NO_POINT,)))
        return Query.disjunction_max_query([Query.boolean_query(near), Query.boolean_query(serves)])

    def _words(self, wanted: Wanted) -> Query:
        if wanted.beginning:
            return Query.regex_query(self.schema, "stems", f"{wanted.beginning}.*")
        if wanted.slip:
            return Query.fuzzy_term_query(
                self.schema, "stems", wanted.slip, distance=forgiven(wanted.slip) or 1
            )
        return self._plan(wanted.plan)

    def _plan(self, plan: Plan) -> Query:
        parts = [self._part(part) for part in plan.parts]
        core = (
            parts[0] if len(parts) == 1 else self._join(parts, Occur.Must if plan.needs_all else Occur.Should)
        )
        if not plan.extras:
            return core
        extras = [(Occur.Should, self._part(part)) for part in plan.extras]
        return Query.boolean_query([(Occur.Must, core), *extras])

    def _part(self, part: Part) -> Query:
        alternatives = [self._alternative(each) for each in part.alternatives]
        return alternatives[0] if len(alternatives) == 1 else self._join(alternatives, Occur.Should)

    def _alternative(self, alternative: Alternative) -> Query:
        if alternative.category:
            tag = Query.term_query(self.schema, "tags", f"c={alternative.category}", index_option="basic")
            return Query.const_score_query(tag, CATEGORY_IMPACT * alternative.weight)
        terms = [
            Query.term_query(self.schema, "stems", each, index_option="freq") for each in alternative.stems
        ]
        found = terms[0] if len(terms) == 1 else self._join(terms, Occur.Must)
        return found if alternative.weight == 1 else Query.boost_query(found, alternative.weight)

    def _join(self, queries: Sequence[Query], occur: Occur) -> Query:
        return Query.boolean_query([(occur, each) for each in queries])

    def _any_tag(self, tags: Sequence[str]) -> Query:
        terms = [Query.term_query(self.schema, "tags", tag, index_option="basic") for tag in tags]
        return terms[0] if len(terms) == 1 else self._join(terms, Occur.Should)

    def _filter(self, tags: Sequence[str]) -> tuple[Occur, Query]:
        return Occur.Must, Query.const_score_query(self._any_tag(tags), 0.0)

    def _square(self, origin: Point, km: float) -> Iterator[tuple[Occur, Query]]:
        """Yield the conditions of the square around the circle: tantivy has no circle."""
        latitude, longitude = _degrees(origin)
        reach = math.degrees(km / EARTH_KM)
        for field, at, away in (
            ("latitude", latitude, reach),
            ("longitude", longitude, reach / math.cos(math.radians(latitude))),
        ):
            kept = Query.range_query(self.schema, field, FieldType.Float, at - away, at + away)
            yield Occur.Must, Query.const_score_query(kept, 0.0)


def _degrees(point: Point) -> tuple[float, float]:
    x, y, z = point
    return math.degrees(math.asin(z)), math.degrees(math.atan2(y, x))


def _has_words(wanted: Wanted) -> bool:
    return bool(wanted.beginning or wanted.slip or wanted.plan.parts)
