"""What a map may show: a pin where an address is public, an area where a place is confidential.

A service without a public point is in the list only. It is never put at the centre of anything: the eye would
take it for an address.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from directory.disclosure import Card
from directory.models import Service
from directory.pages import Shown, shown
from directory.serving import with_id
from directory.territories import Territory, territory

Role = Literal["zone", "served", "excluded"]
"""Why an area is drawn: a confidential service is somewhere in it, or a service serves it, or does not."""

LABELS: Mapping[Role, str] = {"served": "Secteur servi", "excluded": "Non servi"}

Bounds = tuple[float, float, float, float]
"""South, west, north, east, in degrees."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A service at its public address (WGS84 degrees). `rank` is its place in the list, from 1."""

    id: int
    name: str
    latitude: float
    longitude: float
    is_open: bool | None
    state: str
    rank: int


@dataclass(frozen=True, slots=True)
class Area:
    """A territory to shade, with what is said of it. `services` are those concerned."""

    role: Role
    kind: str
    code: str
    name: str
    services: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """What the area means, in words."""
        if self.role == "zone":
            many = f" ({len(self.services)} services)" if len(self.services) > 1 else ""
            return f"Lieu tenu confidentiel, secteur {self.name}{many}"
        return f"{LABELS[self.role]} : {self.name}"


@dataclass(frozen=True, slots=True)
class MapData:
    """A map: its pins in the order of the list, its areas, and how many services have neither."""

    pins: tuple[Pin, ...]
    areas: tuple[Area, ...]
    unplaced: int

    @property
    def legend(self) -> list[tuple[Role, str]]:
        """What each shade means: zones one by one, then all that is served, and all that is not."""
        said: list[tuple[Role, str]] = [
            (area.role, area.sentence) for area in self.areas if area.role == "zone"
        ]
        for role, label in LABELS.items():
            names = [area.name for area in self.areas if area.role == role]
            said += [(role, f"{label} : {', '.join(names)}")] if names else []
        return said

    @property
    def bounds(self) -> Bounds | None:
        """The frame that holds every pin, None where there is none."""
        if not self.pins:
            return None
        latitudes = [pin.latitude for pin in self.pins]
        longitudes = [pin.longitude for pin in self.pins]
        return min(latitudes), min(longitudes), max(latitudes), max(longitudes)


def map_of(results: Iterable[Shown]) -> MapData:
    """Give the map of services shown in a list, in that order."""
    ranked = list(enumerate(results, start=1))
    pins = tuple(
        _pin(item, item.card.coordinates, rank) for rank, item in ranked if item.card.coordinates is not None
    )
    areas = _zones([item.card for _, item in ranked])
    placed = len(pins) + sum(len(area.services) for area in areas)
    return MapData(pins, areas, len(ranked) - placed)


def _pin(item: Shown, point: tuple[float, float], rank: int) -> Pin:
    return Pin(item.card.id, item.card.name, *point, item.opening.is_open, item.state, rank)


def _zones(cards: Sequence[Card]) -> tuple[Area, ...]:
    """Give each zone once, with the confidential services that it holds."""
    zones = {card.id: card.zone for card in cards if card.zone is not None}
    return tuple(
        Area("zone", zone.kind, zone.code, zone.name, tuple(each for each in zones if zones[each] == zone))
        for zone in Counter(zones.values())
    )


def service_map(session: Session, service_id: int, at: datetime) -> MapData | None:
    """Give the map of one service: its pin if its address is public, and the territory that it serves.

    Of a confidential service nothing is drawn but its zone: a narrow territory would say too much.
    """
    service = with_id(session, service_id)
    if service is None:
        return None
    alone = map_of([shown(service, at)])
    if service.address_policy == "confidential":
        return alone
    return MapData(alone.pins, tuple(_served(session, service)), alone.unplaced)


def _served(session: Session, service: Service) -> Iterable[Area]:
    """Give what a service serves, then what it leaves out."""
    for part in sorted(service.areas, key=lambda part: (part.is_excluded, part.kind, part.code)):
        role: Role = "excluded" if part.is_excluded else "served"
        name = territory(session, part.kind, part.code).name
        yield Area(role, part.kind, part.code, name, (service.id,))


def outlines_of(session: Session, data: MapData) -> dict[Area, Territory]:
    """Give what each area is made of."""
    return {area: territory(session, area.kind, area.code) for area in data.areas}


def service_in_words(data: MapData) -> str:
    """Say what the map of one service shows, for whoever does not see it."""
    if data.pins:
        return "L’adresse est publique : un repère la montre."
    is_hidden = any(area.role == "zone" for area in data.areas)
    return "Le lieu n’est pas sur la carte." if is_hidden else "Pas de repère sur la carte."


def in_words(data: MapData) -> str:
    """Say what the map shows and what it cannot show, for whoever does not see it."""
    hidden = sum(len(area.services) for area in data.areas if area.role == "zone")
    parts = [
        _counted(len(data.pins), "service sur la carte", "services sur la carte")
        or "Aucun repère sur la carte",
        _counted(hidden, "en lieu tenu confidentiel, montré par son secteur seulement"),
        _counted(data.unplaced, "sans repère, dans la liste seulement"),
    ]
    return f"{', '.join(part for part in parts if part)}."


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one}" if count else ""
