"""Coordinates of a place, checked against its commune: what is too far off is left out, and said."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from pyproj import Geod, Transformer
from pyproj.exceptions import ProjError

from importers.cleaning.words import text
from importers.ground import Town
from importers.statements import Note

COLUMN = "coordonnées"
REACH_KM = 30.0
"""A point further than that from the middle of its commune is another commune's, or nobody's."""

_WIDE_DEPARTMENTS = {"973": 130.0}
_WIDE_COMMUNES = {"13004": 45.0, "13096": 40.0}
"""Communes wider than that, in kilometres: those of Guiana, Arles, Saintes-Maries-de-la-Mer."""

WGS84, LAMBERT_93, LAMBERT_2 = 4326, 2154, 27572
_UTM = {"N20": 32620, "N21": 32621, "N22": 2972, "S38": 4471, "S40": 2975}
_OVERSEAS = {"971": 32620, "972": 32620, "973": 2972, "974": 2975, "976": 4471}
"""Département -> the projection that its official data are in (EPSG)."""

_EARTH = Geod(ellps="WGS84")
_UTM_NAMED = re.compile(r"UTM[_ ]?(?:ZONE[_ ]?)?(?:([NS])[_ ]?(\d\d)|(\d\d)[_ ]?([NS]))")
_EPSG_NAMED = re.compile(r"(?:EPSG\D{0,3})?(\d{4,5})")

Point = tuple[float, float]


def point(town: Town, x: object, y: object, *, projection: object = "") -> tuple[Point | None, Note | None]:
    """Give the point (latitude, longitude, WGS84 degrees) of a place in `town`, or None and why.

    `x` is the longitude or the easting, `y` the latitude or the northing; swapped, they are set right where
    only the other order falls in the commune. `projection` is as the source names it, else the numbers tell.
    """
    east, north = text(x), text(y)
    if not (east or north):
        return None, None
    easting, northing = _number(x, east), _number(y, north)
    said = f"{east} ; {north}"
    if easting is None or northing is None:
        return None, Note(
            COLUMN, said, "Ces coordonnées ne sont pas deux nombres : la fiche est placée à sa commune."
        )
    nearest = math.inf
    for place in _readings(town, easting, northing, text(projection).upper()):
        distance = _km(place, town.centre)
        if distance <= reach(town):
            return (round(place[0], 5), round(place[1], 5)), None
        nearest = min(nearest, distance)
    return None, Note(COLUMN, said, _too_far(nearest, town))


def reach(town: Town) -> float:
    """Give how far from its middle a place of `town` may be, in kilometres."""
    return _WIDE_COMMUNES.get(town.code) or _WIDE_DEPARTMENTS.get(town.department, REACH_KM)


def _number(value: object, said: str) -> float | None:
    try:
        number = float(value if isinstance(value, int | float) else said.replace(",", ".").replace(" ", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _readings(town: Town, x: float, y: float, projection: str) -> Iterator[Point]:
    """Give the points that two numbers may be, the likeliest first; in each projection, then axes swapped."""
    if abs(x) <= 180 and abs(y) <= 180:
        yield from _degrees(x, y)
        return
    named = _named(projection)
    for code in dict.fromkeys(filter(None, (named, _OVERSEAS.get(town.department, LAMBERT_93), LAMBERT_2))):
        for easting, northing in ((x, y), (y, x)):
            place = _unprojected(code, easting, northing)
            if place:
                yield place


def _degrees(x: float, y: float) -> Iterator[Point]:
    if abs(y) <= 90:
        yield y, x
    if abs(x) <= 90:
        yield x, y


def _named(projection: str) -> int | None:
    """Give the EPSG code of a projection as sources name it: LAMBERT_93, UTM_N20, EPSG:2154."""
    if "LAMBERT" in projection and "93" in projection:
        return LAMBERT_93
    if found := _UTM_NAMED.search(projection):
        return _UTM.get((found[1] or found[4]) + (found[2] or found[3]))
    found = _EPSG_NAMED.fullmatch(projection)
    return int(found[1]) if found and int(found[1]) != WGS84 else None


@lru_cache(maxsize=32)
def _transformer(code: int) -> Transformer | None:
    try:
        return Transformer.from_crs(code, WGS84, always_xy=True)
    except ProjError:
        return None


def _unprojected(code: int, easting: float, northing: float) -> Point | None:
    transformer = _transformer(code)
    if transformer is None:
        return None
    longitude, latitude = transformer.transform(easting, northing)
    return (latitude, longitude) if math.isfinite(latitude) and math.isfinite(longitude) else None


def _km(one: Point, other: Point) -> float:
    return float(_EARTH.inv(one[1], one[0], other[1], other[0])[2]) / 1000


def _too_far(distance: float, town: Town) -> str:
    if not math.isfinite(distance):
        return "Ces coordonnées ne sont nulle part : la fiche est placée à sa commune."
    return (
        f"Ce point est à {distance:.0f} km du centre de {town.name}, donc ailleurs que dans cette commune : "
        "la fiche est placée à sa commune."
    )
