"""What the kinds of sources are, by tables, and what names say plainly."""

from pathlib import Path

import pytest

from directory.vocabulary import vocabulary
from importers.mapping import FOLDER, Fitted, MappingError, fitted, kinds_of, read_kinds, settled, together
from importers.naming import category_by_name, read_sayings

TABLES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "names")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_reads_and_names_categories_that_exist(table: str):
    kinds = kinds_of(table)
    assert kinds
    assert all(kind.label for kind in kinds.values())
    assert {slug for kind in kinds.values() for slug in kind.categories} <= vocabulary().categories.keys()


def test_every_kind_of_local_service_known_in_2018_is_mapped(shared: Path):
    lines = (shared / "data/dila/types_pivot_2018.yaml").read_text("utf-8").splitlines()
    known = {line.split(":")[0] for line in lines if ":" in line and not line.startswith((" ", "-"))}
    assert len(known) > 130
    assert known <= kinds_of("dila").keys()


def test_a_code_that_gives_a_category_is_exact():
    assert fitted("dila", ["adil"]).category == "housing-info"
    assert fitted("dila", ["adil"]).fit == "exact"


def test_a_code_that_covers_more_only_proposes():
    seen = fitted("dila", ["cg"])
    assert (seen.fit, seen.category) == ("broader", "")
    assert seen.proposed == ("social-department", "ase", "crip")


def test_a_code_known_to_be_outside_is_not_an_unknown_one():
    assert fitted("dila", ["urssaf"]).fit == "none"
    assert fitted("dila", ["never-seen"]).fit == "unknown"
    assert fitted("dila", []).fit == "unknown"


def test_two_codes_of_two_categories_leave_it_to_a_person():
    seen = fitted("dila", ["cidf", "permanence_juridique"])
    assert (seen.fit, seen.category, seen.proposed) == ("broader", "", ("cidff", "point-justice"))


def test_a_code_that_is_exact_decides_over_those_that_are_not():
    seen = fitted("dila", ["prefecture_greffe_associations", "never-seen", "cg", "mds"])
    assert (seen.fit, seen.category, seen.code) == ("exact", "social-department", "mds")


def test_a_code_that_nobody_mapped_is_seen_beside_one_that_is_outside():
    assert fitted("dila", ["urssaf", "never-seen"]).code == "never-seen"


def test_many_codes_are_named_in_what_the_table_of_entries_holds_whatever_their_order():
    codes = [f"a-code-as-long-as-those-of-themes-{number}" for number in range(5)]
    kinds = [fitted("dila", some).code for some in (codes, codes[::-1])]
    assert kinds[0] == kinds[1]
    assert len(kinds[0]) == 80
    assert kinds[0] != fitted("dila", codes[:4]).code


def test_a_kind_serves_its_departement_only_where_there_is_one_of_it():
    assert fitted("dila", ["cpam"]).serves("48")
    assert not fitted("dila", ["cpam"]).serves("59")
    assert not fitted("dila", ["mission_locale"]).serves("48")
    assert not fitted("dila", ["cidf", "permanence_juridique"]).serves("48")


def test_what_may_hide_is_held_back_whatever_its_other_codes(tmp_path: Path):
    path = tmp_path / "kinds.yaml"
    path.write_text(
        "- {code: a, fit: broader, categories: [chrs, dv-shelter], hidden: true, label: A}\n"
        "- {code: b, fit: exact, categories: csapa, label: B}\n",
        "utf-8",
    )
    kinds = read_kinds(path)
    assert together([kinds["b"], kinds["a"]]).is_perhaps_hidden
    assert not together([kinds["b"]]).is_perhaps_hidden


def test_a_table_that_contradicts_itself_says_where(tmp_path: Path):
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "- {code: a, fit: exact, categories: [cmp, csapa], label: A}\n"
        "- {code: a, fit: none, categories: cmp, label: A}\n"
        "- {code: b, fit: perhaps, categories: foyer, label: B}\n",
        "utf-8",
    )
    with pytest.raises(MappingError) as caught:
        read_kinds(path)
    said = str(caught.value)
    assert "ligne 1" in said
    assert "ligne 2" in said
    assert "ligne 3" in said
    assert "perhaps" in said
    assert "foyer" in said


def test_a_file_of_names_that_names_no_category_says_where(tmp_path: Path):
    path = tmp_path / "names.yaml"
    path.write_text("unsure: []\nnames:\n  - {category: refuge, says: [refuge]}\n", "utf-8")
    with pytest.raises(MappingError, match="refuge"):
        read_sayings(path)


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("CIDFF du Gers", "cidff"),
        ("C.I.D.F.F. DU GERS", "cidff"),
        ("France Victimes 48", "victim-support-association"),
        ("Planning familial - Mende", "family-planning-association"),
        ("Mouvement du Nid, délégation du Rhône", "prostitution-trafficking-association"),
        ("RESTAURANTS DU COEUR MENDE", "food-aid"),
        ("Secours populaire français", "food-aid"),
        ("CCAS de Mende", "ccas-cias"),
        ("CIAS du Grand Auch", "ccas-cias"),
        ("MDPH de la Lozère", "mdph"),
        ("CMP ENFANTS ET ADOLESCENTS", "cmp-child"),
        ("CMPP de Mende", "cmp-child"),
        ("CSAPA La Croisée", "csapa"),
        ("CAARUD de l'Essai", "caarud"),
        ("PASS - Centre hospitalier", "pass"),
        ("UMJ de l'Essai", "umj"),
        ("UAPED de l'Essai", "uaped"),
        ("Point-justice de Florac", "point-justice"),
        ("UDAF de la Lozère", "udaf"),
        ("ADIL 48", "housing-info"),
        ("Mission locale Lozère", "mission-locale"),
        ("Espace France services de Langogne", "france-services"),
        ("SPIP de Lozère", "spip"),
        ("CPAM de la Lozère", "cpam"),
        ("Caisse d'allocations familiales de la Lozère", "caf"),
        ("CLIC de Marvejols", "elder-coordination"),
    ],
)
def test_a_name_that_says_it_plainly_gives_the_category(name: str, category: str):
    assert category_by_name(name) == category


@pytest.mark.parametrize(
    "name",
    [
        "CHU de Nantes",  # a hospital, or a shelter
        "CPH de l'Essai",  # a centre for refugees, or a labour court
        "CAF de Mende",  # a fund, or a club of mountaineers
        "CMP de Mende",  # for adults, or for children
        "EHPAD du CCAS",
        "Résidence autonomie du CIAS",
        "CHRS La Croix-Rouge",
        "Croix-Rouge française",
        "Secours catholique",
        "PASS CULTURE",
        "UDAF 48 - service mandataire judiciaire",
        "MSA Services",
        "CIDFF et point-justice",
        "Clics et déclics",
        "Adilson et fils",
        "",
    ],
)
def test_a_name_that_leaves_a_doubt_gives_none(name: str):
    assert category_by_name(name) == ""


def test_no_name_ever_says_a_place_that_hides():
    hiding = {slug for slug, each in vocabulary().categories.items() if each.address_policy == "confidential"}
    lines = (FOLDER / "names.yaml").read_text("utf-8")
    assert hiding
    assert not [slug for slug in hiding if f"category: {slug}\n" in lines]


def test_a_name_settles_only_what_codes_leave_open():
    broader = fitted("dila", ["ti"])
    assert settled(broader, "Tribunal judiciaire de Mende").category == "tribunal-judiciaire"
    assert settled(broader, "CIDFF de Mende") == broader
    assert settled(fitted("dila", ["never-seen"]), "CIDFF de Mende").category == "cidff"
    assert settled(fitted("dila", ["urssaf"]), "CIDFF de Mende").fit == "none"
    exact: Fitted = fitted("dila", ["pif"])
    assert settled(exact, "Point info famille - CIDFF") == exact
