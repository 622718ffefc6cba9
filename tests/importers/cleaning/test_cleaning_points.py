"""Coordinates checked against the commune: axes, projections, and points that are somewhere else."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from importers.cleaning.points import point
from importers.ground import Ground

VIRIAT, MENDE, SAINT_DENIS, MARIPASOULA = "01451", "48095", "97411", "97353"
LAMBERT = (870215.7, 6571590.5)
HOSPITAL = (46.22274, 5.20860)


@pytest.mark.parametrize(
    ("x", "y", "projection"),
    [
        (5.20860, 46.22274, ""),
        ("5.20860", "46.22274", ""),
        ("5,20860", " 46,22274 ", ""),
        (46.22274, 5.20860, ""),
        (*LAMBERT, ""),
        (*LAMBERT, "LAMBERT_93"),
        (*LAMBERT, "1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93"),
        (*LAMBERT, "EPSG:2154"),
        (*LAMBERT, 2154),
        (*reversed(LAMBERT), "LAMBERT_93"),
        ("870215,7", "6571590,5", ""),
    ],
)
def test_a_point_is_read_whatever_its_axes_and_projection(
    ground: Ground, x: object, y: object, projection: object
):
    found, note = point(ground.towns[VIRIAT], x, y, projection=projection)
    assert note is None
    assert found == pytest.approx(HOSPITAL, abs=2e-5)


def test_inverted_axes_of_finess_plus_are_set_right(ground: Ground):
    found, _ = point(ground.towns["01053"], "6570414.61", "873766.07")
    assert found == pytest.approx((46.211257, 5.254203), abs=2e-4)


@pytest.mark.parametrize("projection", ["", "UTM_S40", "EPSG:2975"])
def test_overseas_points_are_read_in_their_own_projection(ground: Ground, projection: str):
    found, note = point(ground.towns[SAINT_DENIS], 338_700, 7_691_000, projection=projection)
    assert note is None
    assert found == pytest.approx((-20.874, 55.45), abs=0.01)


def test_a_point_too_far_off_is_left_out_with_its_distance(ground: Ground):
    found, note = point(ground.towns["01053"], 2.2875, 48.8627)
    assert found is None
    assert note is not None
    assert "370 km du centre de Bourg-en-Bresse" in note.reason


def test_a_point_at_the_edge_of_thirty_kilometres_decides(ground: Ground):
    latitude, longitude = ground.towns[MENDE].centre
    near, _ = point(ground.towns[MENDE], longitude, latitude + 0.26)
    far, note = point(ground.towns[MENDE], longitude, latitude + 0.28)
    assert near is not None
    assert far is None
    assert note is not None


def test_a_commune_of_guiana_is_wide(ground: Ground):
    latitude, longitude = ground.towns[MARIPASOULA].centre
    assert point(ground.towns[MARIPASOULA], longitude, latitude + 0.6)[0] is not None


def test_nothing_said_is_nothing_to_note(ground: Ground):
    assert point(ground.towns[MENDE], "", None) == (None, None)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("nan", "44.5"),
        ("inf", "44.5"),
        ("3.5", ""),
        ("3.5", "nord"),
        (0, 0),
        ("0", "0"),
        (1e300, 1e300),
        (170, 170),
        (True, "44.5"),
    ],
)
def test_what_is_no_point_is_noted_and_never_taken(ground: Ground, x: object, y: object):
    found, note = point(ground.towns[MENDE], x, y)
    assert found is None
    assert note is not None
    assert note.column == "coordonnées"


def test_an_unknown_projection_is_not_an_error(ground: Ground):
    assert point(ground.towns[VIRIAT], *LAMBERT, projection="EPSG:99999")[0] == pytest.approx(
        HOSPITAL, abs=2e-5
    )


def test_town_halls_and_courts_stand_where_they_say(ground: Ground, shared: Path):
    with (shared / "data/dila/mairies_2026_dep32_42_48.csv").open(encoding="utf-8") as file:
        halls = [(row["code_insee"], row["lon"], row["lat"]) for row in csv.DictReader(file)]
    with gzip.open(shared / "data/justice/points_justice_2025.geojson.gz", "rt") as file:
        courts = [
            (each["properties"]["CODE_INSEE"], *each["geometry"]["coordinates"])
            for each in json.load(file)["features"]
        ]
    refused = [
        code
        for code, x, y in [*halls, *courts]
        if (town := ground.town(code)) and point(town, x, y)[0] is None
    ]
    assert 1 <= len(refused) <= 10
    assert "01053" in refused
