"""PostgreSQL with the RUM index, which keeps what ranking needs beside each word."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import psycopg

from bench.peers.given import BEST, POOL, Found, Listed, Wanted, sorted_again
from directory.search.distances import EARTH_KM
from directory.search.lexicon import Lexicon
from directory.search.plan import Alternative, Plan

TABLES = """
CREATE EXTENSION IF NOT EXISTS rum;
DROP TABLE IF EXISTS listing;
CREATE UNLOGGED TABLE listing (
    id integer, category text, words tsvector, serves text[], holes text[], x float8, y float8, z float8
);
"""
FINISHED = """
CREATE INDEX ON listing USING rum (words rum_tsvector_ops);
CREATE INDEX ON listing (category);
CREATE INDEX ON listing USING gin (serves);
VACUUM ANALYZE listing;
"""
SETTINGS = (
    "jit = off",
    "work_mem = '64MB'",
    "max_parallel_workers_per_gather = 0",
    "maintenance_work_mem = '1GB'",
)
MOST_POSITIONS = 255
"""PostgreSQL keeps no more positions of a word in a text."""


class Rum:
    """Stems and tags in one tsvector under one RUM index, territories as arrays, point as columns."""

    name = "PostgreSQL RUM"
    is_a_square = False

    def __init__(self, url: str) -> None:
        """Take the address of an empty database whose server has the extension."""
        self.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        for setting in SETTINGS:
            self.connection.execute(f"SET {setting}")
        self._run(TABLES)
        self.held: Counter[str] = Counter()

    def add(self, batch: Sequence[Listed]) -> None:
        """Take some listings."""
        with self.connection.cursor().copy("COPY listing FROM STDIN") as copy:
            for each in batch:
                copy.write_row(_row(each))
        for each in batch:
            self.held.update(each.stems.keys())

    def finish(self) -> None:
        """Index, and keep the vocabulary for what is misspelt."""
        self._run(FINISHED)
        forms = sorted(self.held)
        self.lexicon = Lexicon(forms, [self.held[form] for form in forms])

    def answer(self, wanted: Wanted) -> Found:
        """Ask twice: for the best, which the index gives in order, and for the counts."""
        matched = self._matched(wanted)
        place, values = _place(wanted)
        if wanted.origin and not self._words(wanted):
            return self._by_distance(wanted, wanted.origin, place, values)
        where = f"FROM listing WHERE words @@ %s::tsquery {place}"
        best = self.connection.execute(
            f"SELECT id, 1 / (1 + (words <=> %s::tsquery)), x, y, z {where} "
            "ORDER BY words <=> %s::tsquery LIMIT %s",
            (matched, matched, *values, matched, POOL if wanted.origin else BEST),
        ).fetchall()
        counts = self._counts(where, (matched, *values))
        ids = tuple(row[0] for row in best)
        if wanted.origin:
            points = [None if row[2] is None else row[2:5] for row in best]
            ids = sorted_again(ids, [row[1] for row in best], points, wanted.origin)
        return Found(ids[:BEST], sum(counts.values()), counts)

    def close(self) -> None:
        """Remove the table, and leave the server."""
        self.connection.execute("DROP TABLE listing")
        self.connection.close()

    def _run(self, script: str) -> None:
        for statement in filter(str.strip, script.split(";")):
            self.connection.execute(statement)

    def _counts(self, where: str, values: Sequence[Any]) -> dict[str, int]:
        query = f"SELECT category, count(*) {where} GROUP BY category"
        return dict(self.connection.execute(query, values).fetchall())

    def _by_distance(
        self, wanted: Wanted, origin: Sequence[float], place: str, values: Sequence[Any]
    ) -> Found:
        """Answer without a word: the category has an ordinary index, and the nearest come first."""
        categories = [tag.removeprefix("c=") for group in wanted.groups for tag in group]
        where = f"FROM listing WHERE category = ANY(%s) {place}"
        best = self.connection.execute(
            f"SELECT id {where} ORDER BY x * %s + y * %s + z * %s DESC NULLS LAST LIMIT %s",
            (categories, *values, *origin, BEST),
        ).fetchall()
        counts = self._counts(where, (categories, *values))
        return Found(tuple(each for (each,) in best), sum(counts.values()), counts)

    def _matched(self, wanted: Wanted) -> str:
        groups = [f"({' | '.join(map(_quoted, group))})" for group in wanted.groups]
        return " & ".join([*filter(None, (self._words(wanted),)), *groups])

    def _words(self, wanted: Wanted) -> str:
        if wanted.beginning:
            return f"{_quoted(wanted.beginning)}:*"
        if wanted.slip:
            near = self.lexicon.corrections(wanted.slip) or [wanted.slip]
            return f"({' | '.join(map(_quoted, near))})"
        return _plan(wanted.plan)


def _plan(plan: Plan) -> str:
    parts = [f"({' | '.join(map(_alternative, part.alternatives))})" for part in plan.parts]
    return f"({(' & ' if plan.needs_all else ' | ').join(parts)})" if parts else ""


def _alternative(alternative: Alternative) -> str:
    if alternative.category:
        return _quoted(f"c={alternative.category}")
    return f"({' & '.join(map(_quoted, alternative.stems))})"


def _quoted(word: str) -> str:
    return f"'{word}'"


def _row(listed: Listed) -> tuple[Any, ...]:
    serves = [tag for tag in listed.tags if tag.startswith("a=")]
    holes = [tag.replace("h=", "a=", 1) for tag in listed.tags if tag.startswith("h=")]
    return (listed.id, listed.category, _tsvector(listed), serves, holes, *(listed.point or (None,) * 3))


def _tsvector(listed: Listed) -> str:
    """Write the stems, each at as many positions as it weighs, and the tags that filter, at none."""
    said, position = [], 0
    for word, weight in listed.stems.items():
        ends = position + min(weight, MOST_POSITIONS)
        said.append(f"'{word}':{','.join(map(str, range(position + 1, ends + 1)))}")
        position = ends
    return " ".join([*said, *(_quoted(tag) for tag in listed.tags if tag[0] in "cu")])


def _place(wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    """Give the condition of place, and its values: serve it, or stand in the circle."""
    if not wanted.origin:
        return "", ()
    serves = "serves && %s AND NOT holes && %s" + (" AND x IS NULL" if wanted.is_strict else "")
    near = "x * %s + y * %s + z * %s >= %s"
    held = list(wanted.serving)
    return f"AND (({near}) OR ({serves}))", (*wanted.origin, math.cos(wanted.km / EARTH_KM), held, held)
