"""Which services of a snapshot are open at a time: worked out for each different week, not each service."""

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from directory.search.matching import Positions
from directory.search.snapshot import Snapshot
from directory.search.weeks import UNKNOWN, state_of
from directory.slots import Days

States = NDArray[np.int8]
"""1 for open, 0 for closed, -1 where nobody knows."""


def open_states(snapshot: Snapshot, docs: Positions, at: datetime) -> States:
    """Say which of the services at positions `docs` are open at `at` (aware), announced closures told."""
    codes = snapshot.arrays["hours"][docs]
    notations = snapshot.lists["hours"]
    states = np.full(len(notations), UNKNOWN, np.int8)
    for code in np.flatnonzero(np.bincount(codes, minlength=len(notations))):
        hours, department = notations[code]
        states[code] = state_of(hours, department, at)
    found: States = states[codes]
    for doc, closures in _closing(snapshot, at).items():
        rank = np.searchsorted(docs, doc)
        if rank < len(docs) and docs[rank] == doc:
            hours, department = notations[codes[rank]]
            found[rank] = state_of(hours, department, at, tuple(closures))
    return found


def _closing(snapshot: Snapshot, at: datetime) -> Mapping[int, list[Days]]:
    """Give the closures that may matter at `at`, by position: those that hold the day, the eve or the morrow.

    The eve counts because a night belongs to the evening on which it began, the morrow because of far clocks.
    """
    closures, day = snapshot.arrays["closures"], at.toordinal()
    near = closures[(closures[:, 1] <= day + 1) & (closures[:, 2] >= day - 2)]
    found: dict[int, list[Days]] = {}
    for doc, first, last in near.tolist():
        found.setdefault(doc, []).append((date.fromordinal(first), date.fromordinal(last)))
    return found
