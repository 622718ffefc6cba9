"""The filters as pages show them."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.search.asking import Filters, Search
from directory.search.labels import BY_COUNT, FILTERS, facets_of
from directory.search.plan import Answer
from directory.search.results import Facet
from directory.search.said import EVERY_KEY
from tests.directory.search.asked import TUESDAY, asker


@pytest.fixture
def facets(varied_app: Flask, varied: Session) -> dict[str, Facet]:
    answer = asker(varied_app, varied).by_snapshot(Search(TUESDAY))
    return {facet.key: facet for facet in facets_of(answer, Filters())}


def test_every_filter_that_is_counted_has_a_name(facets: dict[str, Facet]):
    assert set(facets) == set(FILTERS) == set(EVERY_KEY)
    assert all(facet.label and facet.choices for facet in facets.values())


def test_every_value_has_words_that_are_not_its_slug(facets: dict[str, Facet]):
    for facet in facets.values():
        for choice in facet.choices:
            assert choice.count > 0
            assert choice.label != choice.slug, (facet.key, choice.slug)


def test_filters_of_many_values_begin_with_those_that_give_the_most(facets: dict[str, Facet]):
    for key in BY_COUNT:
        counts = [choice.count for choice in facets[key].choices]
        assert counts == sorted(counts, reverse=True)


def test_a_value_that_gives_nothing_is_left_out_unless_it_is_chosen():
    nothing = Answer((), (), (), 0, 0)
    for filters, chosen in ((Filters(), []), (Filters(fees=frozenset(["free"])), ["free"])):
        (fees,) = (facet for facet in facets_of(nothing, filters) if facet.key == "fees")
        assert [choice.slug for choice in fees.choices if choice.is_chosen] == chosen
        assert [choice.count for choice in fees.choices] == [0] * len(chosen)


@pytest.mark.parametrize(
    ("filters", "key", "slug"),
    [
        (Filters(gender="man"), "gender", "man"),
        (Filters(is_open=True), "is_open", "open"),
        (Filters(categories=frozenset(["pmi"])), "categories", "pmi"),
    ],
)
def test_what_is_chosen_is_told(filters: Filters, key: str, slug: str):
    shown = facets_of(Answer((), (), (), 0, 0), filters)
    assert [(f.key, c.slug) for f in shown for c in f.choices if c.is_chosen] == [(key, slug)]
