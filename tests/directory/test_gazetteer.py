"""The gazetteer: what its file holds, and how it enters a database that services already refer to."""

import csv
import gzip
import lzma
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from directory.db import open_engine, open_sessions, sqlite_url
from directory.folding import fold, full_forms, later_words
from directory.gazetteer import FILE, GazetteerError, commune_rows, load_gazetteer, read
from directory.gazetteer_build import main, write
from directory.geo import distance_km, place
from directory.models import Base, Commune, PlaceName, Postcode, Zone
from directory.outlines import central_point, contains
from directory.place_names import of_name
from directory.typography import typeset

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "communes"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="le dossier de référence « shared » est absent à côté du projet"
)


@pytest.fixture(scope="module")
def content():
    return read()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Iterator[Session]:
    engine = open_engine(sqlite_url(tmp_path_factory.mktemp("gazetteer")))
    Base.metadata.create_all(engine)
    with open_sessions(engine)() as session:
        assert load_gazetteer(session)
        session.commit()
        yield session
    engine.dispose()


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_commune_of_the_101_departments_is_there(loaded):
    assert count(loaded, Commune) == 34_875
    assert loaded.scalar(select(func.count(Commune.department.distinct()))) == 101
    assert count(loaded, Zone) == 101 + 1_255 + 484


def test_former_communes_and_districts_are_there(loaded):
    kinds = select(PlaceName.kind, func.count(PlaceName.code.distinct())).group_by(PlaceName.kind)
    held = dict(loaded.execute(kinds).all())
    assert held["district"] == 45
    assert held["former"] == 2_105 + 471


def test_the_file_is_small(content):
    assert FILE.stat().st_size < 600_000
    assert len(content["sources"]) == 2


def test_a_zone_is_never_a_commune_of_fewer_than_20_000_people(loaded):
    communes = select(Commune.population).join(Zone, (Zone.kind == "commune") & (Zone.code == Commune.code))
    populations = loaded.scalars(communes).all()
    assert populations
    assert min(populations) >= 20_000


def test_a_commune_says_in_which_territories_it_lies(loaded):
    saint_chamond = loaded.get(Commune, "42207")
    assert saint_chamond.name == "Saint-Chamond"
    assert (saint_chamond.department, saint_chamond.department_name) == ("42", "Loire")
    assert (saint_chamond.region, saint_chamond.region_name) == ("84", "Auvergne-Rhône-Alpes")
    assert saint_chamond.epci == "244200770"
    assert saint_chamond.epci_name == "Saint-Étienne Métropole"
    assert saint_chamond.arrondissement == "423"
    assert saint_chamond.postcodes == "42400"


def test_islands_without_epci_say_so(loaded):
    without = loaded.scalars(select(Commune.code).where(Commune.epci.is_(None)).order_by(Commune.code)).all()
    assert without == ["22016", "29083", "29155", "85113"]


def test_names_are_typeset(loaded):
    assert loaded.get(Commune, "94038").name == "L’Haÿ-les-Roses"


def test_loading_again_does_nothing_and_is_fast(loaded):
    started = process_time()
    assert not load_gazetteer(loaded)
    assert process_time() - started < 0.5


def test_a_new_edition_keeps_the_rows_that_others_refer_to(loaded, content, tmp_path):
    newer = tmp_path / "gazetteer.json.xz"
    write(content | {"sources": ["another edition"]}, newer)
    loaded.execute(update(Commune).where(Commune.code == "42207").values(name="Ancien nom", population=1))
    loaded.add(Commune(**{**as_values(loaded.get(Commune, "42208")), "code": "00000", "name": "Disparue"}))
    names = count(loaded, PlaceName)
    try:
        assert load_gazetteer(loaded, newer)
        loaded.expire_all()
        assert loaded.get(Commune, "42207").name == "Saint-Chamond"
        assert loaded.get(Commune, "00000").name == "Disparue"
        assert place(loaded, "00000") is None
        assert (count(loaded, PlaceName), count(loaded, Postcode)) == (names, postcode_count(content))
    finally:
        loaded.rollback()


def as_values(commune: Commune) -> dict:
    return {column.name: getattr(commune, column.name) for column in Commune.__table__.columns}


def postcode_count(content) -> int:
    return sum(len(postcodes.split()) for postcodes in content["communes"]["postcodes"])


def test_a_half_filled_table_is_filled_again(loaded):
    try:
        loaded.query(PlaceName).filter(PlaceName.folded == "rennes").delete()
        assert load_gazetteer(loaded)
        assert loaded.scalar(select(PlaceName.code).where(PlaceName.folded == "rennes")) == "35238"
    finally:
        loaded.rollback()


def test_an_old_code_leads_to_the_commune_of_today(loaded):
    assert place(loaded, "20033").label == "Bastia (2B)"
    assert place(loaded, "01033").code == "01033"
    assert place(loaded, "01340").name == "Arboys en Bugey"


@pytest.mark.parametrize("damage", [b"", b"not xz", lzma.compress(b"{")])
def test_a_damaged_file_says_how_to_get_it_back(loaded, tmp_path, damage):
    damaged = tmp_path / "gazetteer.json.xz"
    damaged.write_bytes(damage)
    with pytest.raises(GazetteerError, match="make gazetteer"):
        load_gazetteer(loaded, damaged)


def test_a_missing_file_is_named(loaded, tmp_path):
    with pytest.raises(GazetteerError, match=r"nowhere\.xz"):
        load_gazetteer(loaded, tmp_path / "nowhere.xz")


def test_the_same_content_gives_the_same_bytes(content, tmp_path):
    again = tmp_path / "again.xz"
    write(content, again)
    assert again.read_bytes() == FILE.read_bytes()


def test_the_build_command_explains_itself(capsys):
    assert main([]) == 2
    assert "ARCHIVE_ETALAB" in capsys.readouterr().err


@needs_shared
def test_communes_are_those_of_the_reference(content):
    with gzip.open(SHARED / "communes_2026.csv.gz", "rt", encoding="utf-8") as file:
        reference = {row["code_insee"]: row for row in csv.DictReader(file)}
    rows = {row["code"]: row for row in commune_rows(content)}
    assert rows.keys() == reference.keys()
    for code, expected in reference.items():
        row = rows[code]
        assert row["name"] == typeset(expected["nom"])
        assert sorted(row["postcodes"].split()) == sorted(expected["codes_postaux"].split())
        assert (row["department"], row["region"]) == (expected["code_departement"], expected["code_region"])
        assert (row["epci"] or "") == expected["code_epci"]
        assert row["population"] == int(expected["population"])
        if expected["source_coord"] == "point_interieur":
            assert _apart(row, expected) < 10
        else:
            assert abs(row["latitude"] - float(expected["lat"])) < 0.0002
            assert abs(row["longitude"] - float(expected["lon"])) < 0.0002


def _apart(row, expected) -> float:
    return distance_km(row["latitude"], row["longitude"], float(expected["lat"]), float(expected["lon"]))


@needs_shared
def test_former_communes_are_those_of_the_reference(content):
    with (SHARED / "communes_deleguees_associees_arrondissements_2026.csv").open(encoding="utf-8") as file:
        expected = {
            (row["code_insee"], row["nom"], row["code_commune_parente"], row["type"])
            for row in csv.DictReader(file)
        }
    held = {tuple(row[:4]) for row in (*content["former"], *content["districts"])}
    assert len(held) == 2_621
    assert held == expected


SQUARE = [[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]]
HORSESHOE = [
    [
        (0.0, 0.0),
        (6.0, 0.0),
        (6.0, 6.0),
        (5.0, 6.0),
        (5.0, 1.0),
        (1.0, 1.0),
        (1.0, 6.0),
        (0.0, 6.0),
        (0.0, 0.0),
    ]
]


def test_the_centre_of_a_square_is_in_its_middle_whichever_way_it_turns():
    assert central_point([SQUARE]) == (2.0, 2.0)
    assert central_point([[SQUARE[0][::-1]]]) == (2.0, 2.0)


def test_the_centre_of_a_horseshoe_lies_inside_it():
    assert not contains([HORSESHOE], (3.0, 2.5))
    assert contains([HORSESHOE], central_point([HORSESHOE]))


@pytest.mark.parametrize(
    ("name", "liaison", "contracted"),
    [
        ("Le Havre", 2, "du Havre"),
        ("Les Herbiers", 4, "des Herbiers"),
        ("La Rochelle", 3, "de la Rochelle"),
        ("L'Isle-Jourdain", 5, "de l'Isle-Jourdain"),
        ("Auch", 1, "d'Auch"),
        ("Condom", 0, "de Condom"),
    ],
)
def test_a_name_contracts_as_in_french(name, liaison, contracted):
    assert of_name(name, liaison) == contracted


@pytest.mark.parametrize(
    "typed",
    ["L'Haÿ-les-Roses", "L’HAŸ LES ROSES", "l hay les roses", "lhay-les-roses", "  L' Hay  les   Roses "],
)
def test_spellings_of_one_name_fold_alike(typed):
    assert fold(typed) == "lhay les roses"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("St-Étienne", "saint etienne"),
        ("STE FOY LES LYON", "sainte foy les lyon"),
        ("Sainte-Foy-lez-Lyon", "sainte foy les lyon"),
        ("Œuilly", "oeuilly"),
        ("Condom-d'Aubrac", "condom daubrac"),
        ("CHALON S/ SAONE", "chalon sur saone"),
        ("Saint\u00a0Malo", "saint malo"),
        ("Saint–Malo", "saint malo"),
        ("%_'\";--", ""),
        ("مدينة", ""),
    ],
)
def test_folding_keeps_letters_and_digits_only(typed, folded):
    assert fold(typed) == folded


def test_a_name_is_whole_with_and_without_its_article():
    assert full_forms("Le Havre") == ["le havre", "havre"]
    assert full_forms("Château-Chinon (Ville)") == ["chateau chinon ville", "chateau chinon"]
    assert full_forms("Lesquin") == ["lesquin"]


def test_later_words_begin_with_a_word_that_means_something():
    assert later_words("Saint-Jean-d'Angély") == ["jean dangely", "angely"]
    assert later_words("Villeneuve-lès-Avignon") == ["avignon"]
