"""Columns of spreadsheets: recognised by their names and by what they hold, corrected by a person."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from importers.column_contents import is_person, is_phone, is_siret, told
from importers.column_names import IGNORED, PERSON, by_name, fields, read_fields
from importers.columns import Columns, corrected, describe, missing, recognise
from importers.naming import MappingError
from importers.sources.spreadsheet import read
from importers.statements import Given

REAL = {
    "partenaires/prescripteurs_habilites_62_67_2019.csv": {
        "department": ("DEPARTEMENT",),
        "name": ("NOM",),
        "street": ("RUE",),
        "complement": ("COMPLEMENT", "COMPLEMENT 2", "BP/CS"),
        "postcode": ("CODE POSTAL",),
        "town": ("COMMUNE",),
        "ignored": ("CEDEX",),
        "email": ("MAIL",),
        "phone": ("TELEPHONE",),
        "website": ("SITE WEB",),
    },
    "sante/sites-prelevements-acces-restreint-2020.csv": {
        "id": ("ID",),
        "finess": ("finess",),
        "name": ("rs",),
        "address": ("adresse",),
        "longitude": ("longitude",),
        "latitude": ("latitude",),
        "hours": ("horaire",),
        "audience": ("public",),
        "phone": ("tel_rdv",),
        "said_on": ("date_modif",),
    },
    "dila/annuaire_local_2019_dep32_42_48.csv": {
        "id": ("#id",),
        "name": ("name",),
        "email": ("request_email",),
        "contact": ("notes",),
        "website": ("home_page",),
        "category": ("tag_string",),
    },
    "finess/finess-reexposition-entete-42-colonnes-2021-latin1.csv": {
        "finess": ("nofinesset",),
        "name": ("rs", "rslongue"),
        "number": ("numvoie",),
        "street_type": ("typvoie",),
        "street": ("voie",),
        "insee": ("cog",),
        "postcode": ("codepostal",),
        "town": ("libelle_routage",),
        "phone": ("telephone",),
        "siret": ("siret",),
        "longitude": ("coordx",),
        "latitude": ("coordy",),
        "category": ("libcategetab",),
    },
    "gendarmerie/export-gn2-extrait-ain.csv": {
        "id": ("identifiant_public_unite",),
        "name": ("service",),
        "insee": ("code_commune_insee",),
        "longitude": ("geocodage_x", "geocodage_x_GPS"),
        "hours": ("horaires_accueil",),
    },
}
"""Files opened as somebody's own -> what some of their columns must be taken for."""


def field_of(column: str, *values: str) -> str:
    """Give what one column is taken for, by its name and its cells."""
    return recognise([column], [{column: value} for value in values]).fields[0][1]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Nom", "name"),
        ("Nom de la structure", "name"),
        ("INTITULÉ", "name"),
        ("Raison sociale", "name"),
        ("Organisme gestionnaire", "organization"),
        ("Rue", "street"),
        ("Complément d'adresse", "complement"),
        ("CP", "postcode"),
        ("codePostal", "postcode"),
        ("Code postal de la structure", "postcode"),
        ("VILLE", "town"),
        ("Code INSEE", "insee"),
        ("Tél.", "phone"),
        ("Téléphone 2", "phone"),
        ("Ligne d’écoute", "phone"),
        ("Tél pro", "phone_professional"),
        ("Adresse mail", "email"),
        ("Courriel de contact", "email"),
        ("Site internet", "website"),
        ("Jours et horaires d'ouverture", "hours"),
        ("Mardi", "hours"),
        ("Public", "audience"),
        ("Thème", "category"),
        ("Missions", "description"),
        ("Territoire d'intervention", "area"),
        ("Secteur", "area"),
        ("Lat", "latitude"),
        ("Y", "latitude"),
        ("N° SIRET", "siret"),
        ("FINESS", "finess"),
        ("Langues", "languages"),
        ("Accessibilité PMR", "accessibility"),
        ("Tarifs", "fee"),
        ("Télécopie", "ignored"),
        ("Remarques", "ignored"),
        ("Motif du refus", "ignored"),
        ("Zwanze", ""),
        ("colonne 3", ""),
    ],
)
def test_columns_are_known_by_many_names(name: str, field: str):
    assert by_name(name)[0] == field


@pytest.mark.parametrize(
    "name",
    [
        "Nom du référent",
        "Prénom",
        "Téléphone du responsable",
        "Mail de la directrice",
        "Interlocuteur",
        "Contact",
    ],
)
def test_columns_that_may_name_a_person_are_left_out(name: str):
    assert field_of(name, "Mme Zwanze", "M. Zwanze") == PERSON


def test_a_column_called_contact_is_what_it_holds():
    assert field_of("Contact", "01 99 00 75 01", "01 99 00 75 02") == "phone"
    assert field_of("Contact", "accueil@zwanze.example", "zwanze@zwanze.example") == "email"


def test_a_name_beside_a_first_name_is_a_persons():
    header = ["Structure", "Nom", "Prénom"]
    assert [field for _, field in recognise(header, []).fields] == ["name", PERSON, PERSON]


def test_what_names_say_is_not_believed_where_no_cell_is_so():
    assert field_of("Site", "Mende", "Langogne") == IGNORED
    assert field_of("Mail", "oui", "non") == IGNORED
    assert field_of("Site", "http://www.zwanze.example", "") == "website"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("phone", ("01 99 00 75 01", "+33 1 99 00 75 02")),
        ("phone", ("01 99 00 75 01 / 01 99 00 75 03", "0199007502")),
        ("email", ("accueil@zwanze.example", "a@zwanze.example; b@zwanze.example")),
        ("website", ("https://www.zwanze.example/lieu", "www.zwanze.example")),
        ("postcode", ("48000", "48300", "1000")),
        ("siret", ("732 829 320 00074", "73282932000074")),
        ("latitude", ("44.5180", "44,7263")),
        ("longitude", ("3.5002", "3,8557")),
        ("point", ("44.5180, 3.5002", "(44.7263;3.8557)")),
        ("address", ("1 rue Zwanze, 48000 Mende", "2 rue Zwanze 48300 Langogne")),
        ("contact", ("1 rue Zwanze 48000 Mende | Tél : 01 99 00 75 01", "48300 Langogne\nTel: 0199007502")),
        ("person", ("Mme Zwanze", "Marie Zwanze")),
        ("", ("010005239", "060024247")),
        ("", ("48095", "48080", "48092", "48061")),
        ("", ("Zwanze",)),
    ],
)
def test_cells_tell_what_a_name_does_not(field: str, values: Sequence[str]):
    assert told(values) == field


def test_names_of_communes_are_told_from_others():
    towns = frozenset(("mende", "saint etienne"))
    assert told(["Mende", "ST ETIENNE", "Saint-Étienne"], towns) == "town"
    assert told(["Mende", "Zwanze", "Zwanze"], towns) == ""


def test_only_a_siret_with_its_key_is_one():
    assert is_siret("73282932000074")
    assert not is_siret("73282932000075")
    assert is_siret("35600000000048")
    assert not is_siret("00000000000000")
    assert not is_phone("010005239")
    assert not is_person("Maison Zwanze")


def test_the_best_of_columns_that_say_the_same_is_taken():
    found = recognise(["Nom", "Nom du service", "Libellé du nom commercial"], []).by_field()
    assert found["name"] == ("Nom", "Nom du service")


def test_a_column_is_guessed_by_its_cells_only_where_no_name_says_it():
    sample = [{"Téléphone": "01 99 00 75 01", "Zwanze": "01 99 00 75 02"}] * 2
    assert recognise(["Téléphone", "Zwanze"], sample).by_field()["phone"] == ("Téléphone",)
    assert recognise(["Zwanze"], sample).by_field()["phone"] == ("Zwanze",)


def test_columns_are_kept_as_they_were():
    columns = recognise(["Nom", "Commune", "Prénom"], [])
    assert Columns.from_json(columns.to_json()) == columns
    assert Columns.from_json({}) == Columns(())
    assert Columns.from_json({"columns": [["Nom", "no-more"]]}).fields == (("Nom", IGNORED),)


def test_a_person_corrects_all_but_what_names_persons():
    columns = recognise(["Zwanze", "Prénom"], [])
    said = corrected(columns, {"Zwanze": "name", "Prénom": "name", "Autre": "town"})
    assert said.fields == (("Zwanze", "name"), ("Prénom", PERSON))
    assert corrected(columns, {"Zwanze": "nonsense"}) == columns


def test_the_screen_shows_examples_but_of_persons():
    sample = [{"Structure": f"Zwanze {number % 4}", "Prénom": "Marie"} for number in range(9)]
    named, person = describe(recognise(["Structure", "Prénom"], sample), sample)
    assert named.examples == ("Zwanze 0", "Zwanze 1", "Zwanze 2")
    assert person.examples == ()


def test_a_list_without_names_or_places_says_what_it_lacks():
    assert "nom" in missing(recognise(["Commune"], []))
    assert "commune" in missing(recognise(["Nom"], []))
    assert missing(recognise(["Nom", "Commune"], [])) == ""


def test_every_field_is_explained_and_no_name_says_two():
    names = [name for field in fields().values() for name in (*field.names, *field.alone)]
    assert len(names) == len(set(names))
    assert all(field.label and field.help for field in fields().values())


def test_a_file_of_fields_with_mistakes_says_them_all(tmp_path: Path):
    path = tmp_path / "columns.yaml"
    path.write_text("- field: a\n  label: A\n  help: a\n- field: a\n  label: B\n  zwanze: c\n", "utf-8")
    with pytest.raises(MappingError) as refused:
        read_fields(path)
    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize("path", REAL)
def test_columns_of_real_files_are_recognised(shared: Path, path: str):
    rows = list(read([Given(path, shared / "data" / path)]))[:50]
    found = recognise(tuple(rows[0].cells), [row.cells for row in rows]).by_field()
    for field, columns in REAL[path].items():
        assert found[field][: len(columns)] == columns
