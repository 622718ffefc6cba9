"""What the form of a search may say, how it is carried, and what its buttons change in it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.schemas import LONGEST_TEXT, SEVERAL, read_search
from directory.search.asking import FURTHEST
from directory.search_form import SearchForm, moment_of
from directory.vocabulary import vocabulary

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Europe/Paris"))
FULL = {
    "q": ["mari tape"],
    "place": ["Mende (48)"],
    "commune": ["48095"],
    "date": ["2026-11-27"],
    "time": ["17:45"],
    "is_open": ["open"],
    "groups": ["health"],
    "categories": ["cmp-adult", "pmi"],
    "needs": ["legal-information"],
    "audiences": ["pregnant"],
    "access": ["self"],
    "languages": ["ar"],
    "features": ["wheelchair"],
    "fees": ["free"],
    "modes": ["phone"],
    "gender": ["woman"],
    "age": ["17"],
    "verified_since": ["1-year"],
    "radius": ["20"],
    "unknown_too": ["yes"],
    "start": ["40"],
}


def carried(form: SearchForm) -> dict[str, list[str]]:
    """Give what the next page would send back."""
    sent: dict[str, list[str]] = {}
    for name, value in form.fields():
        sent.setdefault(name, []).append(value)
    return sent


def without(**changed: list[str]) -> SearchForm:
    """Read the full form with a button pressed."""
    return read_search({**FULL, **changed})


def test_everything_that_is_said_is_read_and_carried_to_the_next_page() -> None:
    known = vocabulary().categories
    asked = {**FULL, "categories": [slug for slug in known if slug.startswith(("pmi", "cmp"))][:2]}
    form = read_search(asked)
    assert form.errors == {}
    assert {name: sorted(said) for name, said in carried(form).items()} == {
        name: sorted(said) for name, said in asked.items()
    }
    assert form.filters.age == 17
    assert form.chosen == (date(2026, 11, 27), time(17, 45))


def test_a_search_asks_what_the_form_says() -> None:
    asked = read_search({**FULL, "categories": ["pmi"]}).search(None, NOW)
    assert asked.text == "mari tape"
    assert asked.start == 40
    assert asked.filters.verified_since == date(2025, 11, 24)
    assert asked.radius_km is None, "without a place there is nothing to be near to"


@pytest.mark.parametrize("day", ["2020-01-01", "2026-11-24", "2030-12-25"])
def test_what_is_open_follows_the_moment_chosen_and_what_was_verified_follows_today(day: str) -> None:
    asked = read_search({**FULL, "date": [day]}).search(None, NOW)
    assert asked.at == datetime(*date.fromisoformat(day).timetuple()[:3], 17, 45, tzinfo=NOW.tzinfo)
    assert (asked.today, asked.filters.verified_since) == (NOW.date(), date(2025, 11, 24))


def test_every_word_of_the_closed_lists_is_accepted() -> None:
    words = vocabulary()
    lists = {
        "groups": words.category_groups,
        "categories": words.categories,
        "needs": words.needs,
        "audiences": words.scales["audience"],
        "features": words.scales["feature"],
        "fees": words.scales["fee"],
        "modes": words.scales["mode"],
    }
    for key, known in lists.items():
        for slug in known:
            form = read_search({key: [slug]})
            assert form.errors == {}
            assert getattr(form.filters, key) == {slug}


@pytest.mark.parametrize("key", [key for key in SEVERAL if key != "languages"])
def test_a_word_outside_a_closed_list_is_refused_by_name_and_nothing_else_is_lost(key: str) -> None:
    form = read_search({"q": ["pmi"], "place": ["Mende"], key: ["nothing-like-it"]})
    assert "« nothing-like-it » n’est pas un choix" in form.errors[key]
    assert (form.text, form.place) == ("pmi", "Mende")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("date", "2026-02-31", "Ce jour n’existe pas"),
        ("date", "1999-12-31", "Cette date est trop ancienne"),
        ("date", "2100-01-01", "Cette date est trop lointaine"),
        ("time", "25h", "Cette heure n’existe pas"),
        ("age", "-1", "un nombre d’années"),
        ("age", "many", "un nombre d’années"),
        ("radius", "7", "n’est pas un choix de : Distance"),
        ("start", str(FURTHEST + 1), "n’existe pas"),
        ("gender", "nobody", "n’est pas un choix"),
        ("is_admin", "1", "« is_admin » n’est pas un champ"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(name: str, value: str, sentence: str) -> None:
    assert sentence in read_search({"q": ["pmi"], name: [value]}).errors[name]


def test_a_text_of_ten_thousand_signs_is_refused_and_one_of_three_hundred_is_read() -> None:
    long = read_search({"q": ["a" * 10_000]})
    assert str(LONGEST_TEXT) in long.errors["q"]
    assert len(long.text) == LONGEST_TEXT
    assert read_search({"q": ["mot " * 75]}).errors == {}


def test_control_characters_are_spaces() -> None:
    assert read_search({"q": ["mari\x00\x1b\n\ttape\x85"]}).text == "mari tape"


def test_a_day_and_an_hour_are_read_as_people_type_them() -> None:
    form = read_search({"q": ["pmi"], "date": ["27/11/2026"], "time": ["17h45"]})
    assert moment_of(form.chosen, NOW) == datetime(2026, 11, 27, 17, 45, tzinfo=NOW.tzinfo)
    assert moment_of((None, None), NOW) == NOW


def test_an_empty_form_asks_for_nothing() -> None:
    assert not read_search({}).is_asked
    assert not read_search({"q": ["  "], "date": ["2026-11-27"]}).is_asked
    assert not read_search({"radius": ["5"], "unknown_too": ["yes"], "address": ["12 rue du Puy"]}).is_asked
    assert read_search({"groups": ["health"]}).is_asked


def test_taking_a_filter_out_shows_the_first_results_again() -> None:
    form = without(categories=["pmi"], drop=["needs:legal-information"])
    assert form.filters.needs == frozenset()
    assert form.filters.fees == {"free"}
    assert form.start == 0


def test_taking_the_place_out_takes_its_code_and_the_distance_too() -> None:
    form = without(categories=["pmi"], drop=["place:"])
    assert (form.place, form.commune, form.radius) == ("", "", "")
    assert without(categories=["pmi"], drop=["date:"]).chosen == (None, None)


def test_a_meaning_chosen_takes_the_place_of_the_words() -> None:
    form = without(categories=["pmi"], instead=["needs:safe-place-tonight"])
    assert (form.text, form.filters.categories, form.filters.needs) == (
        "",
        frozenset(),
        {"safe-place-tonight"},
    )
    assert form.place == "Mende (48)"
    assert without(categories=["pmi"], instead=["q:refuge"]).text == "refuge"


def test_a_field_that_takes_one_value_takes_the_last_said_which_is_the_button_pressed() -> None:
    assert read_search({"q": ["pmi"], "start": ["20", "40"]}).start == 40
    assert read_search({"q": ["pmi"], "start": ["20", "40", "20"]}).start == 20


@given(
    st.dictionaries(
        st.sampled_from([*FULL, "drop", "instead", "nothing"]),
        st.lists(st.text(max_size=300), min_size=1, max_size=4),
        max_size=8,
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_sent_is_read_or_refused_in_sentences(sent: dict[str, list[str]]) -> None:
    form = read_search(sent)
    assert all(form.errors.values())
    again = read_search(carried(form))
    assert not again.errors or set(again.errors) <= {"date", "time", "q"}
