"""When a service is open, by the clock and the holidays of where it stands."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.hours import PARIS
from directory.models import Closure, Commune, Service
from directory.openings import coming_days_of, opening_of

OFFICE = "Mo-Sa 09:00-17:00; PH off"
REUNION = ZoneInfo("Indian/Reunion")


def service(department: str, hours: str | None = OFFICE, *closures: Closure) -> Service:
    return Service(hours=hours, commune=Commune(department=department), closures=list(closures))


@pytest.mark.parametrize(
    ("department", "day", "is_open"),
    [
        ("57", (2026, 4, 3), False),
        ("68", (2026, 4, 3), False),
        ("37", (2026, 4, 3), True),
        ("57", (2026, 12, 26), False),
        ("37", (2026, 12, 26), True),
        ("974", (2027, 12, 20), False),
        ("37", (2027, 12, 20), True),
        ("37", (2026, 12, 25), False),
    ],
)
def test_holidays_are_those_of_the_departement(
    department: str, day: tuple[int, int, int], is_open: bool
) -> None:
    at = datetime(*day, 10, tzinfo=REUNION if department == "974" else PARIS)
    assert opening_of(service(department), at).is_open is is_open


def test_the_day_after_a_holiday_of_its_own_is_the_next_opening() -> None:
    at = datetime(2026, 4, 3, 10, tzinfo=PARIS)
    assert opening_of(service("57"), at).next_opening == datetime(2026, 4, 4, 9, tzinfo=PARIS)


def test_a_line_of_the_mainland_is_answered_for_on_the_clock_of_the_place() -> None:
    line = Service(hours="Mo-Fr 09:00-17:00", commune=None, closures=[])
    early = opening_of(line, datetime(2026, 11, 24, 11, 0, tzinfo=REUNION))
    assert (early.is_open, early.next_opening) == (False, datetime(2026, 11, 24, 12, tzinfo=REUNION))
    assert early.next_opening is not None
    assert early.next_opening.hour == 12
    late = opening_of(line, datetime(2026, 11, 24, 19, 0, tzinfo=REUNION))
    assert late.is_open
    assert late.until is not None
    assert late.until.hour == 20


def test_a_service_of_the_place_is_on_the_clock_of_the_place() -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=REUNION)
    assert opening_of(service("974"), at).is_open
    assert not opening_of(service("37"), at).is_open


def test_closures_close() -> None:
    closure = Closure(starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 25))
    at = datetime(2026, 11, 24, 10, tzinfo=PARIS)
    assert opening_of(service("37", OFFICE, closure), at).next_opening == datetime(
        2026, 11, 26, 9, tzinfo=PARIS
    )


@pytest.mark.parametrize("hours", [None, "24/7", "Mo-Fr 09:00-12:00 unknown"])
def test_no_days_are_listed_that_would_say_nothing_or_too_little(hours: str | None) -> None:
    assert coming_days_of(service("37", hours), datetime(2026, 11, 24, 10, tzinfo=PARIS), 7) == []


def test_the_holiday_of_the_day_is_told_until_midnight_on_the_clock_of_the_place() -> None:
    evening = datetime(2026, 5, 28, 1, tzinfo=UTC)
    first, *_ = coming_days_of(service("971"), evening, 2)
    assert (first.date, list(first.slots)) == (date(2026, 5, 27), [])


def test_what_never_closes_but_for_a_closure_lists_its_days() -> None:
    closure = Closure(starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25))
    days = coming_days_of(service("37", "24/7", closure), datetime(2026, 11, 24, 10, tzinfo=PARIS), 3)
    assert [len(day.slots) for day in days] == [1, 0, 1]


def test_hours_that_cannot_be_read_are_unknown_and_hide_no_service() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=PARIS)
    assert opening_of(service("37", "lundi matin"), now).is_open is None
    assert coming_days_of(service("37", "lundi matin"), now, 7) == []
