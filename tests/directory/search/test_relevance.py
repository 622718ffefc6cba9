"""What the people of the field type leads them to what they need."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.search.query import find_services
from directory.search.results import Results
from directory.words import Vocabulary
from directory.yaml_files import YamlFileError
from tests.directory.search.relevance import (
    FIRST,
    Hit,
    Query,
    graded_as,
    hits_of,
    is_success,
    ndcg,
    read_keys,
    read_offers,
    read_queries,
    search_of,
)

QUERIES = read_queries()
ENOUGH, ENOUGH_A_GROUP = 240, 10
SUCCESSES = 0.95
SPELLINGS = ("hebergement", "hébergement", "HEBERGEMENT", "hebergment", "l'hébergement d'urgence")
BRACELET = {"prosecutor", "spip", "tribunal-judiciaire", "victim-support-association", "bav"}
"""Who answers about the « bracelet anti-rapprochement »: who orders it, and who helps to ask for it."""

MARI_TAPE = Query("mari tape", "", "officer", ("iscg",), {"iscg": 3, "cidff": 1, "3919": 2})


def ask(app: Flask, session: Session, typed: str, commune: str = "") -> Results:
    return find_services(session, app.extensions["searcher"], search_of(session, typed, commune))


@pytest.fixture(scope="module")
def answers(app: Flask) -> list[tuple[Query, Results]]:
    """Every query with its answer, asked once."""
    with app.extensions["readers"]() as session:
        return [(query, ask(app, session, query.typed, query.commune)) for query in QUERIES]


# The suite itself.


def test_every_name_of_the_suite_is_a_category_or_the_key_of_a_service(session: Session, words: Vocabulary):
    keys = Counter(read_keys(session).values())
    for query in QUERIES:
        for name in {*query.expect, *query.grades}:
            assert (name in words.categories) != (keys[name] == 1), f"{query}: {name}"


def test_what_is_expected_serves_the_commune_and_is_graded(session: Session):
    offers = read_offers(session, QUERIES)
    for query in QUERIES:
        assert query.expect, str(query)
        for name in query.expect:
            here = [hit for hit in offers[query.commune] if name in hit.names]
            assert here, f"{query}: no {name} serves this commune"
            assert all(graded_as(query, hit) for hit in here), f"{query}: {name} has no grade"


def test_something_in_every_query_is_exactly_what_is_wanted():
    assert not [str(query) for query in QUERIES if 3 not in query.grades.values()]


def test_the_suite_speaks_of_every_group_of_categories(session: Session, words: Vocabulary):
    category = {hit.key: hit.category for hit in read_offers(session, [MARI_TAPE])[""]}
    groups = Counter(
        group
        for query in QUERIES
        for group in {words.categories[category.get(name, name)].group for name in query.expect}
    )
    assert len(QUERIES) >= ENOUGH
    assert len({(query.typed, query.commune) for query in QUERIES}) == len(QUERIES)
    assert {group: groups[group] for group in words.category_groups if groups[group] < ENOUGH_A_GROUP} == {}


def test_a_mistake_in_the_suite_is_told_with_its_line(tmp_path: Path):
    path = tmp_path / "relevance.yaml"
    path.write_text('- {typed: "foyer", who: nobody, expect: [iscg], grades: {iscg: 9}}\n', "utf-8")
    with pytest.raises(YamlFileError, match=r"ligne 1\s: «\snobody\s»[\s\S]*nombre entier de 1 à 3"):
        read_queries(path)


# The measure.


def test_the_best_order_is_worth_one_and_nothing_graded_is_worth_nothing():
    offer = [Hit("a", "cidff"), Hit("b", "iscg"), Hit("3919", "national-helpline"), Hit("c", "town-hall")]
    best = [offer[1], offer[2], offer[0]]
    assert ndcg(MARI_TAPE, best, offer) == 1
    assert ndcg(MARI_TAPE, [Hit("c", "town-hall")], offer) == 0
    assert ndcg(MARI_TAPE, [], offer) == 0
    assert 0 < ndcg(MARI_TAPE, [offer[3], *best], offer) < 1


def test_a_second_service_of_a_category_counts_half():
    two = [Hit("a", "iscg"), Hit("b", "iscg")]
    only = Query("isg", "", "officer", ("iscg",), {"iscg": 1})
    assert ndcg(only, two[:1], two) == pytest.approx(1 / (1 + 0.5 / 1.584962500721156))
    assert ndcg(only, two, two) == 1


def test_a_service_that_does_not_serve_the_commune_is_no_success():
    elsewhere = Hit("a", "iscg", is_serving=False)
    assert not is_success(MARI_TAPE, [elsewhere])
    assert ndcg(MARI_TAPE, [elsewhere], [Hit("b", "iscg")]) == 0
    assert is_success(MARI_TAPE, [elsewhere, elsewhere, Hit("b", "iscg")])
    assert not is_success(MARI_TAPE, [elsewhere, elsewhere, elsewhere, Hit("b", "iscg")])


# The search.


def test_nineteen_queries_in_twenty_find_what_is_wanted_in_three_results(
    answers: list[tuple[Query, Results]], session: Session
):
    keys = read_keys(session)
    seen = [(query, hits_of(results, keys)) for query, results in answers]
    misses = [missed(query, hits) for query, hits in seen if not is_success(query, hits)]
    rate = 1 - len(misses) / len(QUERIES)
    assert rate >= SUCCESSES, f"{rate:.1%}\n" + "\n".join(misses)


def missed(query: Query, hits: list[Hit]) -> str:
    given = ", ".join(f"{hit.category}{'' if hit.is_serving else ' (elsewhere)'}" for hit in hits[:FIRST])
    return f"{query}: expected {', '.join(query.expect)}; given {given or 'nothing'}"


def test_no_query_is_left_without_an_answer(
    app: Flask, answers: list[tuple[Query, Results]], session: Session
):
    stuck = [str(query) for query, results in answers if not goes_on(app, session, results, query.commune)]
    assert stuck == []


@pytest.mark.parametrize("typed", ["XKQZ", "gzrtpl vbnmq", "???", "zzzzzzzzzzzzzzzz"])
def test_an_unknown_word_suggests_instead_of_giving_nothing(app: Flask, session: Session, typed: str):
    assert goes_on(app, session, ask(app, session, typed, "48095"), "48095")


def goes_on(app: Flask, session: Session, results: Results, commune: str) -> bool:
    """Say whether a person has something to read or to choose; a text to try counts if it finds something."""
    understood = results.understood
    if results.results or understood.collisions:
        return True
    return any(ask(app, session, typed, commune).results for typed in understood.instead)


@pytest.mark.parametrize("commune", ["", "42218", "48095"])
def test_five_ways_to_write_shelter_give_the_same_first_result(app: Flask, session: Session, commune: str):
    first = {ask(app, session, typed, commune).results[0].shown.card.id for typed in SPELLINGS}
    assert len(first) == 1


def test_chu_asks_which_one(app: Flask, session: Session):
    collisions = dict(ask(app, session, "CHU", "42218").understood.collisions)
    (meanings,) = collisions.values()
    slugs = {slug for meaning in meanings for slug in meaning.slugs}
    assert slugs & {"emergency-shelter", "siao-115"}
    assert slugs & {"hospital-emergency", "umj", "maternity-service"}


@pytest.mark.parametrize("typed", ["BAR", "bar"])
def test_bar_is_neither_a_bar_nor_the_lawyers(app: Flask, session: Session, typed: str):
    results = ask(app, session, typed, "32013")
    read = results.understood.meanings + results.understood.collisions
    assert {slug for _, meanings in read for meaning in meanings for slug in meaning.slugs} & BRACELET
    assert results.results[0].shown.card.category in BRACELET
