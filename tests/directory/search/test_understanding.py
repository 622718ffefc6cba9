"""What somebody types, and what it is understood to ask."""

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from directory.folding import plain
from directory.search.plan import Plan
from directory.search.results import Understood
from directory.search.searcher import Opened
from directory.search.synonyms import synonyms
from directory.search.understanding import LONGEST_TEXT, MOST_WORDS, understand
from directory.words import Vocabulary
from tests.directory.search.asked import texts

Understand = Callable[[str], tuple[Plan, Understood]]


@pytest.fixture
def read(app: Flask) -> Understand:
    """Give what reads a text with the words of the demonstration."""
    opened: Opened | None = app.extensions["searcher"].newest()
    assert opened is not None
    held = opened.snapshot.stem_numbers.__contains__
    return lambda text: understand(text, opened.lexicon, held)


def categories(plan: Plan) -> set[str]:
    return {each.category for part in plan.parts for each in part.alternatives if each.category}


def test_nothing_typed_asks_for_everything(read: Understand):
    for text in ("", "   ", "?!", "\0"):
        assert read(text) == (Plan(), Understood())


def test_words_that_lead_nowhere_are_told_and_lead_to_nothing(read: Understand):
    plan, told = read("wvwvwvwv xkqzxkqz")
    assert plan.is_hopeless
    assert plan.parts == ()
    assert told.unknown == ("wvwvwvwv", "xkqzxkqz")


def test_a_word_that_leads_nowhere_does_not_hide_the_others(read: Understand):
    plan, told = read("foyer xkqzxkqz")
    assert plan.parts
    assert not plan.is_hopeless
    assert told.unknown == ("xkqzxkqz",)


def test_lay_words_lead_to_what_they_mean(read: Understand):
    plan, told = read("mari tape")
    assert "iscg" in categories(plan)
    (meaning,) = [meanings for said, meanings in told.meanings if said == "mari tape"]
    assert "iscg" in {each.slug for each in meaning}


def test_an_acronym_of_several_things_leads_to_all_and_asks_which(read: Understand):
    plan, told = read("CHU")
    ((_, senses),) = told.collisions
    assert len(senses) > 1
    meant = {slug for sense in senses if sense.kind == "category" for slug in sense.slugs}
    assert meant <= categories(plan)


def test_a_slip_is_corrected_and_told(read: Understand):
    _, told = read("hebergment")
    ((typed, meant),) = told.corrected
    assert (typed, plain(meant)) == ("hebergment", "hebergement")
    assert read("hébergement")[1].corrected == ()


def test_a_beginning_is_completed_and_is_no_slip(read: Understand):
    plan, told = read("medec")
    assert told.corrected == ()
    said = {each.said for part in plan.parts for each in part.alternatives}
    assert "medecin" in set(map(plain, said))


def test_every_expression_of_the_field_is_recognised_in_itself(read: Understand):
    lost = [
        said
        for said in synonyms().said
        if not {each for each, _ in read(said)[1].meanings + read(said)[1].collisions}
    ]
    assert lost == []


def test_every_meaning_told_is_a_word_of_the_vocabulary(read: Understand, words: Vocabulary):
    for said in synonyms().said:
        told = read(said)[1]
        for _, meanings in told.meanings + told.collisions:
            for each in meanings:
                known = words.categories if each.kind == "category" else words.needs
                assert known.keys() >= set(each.slugs), said
                assert each.label


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts())
def test_a_plan_is_small_whatever_is_typed(read: Understand, text: str):
    plan, told = read(text)
    assert len(plan.parts) + len(plan.extras) <= MOST_WORDS + 1
    assert plan.is_hopeless <= (not plan.parts)
    assert len(told.unknown) <= MOST_WORDS
    for part in (*plan.parts, *plan.extras):
        assert part.alternatives
        for each in part.alternatives:
            assert bool(each.stems) != bool(each.category)
            assert each.weight > 0
            assert each.said


def test_what_comes_after_two_hundred_characters_is_not_read(read: Understand):
    long = "foyer " * 60
    assert read(long + "xkqzxkqz") == read(long[:LONGEST_TEXT])


def test_what_is_typed_is_never_told_in_more_than_its_own_words(read: Understand):
    _, told = read("mon mari s'appelle Dupond il me tape 12 rue des Lilas")
    assert all("Dupond" not in said for said, _ in told.meanings)
