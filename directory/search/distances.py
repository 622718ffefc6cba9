"""Distances without a map: points on the unit sphere, so that near is a matter of three subtractions."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


def on_sphere(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Give the points (…, 3) of the unit sphere at `latitude`, `longitude` (WGS84 degrees), NaN for none."""
    up, around = np.radians(latitude), np.radians(longitude)
    return np.stack((np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)), axis=-1)


def distances_km(points: NDArray[np.float64], origin: tuple[float, float]) -> NDArray[np.float64]:
    """Give the distance in km from `origin` (degrees) to each of `points` (n, 3); NaN where there is none.

    The great circle differs from the geodesic that pages show by 0.3 % at most.
    """
    # One coordinate at a time: numpy adds up rows of three about six times as slowly.
    away, ahead, above = ((own - there) ** 2 for own, there in zip(points.T, on_sphere(*origin), strict=True))
    chord = np.sqrt(away + ahead + above)
    arcs: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.minimum(chord / 2, 1))
    return arcs
