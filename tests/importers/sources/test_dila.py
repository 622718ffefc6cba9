"""The annuaire de l'administration: each of its forms, and the real files beside the project."""

import json
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from importers.ground import Ground
from importers.records import AreaRecord
from tests.importers.sources.stating import Told, told

ID = "11111111-aaaa-4aaa-8aaa-00000000000"
ELSEWHERE = "L’annuaire couvre les 101 départements"


@pytest.fixture(scope="module")
def old(samples: Path, ground: Ground) -> Told:
    """What the CSV of 2019 says."""
    return told("dila", ground, samples / "dila/annuaire-2019.csv")


@pytest.fixture(scope="module")
def present(samples: Path, ground: Ground) -> Told:
    """What the present file says."""
    return told("dila", ground, samples / "dila/annuaire.json")


def test_a_row_of_2019_is_taken_apart(old: Told):
    record = old.said["cidf-48095-01"].record
    assert record.category == "cidff"
    assert record.name == "Centre d'information sur les droits des femmes et des familles (CIDFF) - Lozère"
    assert (record.commune, record.street, record.postcode) == ("48095", "1 rue de l'Essai", "48000")
    assert [phone.number for phone in record.phones] == ["+33465710201"]
    assert (record.email, record.website) == ("contact@example.org", "http://www.example.org")
    assert record.areas == (AreaRecord("department", "48"),)


def test_a_lost_zero_a_cedex_and_other_separators_are_read(old: Told):
    assert old.said["caf-01053-02"].record.postcode == "01000"
    landes = old.said["permanence_juridique-40192-01"].record
    assert (landes.commune, landes.postcode) == ("40192", "40005")
    assert [phone.number for phone in landes.phones] == ["+33536490203"]


def test_a_number_that_costs_more_than_a_call_is_kept_and_said(old: Told):
    caf = old.said["caf-01053-02"]
    assert "payant" in caf.record.phones[0].label
    assert [note.column for note in caf.notes] == ["téléphone"]


def test_no_territory_is_claimed_where_nobody_can_tell(old: Told):
    assert old.said["caf-01053-02"].record.areas == ()  # a desk of the fund
    assert old.said["cpam-59350-01"].record.areas == ()  # one of several funds of the Nord
    assert old.said["cg-69123-01"].record.areas == ()  # the Rhône is not the Métropole de Lyon


def test_kinds_are_exact_broader_none_or_unknown(old: Told):
    fits = {key: (each.fit, each.record.category) for key, each in old.said.items()}
    assert fits["cg-69123-01"] == ("broader", "")
    assert fits["maia-48095-01"] == ("none", "")
    assert fits["nouveau-48095-01"] == ("unknown", "")
    assert old.said["nouveau-48095-01"].code == "nouveau"


def test_a_service_of_another_territory_is_refused_in_words(old: Told):
    assert len(old.refused) == 1
    assert ELSEWHERE in old.refused[0].reason
    assert "Nouvelle-Calédonie" in old.refused[0].reason


def test_a_service_of_the_present_file_is_read_whole(present: Told):
    said = present.said[f"{ID}1"]
    record = said.record
    assert record.category == "town-hall"
    assert record.street == "Hôtel de ville, 1 place de l'Essai"
    assert record.point == (44.5184, 3.4986)
    assert record.hours == "Mo-We 09:00-12:00,14:00-17:00"
    assert record.hours_text == "Sur rendez-vous."
    assert (record.features, record.accessibility) == (("wheelchair",), "rampe")
    assert record.areas == (AreaRecord("commune", "48095"),)
    assert (said.siret, str(said.said_on)) == ("21480095500016", "2026-08-09")


def test_a_fax_is_never_a_telephone(present: Told):
    numbers = [phone.number for each in present.said.values() for phone in each.record.phones]
    assert "+33465710301" in numbers
    assert not {"+33465710399", "+33465710398"} & set(numbers)


def test_no_person_is_imported(present: Told):
    assert "Untel" not in repr(present.said)


def test_a_remark_that_changes_hours_makes_them_a_text(present: Told):
    record = present.said[f"{ID}3"].record
    assert record.hours is None
    assert record.hours_text == "lundi : 09:00-12:00 ; Uniquement hors vacances scolaires."


def test_a_point_of_another_place_is_left_out_and_said(present: Told):
    said = present.said[f"{ID}3"]
    assert said.record.point is None
    assert [note.column for note in said.notes] == ["coordonnées"]


def test_the_communes_that_a_kind_lists_are_those_it_serves(present: Told):
    served = present.said[f"{ID}3"].record.areas
    assert served == (AreaRecord("commune", "48095"), AreaRecord("commune", "48080"))


def test_a_part_of_a_town_hall_does_not_claim_its_commune(present: Told):
    assert present.said[f"{ID}2"].record.areas == ()


def test_what_is_no_longer_in_use_is_not_read(present: Told):
    assert f"{ID}4" not in present.said
    assert present.read == 5


def test_a_service_without_a_name_is_refused(present: Told):
    assert [refusal.column for refusal in present.refused] == ["nom"]


def test_two_kinds_at_once_wait_for_a_person(present: Told):
    said = present.said[f"{ID}6"]
    assert (said.fit, said.proposed) == ("broader", ("cidff", "point-justice"))
    assert said.record.areas == ()


def test_the_api_says_the_same_in_texts(samples: Path, ground: Ground):
    record = told("dila", ground, samples / "dila/api.json").said[f"{ID}7"].record
    assert (record.commune, record.street) == ("75056", "7 rue de l'Essai")
    assert record.email == "contact@example.org"
    assert [phone.number for phone in record.phones] == ["+33199000307"]
    assert "fauteuil" in record.accessibility
    assert record.features == ()
    assert record.areas == ()  # arrondissements: no territory here is so small


def test_every_wrapping_of_the_present_file_says_the_same(
    samples: Path, ground: Ground, tmp_path: Path, present: Told
):
    path = samples / "dila/annuaire.json"
    packed = tmp_path / "annuaire.tar.bz2"
    with tarfile.open(packed, "w:bz2") as archive:
        archive.add(path, "2026-11-24.gouv_local.json")
    listed = tmp_path / "list.json"
    listed.write_text(json.dumps(json.loads(path.read_text("utf-8"))["service"]), "utf-8")
    assert told("dila", ground, packed).said == present.said
    assert told("dila", ground, listed).said == present.said


def test_a_row_whose_identifier_is_not_of_the_annuaire_is_refused_alone(
    ground: Ground, tmp_path: Path, samples: Path
):
    path = tmp_path / "other.csv"
    path.write_text("id,name,notes\nhello,Un service,world\n", "utf-8")
    seen = told("dila", ground, path)
    assert not seen.said
    assert [each.column for each in seen.refused] == ["id"]


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("annuaire_2021_mairie_breux.json", "town-hall"),
        ("annuaire_2023_mairie_fontaine-le-port.json", "town-hall"),
        ("api_lannuaire_v2.1_mission_locale_paris.json", "mission-locale"),
    ],
)
def test_a_real_record_is_read(shared: Path, ground: Ground, name: str, category: str):
    seen = told("dila", ground, shared / "data/dila" / name)
    assert [each.record.category for each in seen.said.values()] == [category]
    assert not seen.refused


def test_the_real_annuaire_of_2019_is_read(shared: Path, ground: Ground):
    seen = told("dila", ground, shared / "data/dila/annuaire_local_2019_alaveteli.csv.gz")
    assert seen.read == 5728
    assert len(seen.said) == 5672
    assert all(reason.startswith(ELSEWHERE) for reason in seen.reasons())
    assert len(seen.refused) / seen.read < 0.01
    fits = Counter(each.fit for each in seen.said.values())
    assert fits == {"exact": 5055, "broader": 511, "none": 106}
    assert sum(not each.record.phones for each in seen.said.values()) < 0.08 * seen.read


def test_the_real_annuaire_of_three_departements_is_read_whole(shared: Path, ground: Ground):
    seen = told("dila", ground, shared / "data/dila/annuaire_local_2019_dep32_42_48.csv")
    assert (seen.read, len(seen.said)) == (110, 110)
    assert {each.record.commune[:2] for each in seen.said.values()} == {"32", "42", "48"}
