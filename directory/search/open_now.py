"""Which services of a snapshot are open at a time: worked out for each different week, then kept a while."""

from collections.abc import Mapping
from datetime import date, datetime
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from directory.search.matching import Positions
from directory.search.snapshot import Snapshot
from directory.search.weeks import state_of
from directory.slots import Days

States = NDArray[np.int8]
"""1 for open, 0 for closed, -1 where nobody knows."""

MINUTES_KEPT = 8
_KEPT: WeakKeyDictionary[Snapshot, dict[datetime, States]] = WeakKeyDictionary()
"""The states of all services at the last minutes asked for; they go away with their snapshot."""


def open_states(snapshot: Snapshot, docs: Positions, at: datetime) -> States:
    """Say which of the services at positions `docs` are open at `at` (aware), announced closures told."""
    minute = at.replace(second=0, microsecond=0)
    kept = _KEPT.setdefault(snapshot, {})
    # Taken once: another thread may empty what is kept at any time.
    states = kept.get(minute)
    if states is None:
        states = _every_state(snapshot, minute)
        if len(kept) >= MINUTES_KEPT:
            kept.clear()
        kept[minute] = states
    found: States = states[docs]
    return found


def _every_state(snapshot: Snapshot, minute: datetime) -> States:
    """Give the state of every service at a minute: within it, nothing opens or closes."""
    weeks = snapshot.lists["hours"]
    every = [state_of(hours, department, minute) for hours, department in weeks]
    codes = snapshot.arrays["hours"]
    found: States = np.array(every, np.int8)[codes]
    for doc, closures in _closing(snapshot, minute).items():
        hours, department = weeks[codes[doc]]
        found[doc] = state_of(hours, department, minute, tuple(closures))
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
