"""The cases of time that other directories got wrong: nights, holidays, closures, changes of hour."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from directory.days import coming_days
from directory.hours import Opening, is_open_at, opening_at
from directory.local_time import holidays_between, is_kept_by_some
from directory.models import Closure, Commune, Service
from directory.openings import coming_days_of, opening_of
from directory.wording import opening, week

OFFICE = "Mo-Fr 09:00-17:00; PH off"
SILENT = "Mo-Fr 09:00-17:00"
NIGHT = "Mo-Su 22:00-06:00"
TO_CHECK = Opening(is_open=None, is_holiday=True)
GOOD_FRIDAY, SAINT_STEPHEN = date(2026, 4, 3), date(2025, 12, 26)


def at(*parts: int, zone: str = "Europe/Paris") -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))


def on(day: date, hour: int = 10, zone: str = "Europe/Paris") -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))


def test_a_night_is_open_at_two_and_closed_at_seven() -> None:
    assert [opening_at(NIGHT, (), at(2026, 11, 25, hour)).is_open for hour in (2, 7)] == [True, False]


def test_what_never_closes_says_so_and_shows_no_empty_table() -> None:
    state = opening_at("24/7", (), at(2026, 12, 25, 2))
    assert opening(state, at(2026, 12, 25, 2), date(2026, 12, 25)) == "Répond 24\u00a0h/24"
    assert week("24/7") == "24\u00a0h/24, 7\u00a0jours sur\u00a07"


@pytest.mark.parametrize("day", [GOOD_FRIDAY, SAINT_STEPHEN])
@pytest.mark.parametrize(
    ("department", "is_open"), [("57", False), ("67", False), ("68", False), ("37", True)]
)
def test_closed_on_holidays_is_closed_in_moselle_and_alsace_and_open_in_tours(
    day: date, department: str, is_open: bool
) -> None:
    assert opening_at(OFFICE, (), on(day), department).is_open is is_open


@pytest.mark.parametrize("day", [GOOD_FRIDAY, SAINT_STEPHEN])
def test_a_holiday_of_which_nothing_is_said_is_to_be_checked_only_where_it_is_kept(day: date) -> None:
    assert opening_at(SILENT, (), on(day), "57") == TO_CHECK
    assert opening_at(SILENT, (), on(day), "37").is_open


def test_good_friday_is_kept_by_some_communes_and_saint_stephen_by_all() -> None:
    hours = "Mo-Fr 09:00-17:00; PH 10:00-12:00"
    assert is_kept_by_some(GOOD_FRIDAY, "57") and not is_kept_by_some(SAINT_STEPHEN, "57")
    assert opening_at(hours, (), on(GOOD_FRIDAY), "57") == TO_CHECK
    assert opening_at(hours, (), on(SAINT_STEPHEN, 11), "57") == Opening(True, until=on(SAINT_STEPHEN, 12))
    assert opening_at(hours, (), on(SAINT_STEPHEN, 14), "57").is_open is False
    assert opening_at(hours, (), on(SAINT_STEPHEN, 14), "37").is_open


@pytest.mark.parametrize(
    ("department", "zone", "day"),
    [
        ("971", "America/Guadeloupe", date(2027, 5, 27)),
        ("972", "America/Martinique", date(2026, 5, 22)),
        ("973", "America/Cayenne", date(2026, 6, 10)),
        ("974", "Indian/Reunion", date(2027, 12, 20)),
        ("976", "Indian/Mayotte", date(2026, 4, 27)),
    ],
)
def test_overseas_keeps_its_own_days_on_its_own_clock(department: str, zone: str, day: date) -> None:
    morning = on(day, 10, zone)
    assert opening_at(OFFICE, (), morning, department).is_open is False
    assert opening_at(SILENT, (), morning, department) == TO_CHECK
    assert opening_at(OFFICE, (), on(day), "37").is_open


def test_on_a_holiday_a_day_that_is_always_closed_stays_closed() -> None:
    assert opening_at(SILENT, (), at(2026, 8, 15, 10)).is_open is False
    assert opening_at("Tu 09:00-12:00", (), at(2026, 5, 1, 10)).is_open is False


def test_holidays_said_to_be_unknown_are_so_even_where_the_day_is_closed() -> None:
    assert opening_at(f"{SILENT}; PH unknown", (), at(2026, 8, 15, 10)) == TO_CHECK


def test_a_holiday_of_which_nothing_is_said_is_neither_open_nor_closed_all_day_long() -> None:
    states = {opening_at(SILENT, (), at(2026, 5, 1, hour)) for hour in range(24)}
    assert states == {TO_CHECK}
    assert opening_at(SILENT, (), at(2026, 4, 30, 18)).next_opening == at(2026, 5, 4, 9)


@pytest.mark.parametrize("hours", ["24/7", "Mo-Su 00:00-24:00", "Mo-Su,PH 09:00-23:00"])
def test_a_line_that_answers_every_day_answers_on_holidays(hours: str) -> None:
    assert opening_at(hours, (), at(2026, 12, 25, 10), "75").is_open
    assert is_open_at(hours, (), at(2026, 12, 25, 10), "57")


def test_the_night_that_begins_on_a_holiday_is_told_until_morning() -> None:
    assert opening_at(f"{NIGHT}; PH off", (), at(2026, 5, 2, 2)).is_open is False
    assert opening_at(NIGHT, (), at(2026, 5, 2, 2)) == TO_CHECK
    assert opening_at(f"{NIGHT}; PH unknown", (), at(2026, 5, 2, 2)) == TO_CHECK
    assert opening_at(NIGHT, (), at(2026, 5, 3, 2)).is_open


CLOSED = (date(2026, 11, 24), date(2026, 11, 26))


def test_a_closure_stops_by_itself_and_has_no_effect_two_months_before() -> None:
    days = {date(2026, 9, 24): True, CLOSED[0]: False, CLOSED[1]: False, date(2026, 11, 27): True}
    assert {day: opening_at(OFFICE, (CLOSED,), on(day)).is_open for day in days} == days


def test_a_closure_that_is_over_is_no_ghost_a_year_later() -> None:
    assert opening_at(OFFICE, (CLOSED,), at(2027, 11, 24, 10)).is_open


def test_a_closure_takes_its_nights_until_morning() -> None:
    assert opening_at(NIGHT, (CLOSED,), at(2026, 11, 27, 2)) == Opening(
        False, next_opening=at(2026, 11, 27, 22)
    )
    assert opening_at("24/7", (CLOSED,), at(2026, 11, 27, 2)).is_open


@pytest.mark.parametrize(
    ("first", "last"), [((2026, 3, 28), (2026, 3, 29)), ((2026, 10, 24), (2026, 10, 25))]
)
def test_a_closure_across_the_change_of_hour_keeps_its_local_times(
    first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    closures = ((date(*first), date(*last)),)
    before, after = at(*first) - timedelta(minutes=1), at(*last) + timedelta(days=1)
    states = [opening_at("24/7", closures, when).is_open for when in (before, at(*first), after)]
    assert states == [True, False, True]
    assert opening_at("24/7", closures, at(*first, 12)).next_opening == after


@pytest.mark.parametrize("evening", [(2026, 3, 28), (2026, 10, 24)])
def test_a_night_on_the_change_of_hour_ends_at_six_on_the_clock(evening: tuple[int, int, int]) -> None:
    morning = at(*evening, 6) + timedelta(days=1)
    for hour in (22, 23):
        assert opening_at(NIGHT, (), at(*evening, hour)).until == morning
    assert is_open_at(NIGHT, (), morning - timedelta(minutes=1))
    assert is_open_at(NIGHT, (), morning) is False


def test_a_clock_that_never_changes_is_not_moved_by_that_of_paris() -> None:
    closures = ((date(2026, 3, 29), date(2026, 3, 29)),)
    state = opening_at("24/7", closures, at(2026, 3, 29, 12, zone="Indian/Reunion"), "974")
    assert state.next_opening == at(2026, 3, 30, zone="Indian/Reunion")


MONTHLY = "Tu[1,3] 14:00-17:00"


@pytest.mark.parametrize("month", range(1, 13))
def test_the_first_and_third_tuesdays_are_open_and_no_other(month: int) -> None:
    days = [date(2027, month, 1) + timedelta(days=offset) for offset in range(28)]
    tuesdays = [day for day in days if day.weekday() == 1]
    open_days = [day for day in days if opening_at(MONTHLY, (), on(day, 15)).is_open]
    assert open_days == [tuesdays[0], tuesdays[2]]


def test_a_permanence_on_a_holiday_is_to_be_checked() -> None:
    hours = "Fr[1] 14:00-17:00"
    assert opening_at(hours, (), at(2026, 5, 1, 15)) == TO_CHECK
    assert opening_at(hours, (), at(2026, 4, 30, 15)).next_opening == at(2026, 6, 5, 14)


SEASON = "Mo-Fr 09:00-12:00; Jul 1-Aug 31 off; Jul 1-Aug 31 Tu 14:00-16:00; PH off"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ((2026, 6, 30, 10), True),
        ((2026, 6, 30, 15), False),
        ((2026, 7, 7, 10), False),
        ((2026, 7, 7, 15), True),
        ((2026, 7, 8, 10), False),
        ((2026, 7, 14, 15), False),
        ((2026, 9, 1, 10), True),
    ],
)
def test_a_season_has_hours_of_its_own(when: tuple[int, ...], expected: bool) -> None:
    assert opening_at(SEASON, (), at(*when)).is_open is expected


def test_a_closure_over_new_year_is_one_closure() -> None:
    hours = "Mo-Fr 09:00-12:00; PH off; Dec 24-Jan 2 off"
    states = [opening_at(hours, (), on(date(2026, 12, 23) + timedelta(days=n))).is_open for n in range(13)]
    assert states == [True, *[False] * 11, True]


def test_unknown_hours_are_never_said_to_be_closed() -> None:
    moments = [at(2026, 4, 30) + timedelta(hours=3 * step) for step in range(24)]
    assert {opening_at(None, (), when, "57").is_open for when in moments} == {None}
    assert {is_open_at("Mo-Su unknown", (), when, "57") for when in moments} == {None}


@pytest.mark.parametrize(
    "hours",
    [None, OFFICE, SILENT, NIGHT, SEASON, MONTHLY, "24/7", "Mo-Su,PH 08:00-02:00", f"{SILENT}; PH unknown"],
)
@pytest.mark.parametrize("department", ["37", "57", "972"])
def test_the_short_answer_is_that_of_the_long_one(hours: str | None, department: str) -> None:
    closures = (CLOSED, (date(2026, 5, 4), date(2026, 5, 5)))
    start = at(2026, 3, 25, zone="America/Martinique" if department == "972" else "Europe/Paris")
    for step in range(0, 24 * 270, 5):
        when = start + timedelta(hours=step)
        said = opening_at(hours, closures, when, department).is_open
        assert is_open_at(hours, closures, when, department) is said, when


def test_the_coming_days_say_which_nobody_knows() -> None:
    days = coming_days(SILENT, (), at(2026, 12, 24, 10), 3)
    assert [(len(day.slots), day.is_known, day.is_holiday) for day in days] == [
        (1, True, False),
        (0, False, True),
        (0, True, False),
    ]


def test_a_day_that_was_announced_closed_is_known_even_on_a_holiday() -> None:
    closures = ((date(2026, 12, 25), date(2026, 12, 25)),)
    assert [day.is_known for day in coming_days(SILENT, closures, at(2026, 12, 25, 10), 1)] == [True]


def service(hours: str, department: str, *closures: Closure) -> Service:
    return Service(hours=hours, commune=Commune(department=department), closures=list(closures))


def test_the_days_of_a_sheet_never_call_closed_a_holiday_of_which_nobody_spoke() -> None:
    when = at(2026, 12, 24, 10)
    assert [day.is_known for day in coming_days_of(service(SILENT, "57"), when, 4)] == [
        True,
        False,
        True,
        True,
    ]


def test_the_state_of_a_service_follows_the_holidays_of_its_departement() -> None:
    assert opening_of(service(SILENT, "57"), on(GOOD_FRIDAY)).is_holiday
    assert opening_of(service(SILENT, "37"), on(GOOD_FRIDAY)).is_open


def test_holidays_are_listed_across_new_year_and_in_order() -> None:
    days = holidays_between(date(2026, 12, 24), date(2027, 1, 2), "57")
    assert days == [date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)]
