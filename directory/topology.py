"""Outlines that share their borders: cut into arcs, each simplified once and written once. Pure.

The result is a TopoJSON object (https://github.com/topojson/topojson-specification), which the page draws
as it is and which `polygons_of` reads back.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from directory.outlines import Point, Polygon, Ring, ring_moments

SCALE = 2e-4
"""Degrees in one unit of a written coordinate: about twenty metres."""

Shapes = Mapping[str, Sequence[Polygon]]
Edge = tuple[Point, Point]
Numbers = list[list[int]]
"""A polygon as the numbers of its arcs, ring by ring; `~number` for an arc that is followed backwards."""

Units = list[tuple[int, int]]
Topology = dict[str, Any]


def build_topology(shapes: Shapes, tolerance: float) -> Topology:
    """Write `shapes` (degrees) as a topology whose arcs stray from the truth by at most `tolerance` degrees
    of latitude. Rings that no longer hold anything at this precision are left out.
    """
    nodes = _nodes(shapes)
    arcs: dict[tuple[Point, ...], int] = {}
    numbered = {
        code: [[_numbered(_cut(ring, nodes), arcs) for ring in polygon] for polygon in polygons]
        for code, polygons in shapes.items()
    }
    drawn = [_quantised(simplify(arc, tolerance)) for arc in arcs]
    _keep_what_would_vanish(numbered, drawn, [_quantised(arc) for arc in arcs])
    return _written({code: list(_living(each, drawn)) for code, each in numbered.items()}, drawn)


def _edges(ring: Ring) -> Iterator[Edge]:
    """Give the edges of a closed ring, each the same way round whichever side it is seen from."""
    return ((min(pair), max(pair)) for pair in pairwise(ring))


def _nodes(shapes: Shapes) -> set[Point]:
    """Give the points where borders meet: where the edges that arrive do not all part the same shapes."""
    owners: dict[Edge, list[str]] = defaultdict(list)
    for code, polygons in shapes.items():
        for ring in (ring for polygon in polygons for ring in polygon):
            for edge in _edges(ring):
                owners[edge].append(code)
    meeting: dict[Point, set[tuple[str, ...]]] = defaultdict(set)
    degree: dict[Point, int] = defaultdict(int)
    for edge, codes in owners.items():
        for point in edge:
            meeting[point].add(tuple(sorted(codes)))
            degree[point] += 1
    return {point for point, sides in meeting.items() if len(sides) > 1 or degree[point] != 2}


def _cut(ring: Ring, nodes: set[Point]) -> list[list[Point]]:
    """Cut a closed ring at its nodes; one that has none is an arc by itself, begun at its lowest point."""
    open_ring = ring[:-1]
    at = [rank for rank, point in enumerate(open_ring) if point in nodes]
    first = at[0] if at else open_ring.index(min(open_ring))
    turned = [*open_ring[first:], *open_ring[:first], open_ring[first]]
    ends = [rank for rank, point in enumerate(turned) if point in nodes] if at else [0, len(turned) - 1]
    return [turned[start : end + 1] for start, end in pairwise(ends)]


def _numbered(cut: list[list[Point]], arcs: dict[tuple[Point, ...], int]) -> list[int]:
    """Give the number of each arc, kept once in `arcs`; `~number` for one that is followed backwards."""
    numbers = []
    for points in cut:
        forward, backward = tuple(points), tuple(reversed(points))
        key = min(forward, backward)
        number = arcs.setdefault(key, len(arcs))
        numbers.append(number if key == forward else ~number)
    return numbers


def simplify(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Give the fewest of `points` from which none strays by more than `tolerance` (Douglas and Peucker)."""
    stretch = math.cos(math.radians(points[0][1]))
    flat = [(x * stretch, y) for x, y in points]
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        strays = [_stray(flat[rank], flat[start], flat[end]) for rank in range(start + 1, end)]
        furthest = max(strays)
        # A closed arc begins where it ends: its furthest point always counts.
        if furthest > tolerance or flat[start] == flat[end]:
            middle = start + 1 + strays.index(furthest)
            kept.add(middle)
            spans += [(start, middle), (middle, end)]
    return [points[rank] for rank in sorted(kept)]


def _stray(point: Point, start: Point, end: Point) -> float:
    """Give the distance from `point` to the segment from `start` to `end`."""
    x, y = point[0] - start[0], point[1] - start[1]
    across, up = end[0] - start[0], end[1] - start[1]
    length = across * across + up * up
    share = max(0.0, min(1.0, (x * across + y * up) / length)) if length else 0.0
    return math.hypot(x - share * across, y - share * up)


def _quantised(points: Sequence[Point]) -> Units:
    """Give points in whole units, the same never twice in a row."""
    units = [(round(x / SCALE), round(y / SCALE)) for x, y in points]
    return [units[0], *(after for before, after in pairwise(units) if after != before)]


def _ring(numbers: Sequence[int], arcs: Sequence[Sequence[Any]]) -> list[Any]:
    """Put the arcs of a ring end to end."""
    points: list[Any] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else list(reversed(arcs[~number]))
        points += arc[1:] if points else arc
    return points


def _holds(numbers: Sequence[int], arcs: Sequence[Sequence[Any]]) -> bool:
    return ring_moments(_ring(numbers, arcs))[0] > 0


def _keep_what_would_vanish(
    numbered: Mapping[str, list[Numbers]], drawn: list[Units], full: list[Units]
) -> None:
    """Draw in full the arcs of a shape that simplifying would flatten altogether."""
    for polygons in numbered.values():
        if not any(_holds(polygon[0], drawn) for polygon in polygons):
            for number in (number for polygon in polygons for ring in polygon for number in ring):
                position = number if number >= 0 else ~number
                drawn[position] = full[position]


def _living(polygons: list[Numbers], drawn: list[Units]) -> Iterator[Numbers]:
    """Give the polygons that still hold something, with their holes that do."""
    for outer, *holes in polygons:
        if _holds(outer, drawn):
            yield [outer, *(hole for hole in holes if _holds(hole, drawn))]


def _written(kept: Mapping[str, list[Numbers]], drawn: list[Units]) -> Topology:
    """Write the shapes with the arcs that they use, numbered again from zero."""
    used: dict[int, int] = {}

    def renumbered(number: int) -> int:
        new = used.setdefault(number if number >= 0 else ~number, len(used))
        return new if number >= 0 else ~new

    geometries = [
        {
            "type": "MultiPolygon",
            "id": code,
            "arcs": [[[renumbered(number) for number in ring] for ring in polygon] for polygon in polygons],
        }
        for code, polygons in kept.items()
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [SCALE, SCALE], "translate": [0, 0]},
        "objects": {"shapes": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_deltas(drawn[number]) for number in used],
    }


def _deltas(points: Units) -> list[list[int]]:
    """Give the first point, then what leads from each point to the next."""
    steps = ([x2 - x1, y2 - y1] for (x1, y1), (x2, y2) in pairwise(points))
    return [list(points[0]), *steps]


def polygons_of(topology: Topology, code: str) -> list[Polygon]:
    """Give the outline of `code` in degrees; nothing where the topology does not hold it."""
    (scale_x, scale_y) = topology["transform"]["scale"]
    arcs = [
        [(x * scale_x, y * scale_y) for x, y in accumulate(arc, lambda a, b: [a[0] + b[0], a[1] + b[1]])]
        for arc in topology["arcs"]
    ]
    return [
        [_ring(ring, arcs) for ring in polygon]
        for geometry in topology["objects"]["shapes"]["geometries"]
        if geometry["id"] == code
        for polygon in geometry["arcs"]
    ]
