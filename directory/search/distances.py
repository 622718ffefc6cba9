"""Distances without a map: points on the unit sphere, so that near is a matter of three subtractions."""

import math

import numpy as np
from numpy.typing import NDArray

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


def on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Give the point of the unit sphere at `latitude`, `longitude` (WGS84 degrees)."""
    up, round_ = math.radians(latitude), math.radians(longitude)
    return math.cos(up) * math.cos(round_), math.cos(up) * math.sin(round_), math.sin(up)


def distances_km(points: NDArray[np.float64], origin: tuple[float, float]) -> NDArray[np.float64]:
    """Give the distance in km from `origin` (degrees) to each of `points` (n, 3); NaN where there is none.

    The great circle differs from the geodesic that pages show by 0.3 % at most.
    """
    chord = np.sqrt(((points - np.array(on_sphere(*origin))) ** 2).sum(axis=1))
    arcs: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.minimum(chord / 2, 1))
    return arcs
