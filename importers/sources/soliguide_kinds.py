"""What a place of Soliguide is, what each of its services is, and which go together in one listing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from importers.mapping import Fitted, category_by_name, fitted, kinds_of
from importers.sources.lodging import may_lodge
from importers.sources.soliguide_words import inner, is_for_victims, listed

TABLE = "soliguide"
UNSURE, OUTSIDE = "a-classer", "hors-champ"

Object = Mapping[str, Any]


def kind(place: Object, services: Sequence[Object]) -> Fitted:
    """Fit a place and some of its services as one listing: its kind or its name tell first what it is."""
    codes = [str(service.get("category") or "") for service in services]
    about = fitted(TABLE, [*_types(place), *codes])
    found = carried(place) or about
    lodges = found.fit != "exact" and may_lodge(str(place.get("name") or ""))
    hidden = about.is_perhaps_hidden or _hides(place, services) or lodges
    return replace(found, is_perhaps_hidden=hidden)


def _types(place: Object) -> list[str]:
    """Give the kinds of a place; where it has none, the one that its name begins with: « PMI Aqueduc »."""
    first = str(place.get("name") or "").split(" ")[0]
    is_kind = first.isupper() and first in kinds_of(TABLE)
    return listed(place.get("structureTypes")) or ([first] if is_kind else [])


def carried(place: Object) -> Fitted | None:
    """Give what the kind of a place says that it is, or its name; None where neither says one thing."""
    found = fitted(TABLE, _types(place))
    if found.fit == "exact":
        return found
    category = category_by_name(str(place.get("name") or ""))
    if not category or (found.proposed and category not in found.proposed):
        return None
    return replace(found, fit="exact", category=category, proposed=())


def _hides(place: Object, services: Sequence[Object]) -> bool:
    """Say whether victims of violence are received there first, or only they."""
    own = (inner(service, "publics") for service in services if service.get("differentPublics") is True)
    return any(map(is_for_victims, (inner(place, "publics"), *own)))


def groups(place: Object) -> list[list[Object]]:
    """Give the services of a place, a list for each listing; amenities alone are no listing beside others."""
    services: list[Object] = [each for each in place.get("services_all") or [] if isinstance(each, dict)]
    if not services or carried(place):
        return [services]
    found: dict[str, list[Object]] = {}
    for service in services:
        found.setdefault(label(kind(place, [service])), []).append(service)
    return [group for name, group in found.items() if name != OUTSIDE or len(found) == 1]


def label(fit: Fitted) -> str:
    """Give what a listing is called in its key."""
    return fit.category or (OUTSIDE if fit.fit == "none" else UNSURE)
