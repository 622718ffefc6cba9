"""Times, ages and distances, as French people read them."""

from datetime import date, datetime, time

import pytest

from directory.hours import PARIS, Opening, opening_at
from directory.wording import age, day, distance, full_day, hour, is_stale, moment, opening, slots_words, week

TODAY = date(2026, 11, 24)
OFFICE = "Mo-Fr 09:00-17:00; PH off"


def plain(text: str) -> str:
    """The text with simple spaces, as one types it."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(hours: str | None, *parts: int) -> str:
    at = datetime(*parts, tzinfo=PARIS)
    return plain(opening(opening_at(hours, (), at), at, at.date()))


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        (OFFICE, (2026, 11, 24, 10), "Ouvert jusqu’à 17 h"),
        (OFFICE, (2026, 11, 24, 8), "Fermé, ouvre à 9 h"),
        (OFFICE, (2026, 11, 24, 18), "Fermé, ouvre demain à 9 h"),
        (OFFICE, (2026, 11, 27, 22), "Fermé, ouvre lundi 30 novembre à 9 h"),
        ("Mo[1] 14:30-17:00", (2026, 11, 3, 10), "Fermé, ouvre lundi 7 décembre à 14 h 30"),
        ("Mo-Su 22:00-06:00", (2026, 11, 24, 23), "Ouvert jusqu’à demain à 6 h"),
        ("Mo-Su 22:00-06:00", (2026, 11, 24, 2), "Ouvert jusqu’à 6 h"),
        ("Mo-Su 08:00-24:00", (2026, 11, 24, 23), "Ouvert jusqu’à minuit"),
        ("24/7", (2026, 12, 25, 3), "Répond 24 h/24"),
        ("Jul-Aug Mo-Fr 09:00-17:00", (2026, 11, 24, 10), "Fermé, réouverture inconnue"),
        (None, (2026, 11, 24, 3), "Horaires inconnus"),
    ],
)
def test_a_service_says_its_state_in_words(hours: str | None, at: tuple[int, ...], expected: str) -> None:
    assert said(hours, *at) == expected


def test_a_holiday_that_nobody_told_is_to_be_checked() -> None:
    assert said("Mo-Fr 09:00-17:00", 2026, 12, 25, 10) == "Jour férié, à vérifier par téléphone"


def test_what_is_unknown_is_never_said_to_be_closed() -> None:
    sentences = [said(hours, 2026, 11, 24, each) for each in range(24) for hours in (None, "24/7 unknown")]
    assert set(sentences) == {"Horaires inconnus"}


def test_a_state_has_no_space_that_could_break_before_the_hour() -> None:
    at = datetime(2026, 11, 24, 18, tzinfo=PARIS)
    assert opening(opening_at(OFFICE, (), at), at, TODAY) == "Fermé, ouvre demain à 9\u00a0h"
    assert opening(Opening(is_open=True), at, TODAY) == "Répond 24\u00a0h/24"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(time(9), "9 h"), (time(14, 30), "14 h 30"), (time(0, 5), "0 h 05"), (time(0), "0 h")],
)
def test_an_hour_is_written_without_useless_zeros(value: time, expected: str) -> None:
    assert plain(hour(value)) == expected


def test_days_are_written_in_full() -> None:
    assert day(date(2026, 12, 1)) == "mardi 1er décembre"
    assert day(date(2026, 11, 11)) == "mercredi 11 novembre"
    assert full_day(TODAY) == "24 novembre 2026"


def test_a_moment_further_than_tomorrow_shows_its_date() -> None:
    at = datetime(2026, 11, 24, 18, tzinfo=PARIS)
    later = [plain(moment(datetime(2026, 11, 24 + days, 20, tzinfo=PARIS), at, TODAY)) for days in (0, 1, 2)]
    assert later == ["à 20 h", "demain à 20 h", "jeudi 26 novembre à 20 h"]


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ("Mo-Su 22:00-02:00", (2026, 12, 18, 23), "Ouvert jusqu’au samedi 19 décembre à 2 h"),
        (OFFICE, (2026, 12, 1, 10), "Ouvert jusqu’au mardi 1er décembre à 17 h"),
        (OFFICE, (2026, 12, 1, 8), "Fermé, ouvre mardi 1er décembre à 9 h"),
        (OFFICE, (2026, 11, 25, 18), "Fermé, ouvre jeudi 26 novembre à 9 h"),
        (OFFICE, (2026, 11, 23, 18), "Fermé, ouvre mardi 24 novembre à 9 h"),
        ("Mo-Su 08:00-24:00", (2026, 12, 18, 23), "Ouvert jusqu’au vendredi 18 décembre à minuit"),
        ("24/7", (2026, 12, 25, 3), "Répond 24 h/24"),
        (None, (2026, 12, 25, 3), "Horaires inconnus"),
    ],
)
def test_the_state_on_another_day_than_today_names_the_day(
    hours: str | None, at: tuple[int, ...], expected: str
) -> None:
    chosen = datetime(*at, tzinfo=PARIS)
    assert plain(opening(opening_at(hours, (), chosen), chosen, TODAY)) == expected


def test_midnight_ends_the_day_that_is_named() -> None:
    at = datetime(2026, 11, 24, 10, tzinfo=PARIS)
    until = [Opening(True, until=datetime(2026, 11, day, tzinfo=PARIS)) for day in (25, 26, 27)]
    assert [plain(opening(each, at, TODAY)) for each in until] == [
        "Ouvert jusqu’à minuit",
        "Ouvert jusqu’à demain à minuit",
        "Ouvert jusqu’au jeudi 26 novembre à minuit",
    ]


@pytest.mark.parametrize(
    ("verified_on", "expected"),
    [
        (None, "jamais vérifié"),
        (date(2026, 11, 24), "vérifié aujourd’hui"),
        (date(2026, 11, 23), "vérifié hier"),
        (date(2026, 11, 10), "vérifié il y a 14 jours"),
        (date(2026, 10, 24), "vérifié il y a 1 mois"),
        (date(2026, 9, 24), "vérifié il y a 2 mois"),
        (date(2025, 11, 24), "vérifié il y a 12 mois"),
        (date(2024, 11, 20), "vérifié il y a 2 ans"),
        (date(2021, 11, 24), "vérifié il y a 5 ans"),
    ],
)
def test_the_age_of_information_is_said_in_words(verified_on: date | None, expected: str) -> None:
    assert plain(age(verified_on, TODAY)) == expected


def test_what_is_older_than_a_year_or_was_never_verified_is_stale() -> None:
    assert is_stale(None, TODAY)
    assert is_stale(date(2025, 11, 1), TODAY)
    assert not is_stale(date(2025, 12, 1), TODAY)


@pytest.mark.parametrize(
    ("kilometres", "expected"),
    [(0.0, "sur la commune"), (0.9, "sur la commune"), (1.4, "à 1 km"), (12.6, "à 13 km")],
)
def test_a_distance_is_rounded_to_the_kilometre(kilometres: float, expected: str) -> None:
    assert plain(distance(kilometres)) == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("Mo-Fr 09:00-12:00; PH off", "lundi à vendredi : 9 h à 12 h"),
        ("Mo,Tu 09:00-12:00", "lundi et mardi : 9 h à 12 h"),
        ("We 13:30-17:00", "mercredi : 13 h 30 à 17 h"),
        (
            "Mo,We 09:00-12:00,14:00-17:00",
            "lundi : 9 h à 12 h, 14 h à 17 h ; mercredi : 9 h à 12 h, 14 h à 17 h",
        ),
        ("Mo-Su 22:00-06:00", "lundi à dimanche : 22 h à 6 h"),
        ("Mo-Fr 14:00-24:00", "lundi à vendredi : 14 h à minuit"),
        ("Sa,Su 00:00-24:00", "samedi et dimanche : 24 h/24"),
        ("24/7; PH off", "lundi à dimanche : 24 h/24"),
        ("24/7", "24 h/24, 7 jours sur 7"),
        ("Mo[1] 09:00-12:00", "1er lundi du mois : 9 h à 12 h"),
        ("Jul-Aug Mo 09:00-12:00", "de juillet à août : lundi 9 h à 12 h"),
        (
            "Mo-Fr 09:00-12:00; Aug off; PH off",
            "lundi à vendredi : 9 h à 12 h ; fermé les jours fériés ; fermé en août",
        ),
        ("Mo 09:00-12:00; Tu 09:00-12:00 unknown", ""),
        (None, ""),
    ],
)
def test_a_week_is_one_sentence_or_nothing(hours: str | None, expected: str) -> None:
    assert plain(week(hours)) == expected


def test_several_times_of_a_day_are_listed() -> None:
    assert plain(slots_words([(time(9), time(12)), (time(14), time(0))])) == "9 h à 12 h, 14 h à minuit"
