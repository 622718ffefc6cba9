"""SQLite with FTS5, in the engine that the application itself uses."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pysqlite3

from bench.peers.given import BEST, POOL, Found, Listed, Wanted, sorted_again
from directory.search.distances import EARTH_KM
from directory.search.lexicon import Lexicon
from directory.search.plan import Alternative, Plan

TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; PRAGMA mmap_size=2000000000;
CREATE VIRTUAL TABLE words USING fts5(
    stems, tags, content='', prefix='3 4', tokenize="unicode61 remove_diacritics 0 tokenchars '=:-'"
);
INSERT INTO words(words, rank) VALUES ('rank', 'bm25(1.0, 0.0)');
CREATE TABLE listing (id INTEGER PRIMARY KEY, category TEXT, x REAL, y REAL, z REAL);
CREATE TABLE area (key TEXT, id INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID;
"""
FINISHED = """
INSERT INTO words(words) VALUES ('optimize');
CREATE INDEX listing_category ON listing(category, id, x, y, z);
ANALYZE;
"""


class Fts5:
    """Stems and tags in one contentless FTS5 table, category and point beside it, territories as keys."""

    name = "SQLite FTS5"
    is_a_square = False

    def __init__(self, folder: Path) -> None:
        """Take the folder of the database."""
        self.connection = pysqlite3.connect(str(folder / "fts5.db"))
        self.connection.executescript(TABLES)
        self.held: Counter[str] = Counter()

    def add(self, batch: Sequence[Listed]) -> None:
        """Take some listings."""
        write = self.connection.executemany
        write(
            "INSERT INTO words(rowid, stems, tags) VALUES (?, ?, ?)",
            [(each.id, each.text, " ".join(each.tags)) for each in batch],
        )
        write(
            "INSERT INTO listing VALUES (?, ?, ?, ?, ?)",
            [(each.id, each.category, *(each.point or (None,) * 3)) for each in batch],
        )
        areas = [(tag, each.id) for each in batch for tag in each.tags if tag[0] in "ah"]
        write("INSERT INTO area VALUES (?, ?)", areas)
        for each in batch:
            self.held.update(each.stems.keys())

    def finish(self) -> None:
        """Merge the index into one piece, and keep the vocabulary for what is misspelt."""
        self.connection.executescript(FINISHED)
        self.connection.commit()
        forms = sorted(self.held)
        self.lexicon = Lexicon(forms, [self.held[form] for form in forms])

    def answer(self, wanted: Wanted) -> Found:
        """Ask twice: for the best, which FTS5 sorts itself, and for the counts, which need no score."""
        matched = self._matched(wanted)
        where, values = _place(wanted)
        if not _words(wanted, self.lexicon):
            return self._by_distance(wanted, where, values)
        origin = "FROM words JOIN listing ON listing.id = words.rowid WHERE words MATCH ?"
        best = self.connection.execute(
            f"SELECT words.rowid, -rank, x, y, z {origin} {where} ORDER BY rank LIMIT ?",
            (matched, *values, POOL if wanted.origin else BEST),
        ).fetchall()
        return _found(wanted, best, self._counts(f"{origin} {where}", (matched, *values)))

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

    def _counts(self, clauses: str, values: Sequence[Any]) -> dict[str, int]:
        query = f"SELECT category, count(*) {clauses} GROUP BY category"
        return dict(self.connection.execute(query, values).fetchall())

    def _by_distance(self, wanted: Wanted, where: str, values: Sequence[Any]) -> Found:
        """Answer without a word: the category has an ordinary index, and the nearest come first."""
        categories = [tag.removeprefix("c=") for group in wanted.groups for tag in group]
        clauses = f"FROM listing WHERE category IN ({', '.join('?' * len(categories))}) {where}"
        origin = wanted.origin or (0.0, 0.0, 0.0)
        best = self.connection.execute(
            f"SELECT id {clauses} ORDER BY x * ? + y * ? + z * ? DESC NULLS LAST LIMIT ?",
            (*categories, *values, *origin, BEST),
        ).fetchall()
        counts = self._counts(clauses, (*categories, *values))
        return Found(tuple(each for (each,) in best), sum(counts.values()), counts)

    def _matched(self, wanted: Wanted) -> str:
        groups = [f"tags : ({' OR '.join(map(_quoted, group))})" for group in wanted.groups]
        return " AND ".join([*filter(None, (_words(wanted, self.lexicon),)), *groups])


def _found(wanted: Wanted, best: Sequence[tuple[Any, ...]], counts: dict[str, int]) -> Found:
    ids = tuple(row[0] for row in best)
    if wanted.origin:
        points = [None if row[2] is None else row[2:5] for row in best]
        ids = sorted_again(ids, [row[1] for row in best], points, wanted.origin)
    return Found(ids[:BEST], sum(counts.values()), counts)


def _words(wanted: Wanted, lexicon: Lexicon) -> str:
    """Give the words of a question in the syntax of FTS5; a slip is corrected from the vocabulary."""
    if wanted.beginning:
        return f"stems : {_quoted(wanted.beginning)} *"
    if wanted.slip:
        near = lexicon.corrections(wanted.slip) or [wanted.slip]
        return f"stems : ({' OR '.join(map(_quoted, near))})"
    return _plan(wanted.plan)


def _plan(plan: Plan) -> str:
    parts = [f"({' OR '.join(map(_alternative, part.alternatives))})" for part in plan.parts]
    return f"({(' AND ' if plan.needs_all else ' OR ').join(parts)})" if parts else ""


def _alternative(alternative: Alternative) -> str:
    if alternative.category:
        return f"tags : {_quoted(f'c={alternative.category}')}"
    return f"(stems : ({' AND '.join(map(_quoted, alternative.stems))}))"


def _quoted(word: str) -> str:
    return f'"{word}"'


def _place(wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    """Give the condition of place, and its values: serve it, or stand in the circle."""
    if not wanted.origin:
        return "", ()
    serves = "listing.id IN (SELECT id FROM area WHERE key IN (SELECT value FROM json_each(?)))"
    serves += " AND listing.id NOT IN (SELECT id FROM area WHERE key IN (SELECT value FROM json_each(?)))"
    if wanted.is_strict:
        serves += " AND x IS NULL"
    near = "x * ? + y * ? + z * ? >= ?"
    values = (
        *wanted.origin,
        math.cos(wanted.km / EARTH_KM),
        json.dumps(wanted.serving),
        json.dumps(wanted.holes),
    )
    return f"AND ({near} OR ({serves}))", values
