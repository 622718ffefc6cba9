"""Outlines of communes: what is read of them, and the point that stands for one."""

import struct

import pytest

from directory.outlines import OutlineError, Polygon, central_point, contains, read_multipolygon

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
HOLE = [(1.0, 1.0), (1.0, 3.0), (3.0, 3.0), (3.0, 1.0), (1.0, 1.0)]
ISLAND = [(10.0, 0.0), (11.0, 0.0), (11.0, 1.0), (10.0, 1.0), (10.0, 0.0)]


def written(polygons: list[Polygon]) -> bytes:
    """Write `polygons` as a little-endian WKB MultiPolygon."""
    parts = [b"\x01", struct.pack("<II", 6, len(polygons))]
    for polygon in polygons:
        parts += [b"\x01", struct.pack("<II", 3, len(polygon))]
        for ring in polygon:
            parts.append(struct.pack("<I", len(ring)))
            parts += [struct.pack("<2d", *point) for point in ring]
    return b"".join(parts)


def test_a_multipolygon_is_read_with_its_holes_and_its_islands() -> None:
    polygons = [[SQUARE, HOLE], [ISLAND]]
    assert read_multipolygon(written(polygons)) == polygons


@pytest.mark.parametrize("wkb", [b"", b"\x00\x00\x00\x00\x06", b"\x01\x03\x00\x00\x00"])
def test_what_is_not_a_little_endian_multipolygon_is_refused(wkb: bytes) -> None:
    with pytest.raises(OutlineError, match="multipolygone"):
        read_multipolygon(wkb)


def test_the_point_of_a_commune_with_a_hole_in_its_middle_lies_inside_it() -> None:
    polygons = [[SQUARE, HOLE]]
    assert not contains(polygons, (2.0, 2.0))
    assert contains(polygons, central_point(polygons))
