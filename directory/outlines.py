"""Outlines of communes: how they are read, and the point that stands for one. Pure; degrees, WGS84."""

import io
import struct
from collections.abc import Iterable
from itertools import pairwise

Point = tuple[float, float]
"""Longitude, latitude."""

Ring = list[Point]
Polygon = list[Ring]


class OutlineError(ValueError):
    """An outline is not written as expected."""


def ring_moments(ring: Ring) -> tuple[float, float, float]:
    """Give the area of `ring` and its two first moments, in degrees, whichever way it turns."""
    area = x_moment = y_moment = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area += cross
        x_moment += (x1 + x2) * cross
        y_moment += (y1 + y2) * cross
    sign = 1 if area >= 0 else -1
    return sign * area / 2, sign * x_moment / 6, sign * y_moment / 6


def moments(polygons: Iterable[Polygon]) -> tuple[float, float, float]:
    """Add up the moments of `polygons`; the rings after the first are holes."""
    total = [0.0, 0.0, 0.0]
    for polygon in polygons:
        for rank, ring in enumerate(polygon):
            sign = -1 if rank else 1
            total = [sum_ + sign * value for sum_, value in zip(total, ring_moments(ring), strict=True)]
    return total[0], total[1], total[2]


def centroid(polygons: list[Polygon]) -> Point:
    """Give the centre of gravity (longitude, latitude) of `polygons`."""
    area, x_moment, y_moment = moments(polygons)
    return x_moment / area, y_moment / area


def crossings(polygons: Iterable[Polygon], y: float) -> list[float]:
    """Give, sorted, the longitudes at which the outlines cross the parallel `y`."""
    found = []
    for polygon in polygons:
        for ring in polygon:
            for (x1, y1), (x2, y2) in pairwise(ring):
                if (y1 > y) != (y2 > y):
                    found.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return sorted(found)


def contains(polygons: Iterable[Polygon], point: Point) -> bool:
    """Say whether `point` lies inside, by the even-odd rule."""
    return sum(x > point[0] for x in crossings(polygons, point[1])) % 2 == 1


def central_point(polygons: list[Polygon]) -> Point:
    """Give the centroid, or, where it falls outside, the middle of the largest piece on its parallel."""
    centre = centroid(polygons)
    if contains(polygons, centre):
        return centre
    largest = max(polygons, key=lambda polygon: moments([polygon])[0])
    y = centroid([largest])[1]
    edges = crossings([largest], y)
    west, east = max(zip(edges[::2], edges[1::2], strict=True), key=lambda span: span[1] - span[0])
    return (west + east) / 2, y


def read_multipolygon(wkb: bytes) -> list[Polygon]:
    """Read a little-endian WKB MultiPolygon."""
    stream = io.BytesIO(wkb)

    def integer() -> int:
        return int(struct.unpack("<I", stream.read(4))[0])

    def ring() -> Ring:
        count = integer()
        values = struct.unpack(f"<{2 * count}d", stream.read(16 * count))
        return list(zip(values[::2], values[1::2], strict=True))

    def polygon() -> Polygon:
        stream.read(5)  # byte order and type, again
        return [ring() for _ in range(integer())]

    if stream.read(5) != b"\x01\x06\x00\x00\x00":
        raise OutlineError("Un contour n’est pas un multipolygone WKB petit-boutiste.")
    return [polygon() for _ in range(integer())]
