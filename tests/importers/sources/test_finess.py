"""FINESS in its four variants: what each row becomes, and every real file that is at hand."""

from pathlib import Path

import pytest
from stating import Told, told

from directory.vocabulary import vocabulary
from importers.ground import Ground
from importers.mapping import fitted, kinds_of
from importers.statements import Statement

HOMES_AND_SHELTERS = ("159", "166", "172", "175", "176", "177", "214", "216", "219", "462")


@pytest.fixture(scope="module")
def raw(ground: Ground, samples: Path) -> Told:
    """The raw file: establishments, their points and their managers, in three blocks."""
    return told("finess", ground, samples / "finess" / "etalab-cs1100507.csv")


def test_a_point_of_the_second_block_joins_its_establishment(raw: Told) -> None:
    pmi = raw.said["480000101"].record
    assert pmi.point == pytest.approx((44.5313, 3.4842), abs=0.001)
    assert (pmi.category, pmi.commune, pmi.street) == ("pmi", "48095", "12 B rue des Écoles")
    assert (pmi.organization, pmi.postcode) == ("Departement de la Lozere", "48000")
    assert [phone.number for phone in pmi.phones] == ["+33465710101"]


def test_an_overseas_establishment_has_its_real_code_and_its_own_projection(raw: Told) -> None:
    mdph = raw.said["970400601"].record
    assert mdph.commune == "97411"
    assert mdph.point == pytest.approx((-20.933, 55.4469), abs=0.001)
    assert [(area.kind, area.code) for area in mdph.areas] == [("department", "974")]


def test_a_shelter_proposes_what_it_may_be_and_may_hide(raw: Told) -> None:
    chrs = raw.said["320000201"]
    assert (chrs.fit, chrs.record.category, chrs.is_perhaps_hidden) == ("broader", "", True)
    assert chrs.proposed == ("chrs", "dv-shelter", "emergency-shelter")


def test_a_name_settles_a_code_that_covers_two_categories(raw: Told) -> None:
    assert (raw.said["350000301"].fit, raw.said["350000301"].record.category) == ("exact", "cmp-child")
    assert (raw.said["450000401"].fit, raw.said["450000401"].proposed) == ("broader", ("cmp", "cmp-child"))


def test_a_hospital_is_no_category_by_itself(raw: Told) -> None:
    hospital = raw.said["420000501"]
    assert (hospital.fit, hospital.record.category) == ("broader", "")
    assert {"hospital-emergency", "umj", "pass"} <= set(hospital.proposed)
    assert hospital.record.alternate_names == ("CH du Forez Fictif",)  # Not « Cabinet du Dr Martin ».


def test_a_point_in_another_region_is_left_out_and_said(raw: Told) -> None:
    cmp = raw.said["450000401"]
    assert cmp.record.point is None
    assert ["268 km" in note.reason for note in cmp.notes] == [True]


def test_quotes_written_twice_are_read_once(raw: Told) -> None:
    place = raw.said["320000801"]
    assert place.record.name == 'Lieu de vie "Les Cedres 1"'
    assert (place.fit, place.is_perhaps_hidden) == ("none", True)


def test_a_code_that_nobody_mapped_is_unknown_and_keeps_its_label(raw: Told) -> None:
    new = raw.said["480000901"]
    assert (new.fit, new.code, new.code_label) == ("unknown", "777", "Nouvelle catégorie")
    assert (new.record.commune, new.record.street) == ("48009", "Le Bourg")  # An old code, moved; no box.


def test_a_pharmacy_is_outside_the_directory(raw: Told) -> None:
    assert (raw.said["480001001"].fit, raw.said["480001001"].is_perhaps_hidden) == ("none", False)


def test_saint_martin_is_refused_with_its_reason(raw: Told) -> None:
    assert len(raw.refused) == 1
    assert "Saint-Martin" in raw.refused[0].reason


def test_what_a_spreadsheet_damaged_is_repaired_or_unknown(ground: Ground, samples: Path) -> None:
    damaged = told("finess", ground, samples / "finess" / "abime-par-un-tableur.csv")
    bourg = damaged.said["010000999"]
    assert (bourg.record.commune, bourg.record.postcode, bourg.siret) == ("01053", "01000", "")
    assert [phone.number for phone in bourg.record.phones] == ["+33465711111"]
    assert damaged.said["2A0000999"].record.commune == "2A004"
    assert [refusal.column for refusal in damaged.refused] == ["nofinesset", "rslongue", "commune"]


def test_the_survey_of_hospitals_is_read_with_its_accents(ground: Ground, samples: Path) -> None:
    survey = told("finess", ground, samples / "finess" / "sae-identite.csv")
    clinic = survey.said["350008002"].record
    assert (clinic.name, clinic.street) == ("Clinique Espérance Fictive", "10 rue de l'Église")
    assert str(survey.said["350008002"].said_on) == "2023-12-31"


def test_the_json_gives_open_establishments_where_they_work(ground: Ground, samples: Path) -> None:
    plus = told("finess", ground, samples / "finess" / "finess-plus.json")
    assert list(plus.said) == ["480010001"]  # Neither the closed one nor the inactive one.
    pmi = plus.said["480010001"].record
    assert (pmi.commune, pmi.street) == ("48095", "4 rue Berthelot")  # Not « Bereelot ».
    assert pmi.point == (44.5313, 3.4842)
    assert (pmi.name, pmi.email) == ("PMI du centre", "accueil@pmi-fictive.exemple.fr")


@pytest.mark.parametrize("code", HOMES_AND_SHELTERS)
def test_a_code_of_homes_or_shelters_may_hide(code: str) -> None:
    assert fitted("finess", [code]).is_perhaps_hidden


def test_whatever_lodges_with_a_secret_address_may_hide() -> None:
    secret = {slug for slug, it in vocabulary().categories.items() if it.address_policy == "confidential"}
    naming = [kind for kind in kinds_of("finess").values() if secret & set(kind.categories)]
    assert naming
    assert all(kind.is_perhaps_hidden for kind in naming)


@pytest.mark.parametrize(
    ("name", "read", "refused"),
    [
        ("etalab-cs1100502-extrait-20260512.csv", 9, 3),
        ("finess-reexposition-entete-42-colonnes-2021-latin1.csv", 1, 0),
        ("finess-plus-structures-extrait-20260309.json", 1, 0),
        ("sae_ID_2023_hopitaux_latin1.csv.gz", 3528, 7),
    ],
)
def test_a_real_file_is_taken_but_for_what_is_no_departement(
    ground: Ground, shared: Path, name: str, read: int, refused: int
) -> None:
    real = told("finess", ground, shared / "data" / "finess" / name)
    assert (real.read, len(real.said), len(real.refused)) == (read, read - refused, refused)
    assert {reason.rpartition(" : ")[2] for reason in real.reasons()} <= {
        "Saint-Barthélemy.",
        "Saint-Martin.",
    }
    assert all(map(_is_whole, real.said.values()))


def _is_whole(statement: Statement) -> bool:
    record = statement.record
    return bool(record.name and record.commune and record.key == statement.finess and statement.said_on)


def test_real_hospitals_are_never_given_a_category_by_their_code(ground: Ground, shared: Path) -> None:
    real = told("finess", ground, shared / "data" / "finess" / "sae_ID_2023_hopitaux_latin1.csv.gz")
    exact = {key: said.record.category for key, said in real.said.items() if said.fit == "exact"}
    assert set(exact.values()) <= {"cmp-child", "psychiatric-emergency"}
    assert sum(said.fit == "unknown" for said in real.said.values()) == 5  # Code 999, which says nothing.
