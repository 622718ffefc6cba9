"""Postings read as arrays answer as a naive reading of every listing does."""

from itertools import pairwise

import numpy as np
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.search import matching
from directory.search.matching import Matches, match
from directory.search.plan import CATEGORY_IMPACT, Alternative, Part, Plan
from directory.search.searcher import Opened
from directory.search.snapshot import Rows, Snapshot

STEMS = ("abri", "nuit", "loi", "mur")
CATEGORIES = ("pmi", "siao-115")


def tiny(listings: list[tuple[str, dict[str, float]]]) -> Snapshot:
    """Give a snapshot of listings that each have a category, and stems with an impact."""
    rows = [[(doc, held[stem]) for doc, (_, held) in enumerate(listings) if stem in held] for stem in STEMS]
    codes = [CATEGORIES.index(category) for category, _ in listings]
    by_category = [[doc for doc, code in enumerate(codes) if code == each] for each in range(len(CATEGORIES))]
    nothing = {"starts": np.zeros(1, np.int64), "docs": np.zeros(0, np.int32)}
    return Snapshot(
        "snapshot-1-tiny",
        1,
        {"stems": list(STEMS), "category": list(CATEGORIES), "areas": [], "holes": []},
        {
            "ids": np.arange(len(listings), dtype=np.int32),
            "stem_starts": starts(rows),
            "stem_docs": np.array([doc for row in rows for doc, _ in row], np.int32),
            "stem_impacts": np.array([impact for row in rows for _, impact in row], np.float32),
            "category": np.array(codes, np.int32),
            "category_starts": starts(by_category),
            "category_docs": np.array([doc for row in by_category for doc in row], np.int32),
            **{f"{name}_{part}": array for name in ("area", "hole") for part, array in nothing.items()},
        },
    )


def starts(
    rows: list[list[int]] | list[list[tuple[int, float]]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.cumsum([0, *map(len, rows)]).astype(np.int64)


def naive(listings: list[tuple[str, dict[str, float]]], plan: Plan) -> dict[int, float] | None:
    """Answer a plan listing by listing."""
    if plan.is_hopeless:
        return {}
    if not plan.parts:
        return None
    found = {}
    for doc, (category, held) in enumerate(listings):
        scores = [of_part(part, category, held) for part in plan.parts]
        said = [score for score in scores if score is not None]
        if len(said) == len(scores) if plan.needs_all else said:
            extras = [of_part(part, category, held) or 0.0 for part in plan.extras]
            found[doc] = sum(said) + sum(extras)
    return found


def of_part(part: Part, category: str, held: dict[str, float]) -> float | None:
    scores = [
        each.weight * (CATEGORY_IMPACT if each.category else sum(held[stem] for stem in each.stems))
        for each in part.alternatives
        if (each.category == category if each.category else all(stem in held for stem in each.stems))
    ]
    return sum(scores) if scores else None


impacts = st.floats(0.25, 8, width=16)
listings_drawn = st.lists(
    st.tuples(st.sampled_from(CATEGORIES), st.dictionaries(st.sampled_from(STEMS), impacts)), max_size=60
)
alternatives = st.builds(
    Alternative,
    st.just("said"),
    st.sampled_from([0.25, 0.5, 1.0]),
    stems=st.lists(st.sampled_from([*STEMS, "inconnu"]), min_size=1, max_size=2, unique=True).map(tuple),
) | st.builds(
    Alternative,
    st.just("said"),
    st.sampled_from([0.5, 1.0]),
    category=st.sampled_from([*CATEGORIES, "umj"]),
)
parts = st.lists(st.builds(Part, st.just("typed"), st.lists(alternatives, max_size=3).map(tuple)), max_size=3)
plans = st.builds(
    Plan, parts=parts.map(tuple), extras=parts.map(tuple), needs_all=st.booleans(), is_hopeless=st.just(False)
)


@pytest.mark.parametrize("dense", [1, 16, 10**6])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(listings=listings_drawn, plan=plans)
def test_a_plan_finds_and_weighs_what_a_naive_reading_does(
    dense: int, listings: list[tuple[str, dict[str, float]]], plan: Plan
):
    with pytest.MonkeyPatch.context() as patch:
        if hasattr(matching, "DENSE"):
            patch.setattr(matching, "DENSE", dense)
        found = match(tiny(listings), plan)
    expected = naive(listings, plan)
    if expected is None or found is None:
        assert (found is None) == (expected is None)
        return
    assert found.docs.tolist() == sorted(expected)
    assert found.scores.tolist() == pytest.approx([expected[doc] for doc in sorted(expected)], rel=1e-5)


def test_a_plan_without_a_part_asks_for_everything_and_a_hopeless_one_for_nothing():
    listings: list[tuple[str, dict[str, float]]] = [("pmi", {"abri": 1.0})]
    assert match(tiny(listings), Plan()) is None
    hopeless = match(tiny(listings), Plan(is_hopeless=True))
    assert hopeless is not None
    assert len(hopeless.docs) == 0


def test_a_part_that_nothing_answers_empties_a_plan_that_needs_all():
    listings: list[tuple[str, dict[str, float]]] = [("pmi", {"abri": 1.0}), ("pmi", {"nuit": 1.0})]
    lost = Part("x", ())
    abri = Part("abri", (Alternative("abri", 1.0, stems=("abri",)),))
    both = match(tiny(listings), Plan((abri, lost), needs_all=True))
    either = match(tiny(listings), Plan((abri, lost), needs_all=False))
    assert isinstance(both, Matches)
    assert isinstance(either, Matches)
    assert (both.docs.tolist(), either.docs.tolist()) == ([], [0])


def test_postings_are_in_order_each_service_once_and_every_impact_counts(app: Flask):
    opened: Opened | None = app.extensions["searcher"].newest()
    assert opened is not None
    snapshot = opened.snapshot
    assert snapshot.lists["stems"] == sorted(set(snapshot.lists["stems"]))
    assert bool((snapshot.impacts > 0).all())
    for rows, size in (
        (snapshot.postings, len(snapshot.lists["stems"])),
        (snapshot.by_category, len(snapshot.lists["category"])),
        (snapshot.serving, len(snapshot.lists["areas"])),
        (snapshot.holes, len(snapshot.lists["holes"])),
    ):
        assert rows.starts[-1] == len(rows.docs)
        assert all(is_in_order(rows, key) for key in range(size))


def is_in_order(rows: Rows, key: int) -> bool:
    docs = rows.of(key).tolist()
    return bool(docs) and all(one < other for one, other in pairwise(docs))
