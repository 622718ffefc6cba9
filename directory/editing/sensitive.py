"""What waits for a second person: how one reaches a shelter or a line, what passes for one, what says more.

Until somebody else accepts it, the listing says what it said. What hides more never waits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.editing.posing import passes_for_a_line
from directory.editing.values import Values, changed, only
from directory.models import Service
from directory.phones import is_premium
from directory.secrecy import hidden_by, hides_by_category, is_lowered
from directory.serving import LINES_SOURCE
from directory.vocabulary import vocabulary

REACHED_BY = ("phones", "email", "website")
SHELTERS, LINES = "shelter-housing", "national-helpline"
NAMED = ("name", "alternate_names")
WIDEST = ("region", "national")
PLACED = ("zone_kind", "zone_code")


@dataclass(frozen=True, slots=True)
class Parted:
    """What an edit changes at once, what waits, and what is to be typed again once that is accepted.

    A street is never kept of a place that hides still: not even in what is asked.
    """

    now: Mapping[str, Any]
    waiting: Mapping[str, Any]
    later: tuple[str, ...]


def is_guarded(service: Service) -> bool:
    """Say whether nobody changes alone how one reaches a service: a shelter, or a national line."""
    category = vocabulary().categories.get(service.category)
    is_shelter = category is not None and category.group == SHELTERS
    hides = service.address_policy == "confidential" or hides_by_category(service.category)
    return is_shelter or hides or service.category == LINES or service.source_slug == LINES_SOURCE


def waiting(service: Service, held: Values, after: Values) -> tuple[str, ...]:
    """Name what waits for a second person, of what `after` changes in a listing that says `held`."""
    names = changed(held, after)
    return tuple(name for name in names if _waits(name, service, held, after))


def part(service: Service, held: Values, after: Values) -> Parted:
    """Part an edit into what is done at once and what waits."""
    names = changed(held, after)
    kept_back = waiting(service, held, after)
    later: tuple[str, ...] = ()
    if "address_policy" in kept_back:
        shown = {*hidden_by(held["address_policy"]), *PLACED}
        later = tuple(name for name in names if name in shown and after[name] is not None)
    now = only(after, [name for name in names if name not in {*kept_back, *later}])
    if "category" in kept_back and hides_by_category(after["category"]):
        now["address_policy"] = "confidential"
        kept_back = tuple(name for name in kept_back if name != "address_policy")
    return Parted(now, only(after, kept_back), later)


def _waits(name: str, service: Service, held: Values, after: Values) -> bool:
    if name == "category":
        return True
    if name == "address_policy":
        return is_lowered(held[name], after[name])
    if name == "phones" and _premium(after[name]) - _premium(held[name]):
        return True
    if name in NAMED:
        return any(passes_for_a_line(each) for each in _names(after[name]) - _names(held[name]))
    if name == "areas" and after.get("address_policy", held["address_policy"]) != "confidential":
        return not _wide(after[name]) <= _wide(held[name])
    return name in REACHED_BY and is_guarded(service)


def _names(said: str | Iterable[str] | None) -> set[str]:
    return {said} if isinstance(said, str) else set(said or ())


def _wide(areas: Iterable[Mapping[str, Any]]) -> set[tuple[str, str | None]]:
    """Give the regions and the country that areas serve: an ordinary listing is of a smaller place."""
    return {
        (each["kind"], each.get("code"))
        for each in areas
        if each["kind"] in WIDEST and not each["is_excluded"]
    }


def _premium(phones: Iterable[Mapping[str, Any]]) -> set[str]:
    """Give the numbers that cost more than a call: E-15."""
    return {phone["number"] for phone in phones if is_premium(phone["number"])}
