"""Which services of a snapshot are open at a time: worked out for each different week, not each service."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from directory.local_time import local
from directory.search.snapshot import Codes, Snapshot
from directory.search.weeks import UNKNOWN, state_of

States = NDArray[np.int8]
"""1 for open, 0 for closed, -1 where nobody knows."""

SHUT = 0


def open_states(snapshot: Snapshot, docs: Codes, at: datetime) -> States:
    """Say which of the services at positions `docs` are open at `at` (aware), announced closures told."""
    codes = snapshot.arrays["hours"][docs]
    notations = snapshot.lists["hours"]
    states = np.full(len(notations), UNKNOWN, np.int8)
    for code in np.flatnonzero(np.bincount(codes, minlength=len(notations))):
        states[code] = state_of(*notations[code], at)
    found = states[codes]
    closures = snapshot.arrays["closures"]
    if len(closures):
        found[np.isin(docs, _shut(snapshot, at))] = SHUT
    return found


def _shut(snapshot: Snapshot, at: datetime) -> NDArray[np.int32]:
    """Give the positions of the services that announced a closure on the day of `at`, on their own clock."""
    closures = snapshot.arrays["closures"]
    hours = snapshot.arrays["hours"][closures[:, 0]]
    today = np.array(
        [local(at, department).toordinal() for _, department in snapshot.lists["hours"]], np.int32
    )
    day = today[hours]
    is_shut = (closures[:, 1] <= day) & (day <= closures[:, 2])
    positions: NDArray[np.int32] = closures[:, 0][is_shut]
    return positions
