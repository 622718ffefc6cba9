"""Whether people find what they want, beside a search that knows no word of the field."""

from collections.abc import Callable, Sequence

from flask import Flask
from sqlalchemy import ColumnElement, case, literal, or_, select
from sqlalchemy.orm import Session

from directory.geo import place
from directory.models import Service
from directory.search.query import find_services
from directory.serving import serves
from tests.directory.search.relevance import (
    DEPTH,
    Hit,
    Query,
    hits_of,
    is_success,
    mean_by_who,
    ndcg,
    read_keys,
    read_offers,
    read_queries,
    search_of,
)

SHORTEST = 3
"""Letters of the shortest word that the plain search looks for: « il » and « de » are everywhere."""

LABELS = {"all": "toutes", "officer": "forces", "person": "personnes", "worker": "social"}


def print_relevance(app: Flask) -> None:
    """Print what each search is worth on the same queries, for all and by who types."""
    queries = read_queries()
    with app.extensions["readers"]() as session:
        offers, keys, searcher = read_offers(session, queries), read_keys(session), app.extensions["searcher"]

        def found(query: Query) -> list[Hit]:
            search = search_of(session, query.typed, query.commune)
            return hits_of(find_services(session, searcher, search), keys)

        print(f"\nLa pertinence, {len(queries)} recherches comme on les tape")
        _print_search("find_services()", queries, found, offers)
        _print_search("à côté : LIKE, sans synonymes", queries, lambda query: plain(session, query), offers)


def plain(session: Session, query: Query) -> list[Hit]:
    """Search as plainly as SQL can: the services whose name or description has most of the words typed."""
    words = [word for word in query.typed.split() if len(word) >= SHORTEST] or [query.typed]
    conditions = [_has(word) for word in words]
    count = sum((case((condition, 1), else_=0) for condition in conditions), literal(0))
    where = place(session, query.commune)
    asked = select(Service.source_key, Service.category).where(or_(*conditions))
    asked = asked.where(serves(where)) if where else asked
    rows = session.execute(asked.order_by(count.desc(), Service.id).limit(DEPTH))
    return [Hit(key, category) for key, category in rows]


def _has(word: str) -> ColumnElement[bool]:
    return Service.name.icontains(word, autoescape=True) | Service.description.icontains(
        word, autoescape=True
    )


def _print_search(
    name: str,
    queries: Sequence[Query],
    search: Callable[[Query], list[Hit]],
    offers: dict[str, list[Hit]],
) -> None:
    hits = [search(query) for query in queries]
    pairs = list(zip(queries, hits, strict=True))
    scores = mean_by_who(queries, [ndcg(query, each, offers[query.commune]) for query, each in pairs])
    successes = mean_by_who(queries, [float(is_success(query, each)) for query, each in pairs])
    print(f"  {name}")
    for who, label in LABELS.items():
        print(
            f"    {label:<12} nDCG@10 {scores[who]:.3f}   succès dans les trois premiers {successes[who]:.1%}"
        )
