"""Whether a week, as a listing writes its hours, is open at a time: worked out once for all that share it."""

from datetime import datetime
from functools import lru_cache

from directory.hours import HoursError, is_open_at
from directory.local_time import local, territory_of
from directory.slots import Days

UNKNOWN = -1


def state_of(hours: str | None, department: str, at: datetime, closures: tuple[Days, ...] = ()) -> int:
    """Give 1 for open, 0 for closed, -1 where nobody knows, on the clock and holidays of a département.

    Hours that cannot be read are not known. Within a minute nothing opens or closes: answers are kept by the
    minute.
    """
    return _state(hours, territory_of(department), at.replace(second=0, microsecond=0), closures)


@lru_cache(maxsize=1 << 12)
def _state(hours: str | None, territory: str, minute: datetime, closures: tuple[Days, ...]) -> int:
    try:
        is_open = is_open_at(hours, closures, local(minute, territory), territory)
    except HoursError:
        # One listing that an older release accepted must not keep the others from being found.
        return UNKNOWN
    return UNKNOWN if is_open is None else int(is_open)
