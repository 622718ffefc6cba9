"""What people type and what they should find (`relevance.yaml`), and how far an answer is from that.

A *name* is what a query expects or grades: a category of the vocabulary, or the key of one service.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2
from pathlib import Path
from statistics import fmean
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.geo import place
from directory.models import Service
from directory.places import Place
from directory.search.asking import Search
from directory.search.results import SERVES, Results
from directory.serving import serves
from directory.yaml_fields import Entry
from directory.yaml_files import YamlFileError, YamlList, YamlMap, read_yaml

PATH = Path(__file__).with_suffix(".yaml")
FIELDS = ("typed", "commune", "who", "expect", "grades")
WHO = ("officer", "person", "worker")
BEST = 3
FIRST = 3
"""How many results a person reads before typing something else."""

DEPTH = 10
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
"""A Tuesday morning, when most services are open."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, where (an INSEE code, or nothing), by whom, and the names that answer it.

    Any of `expect` among the first three results is a success. `grades` go from 1, useful, to 3, exactly
    what is wanted.
    """

    typed: str
    commune: str
    who: str
    expect: tuple[str, ...]
    grades: Mapping[str, int]

    def __str__(self) -> str:
        return f"{self.who}: « {self.typed} » {self.commune or 'anywhere'}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A service of an answer: its key, its category, and whether it serves the place (true without one)."""

    key: str
    category: str
    is_serving: bool = True

    @property
    def names(self) -> frozenset[str]:
        """The two names it answers to."""
        return frozenset((self.key, self.category))


def read_queries(path: Path = PATH) -> tuple[Query, ...]:
    """Give the queries of a file; raise YamlFileError with every mistake, one a line."""
    problems: list[str] = []
    value = read_yaml(path)
    items = value if isinstance(value, YamlList) else []
    entries = [Entry(item, path.name, "", problems) for item in items if isinstance(item, YamlMap)]
    queries = tuple(_query(entry) for entry in entries)
    if len(entries) < max(len(items), 1):
        problems.append(f"{path.name} : une liste de recherches est attendue.")
    if problems:
        raise YamlFileError("\n".join(problems))
    return queries


def _query(entry: Entry) -> Query:
    entry.only(FIELDS)
    grades = entry.entry("grades")
    return Query(
        typed=entry.plain("typed"),
        commune=entry.plain("commune", required=False),
        who=entry.word("who", WHO),
        expect=entry.words("expect"),
        grades={name: grades.number(name, 1, BEST) for name in grades.values},
    )


def search_of(session: Session, typed: str, commune: str = "") -> Search:
    """Give the search that a person makes by typing a text, in a commune where there is one."""
    return Search(AT, text=typed, place=place(session, commune))


def read_keys(session: Session) -> dict[int, str]:
    """Give the key of each service by its number."""
    keys: dict[int, str] = dict(session.execute(select(Service.id, Service.source_key)).all())
    return keys


def hits_of(results: Results, keys: Mapping[int, str]) -> list[Hit]:
    """Give the services of an answer, in its order."""
    return [
        Hit(keys[each.shown.card.id], each.shown.card.category, each.tie is None or each.tie in SERVES)
        for each in results.results
    ]


def offered(session: Session, where: Place | None) -> list[Hit]:
    """Give every service that serves a place, every service at all without one."""
    query = select(Service.source_key, Service.category)
    rows = session.execute(query.where(serves(where)) if where else query)
    return [Hit(key, category) for key, category in rows]


def read_offers(session: Session, queries: Iterable[Query]) -> dict[str, list[Hit]]:
    """Give what is offered in each commune of `queries`."""
    return {code: offered(session, place(session, code)) for code in {query.commune for query in queries}}


def is_success(query: Query, hits: Sequence[Hit]) -> bool:
    """Say whether something expected, that serves the place, is among the first three."""
    return any(hit.is_serving and hit.names & set(query.expect) for hit in hits[:FIRST])


def ndcg(query: Query, hits: Sequence[Hit], offer: Collection[Hit]) -> float:
    """Give nDCG@10: 1 where no order of `offer` would answer better, 0 where nothing graded is found.

    A grade g gains 2^g - 1, and half of that when its name was already met: ten services of one category
    are not worth the four that a person may choose from.
    """
    found = _discounted(_gains(query, hits[:DEPTH]))
    best = _discounted(sorted(_gains(query, offer), reverse=True)[:DEPTH])
    return found / best if best else 0.0


def graded_as(query: Query, hit: Hit) -> str | None:
    """Give the name under which a service is graded: its key first; None where it is worth nothing here."""
    named = (name for name in (hit.key, hit.category) if name in query.grades)
    return next(named, None) if hit.is_serving else None


def _gains(query: Query, hits: Iterable[Hit]) -> Iterator[float]:
    met: Counter[str] = Counter()
    for hit in hits:
        name = graded_as(query, hit)
        if name is None:
            yield 0.0
            continue
        gain = 2 ** query.grades[name] - 1
        yield gain / 2 if met[name] else gain
        met[name] += 1


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / log2(rank + 2) for rank, gain in enumerate(gains))


def mean_by_who(queries: Sequence[Query], scores: Sequence[float]) -> dict[str, float]:
    """Give the mean of `scores`, one a query, for all and for each kind of person."""
    pairs = list(zip(queries, scores, strict=True))
    means = {who: fmean([score for query, score in pairs if query.who == who]) for who in WHO}
    return {"all": fmean(scores), **means}
