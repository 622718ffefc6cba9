"""Shapes put together: the outline of all of them, without the borders between them. Pure; degrees."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from directory.outlines import Point, Polygon, Ring, contains


def dissolve(shapes: Iterable[Sequence[Polygon]]) -> list[Polygon]:
    """Give the outline of all `shapes` together: the borders between two of them are gone."""
    onward: dict[Point, list[Point]] = defaultdict(list)
    for ring in (ring for shape in shapes for polygon in shape for ring in _turned(polygon)):
        for start, end in pairwise(ring):
            if start in onward.get(end, ()):
                onward[end].remove(start)
            else:
                onward[start].append(end)
    rings = list(_stitched({point: ends for point, ends in onward.items() if ends}))
    outer = [ring for ring in rings if _signed(ring) > 0]
    polygons: list[Polygon] = [[ring] for ring in outer]
    for hole in (ring for ring in rings if _signed(ring) < 0):
        around = [polygon for polygon in polygons if contains([[polygon[0]]], _inner(hole))]
        if around:
            min(around, key=lambda polygon: _signed(polygon[0])).append(hole)
    return polygons


def _signed(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def _turned(polygon: Polygon) -> Iterator[Ring]:
    """Give the rings of a polygon with what they hold on their left: outer ring one way, holes the other."""
    for rank, ring in enumerate(polygon):
        yield ring if (_signed(ring) > 0) == (rank == 0) else ring[::-1]


def _inner(ring: Ring) -> Point:
    """Give a point between two corners of a ring, off its corners."""
    (x1, y1), (x2, y2) = ring[0], ring[1]
    return (x1 + x2) / 2, (y1 + y2) / 2


def _stitched(onward: dict[Point, list[Point]]) -> Iterator[Ring]:
    """Follow edges from point to point until each ring closes."""
    while onward:
        start = next(iter(onward))
        ring = [start]
        while len(ring) == 1 or ring[-1] != start:
            following = onward[ring[-1]]
            ring.append(following.pop())
            if not following:
                del onward[ring[-2]]
        yield ring
