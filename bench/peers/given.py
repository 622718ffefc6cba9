"""What every engine beside ours is given, and what it gives back.

The words are those of our own analysis, already stemmed and already understood: no engine pays for that, and
what matches can be compared to the last listing.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session

from bench.queries import Asked
from directory.models import Commune, SearchText, Service, ServiceArea
from directory.search.analysis import stem, typed_forms
from directory.search.asking import NEAR_KM
from directory.search.distances import EARTH_KM
from directory.search.plan import Alternative, Part, Plan
from directory.serving import territories

BEST, POOL = 20, 200
"""Listings given back; listings that an engine which cannot sort by distance hands over to be sorted."""

BATCH = 5_000
NO_POINT = "p=none"
Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing as engines are given it: stem -> weight, words that filter, point on the unit sphere."""

    id: int
    category: str
    stems: Mapping[str, int]
    tags: Sequence[str]
    point: Point | None

    @property
    def text(self) -> str:
        """Give the stems, each repeated as often as it weighs."""
        return " ".join(" ".join([each] * weight) for each, weight in self.stems.items())


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as engines are given it. `beginning` and `slip` are left to the engine to expand.

    A listing must hold one tag of each of `groups`. With an `origin`, it must hold a tag of `serving` and
    none of `holes`, or stand within `km`; with `is_strict`, what serves must also have no point.
    """

    plan: Plan
    beginning: str
    slip: str
    groups: tuple[tuple[str, ...], ...]
    serving: tuple[str, ...]
    holes: tuple[str, ...]
    origin: Point | None
    km: float
    is_strict: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The best listings, how many there are in all, and how many of each category."""

    ids: tuple[int, ...]
    total: int
    counts: Mapping[str, int]


class Peer(Protocol):
    """An engine: it takes every listing once, then answers."""

    name: str
    is_a_square: bool
    """Whether it only knows squares where the others know circles: its totals are then larger."""

    def add(self, batch: Sequence[Listed]) -> None:
        """Take some listings."""

    def finish(self) -> None:
        """Make what was taken ready to answer."""

    def answer(self, wanted: Wanted) -> Found:
        """Give the best listings, the total and the counts."""

    def close(self) -> None:
        """Leave nothing behind."""


def wanted(asked: Asked, plan: Plan) -> Wanted:
    """Say a question as engines are given it; `plan` is how we understood its text."""
    search = asked.search
    typed = typed_forms(search.text)[-1:] or [""]
    has_place = search.place is not None
    held = [f"{kind}:{code}" for kind, code in territories(search.place)] if search.place else []
    centre = (search.place.latitude, search.place.longitude) if search.place else None
    return Wanted(
        plan=_hopeless(search.text) if plan.is_hopeless else plan,
        beginning=typed[0] if asked.kind == "prefix" else "",
        slip=stem(typed[0]) if asked.kind == "slip" else "",
        groups=tuple(_groups(asked)),
        serving=tuple(f"a={key}" for key in held),
        holes=tuple(f"h={key}" for key in held),
        origin=point_at(*centre) if centre else None,
        km=(search.radius_km or NEAR_KM) if has_place else 0.0,
        is_strict=search.radius_km is not None,
    )


def _hopeless(text: str) -> Plan:
    """Ask for words that no listing holds, as an engine that knows nothing of plans would."""
    stems = tuple(stem(form) for form in typed_forms(text)) or ("-",)
    return Plan((Part(text, (Alternative(text, 1.0, stems=stems),)),))


def _groups(asked: Asked) -> Iterator[tuple[str, ...]]:
    filters = asked.search.filters
    if filters.categories:
        yield tuple(f"c={slug}" for slug in sorted(filters.categories))
    if filters.audiences:
        # What says nothing, or everybody, receives everybody.
        yield (*(f"u={slug}" for slug in sorted(filters.audiences)), "u=everyone", "u=none")


def read_listed(session: Session) -> Iterator[list[Listed]]:
    """Yield every listing that is searched, in batches, in the order of their ids."""
    last = 0
    while rows := session.execute(_rows(last)).all():
        areas = _areas(session, last, rows[-1][0])
        yield [_listed(tuple(row), areas.get(row[0], [])) for row in rows]
        last = rows[-1][0]


def _rows(last: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Service.id,
            Service.category,
            SearchText.words,
            cast(Service.audiences, Text),
            func.coalesce(Service.latitude, Commune.latitude),
            func.coalesce(Service.longitude, Commune.longitude),
        )
        .join(SearchText, SearchText.service_id == Service.id)
        .outerjoin(Service.commune)
        .where(Service.id > last)
        .order_by(Service.id)
        .limit(BATCH)
    )


def _areas(session: Session, after: int, last: int) -> Mapping[int, list[str]]:
    query = select(ServiceArea.service_id, ServiceArea.kind, ServiceArea.code, ServiceArea.is_excluded)
    found: dict[int, list[str]] = {}
    for service_id, kind, code, is_excluded in session.execute(
        query.where(ServiceArea.service_id > after, ServiceArea.service_id <= last)
    ):
        found.setdefault(service_id, []).append(f"{'h' if is_excluded else 'a'}={kind}:{code}")
    return found


def point_at(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Give the point of the unit sphere, in plain numbers: what takes one at a time takes it fast."""
    up, around = math.radians(latitude), math.radians(longitude)
    return math.cos(up) * math.cos(around), math.cos(up) * math.sin(around), math.sin(up)


def _listed(row: tuple[Any, ...], areas: Sequence[str]) -> Listed:
    service_id, category, words, audiences, latitude, longitude = row
    stems: dict[str, int] = {}
    for token in words.split("|")[1:-1]:
        form, _, weight = token.rpartition(":")
        stems[stem(form)] = stems.get(stem(form), 0) + int(weight)
    point = None if latitude is None or longitude is None else point_at(latitude, longitude)
    receives = [f"u={slug}" for slug in json.loads(audiences or "[]")] or ["u=none"]
    own = [f"c={category}", *receives, *areas, *([] if point else [NO_POINT])]
    return Listed(service_id, category, stems, own, point)


def sorted_again(
    ids: Sequence[int], relevance: Sequence[float], points: Sequence[Point | None], origin: Point
) -> tuple[int, ...]:
    """Give the best of `ids` when nearness counts too: 0.6 of the words, 0.4 of exp(-km/20)."""
    if not ids:
        return ()
    known = np.array([point or (np.nan,) * 3 for point in points])
    chord = np.sqrt(((known - np.array(origin)) ** 2).sum(axis=1))
    near = np.nan_to_num(np.exp(-chord * EARTH_KM / 20), nan=0.35)
    share = np.array(relevance) / (max(relevance) or 1)
    order = np.argsort(-(0.6 * share + 0.4 * near), kind="stable")[:BEST]
    return tuple(ids[rank] for rank in order.tolist())
