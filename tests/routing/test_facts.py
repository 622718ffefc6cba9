"""A situation holds closed answers and nothing else; what is unknown stays unknown."""

from typing import Any

import pytest

from directory.vocabulary import vocabulary
from routing.facts import DEFAULTS_TO_UNKNOWN, DERIVED, UNKNOWN, Situation
from routing.judging import facts_of


def derived(**answers: Any) -> frozenset[str]:
    return facts_of(Situation.of(answers)).held["is"]


def test_one_answer_or_several_are_read_alike() -> None:
    assert Situation.of({"needs": "transport"}) == Situation.of({"needs": ["transport"]})


def test_an_empty_answer_is_no_answer() -> None:
    assert Situation.of({"needs": [], "gender": ""}).answers == {}


@pytest.mark.parametrize("facet", sorted(DEFAULTS_TO_UNKNOWN))
def test_nobody_answered_reads_unknown_where_unknown_is_an_answer(facet: str) -> None:
    assert Situation.of({}).given(facet) == UNKNOWN
    assert not Situation.of({}).is_answered(facet)
    assert "unknown" in {term.slug for term in vocabulary().facets[facet].values}


def test_every_question_with_three_answers_reads_unknown_where_nobody_answered() -> None:
    tri = {facet.key for facet in vocabulary().facets.values() if facet.kind == "tri"}
    assert tri <= DEFAULTS_TO_UNKNOWN


def test_nobody_answered_reads_nothing_elsewhere() -> None:
    assert Situation.of({}).given("urgency") == frozenset()


def test_do_not_know_is_not_an_answer() -> None:
    assert not Situation.of({"pregnant": "unknown"}).is_answered("pregnant")
    assert Situation.of({"pregnant": "ruled-out"}).is_answered("pregnant")


def test_amending_leaves_the_first_situation_as_it_was() -> None:
    first = Situation.of({"pregnant": "unknown", "needs": ["transport"]})
    second = first.amended(pregnant="confirmed", needs=[])
    assert first.given("pregnant") == UNKNOWN
    assert second.given("pregnant") == {"confirmed"}
    assert not second.is_answered("needs")


def test_the_answers_cannot_be_changed_in_place() -> None:
    answers: Any = Situation.of({"gender": "woman"}).answers
    with pytest.raises(TypeError):
        answers["gender"] = frozenset({"man"})


def test_derived_facts_name_answers_that_exist() -> None:
    for name, (facet, values) in DERIVED.items():
        assert values <= {term.slug for term in vocabulary().facets[facet].values}, name


def test_an_unknown_age_is_read_as_adult_and_never_as_minor() -> None:
    assert derived() == {"adult"}
    assert derived(age_band="age-12-17") == {"minor"}
    assert derived(age_band="age-65-plus") == {"adult"}


def test_every_age_is_either_minor_or_adult() -> None:
    for term in vocabulary().facets["age_band"].values:
        assert len(derived(age_band=term.slug)) == 1


@pytest.mark.parametrize(
    ("facet", "answer", "facts"),
    [
        ("violence_types", "intimate-partner", {"any-violence", "home-violence"}),
        ("violence_types", "sexual", {"any-violence"}),
        ("violence_types", "couple-conflict", set()),
        ("violence_types", "scam-theft", set()),
        ("urgency", "tonight", {"urgent"}),
        ("urgency", "within-days", set()),
        ("time_context", "weekend-holiday", {"closed-hours"}),
        ("time_context", "office-hours", set()),
        ("children", "age-0-2", {"children-at-home"}),
        ("children", "none", set()),
    ],
)
def test_a_derived_fact_is_what_its_answers_make_it(facet: str, answer: str, facts: set[str]) -> None:
    assert derived(**{facet: answer}) == facts | {"adult"}
