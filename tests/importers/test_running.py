"""Every real file goes through its importer: each row is counted, and a second time nothing changes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from directory.folding import fold
from directory.models import Entry, Service
from tests.conftest import copied
from tests.importers.importing import Importer, counts, identity

CLEAN = 0.01
"""Share of the rows of a clean file that may be refused."""

REAL = {
    "dila": (
        "dila/annuaire_2021_mairie_breux.json",
        "dila/annuaire_2023_mairie_fontaine-le-port.json",
        "dila/annuaire_local_2019_alaveteli.csv.gz",
        "dila/annuaire_local_2019_dep32_42_48.csv",
        "dila/api_lannuaire_v2.1_mission_locale_paris.json",
    ),
    "finess": (
        "finess/etalab-cs1100502-extrait-20260512.csv",
        "finess/finess-plus-structures-extrait-20260309.json",
        "finess/finess-reexposition-entete-42-colonnes-2021-latin1.csv",
        "finess/sae_ID_2023_hopitaux_latin1.csv.gz",
    ),
    "competence": (
        "competence/competence_territoriale_ain_01_debut_2026.csv",
        "competence/competence_territoriale_lozere_48_2026.csv",
    ),
    "units": ("gendarmerie/export-gn2-extrait-ain.csv",),
    "points-justice": ("justice/points_justice_2025.geojson.gz",),
    "data-inclusion": (
        "data_inclusion/structures_v0_extrait_2025.json",
        "data_inclusion/services_v0_extrait_2025.json",
    ),
    "soliguide": ("soliguide/lieu_387_pmi_aqueduc.json",),
    "town-halls": ("dila/mairies_2026_dep32_42_48.csv",),
    "spreadsheet": (
        "partenaires/prescripteurs_habilites_62_67_2019.csv",
        "sante/sites-prelevements-acces-restreint-2020.csv",
    ),
}
CASES = [(slug, file) for slug, files in REAL.items() for file in files]
LOZERE, UNIT_ROWS = "competence/competence_territoriale_lozere_48_2026.csv", 152


@pytest.fixture
def own_app(filled: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the demonstration, with every commune: real files name any."""
    with copied(filled, tmp_path) as app:
        yield app


def test_no_real_file_is_forgotten(shared: Path):
    folders = ("dila", "finess", "competence", "gendarmerie", "justice", "soliguide", "partenaires", "sante")
    there = {
        path.relative_to(shared / "data").as_posix()
        for folder in folders
        for path in (shared / "data" / folder).glob("*.*")
    }
    no_source = {  # National contact centres, situations and types: they list no place.
        "dila/centres_de_contact_nationaux_2020.json",
        "dila/ou_s_adresser_par_situation_2020.json",
        "dila/pivots_cites_fiches_2020.json",
        "dila/types_pivot_2018.yaml",
    }
    assert there - no_source <= {file for _, file in CASES}


@pytest.mark.parametrize(("slug", "file"), CASES, ids=[file for _, file in CASES])
def test_each_row_of_a_real_file_is_counted_once_and_changes_nothing_again(
    importer: Importer, shared: Path, slug: str, file: str
):
    first = importer.imports(slug, shared / "data" / file, is_partial=True)
    assert identity(first.report) == first.report["read"] > 0
    assert first.report["refused_count"] <= CLEAN * first.report["read"], first.report["refused"]
    assert not first.report["removed"]
    before = importer.dump()
    second = importer.imports(slug, shared / "data" / file, is_partial=True)
    assert importer.dump() == before
    assert identity(second.report) == second.report["read"] == first.report["read"]
    assert not counts(second.report).keys() & {"added", "changed", "removed"}
    for word in ("to_decide", "withheld", "refused_count"):
        assert second.report[word] == first.report[word]


@pytest.mark.timeout(600)  # Forty imports, beside other tests.
def test_all_real_files_one_after_another_make_one_directory(importer: Importer, shared: Path):
    for slug, file in CASES:
        run = importer.imports(slug, shared / "data" / file, is_partial=True)
        assert identity(run.report) == run.report["read"]
    before = importer.dump()
    for slug, file in CASES:
        run = importer.prepared(slug, shared / "data" / file, is_partial=True)
        assert not counts(run.report).keys() & {"added", "removed"}, file
    assert importer.dump() == before
    linked = select(Entry.source_slug, Entry.service_id).where(Entry.service_id.is_not(None))
    with importer.tools.readers() as session:
        pairs = list(session.execute(linked))
        streets = select(Service.id).where(Service.address_policy != "public", Service.street.is_not(None))
        assert session.scalars(streets).all() == []
    assert len(pairs) == len(set(pairs)), "two rows of one source are two places"


# Real competence and town halls on top of the demonstration.


def asked(app: Flask, code: str, category: str) -> list[str]:
    """Give the names, folded, that `flask directory competent` answers for a commune and a category."""
    arguments = ["directory", "competent", "--commune", code, "--category", category, "--json"]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    return [fold(each["name"]) for each in json.loads(result.output)]


def test_the_unit_of_each_commune_of_lozere_is_that_of_the_file(importer: Importer, shared: Path):
    importer.imports("competence", shared / "data" / LOZERE)
    header, *rows = (shared / "data" / LOZERE).read_text("utf-8").replace('"', "").splitlines()
    told = [dict(zip(header.split(";"), row.split(";"), strict=True)) for row in rows]
    assert len(told) == UNIT_ROWS
    for row in told:
        answers = asked(importer.app, row["code_commune"], "law-enforcement-unit")
        assert answers == [fold(row["service"])], row


def test_the_town_hall_of_each_commune_is_the_real_one(importer: Importer, shared: Path):
    importer.imports("town-halls", shared / "data/dila/mairies_2026_dep32_42_48.csv")
    names = {
        "48095": "Mairie de Mende",
        "48012": "Mairie des Monts-Verts",
        "32013": "Mairie d’Auch",
        "42218": "Mairie de Saint-Étienne",
    }
    listed = {service.commune_code: service.name for service in importer.imported()}
    assert listed.keys() >= names.keys()
    for code, name in names.items():
        assert listed[code] == name
        assert asked(importer.app, code, "town-hall") == [fold(name)]
