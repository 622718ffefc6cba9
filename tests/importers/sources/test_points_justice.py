"""Courts and places of law, as points without names."""

from collections import Counter
from pathlib import Path

import pytest

from importers.ground import Ground
from importers.records import AreaRecord
from tests.importers.sources.stating import Told, told


@pytest.fixture(scope="module")
def said(samples: Path, ground: Ground) -> Told:
    """What the sample says."""
    return told("points_justice", ground, samples / "points_justice/points.geojson")


def test_a_place_is_called_by_its_type_and_its_commune(said: Told):
    assert said.said["TGI-9001"].record.name == "Tribunal judiciaire – Mende"
    assert said.said["MJD-9003"].record.name == "Maison de justice et du droit – Villeurbanne"


def test_types_are_mapped_where_it_is_certain_and_no_further(said: Told):
    fits = {key: (each.fit, each.record.category) for key, each in said.said.items()}
    assert fits["TGI-9001"] == ("exact", "tribunal-judiciaire")
    assert fits["CDAD-9002"] == ("exact", "point-justice")
    assert fits["TPRX-9005"] == ("broader", "")
    assert fits["CPH-9006"] == ("none", "")
    assert fits["NEW-9007"] == ("unknown", "")


def test_a_point_of_another_town_is_left_out_and_the_place_stays(said: Told):
    cdad = said.said["CDAD-9002"]
    assert (cdad.record.commune, cdad.record.point) == ("48095", None)
    assert "490 km" in cdad.notes[0].reason


def test_a_place_without_a_point_is_in_its_commune(said: Told):
    record = said.said["MJD-9003"].record
    assert (record.commune, record.point) == ("69266", None)


def test_a_council_of_access_to_law_serves_its_departement_where_there_is_one(said: Told):
    assert said.said["CDAD-9002"].record.areas == (AreaRecord("department", "48"),)
    assert said.said["CDAD-9004"].record.areas == ()
    assert said.said["TGI-9001"].record.areas == ()


def test_a_place_without_a_number_is_refused(said: Told):
    assert [refusal.column for refusal in said.refused] == ["NUM"]


def test_the_real_places_are_read_but_those_given_twice(shared: Path, ground: Ground):
    seen = told("points_justice", ground, shared / "data/justice/points_justice_2025.geojson.gz")
    assert (seen.read, len(seen.said)) == (1388, 1379)
    assert {refusal.column for refusal in seen.refused} == {"identifiant"}
    assert len(seen.refused) / seen.read < 0.01
    fits = Counter(each.fit for each in seen.said.values())
    assert fits == {"exact": 397, "broader": 121, "none": 861}
    assert [key for key, each in seen.said.items() if each.notes] == ["CDAD-58966"]
