"""Whether a week is open, worked out once for all the services that share it."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.hours import is_open_at
from directory.local_time import local
from directory.search.weeks import UNKNOWN, state_of
from directory.slots import Days

PARIS = ZoneInfo("Europe/Paris")
CLOSED = date(2026, 4, 3), date(2026, 4, 7)
MOMENTS = (
    datetime(2026, 4, 3, 10, tzinfo=PARIS),  # Good Friday, that some communes of Moselle keep.
    datetime(2025, 12, 26, 10, tzinfo=PARIS),  # Saint Stephen, that Alsace-Moselle keeps.
    datetime(2026, 5, 22, 15, tzinfo=PARIS),  # The end of slavery, in Martinique where it is morning.
    datetime(2026, 11, 25, 2, tzinfo=PARIS),
)


@pytest.mark.parametrize("department", ["37", "57", "67", "75", "972", "974"])
@pytest.mark.parametrize("hours", [None, "Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00", "22:00-06:00"])
@pytest.mark.parametrize("closures", [(), (CLOSED,)])
def test_what_is_shared_is_what_each_service_would_answer(
    hours: str | None, closures: Sequence[Days], department: str
) -> None:
    for at in MOMENTS:
        alone = is_open_at(hours, closures, local(at, department), department)
        assert state_of(hours, department, at, tuple(closures)) == (UNKNOWN if alone is None else int(alone))


def test_overseas_keeps_its_own_holidays() -> None:
    at = datetime(2026, 5, 22, 15, tzinfo=PARIS)
    hours = "Mo-Fr 09:00-17:00; PH off"
    assert [state_of(hours, department, at) for department in ("972", "37")] == [0, 1]


def test_hours_that_cannot_be_read_are_not_known() -> None:
    assert state_of("du lundi au vendredi", "37", MOMENTS[0]) == UNKNOWN


def test_seconds_change_nothing() -> None:
    at = datetime(2026, 11, 25, 16, 59, 59, tzinfo=PARIS)
    assert state_of("We 09:00-17:00", "37", at) == 1
