"""Which unit each commune depends on."""

from pathlib import Path

import pytest

from importers.ground import Ground
from importers.reading.refusals import FileRefusedError
from importers.records import AreaRecord
from tests.importers.sources.stating import Told, told


@pytest.fixture(scope="module")
def said(samples: Path, ground: Ground) -> Told:
    """What the sample says."""
    return told("competence", ground, samples / "competence/competence.csv")


def test_a_unit_has_all_its_communes_and_nothing_that_nobody_said(said: Told):
    record = said.said["gn-9999001"].record
    assert record.areas == (AreaRecord("commune", "48137"), AreaRecord("commune", "48029"))
    assert record.category == "law-enforcement-unit"
    assert (record.phones, record.street, record.point, record.hours) == ((), "", None, None)


def test_a_unit_stands_in_the_commune_that_it_is_called_after(said: Told):
    assert said.said["gn-9999001"].record.commune == "48095"
    assert said.said["gn-gendarmerie-brigade-du-malzieu-ville-48"].record.commune == "48090"
    assert said.said["pn-commissariat-de-police-de-mende-48"].record.commune == "48095"


def test_a_unit_called_after_no_commune_stands_nowhere(said: Told):
    record = said.said["pn-commissariat-central-du-1er-arrondissement-75"].record
    assert record.commune == ""
    assert record.areas == (AreaRecord("commune", "75056"),)


def test_a_unit_is_named_as_the_list_of_units_names_it(said: Told, samples: Path, ground: Ground):
    paths = (samples / "units/export-gn2.csv", samples / "units/export-pn.csv")
    units = {key for path in paths for key in told("units", ground, path).said}
    both = {
        "gn-9999001",
        "gn-gendarmerie-brigade-du-malzieu-ville-48",
        "pn-commissariat-de-police-de-mende-48",
    }
    assert units & said.said.keys() == both


def test_a_commune_that_does_not_exist_is_refused_with_its_code(said: Told):
    refused = {refusal.column: refusal.value for refusal in said.refused}
    assert refused == {"code_commune": "99998", "service": ""}


def test_a_commune_that_does_not_exist_is_left_out_of_a_unit_that_has_others(ground: Ground, tmp_path: Path):
    path = tmp_path / "competence.csv"
    path.write_text(
        "code_commune;institution;id_service;service\n"
        "48095;GN;9999001;Gendarmerie - Brigade de Mende\n"
        "99999;GN;9999001;Gendarmerie - Brigade de Mende\n",
        "utf-8",
    )
    seen = told("competence", ground, path).said["gn-9999001"]
    assert seen.record.areas == (AreaRecord("commune", "48095"),)
    assert [note.value for note in seen.notes] == ["99999"]


def test_a_file_without_its_columns_is_refused(ground: Ground, tmp_path: Path):
    path = tmp_path / "other.csv"
    path.write_text("a;b\n1;2\n", "utf-8")
    with pytest.raises(FileRefusedError, match="code_commune"):
        told("competence", ground, path)


def test_each_real_commune_of_the_lozere_depends_on_one_unit(shared: Path, ground: Ground):
    path = shared / "data/competence/competence_territoriale_lozere_48_2026.csv"
    seen = told("competence", ground, path)
    assert not seen.refused
    served = [area.code for each in seen.said.values() for area in each.record.areas]
    assert len(served) == len(set(served)) == 152
    assert set(served) == {code for code, town in ground.towns.items() if town.department == "48"}
    assert not [each.record.name for each in seen.said.values() if not each.record.commune]


def test_the_real_units_of_the_ain_are_those_of_the_list(shared: Path, ground: Ground):
    path = shared / "data/competence/competence_territoriale_ain_01_debut_2026.csv"
    seen = told("competence", ground, path)
    units = told("units", ground, shared / "data/gendarmerie/export-gn2-extrait-ain.csv")
    assert not seen.refused
    assert sum(len(each.record.areas) for each in seen.said.values()) == 173
    assert units.said.keys() <= seen.said.keys()
    communes = {key: each.record.commune for key, each in units.said.items()}
    assert communes == {key: seen.said[key].record.commune for key in communes}
