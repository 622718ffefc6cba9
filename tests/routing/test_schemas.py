"""What a form may say, and how the day and the hour are read."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.vocabulary import vocabulary
from routing.schemas import LARGEST_NUMBER, NOT_ASKED, asked_facets, read_card, read_form

Fields = dict[str, str] | list[tuple[str, str]]

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Europe/Paris"))


def sent(fields: Fields) -> dict[str, list[str]]:
    """Give fields as a browser sends them: each with its values."""
    values: dict[str, list[str]] = {}
    for name, value in fields.items() if isinstance(fields, dict) else fields:
        values.setdefault(name, []).append(value)
    return values


def test_every_facet_is_asked_but_those_that_the_clock_or_nobody_answers():
    assert {facet.key for facet in asked_facets()} == {
        key for key, facet in vocabulary().facets.items() if facet.kind != "text" and key not in NOT_ASKED
    }


def test_every_answer_of_the_vocabulary_is_accepted_and_carried_to_the_next_page():
    for facet in asked_facets():
        for term in facet.values:
            form = read_form(sent([(facet.key, term.slug)]))
            assert not form.errors
            assert form.situation.answers == {facet.key: {term.slug}}
            assert form.fields() == [(facet.key, term.slug)]


def test_what_a_form_said_is_read_back_the_same_from_the_page_that_carries_it():
    written = sent(
        [
            ("person_role", "victim"),
            ("violence_types", "sexual"),
            ("violence_types", "intimate-partner"),
            ("place", " Condom "),
            ("date", "27/11/2026"),
            ("time", "22h"),
            ("urgency", ""),
        ]
    )
    form = read_form(written)
    assert read_form(sent(form.fields())) == form
    assert form.place == "Condom"
    assert not form.situation.is_answered("urgency")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-27", date(2026, 11, 27)),
        ("27/11/2026", date(2026, 11, 27)),
        ("1/2/2026", date(2026, 2, 1)),
        ("01.02.2026", date(2026, 2, 1)),
        ("29-02-2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_a_browser_sends_it_and_as_a_person_types_it(typed: str, day: date):
    assert read_form(sent({"date": typed})).chosen == (day, None)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("22:30", time(22, 30)),
        ("22:30:00", time(22, 30)),
        ("22h30", time(22, 30)),
        ("9 h 05", time(9, 5)),
        ("9h", time(9)),
        ("7:05", time(7, 5)),
        ("0H00", time()),
        ("22", time(22)),
    ],
)
def test_an_hour_is_read_as_a_browser_sends_it_and_as_a_person_types_it(typed: str, hour: time):
    assert read_form(sent({"time": typed})).chosen == (None, hour)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("date", "31/02/2026"),
        ("date", "2026-13-01"),
        ("date", "demain"),
        ("date", "27/11/26"),
        ("time", "25:00"),
        ("time", "22:60"),
        ("time", "midi"),
    ],
)
def test_a_day_or_an_hour_that_does_not_exist_is_said_with_an_example(name: str, typed: str):
    form = read_form(sent({name: typed}))
    assert list(form.errors) == [name]
    assert "n’existe pas. Exemple :" in form.errors[name]
    assert (form.date or form.time) == typed
    assert form.moment(NOW) == NOW


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9999-12-31", "trop lointaine"),
        ("2100-01-01", "trop lointaine"),
        ("1999-12-31", "trop ancienne"),
        ("0001-01-01", "trop ancienne"),
    ],
)
def test_a_day_out_of_all_calendars_is_said_to_be_too_old_or_too_far(typed: str, sentence: str):
    form = read_form(sent({"date": typed}))
    assert sentence in form.errors["date"]
    assert form.date == typed
    assert form.moment(NOW) == NOW


def test_a_moment_is_now_that_hour_today_that_day_at_noon_or_both():
    def moment(**typed: str) -> datetime:
        return read_form(sent(typed)).moment(NOW)

    assert moment() == NOW
    assert moment(time="22:30") == NOW.replace(hour=22, minute=30)
    assert moment(date="2026-12-25") == datetime(2026, 12, 25, 12, tzinfo=NOW.tzinfo)
    assert moment(date="2026-07-14", time="3:00").isoformat() == "2026-07-14T03:00:00+02:00"


def test_the_hour_that_clocks_skip_in_spring_is_the_one_they_show_instead():
    form = read_form(sent({"date": "2026-03-29", "time": "02:30"}))
    assert form.moment(NOW).isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_moment_with_a_zone_of_its_own_is_on_the_clocks_of_the_place():
    form = read_form(sent({"date": "2026-11-27", "time": "22:30+09:00"}))
    assert form.moment(NOW).isoformat() == "2026-11-27T22:30:00+01:00"


def test_what_is_refused_is_named_and_what_is_right_is_kept():
    form = read_form(sent([("needs", "transport"), ("needs", "broom"), ("gender", "woman"), ("age", "12")]))
    assert form.situation.answers == {"needs": {"transport"}, "gender": {"woman"}}
    assert form.errors["needs"].startswith("« broom » n’est pas une réponse")
    assert form.errors["age"] == "« age » n’est pas un champ de ce formulaire."


def test_the_place_is_shown_again_even_when_it_is_too_long():
    form = read_form(sent({"place": "x" * 500}))
    assert form.errors == {"place": "Ce nom est trop long."}
    assert form.place == "x" * 120


NAMES = st.sampled_from(
    [*vocabulary().facets, "place", "commune", "date", "time", "category", "", "é", "\0", "id"]
)
VALUES = st.one_of(
    st.text(max_size=30), st.sampled_from(["victim", "woman", "confirmed", "tonight", "10:00"])
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=8))
def test_whatever_is_sent_is_read_and_every_refusal_is_a_french_sentence(fields: list[tuple[str, str]]):
    form = read_form(sent(fields))
    for sentence in form.errors.values():
        assert sentence.startswith(("«", "Ce", "Une seule réponse"))
    for facet, answers in form.situation.answers.items():
        assert answers <= {term.slug for term in vocabulary().facets[facet].values}
    assert form.moment(NOW).tzinfo is NOW.tzinfo


# The card.


def test_a_card_is_neutral_unless_plain_words_are_asked_for():
    assert read_card(sent({"service": "7"})) == (7, True)
    assert read_card(sent({"service": "7", "words": "neutral"})) == (7, True)
    assert read_card(sent({"service": "7", "words": "plain"})) == (7, False)
    assert read_card(sent({"service": str(LARGEST_NUMBER)})) == (LARGEST_NUMBER, True)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"service": ""},
        {"service": "seven"},
        {"service": "7.5"},
        {"service": "0"},
        {"service": "-7"},
        {"service": str(LARGEST_NUMBER + 1)},
        {"service": "7", "words": "loud"},
        {"service": "7", "phone": "0199002468"},
    ],
)
def test_a_card_that_no_page_could_ask_for_is_refused(fields: dict[str, str]):
    assert read_card(sent(fields)) is None
