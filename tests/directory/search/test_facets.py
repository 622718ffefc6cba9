"""Filters and counts over a snapshot, beside the words that decide them."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Service
from directory.search import facets
from directory.search.asking import Filters, Search
from directory.search.engine import answer
from directory.search.facets import make_tables
from directory.search.plan import Plan
from directory.search.said import DIMENSIONS, EVERY_KEY, OPEN_TO_SILENCE, Persons, Publics, age_keeps
from directory.vocabulary import vocabulary
from tests.directory.search.asked import TUESDAY, WHOLE, Asker, asker

NOBODY = Publics(None, ())
ANYBODY = Persons(None, None, None, None)


@pytest.fixture
def own(varied_app: Flask, varied: Session) -> Asker:
    return asker(varied_app, varied)


def keeps(key: str, said: object, slug: str) -> bool:
    (dimension,) = (each for each in DIMENSIONS if each.key == key)
    return dimension.keeps(said, slug)


@pytest.mark.parametrize(
    ("said", "slug", "is_kept"),
    [
        (NOBODY, "minors", True),
        (NOBODY._replace(audiences=["everyone"]), "minors", True),
        (NOBODY._replace(audiences=["minors", "older"]), "minors", True),
        (NOBODY._replace(audiences=["older"]), "minors", False),
        (NOBODY._replace(receives="victims"), "perpetrators", False),
        (NOBODY._replace(receives="perpetrators"), "victims", False),
        (NOBODY._replace(receives="perpetrators", audiences=["everyone"]), "victims", False),
        (NOBODY._replace(receives="everyone"), "victims", True),
        (NOBODY._replace(receives="victims"), "minors", True),
    ],
)
def test_an_audience_is_kept_out_only_by_what_is_said(said: Publics, slug: str, is_kept: bool):
    assert keeps("audiences", said, slug) is is_kept


@pytest.mark.parametrize(
    ("youngest", "oldest", "age", "is_kept"),
    [
        (None, None, 0, True),
        (18, None, 17, False),
        (18, None, 18, True),
        (None, 25, 25, True),
        (None, 25, 26, False),
        (0, 0, 0, True),
    ],
)
def test_an_age_is_kept_out_only_by_what_is_said(
    youngest: int | None, oldest: int | None, age: int, is_kept: bool
):
    assert age_keeps(ANYBODY._replace(age_min=youngest, age_max=oldest), age) is is_kept


def test_access_through_either_door_answers_both_questions():
    assert [keeps("access", "both", slug) for slug in ("self", "professional", "justice")] == [
        True,
        True,
        False,
    ]
    assert not keeps("access", "self", "professional")


@pytest.mark.parametrize(
    ("women", "men", "woman_kept", "man_kept"),
    [
        (None, None, True, True),
        (True, False, True, False),
        (False, True, False, True),
        (True, None, True, True),
    ],
)
def test_a_gender_is_kept_out_only_by_what_is_said(
    women: bool | None, men: bool | None, woman_kept: bool, man_kept: bool
):
    said = ANYBODY._replace(women=women, men=men)
    assert (keeps("gender", said, "woman"), keeps("gender", said, "man")) == (woman_kept, man_kept)


def test_every_filter_of_a_question_is_counted_or_is_an_age():
    fields = set(Filters.__slots__) - {"age", "unknown_too"}
    assert fields == set(EVERY_KEY)
    assert {dimension.key for dimension in DIMENSIONS} | {"is_open", "verified_since"} == fields
    assert fields > OPEN_TO_SILENCE


def test_counts_without_filter_are_those_of_the_database(own: Asker):
    found = own.by_snapshot(Search(TUESDAY))
    rows = own.session.execute(select(Service.category, Service.fee, Service.modes)).all()
    assert found.counts["categories"] == Counter(category for category, _, _ in rows)
    assert found.counts["fees"] == Counter(fee for _, fee, _ in rows if fee)
    assert found.counts["modes"] == Counter(mode for _, _, modes in rows for mode in modes)
    assert found.unknown["fees"] == sum(fee is None for _, fee, _ in rows)
    assert found.unknown["modes"] == sum(not modes for _, _, modes in rows)
    groups = vocabulary().categories
    assert found.counts["groups"] == Counter(groups[category].group for category, _, _ in rows)


def test_choosing_a_value_changes_the_counts_of_the_other_filters_and_not_its_own(own: Asker):
    every = own.by_snapshot(Search(TUESDAY))
    chosen = own.by_snapshot(Search(TUESDAY, filters=Filters(fees=frozenset(["free"]))))
    assert chosen.counts["fees"] == every.counts["fees"]
    assert chosen.total == every.counts["fees"]["free"]
    assert sum(chosen.counts["categories"].values()) == chosen.total


def test_only_the_filters_asked_for_are_counted(own: Asker):
    search = Search(TUESDAY, limit=WHOLE)
    found = answer(own.opened.snapshot, own.opened.tables, Plan(), search, counted=("groups",))
    assert (set(found.counts), set(found.unknown)) == ({"groups"}, {"groups"})


def test_a_table_has_a_line_for_each_thing_said_and_a_column_for_each_value(own: Asker):
    tables = make_tables(own.opened.snapshot)
    assert set(tables) == {dimension.key for dimension in DIMENSIONS}
    for table in tables.values():
        said = own.opened.snapshot.lists[table.column]
        assert table.keeps.shape == (len(said), len(table.values))
        assert table.silent.shape == (len(said),)


def test_the_words_of_a_filter_are_read_once_for_each_snapshot(own: Asker, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise AssertionError("a table was filled again")

    monkeypatch.setattr(facets, "_table", fail)
    assert own.by_snapshot(Search(TUESDAY, filters=Filters(fees=frozenset(["free"])))).total


def test_what_was_verified_is_counted_from_today_whatever_the_moment_chosen(own: Asker):
    today = Search(TUESDAY, "")
    later = replace(today, at=TUESDAY + timedelta(days=400), today=TUESDAY.date())
    counted = own.by_snapshot(today, Plan()).counts["verified_since"]
    assert counted["1-year"] > 0
    assert own.by_snapshot(later, Plan()).counts["verified_since"] == counted
    assert own.by_sql(later, Plan()).counts["verified_since"] == counted
