"""Whether a week, as a listing writes its hours, is open at a time."""

from datetime import datetime
from functools import lru_cache

from directory.hours import opening_at, own_holidays
from directory.local_time import local

UNKNOWN = -1


@lru_cache(maxsize=1 << 14)
def state_of(hours: str | None, department: str, at: datetime) -> int:
    """Give the state of a week written in OpenStreetMap notation, on the clock and holidays of a département.

    1 is open, 0 closed, -1 where nobody knows.
    """
    here = local(at, department)
    is_open = opening_at(hours, own_holidays(hours, department, here.date()), here).is_open
    return UNKNOWN if is_open is None else int(is_open)
