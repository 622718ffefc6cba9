"""Units of the gendarmerie and services of the police that receive the public."""

from pathlib import Path

import pytest

from importers.ground import Ground
from tests.importers.sources.stating import Told, told


@pytest.fixture(scope="module")
def said(samples: Path, ground: Ground) -> Told:
    """What the file of 2021 says."""
    return told("units", ground, samples / "units/export-gn2.csv")


def test_a_brigade_is_known_by_its_number(said: Told):
    record = said.said["gn-9999001"].record
    assert record.category == "law-enforcement-unit"
    assert record.organization == "Gendarmerie nationale"
    assert (record.commune, record.street, record.postcode) == ("48095", "1 Rue des Exemples", "48000")
    assert record.point == (44.51837, 3.49859)
    assert [phone.number for phone in record.phones] == ["+33465710001"]


def test_a_day_that_an_official_week_leaves_out_is_closed(said: Told):
    record = said.said["gn-9999001"].record
    assert record.hours == "Mo 08:00-12:00,14:00-18:00; Su 09:00-12:00,15:00-18:00"
    assert record.hours_text == ""


def test_hours_that_nobody_gave_stay_unknown(said: Told):
    assert said.said["gn-9999004"].record.hours is None


def test_a_brigade_without_a_number_is_known_by_its_name(said: Told):
    record = said.said["gn-gendarmerie-brigade-du-malzieu-ville-48"].record
    assert record.commune == "48090"
    assert record.point == (44.85, 3.33)


def test_swapped_axes_are_set_right(said: Told):
    assert said.said["gn-9999004"].record.point == (44.7269, 3.8551)


def test_a_unit_without_a_name_is_refused(said: Told):
    assert [refusal.column for refusal in said.refused] == ["service"]


def test_the_columns_of_2018_say_the_hours_of_each_day(samples: Path, ground: Ground):
    record = told("units", ground, samples / "units/export-gn2-2018.csv").said["gn-9999006"].record
    assert record.hours == "Mo 08:00-12:00,14:00-18:00; Tu 14:00-18:00"
    assert record.commune == "48061"
    latitude, longitude = record.point or (0.0, 0.0)
    assert (latitude, longitude) == pytest.approx((44.33, 3.59), abs=0.01)


def test_the_police_is_known_by_name_and_departement(samples: Path, ground: Ground):
    seen = told("units", ground, samples / "units/export-pn.csv").said
    record = seen["pn-commissariat-de-police-de-mende-48"].record
    assert (record.organization, record.commune) == ("Police nationale", "48095")
    family = seen["gn-maison-de-protection-des-familles-gendarmerie-de-mende-48"].record
    assert family.category == "family-protection-unit"


def test_the_real_brigades_of_the_ain_are_read(shared: Path, ground: Ground):
    seen = told("units", ground, shared / "data/gendarmerie/export-gn2-extrait-ain.csv")
    assert seen.said.keys() == {"gn-1008620", "gn-1008614", "gn-1008593"}
    assert not seen.refused
    ornex = seen.said["gn-1008620"].record
    assert ornex.hours == (
        "Mo-Tu,Th-Fr 08:00-12:00,14:00-18:00; We,Sa 14:00-18:00; Su 09:00-12:00,15:00-18:00"
    )
