"""data·inclusion: what goes together in one listing, what its words become, and what may hide."""

from pathlib import Path

import pytest
from stating import Told, givens, told

from importers.corrections import Refused, as_csv
from importers.ground import Ground
from importers.mapping import fitted, kinds_of
from importers.reading.parent import read_rows
from importers.reading.refusals import FileRefusedError
from importers.reading.tables import read_table
from importers.sources.data_inclusion_v0 import listed
from importers.sources.data_inclusion_words import areas, modes
from importers.statements import Given

REAL = "structures_v0_extrait_2025.json", "services_v0_extrait_2025.json"


@pytest.fixture(scope="module")
def both(ground: Ground, samples: Path) -> Told:
    """Structures and services of v1, given together."""
    folder = samples / "data_inclusion"
    return told("data_inclusion", ground, folder / "structures.json", folder / "services.json")


def test_services_of_one_category_at_one_place_are_one_listing(both: Told) -> None:
    cidff = both.said["dora--1/cidff"]
    assert (cidff.fit, cidff.record.category) == ("exact", "cidff")
    assert cidff.record.alternate_names == ("Information juridique", "Accompagnement des séparations")
    assert (cidff.record.street, cidff.record.postcode) == ("3 rue Basse", "48000")
    assert cidff.record.hours == "Mo-Fr 09:00-12:00,14:00-17:00"
    assert [phone.number for phone in cidff.record.phones] == ["+33465713002", "+33465713001"]
    assert [(area.kind, area.code) for area in cidff.record.areas] == [("department", "48")]
    assert (cidff.record.fee, cidff.record.access, cidff.siret) == ("free", "both", "12345678900012")


def test_a_permanence_elsewhere_is_a_listing_without_the_hours_of_its_structure(
    both: Told,
) -> None:
    florac = both.said["dora--1/cidff/48061"].record
    assert (florac.category, florac.commune, florac.street) == ("cidff", "48061", "1 place de la Mairie")
    assert (florac.hours, florac.point) == (None, None)


def test_a_lodging_held_elsewhere_may_hide_even_where_its_structure_does_not(both: Told) -> None:
    assert both.said["dora--1/cidff/48092"].is_perhaps_hidden
    assert not both.said["dora--1/cidff"].is_perhaps_hidden


def test_services_that_nothing_tells_apart_wait_together(both: Told) -> None:
    bridge = both.said["dora--2/a-classer"]
    assert (bridge.fit, bridge.record.category) == ("broader", "")
    assert {"food-aid", "france-services"} <= set(bridge.proposed)
    assert bridge.record.alternate_names == ("Colis", "Aide aux papiers")


def test_a_listing_says_only_what_all_its_services_say(both: Told) -> None:
    bridge = both.said["dora--2/a-classer"].record
    assert (bridge.fee, bridge.cost, bridge.hours, bridge.access, bridge.areas) == ("", "", None, "", ())


def test_a_service_about_something_else_is_outside(both: Told) -> None:
    assert both.said["dora--2/hors-champ"].fit == "none"
    assert both.said["dora--4/hors-champ"].fit == "none"


def test_a_network_of_shelters_may_hide_and_is_only_proposed(both: Told) -> None:
    chrs = both.said["soliguide--3/a-classer"]
    assert (chrs.is_perhaps_hidden, chrs.proposed) == (True, ("chrs", "dv-shelter", "emergency-shelter"))


def test_two_networks_that_disagree_are_left_to_a_person(both: Told) -> None:
    assert both.said["dora--6/a-classer"].proposed == ("ccas-cias", "budget-advice")


def test_a_service_given_from_afar_has_a_territory_and_no_place(both: Told) -> None:
    afar = both.said["mes-aides--9/a-classer"].record
    assert (afar.commune, afar.address_policy, afar.modes) == ("", "none", ("online",))
    assert [area.kind for area in afar.areas] == ["national"]


def test_a_structure_without_place_nor_territory_is_refused(both: Told) -> None:
    assert both.reasons() == ["Ni commune ni territoire : ajoutez « code_insee » ou « zone_eligibilite »."]


@pytest.mark.parametrize(
    "names", [("structures.csv", "services.csv"), ("structures.geojson", "services.json")]
)
def test_other_formats_say_the_same(
    both: Told, ground: Ground, samples: Path, names: tuple[str, str]
) -> None:
    others = told("data_inclusion", ground, *(samples / "data_inclusion" / name for name in names))
    assert others.said == both.said


def test_structures_alone_are_listings(ground: Ground, samples: Path) -> None:
    alone = told("data_inclusion", ground, samples / "data_inclusion" / "structures.json")
    assert alone.read == 6
    assert alone.said["dora--1/cidff"].record.description == ""


def test_the_name_of_a_person_is_never_read(samples: Path) -> None:
    folder = samples / "data_inclusion"
    for pair in (("structures.json", "services.json"), ("v0-structures.json", "v0-services.json")):
        rows = list(read_rows("importers.sources.data_inclusion", givens([folder / name for name in pair])))
        assert rows
        assert "Personne Inventée" in (folder / pair[1]).read_text()
        assert "Personne Inventée" not in repr(rows)


def test_the_first_schema_becomes_the_second(ground: Ground, samples: Path) -> None:
    folder = samples / "data_inclusion"
    old = told("data_inclusion", ground, folder / "v0-structures.json", folder / "v0-services.json")
    ccas = old.said["cd35--7/ccas-cias"].record
    assert (ccas.fee, ccas.cost, ccas.audiences) == ("conditional", "selon les ressources", ("older",))
    assert (ccas.documents, ccas.access) == ("Une pièce d'identité, en cours", "self")
    assert [phone.number for phone in ccas.phones] == ["+33261913030"]  # The service's own is not public.
    assert "Habiter la commune, depuis un an" in ccas.description
    assert ccas.hours == "Mo-Fr 09:00-17:00"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("['a', 'b']", ["a", "b"]),
        ('["a", "b"]', ["a", "b"]),
        ("{a,b}", ["a", "b"]),
        ("a, b", ["a", "b"]),
        ("[]", []),
        ("", []),
        (None, []),
        (["a", None, ""], ["a"]),
        ('["l\'été"]', ["l'été"]),
    ],
)
def test_a_list_is_read_however_a_table_writes_it(written: object, words: list[str]) -> None:
    assert listed(written) == words


def test_a_zone_may_be_a_commune_an_epci_a_departement_or_a_country(ground: Ground) -> None:
    found, notes = areas(
        [{"zone_eligibilite": ["32013", "200066926", "2A", "974", "99100", "99999"]}], ground
    )
    kinds = [(area.kind, area.code) for area in found]
    assert kinds[:2] == [("commune", "32013"), ("epci", "200066926")]
    assert kinds[2:] == [("department", "2A"), ("department", "974"), ("national", "")]
    assert [note.value for note in notes] == ["99999"]


def test_at_a_distance_is_by_telephone_where_there_is_a_number() -> None:
    assert modes([{"modes_accueil": ["a-distance"], "telephone": "0465713002"}]) == ("phone",)
    assert modes([{"modes_accueil": ["a-distance", "en-presentiel"]}]) == ("on-site", "online")


def test_every_word_of_the_schema_is_mapped(shared: Path) -> None:
    known = kinds_of("data_inclusion")
    for name in ("reseaux_porteurs_v1.csv", "thematiques_v1.csv"):
        path = shared / "data" / "data_inclusion" / "schema_v1" / name
        codes = [row.cells["value"] for row in read_table(Given(name, path))]
        assert codes
        assert [code for code in codes if code not in known and code.split("--")[0] not in known] == []


def test_a_theme_never_gives_a_category() -> None:
    themes = [code for code in kinds_of("data_inclusion") if "--" in code]
    assert themes
    assert not [code for code in themes if fitted("data_inclusion", [code]).fit == "exact"]


@pytest.mark.parametrize("code", ["chrs", "chu", "huda", "cada", "cph", "ase", "CHRS", "CHU", "HUDA", "ASE"])
def test_a_word_of_shelters_may_hide(code: str) -> None:
    assert fitted("data_inclusion", [code]).is_perhaps_hidden


def test_the_real_extract_is_taken_whole(ground: Ground, shared: Path) -> None:
    real = told("data_inclusion", ground, *(shared / "data" / "data_inclusion" / name for name in REAL))
    assert (real.read, len(real.said), real.refused) == (5, 5, [])
    agency = real.said["action-logement--005d3060-c322-4ec5-bd70-a60f054d3b81/action-logement"]
    assert (agency.record.name, agency.record.category) == ("Agence Action Logement", "action-logement")
    assert agency.record.alternate_names == ("Garantie Visale",)
    assert agency.record.hours == "Mo-Fr 09:00-18:00"
    others = [said for said in real.said.values() if said != agency]
    assert [said.fit for said in others] == ["unknown"] * 4
    assert [said.record.name for said in others if said.is_perhaps_hidden] == [
        "Service Social Breton (FJT) - Paris"
    ]
    assert not any(said.record.category for said in others)


def test_a_refused_row_that_was_corrected_is_taken(ground: Ground, samples: Path, tmp_path: Path) -> None:
    folder = samples / "data_inclusion"
    files = givens([folder / "structures.json", folder / "services.json"])
    rows = list(read_rows("importers.sources.data_inclusion", files))
    refused = next(row for row in rows if row.cells["structure"].get("id") == "dora--5")
    refused.cells["structure"]["code_insee"] = "48095"
    path = tmp_path / "refus.csv"
    path.write_text(as_csv([Refused(5, "commune", "", "", refused.cells)]), encoding="utf-8")
    corrected = told("data_inclusion", ground, path)
    assert [said.record.commune for said in corrected.said.values()] == ["48095"]


def test_a_corrected_cell_that_is_no_document_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "refus.csv"
    path.write_text("structure;services\nRennes;[]\n", encoding="utf-8")
    with pytest.raises(FileRefusedError, match="la cellule « structure » n’est pas du JSON"):
        list(read_rows("importers.sources.data_inclusion", givens([path])))
