"""Open now, until when, next opening: nights, holidays, closures, changes of hour, and what nobody knows."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from directory.days import days_ahead, typical_week
from directory.hours import (
    PARIS,
    UNKNOWN,
    HoursError,
    Opening,
    check,
    is_always,
    opening_at,
    tells_all,
)

OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00; PH off"
NIGHT = "Mo-Su 22:00-06:00"
MONTHLY = "Mo[1,3] 14:00-17:00; PH off"
TUESDAY = datetime(2026, 11, 24, tzinfo=PARIS)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


def state(hours: str | None, when: datetime, *closures: tuple[date, date]) -> Opening:
    return opening_at(hours, closures, when)


def opens(*parts: int) -> Opening:
    return Opening(is_open=False, next_opening=at(*parts))


def until(*parts: int) -> Opening:
    return Opening(is_open=True, until=at(*parts))


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        ((8, 59), opens(2026, 11, 24, 9)),
        ((9, 0), until(2026, 11, 24, 12)),
        ((11, 59), until(2026, 11, 24, 12)),
        ((12, 0), opens(2026, 11, 24, 14)),
        ((13, 30), opens(2026, 11, 24, 14)),
        ((16, 59), until(2026, 11, 24, 17)),
        ((17, 0), opens(2026, 11, 25, 9)),
    ],
)
def test_a_day_with_its_lunch_break(hour: tuple[int, int], expected: Opening) -> None:
    assert state(OFFICE, at(2026, 11, 24, *hour)) == expected


def test_after_friday_comes_monday() -> None:
    assert state(OFFICE, at(2026, 11, 27, 22)) == opens(2026, 11, 30, 9)


def test_a_night_is_open_past_midnight_and_closed_in_the_morning() -> None:
    assert state(NIGHT, at(2026, 11, 25, 2)) == until(2026, 11, 25, 6)
    assert state(NIGHT, at(2026, 11, 25, 7)) == opens(2026, 11, 25, 22)
    assert state(NIGHT, at(2026, 11, 24, 23)) == until(2026, 11, 25, 6)


def test_what_never_closes_has_no_end() -> None:
    assert state("24/7", at(2026, 12, 25, 3)) == Opening(is_open=True)


@pytest.mark.parametrize("hours", ["24/7", "Mo-Su 00:00-24:00", "00:00-24:00"])
def test_what_never_closes_is_known_in_all_its_notations(hours: str) -> None:
    assert is_always(hours)


@pytest.mark.parametrize("hours", [None, OFFICE, NIGHT, "24/7; PH off"])
def test_what_closes_sometimes_is_not_always_open(hours: str | None) -> None:
    assert not is_always(hours)


def test_public_holidays_are_closed_where_the_hours_say_so() -> None:
    assert state(OFFICE, at(2026, 5, 1, 10)) == opens(2026, 5, 4, 9)
    assert state(OFFICE, at(2026, 12, 25, 12)) == opens(2026, 12, 28, 9)
    assert state("Mo-Fr 09:00-17:00; PH 10:00-12:00", at(2026, 5, 1, 11)) == until(2026, 5, 1, 12)


HOLIDAY = Opening(is_open=None, is_holiday=True)


def test_holidays_said_to_be_unknown_stay_unknown() -> None:
    assert state("Mo-Fr 09:00-17:00; PH unknown", at(2026, 5, 1, 10)) == HOLIDAY
    assert state("Mo-Fr 09:00-17:00; PH unknown", at(2026, 4, 30, 10)) == until(2026, 4, 30, 17)


def test_hours_that_are_partly_unknown_are_unknown_then_only() -> None:
    hours = "Mo-Fr 09:00-12:00 open, 14:00-17:00 unknown"
    assert state(hours, at(2026, 11, 24, 10)) == until(2026, 11, 24, 12)
    assert state(hours, at(2026, 11, 24, 15)) == UNKNOWN
    assert not tells_all(hours)
    assert tells_all(OFFICE)


def test_unknown_hours_are_unknown_at_any_time() -> None:
    assert state(None, TUESDAY) == UNKNOWN


CLOSED = (date(2026, 11, 24), date(2026, 11, 26))


def test_a_closure_lasts_to_the_end_of_its_last_day() -> None:
    assert state(OFFICE, at(2026, 11, 24, 10), CLOSED) == opens(2026, 11, 27, 9)
    assert state("24/7", at(2026, 11, 26, 23, 59), CLOSED) == opens(2026, 11, 27, 0)
    assert state(OFFICE, at(2026, 11, 27, 10), CLOSED) == until(2026, 11, 27, 12)


def test_a_closure_has_no_effect_before_its_first_day() -> None:
    assert state(OFFICE, at(2026, 9, 24, 10), CLOSED) == until(2026, 9, 24, 12)
    assert state("24/7", at(2026, 11, 23, 10), CLOSED) == until(2026, 11, 24, 0)


def test_a_closure_is_known_even_where_the_hours_are_not() -> None:
    assert state(None, at(2026, 11, 24, 10), CLOSED) == Opening(is_open=False)
    assert state(None, at(2026, 11, 27, 10), CLOSED) == UNKNOWN
    assert state("Mo-Fr 09:00-17:00 unknown", at(2026, 11, 24, 10), CLOSED).is_open is False


def test_a_closure_across_the_change_of_hour_keeps_its_local_times() -> None:
    closed = (date(2026, 3, 28), date(2026, 3, 29))
    assert state("24/7", at(2026, 3, 28, 12), closed) == opens(2026, 3, 30, 0)
    assert state("24/7", at(2026, 3, 27, 12), closed) == until(2026, 3, 28, 0)


def test_a_monthly_permanence_is_found() -> None:
    assert state(MONTHLY, at(2026, 11, 3, 10)) == opens(2026, 11, 16, 14)
    assert state(MONTHLY, at(2026, 11, 17, 10)) == opens(2026, 12, 7, 14)


def test_a_monthly_permanence_on_a_holiday_is_the_next_one() -> None:
    first_of_june_2026_is_a_monday = "Mo[-1] 14:00-17:00; PH off"
    assert state(first_of_june_2026_is_a_monday, at(2026, 5, 20, 10)) == opens(2026, 6, 29, 14)


@pytest.mark.parametrize("day", [(2026, 3, 28), (2026, 10, 24)])
def test_a_night_across_the_change_of_hour_ends_on_the_clock(day: tuple[int, int, int]) -> None:
    evening = at(*day, 23)
    assert state(NIGHT, evening).until == at(*day, 6) + timedelta(days=1)
    assert state(NIGHT, at(*day, 4) + timedelta(days=1)).is_open
    assert not state(NIGHT, at(*day, 7) + timedelta(days=1)).is_open


def test_the_hour_that_comes_twice_is_open_twice() -> None:
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=fold) for fold in (0, 1))
    hours = "Mo-Su 02:00-03:00"
    assert state(hours, first).is_open
    assert state(hours, second).is_open


def test_the_morning_after_the_change_of_hour_opens_at_nine() -> None:
    assert state("Mo-Su 09:00-12:00", at(2026, 3, 29, 8)) == opens(2026, 3, 29, 9)
    assert state("Mo-Su 09:00-12:00", at(2026, 10, 25, 8)) == opens(2026, 10, 25, 9)


def test_a_season_closes_and_its_next_opening_is_beyond_the_horizon() -> None:
    summer = "Jul-Aug Mo-Fr 09:00-17:00"
    assert state(summer, at(2026, 7, 7, 10)) == until(2026, 7, 7, 17)
    assert state(summer, at(2026, 11, 24, 10)) == Opening(is_open=False)
    assert state(summer, at(2026, 6, 20, 10)) == opens(2026, 7, 1, 9)


def test_the_clock_is_that_of_the_moment_asked_for() -> None:
    reunion = ZoneInfo("Indian/Reunion")
    assert opening_at(OFFICE, (), datetime(2026, 11, 24, 9, 30, tzinfo=reunion)).is_open
    assert not opening_at(OFFICE, (), datetime(2026, 11, 24, 8, 30, tzinfo=reunion)).is_open


@pytest.mark.parametrize(
    ("department", "day"),
    [("57", date(2026, 4, 3)), ("67", date(2026, 12, 26)), ("974", date(2026, 12, 20))],
)
def test_alsace_moselle_and_overseas_have_holidays_of_their_own(department: str, day: date) -> None:
    here = datetime.combine(day, time(10), PARIS)
    every_day = "Mo-Su 09:00-17:00; PH off"
    assert opening_at(every_day, (), here, department).is_open is False
    assert opening_at(every_day, (), here, "37").is_open is True


@pytest.mark.parametrize("hours", ["24/7", "Mo-Su 09:00-17:00"])
def test_nobody_is_closed_on_holidays_without_having_said_so(hours: str) -> None:
    assert opening_at(hours, (), datetime(2026, 4, 3, 10, tzinfo=PARIS), "57").is_open is not False


@pytest.mark.parametrize("hours", ["lundi à vendredi", "Mo-Fr 9h-12h", "", "Mo-Fr 09:00-12:00; oops"])
def test_hours_that_cannot_be_read_are_refused_with_an_example(hours: str) -> None:
    with pytest.raises(HoursError, match="Écrivez par exemple « Mo-Fr"):
        check(hours)


def spans(hours: str, start: datetime, *closures: tuple[date, date]) -> list[list[str]]:
    return [
        [f"{begin:%H:%M}-{end:%H:%M}" for begin, end in slots]
        for _, slots in days_ahead(hours, closures, start, 4)
    ]


def test_the_coming_days_tell_holidays_and_closures() -> None:
    assert spans(
        "Mo-Fr 09:00-12:00; PH off", at(2026, 12, 24, 15), (date(2026, 12, 26), date(2026, 12, 26))
    ) == [
        ["09:00-12:00"],
        [],
        [],
        [],
    ]


def test_a_night_belongs_to_the_evening_on_which_it_began() -> None:
    assert spans(NIGHT, at(2026, 11, 24, 2)) == [["22:00-06:00"]] * 4


def test_what_is_open_round_the_clock_is_open_every_day() -> None:
    assert spans("24/7", at(2026, 11, 24, 2)) == [["00:00-00:00"]] * 4


def test_a_long_weekend_is_cut_at_midnight() -> None:
    assert spans("Fr 18:00-24:00; Sa 00:00-24:00; Su 00:00-20:00", at(2026, 11, 27, 8)) == [
        ["18:00-00:00"],
        ["00:00-00:00"],
        ["00:00-20:00"],
        [],
    ]


def test_a_plain_week_has_the_same_hours_all_year() -> None:
    morning, afternoon = (time(9), time(12)), (time(14), time(17))
    assert typical_week(OFFICE) == [[morning, afternoon]] * 5 + [[], []]
    assert typical_week(NIGHT) == [[(time(22), time(6))]] * 7


@pytest.mark.parametrize(
    "hours", [MONTHLY, "Jul-Aug Mo-Fr 09:00-17:00", "Mo 09:00-12:00; Sa 09:00-12:00 unknown"]
)
def test_hours_that_change_or_that_nobody_knows_make_no_plain_week(hours: str) -> None:
    assert typical_week(hours) is None
