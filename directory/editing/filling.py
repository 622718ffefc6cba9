"""What a listing takes of its duplicate: only what it does not say itself, and every other name."""

from typing import Any

from directory.editing.values import NAMES, PLACE, PUBLICS, ZONE, Values
from directory.folding import fold

TOGETHER = (
    tuple(name for name in PLACE if name != "host_id"),
    ("hours", "hours_text"),
    (*PUBLICS, "receives"),
    ("fee", "cost"),
)
"""Fields that make sense only from one listing: half of two addresses is none."""

NOT_TAKEN = ("category", "access", "name", "address_policy", "alternate_names", "host_id", *ZONE)


def filled(held: Values, said: Values) -> dict[str, Any]:
    """Give what `held` becomes of `said`, its duplicate."""
    alone = [
        (name,) for name in NAMES if name not in NOT_TAKEN and not any(name in each for each in TOGETHER)
    ]
    taken: dict[str, Any] = {}
    for group in (*TOGETHER, *alone):
        if not any(_says(held[name]) for name in group):
            taken |= {name: said[name] for name in group if _says(said[name])}
    return taken | {"alternate_names": _names(held, said)}


def _names(held: Values, said: Values) -> list[str]:
    """Give every other name of both, each once."""
    known = {fold(held["name"]): held["name"]}
    for name in (*held["alternate_names"], said["name"], *said["alternate_names"]):
        known.setdefault(fold(name), name)
    return list(known.values())[1:]


def _says(value: Any) -> bool:
    return value is not None and value != [] and value != ""
