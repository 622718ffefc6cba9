"""Lists of one's own: whatever their columns are called, in a CSV or in a workbook."""

import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from string import ascii_uppercase

import pytest
from flask import Flask

from importers.columns import Columns
from importers.ground import Ground
from importers.hiding import hidden
from importers.own_lists import opened, read_territories
from importers.reading.parent import read_rows
from importers.reading.refusals import FileRefusedError
from importers.records import AreaRecord, PhoneRecord
from importers.sources import spreadsheet
from importers.sources.spreadsheet import slug_of, title_of, with_columns
from importers.sources.spreadsheet_areas import Territories, areas, department_code
from importers.sources.spreadsheet_kinds import kind
from importers.sources.spreadsheet_words import accessibility, audiences, contact, fee, languages
from importers.statements import RefusalError, Row, Statement
from tests.importers.reading.made import ods, text, xlsx
from tests.importers.sources.stating import Told, givens

HEADER = ("Nom", "Commune", "CP", "Tél")
PLACES = (
    ("Accueil Zwanze", "Mende", "48000", "01 99 00 75 01"),
    ("Zwanze", "Langogne", "48300", "0199007502"),
)

NOTHING_KEPT = Columns(())
Opened = Callable[..., Told]


@pytest.fixture(scope="module")
def known(app: Flask) -> Territories:
    """What territories are called."""
    with app.extensions["readers"]() as session:
        return read_territories(session)


@pytest.fixture
def told(ground: Ground, known: Territories, tmp_path: Path) -> Opened:
    """Read files as a list of one's own, with columns that were kept or none."""

    def read(*paths: Path, kept: Columns = NOTHING_KEPT) -> Told:
        own = with_columns(kept, "zwanze", known)
        own, rows = opened(own, read_rows(own.__name__, givens(paths)), ground, tmp_path)
        said: dict[str, Statement] = {}
        refused: list[RefusalError] = []
        count = 0
        for row in rows:
            count += 1
            try:
                statement = own.state(row, ground)
                if statement.record.key in said:
                    raise RefusalError("identifiant", statement.record.key, "Il est déjà lu.")
                said[statement.record.key] = statement
            except RefusalError as refusal:
                refused.append(refusal)
        return Told(count, said, refused)

    return read


def named(told: Told) -> Mapping[str, Statement]:
    """Give what was said by the names of places."""
    return {statement.record.name: statement for statement in told.said.values()}


def csv(folder: Path, *rows: Iterable[str], name: str = "liste.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(";".join(row) for row in rows), "utf-8")
    return path


def one(told: Opened, folder: Path, **cells: str) -> Statement:
    """Say one row of a list, its place and name given unless `cells` say others."""
    row = {"Nom": "Zwanze", "CP": "48000", "Commune": "Mende", **cells}
    said = told(csv(folder, row.keys(), row.values()))
    assert not said.refused, said.reasons()
    return next(iter(said.said.values()))


def refusal(told: Opened, folder: Path, **cells: str) -> RefusalError:
    row = {"Nom": "Zwanze", **cells}
    return told(csv(folder, row.keys(), row.values())).refused[0]


# A whole list.


@pytest.fixture
def partners(told: Opened, samples: Path) -> Told:
    """What the sample says."""
    return told(samples / "spreadsheet/partenaires.csv")


def test_a_title_above_the_columns_is_passed_over(partners: Told):
    assert (partners.read, len(partners.said), len(partners.refused)) == (6, 4, 2)


def test_a_row_says_all_that_its_columns_say(partners: Told):
    said = named(partners)["CIDFF Zwanze"]
    record = said.record
    assert (said.fit, record.category) == ("exact", "cidff")
    assert (record.commune, record.street, record.postcode) == ("48095", "1 rue Zwanze", "48000")
    assert record.phones == (PhoneRecord("+33199007501"),)
    assert (record.email, record.website) == ("accueil@zwanze.example", "http://www.zwanze.example")
    assert record.hours == "Mo-Fr 09:00-12:00"
    assert record.women is True
    assert record.areas == (AreaRecord("department", "48"),)
    assert record.languages == ("en", "ar")
    assert record.fee == "free"
    assert record.accessibility == "Accessible aux personnes à mobilité réduite"


def test_no_person_and_no_note_of_ones_own_is_kept(partners: Told):
    text_of_all = repr(list(partners.said.values()))
    assert "Mme Zwanze" not in text_of_all
    assert "marie.zwanze" not in text_of_all
    assert "demander" not in text_of_all


def test_a_personal_mail_is_left_out_and_said_without_being_quoted(partners: Told):
    halte = named(partners)["Accueil Zwanze"]
    assert halte.record.email == ""
    assert [(note.column, note.value) for note in halte.notes] == [("Mail", "")]


def test_a_kind_that_is_not_ours_waits_under_its_own_words(partners: Told):
    halte = named(partners)["Accueil Zwanze"]
    assert (halte.fit, halte.record.category) == ("unknown", "")
    assert halte.code_label == "Accueil de jour pour personnes à la rue"
    assert halte.code == "accueil de jour pour personnes a la rue"


def test_numbers_of_professionals_are_not_for_the_public(partners: Told):
    phones = named(partners)["Permanence Zwanze"].record.phones
    assert [(phone.number, phone.audience) for phone in phones] == [
        ("+33199007503", "public"),
        ("+33199007504", "professional"),
    ]


def test_what_may_be_a_shelter_is_held_back(partners: Told, ground: Ground):
    shelter = named(partners)["Toit Zwanze"]
    assert shelter.is_perhaps_hidden
    kept = hidden(shelter, ground).record
    assert (kept.street, kept.commune, kept.zone) == ("", "", ("department", "48"))


def test_a_territory_that_is_not_certain_stays_in_words(partners: Told):
    said = named(partners)["Permanence Zwanze"]
    assert said.record.areas == ()
    assert "Territoire : CC Gévaudan et Zwanze" in said.record.description
    assert [note.column for note in said.notes] == ["Secteur d'intervention"]


def test_a_misspelled_commune_is_refused_with_the_nearest_name(partners: Told):
    refused = partners.refused[0]
    assert (refused.column, refused.value) == ("Commune", "VILEFORT")
    assert refused.reason == (
        "« VILEFORT » n’est le nom d’aucune commune de ce département (Lozère). Le plus proche : Villefort."
    )


def test_a_row_without_a_name_is_refused_in_the_words_of_the_file(partners: Told):
    refused = partners.refused[1]
    assert refused.column == "Nom de la structure"
    assert refused.reason == "La ligne n’a pas de nom. Écrivez-le dans la colonne « Nom de la structure »."


def test_columns_without_names_are_known_by_their_cells(told: Opened, samples: Path):
    said = named(told(samples / "spreadsheet/lyon.csv"))["Accueil Zwanze"].record
    assert (said.commune, said.street, said.postcode) == ("69123", "1 rue Zwanze", "69001")
    assert said.point == (45.76404, 4.83566)
    assert said.phones == (PhoneRecord("+33199007510"),)


# Files.


def cell_rows(rows: Iterable[Iterable[str]]) -> str:
    """Give the rows of an XLSX."""
    lines = (
        "".join(text(f"{ascii_uppercase[rank]}{line}", cell) for rank, cell in enumerate(row))
        for line, row in enumerate(rows, start=1)
    )
    return "".join(f'<row r="{line}">{cells}</row>' for line, cells in enumerate(lines, start=1))


def ods_rows(rows: Iterable[Iterable[str]]) -> str:
    """Give the rows of an ODS."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    return "".join(
        f"<table:table-row>{''.join(cell.format(each) for each in row)}</table:table-row>" for row in rows
    )


def test_the_same_list_says_the_same_in_every_format(told: Opened, tmp_path: Path):
    rows = (HEADER, *PLACES)
    plain = csv(tmp_path, *rows)
    packed = tmp_path / "liste.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    latin = tmp_path / "latin.csv"
    latin.write_bytes(plain.read_text("utf-8").encode("cp1252"))
    books = xlsx(tmp_path / "liste.xlsx", cell_rows(rows)), ods(tmp_path / "liste.ods", ods_rows(rows))
    first, *others = [told(path).said for path in (plain, packed, latin, *books)]
    assert len(first) == 2
    assert all(each == first for each in others)


def test_files_of_one_list_have_the_same_columns(told: Opened, tmp_path: Path):
    first = csv(tmp_path, HEADER, PLACES[0])
    second = csv(tmp_path, HEADER, PLACES[1], name="suite.csv")
    assert len(told(first, second).said) == 2
    other = csv(tmp_path, ("Nom", "Ville"), ("Zwanze", "Mende"), name="autre.csv")
    with pytest.raises(FileRefusedError, match="pas les mêmes colonnes"):
        told(first, other)


def test_a_list_that_names_nothing_is_refused_as_a_whole(told: Opened, tmp_path: Path):
    with pytest.raises(FileRefusedError, match="le nom des lieux"):
        told(csv(tmp_path, ("Zwanze", "Commune"), ("a", "Mende")))


def test_columns_that_a_person_corrected_are_obeyed(told: Opened, tmp_path: Path):
    path = csv(tmp_path, ("Zwanze", "Commune", "CP"), ("Accueil", "Mende", "48000"))
    said = told(path, kept=Columns((("Zwanze", "name"), ("Gone", "phone"))))
    assert list(named(said)) == ["Accueil"]


def test_what_names_persons_leaves_no_trace_in_refused_rows(
    ground: Ground, known: Territories, tmp_path: Path
):
    path = csv(tmp_path, ("Nom", "Commune", "Référent"), ("", "Mende", "Mme Zwanze"))
    rows = read_rows(spreadsheet.__name__, givens([path]))
    _, rows = opened(with_columns(Columns(()), "zwanze", known), rows, ground, tmp_path)
    assert [dict(row.cells) for row in rows] == [{"Nom": "", "Commune": "Mende"}]
    assert "Mme Zwanze" not in (tmp_path / "sample.json").read_text("utf-8")


def test_the_plain_module_reads_a_row_by_the_names_of_its_columns(ground: Ground):
    said = spreadsheet.state(Row(2, {"Nom": "CIDFF Zwanze", "CP": "48000", "Ville": "Mende"}), ground)
    assert (said.record.commune, said.record.category) == ("48095", "cidff")


# Names of lists.


def test_a_list_is_a_source_of_its_own():
    own = with_columns(Columns(()), "mes-partenaires", title="Mes partenaires")
    assert (own.ORIGIN.slug, own.ORIGIN.title) == ("spreadsheet-mes-partenaires", "Mes partenaires")
    assert own.IS_ONES_OWN
    assert with_columns(Columns(()), "mes-partenaires").ORIGIN.title == "Mes partenaires"


def test_names_of_lists_are_short_enough_for_the_tables():
    assert slug_of("Mes partenaires") == "spreadsheet-mes-partenaires"
    assert slug_of("É" * 90).startswith(f"spreadsheet-{'e' * 21}-")
    assert len(slug_of("É" * 90)) == 40
    assert slug_of("!!!").startswith("spreadsheet-liste-")


@pytest.mark.parametrize(
    "name",
    [
        "Partenaires.xlsx",
        "partenaires_2026-11.csv",
        "partenaires (copie 2).ods",
        "partenaires (3).csv",
        "partenaires v3 final.csv.gz",
    ],
)
def test_versions_of_a_file_are_one_list(name: str):
    assert slug_of(title_of(name)) == "spreadsheet-partenaires"


def test_lists_of_two_departements_are_two_lists():
    assert slug_of(title_of("partenaires_48_2026.csv")) == "spreadsheet-partenaires-48"
    assert slug_of(title_of("partenaires_32_2026.csv")) == "spreadsheet-partenaires-32"
    assert slug_of(title_of("2026-11-24.csv")) == "spreadsheet-liste"


# Places.


def test_addresses_are_read_in_one_cell_or_in_several(told: Opened, tmp_path: Path):
    whole = told(csv(tmp_path, ("Nom", "Adresse"), ("Zwanze", "76 RUE DE REUILLY, 75012 PARIS")))
    record = next(iter(whole.said.values())).record
    assert (record.street, record.postcode, record.commune) == ("76 rue de Reuilly", "75012", "75056")
    pieces = {
        "N° de voie": "12",
        "Type de voie": "AV",
        "Rue": "DE ZWANZE",
        "Complément": "BAT B",
        "BP": "BP 12",
    }
    assert one(told, tmp_path, **pieces).record.street == "12 avenue de Zwanze, Bat B, BP 12"


def test_a_complement_that_is_a_sentence_is_left_out(told: Opened, tmp_path: Path):
    said = one(told, tmp_path, Rue="1 rue Zwanze", Complément="Sonner longtemps, puis entrer " * 3)
    assert said.record.street == "1 rue Zwanze"
    assert [note.column for note in said.notes] == ["Complément"]


@pytest.mark.parametrize(
    "cells",
    [
        {"CP": "1000", "Ville": "Bourg en Bresse"},
        {"Ville": "01000 BOURG-EN-BRESSE CEDEX"},
        {"Ville": "Bourg-en-Bresse", "Département": "Ain"},
        {"Ville": "Bourg-en-Bresse", "Département": "1"},
        {"Ville": "bourg en bresse"},
        {"Code INSEE": "1053"},
        {"Adresse": "1 rue Zwanze 01000 Bourg-en-Bresse"},
    ],
)
def test_a_commune_is_found_by_whatever_says_it(told: Opened, tmp_path: Path, cells: dict[str, str]):
    row = {"Nom": "Zwanze", "Tél": "0199007501", **cells}
    said = told(csv(tmp_path, row.keys(), row.values()))
    assert [each.record.commune for each in said.said.values()] == ["01053"], said.reasons()


def test_a_name_that_several_communes_bear_is_refused(told: Opened, tmp_path: Path):
    refused = refusal(told, tmp_path, Ville="Saint-Aubin")
    assert refused.reason == (
        "Plusieurs communes s’appellent « Saint-Aubin ». Ajoutez le code postal ou le département."
    )


def test_a_row_without_a_place_names_the_column_to_fill(told: Opened, tmp_path: Path):
    refused = refusal(told, tmp_path, Ville="", CP="")
    assert (refused.column, refused.reason.partition(".")[0]) == ("Ville", "Aucune commune n’est donnée")


def test_a_point_may_stand_in_one_cell_and_is_checked(told: Opened, tmp_path: Path):
    assert one(told, tmp_path, GPS="44.5180, 3.5002").record.point == (44.518, 3.5002)
    far = one(told, tmp_path, GPS="48.8566, 2.3522")
    assert far.record.point is None
    assert "km" in far.notes[0].reason


# Keys.


def test_an_identifier_of_ones_own_is_the_key(told: Opened, tmp_path: Path):
    assert one(told, tmp_path, Identifiant="Z-12").record.key == "Z-12"


def test_without_one_the_same_row_always_has_the_same_key(told: Opened, tmp_path: Path):
    key = one(told, tmp_path, Type="PMI", Rue="1 rue Zwanze").record.key
    assert key == one(told, tmp_path, Type="PMI", Rue="1 RUE ZWANZE", Tél="0199007501").record.key
    assert key != one(told, tmp_path, Type="PMI", Rue="2 rue Zwanze").record.key


def test_the_key_of_what_may_hide_says_nothing_of_where_it_is(told: Opened, tmp_path: Path):
    hidden_there = one(told, tmp_path, Type="Hébergement", Rue="1 rue Zwanze")
    elsewhere = one(told, tmp_path, Type="Hébergement", Rue="2 rue Zwanze", CP="48300", Commune="Langogne")
    assert hidden_there.record.key == elsewhere.record.key


def test_an_apostrophe_put_before_a_number_is_taken_off_again(told: Opened, tmp_path: Path):
    assert one(told, tmp_path, Tél="'+33 1 99 00 75 01").record.phones == (PhoneRecord("+33199007501"),)


# Kinds.


@pytest.mark.parametrize(
    ("said", "name", "fit", "category"),
    [
        ("pmi", "Zwanze", "exact", "pmi"),
        ("Point-justice", "Zwanze", "exact", "point-justice"),
        ("BAV", "Zwanze", "exact", "bav"),
        ("Association", "CIDFF de Zwanze", "exact", "cidff"),
        ("", "CSAPA Zwanze", "exact", "csapa"),
        ("PMI ; CSAPA", "Zwanze", "broader", ""),
        ("PMI ; Zwanze", "Zwanze", "unknown", ""),
        ("Zwanze", "Zwanze", "unknown", ""),
        ("", "Zwanze", "unknown", ""),
    ],
)
def test_kinds_are_ours_exactly_or_a_question(said: str, name: str, fit: str, category: str):
    found = kind(said, [name])
    assert (found.fit, found.category) == (fit, category)
    assert not found.is_perhaps_hidden


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Hébergement", "Zwanze"),
        ("Mise à l'abri", "Zwanze"),
        ("Centre d’hébergement", "Zwanze"),
        ("foyer", "Zwanze"),
        ("CHU", "Zwanze"),
        ("", "Résidence Zwanze"),
        ("PMI", "Refuge Zwanze"),
        ("Hébergement", "CIDFF Zwanze"),
    ],
)
def test_what_may_lodge_people_is_held_back_whatever_else_is_said(said: str, name: str):
    assert kind(said, [name]).is_perhaps_hidden


# Territories.


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Tout le département", [("department", "48")]),
        ("département 48", [("department", "48")]),
        ("Lozère (48)", [("department", "48")]),
        ("48 ; 30", [("department", "48"), ("department", "30")]),
        ("Gard", [("department", "30")]),
        ("Occitanie", [("region", "76")]),
        ("France entière", [("national", "")]),
        ("Mende, Langogne", [("commune", "48095"), ("commune", "48080")]),
        ("Commune de Mende et Villefort", [("commune", "48095"), ("commune", "48198")]),
        ("48198", [("commune", "48198")]),
        ("", []),
    ],
)
def test_territories_are_read_where_they_are_certain(
    ground: Ground, known: Territories, said: str, expected: list[tuple[str, str]]
):
    found, unsure = areas(said, "48", ground, known)
    assert [(area.kind, area.code) for area in found] == expected
    assert unsure == ()


def test_the_communes_of_a_postcode_are_its_territory(ground: Ground, known: Territories):
    found, unsure = areas("48300", "48", ground, known)
    assert {area.code for area in found} == {town.code for town in ground.by_postcode("48300")}
    assert unsure == ()


def test_a_community_of_communes_is_known_by_its_short_name(ground: Ground, known: Territories):
    found = [
        areas(said, "48", ground, known)[0]
        for said in ("CC du Gévaudan", "Communauté de communes du Gévaudan")
    ]
    assert [area.kind for area in found[0]] == ["epci"]
    assert found[0] == found[1]


@pytest.mark.parametrize("said", ["Mende, Zwanze", "canton de Mende", "Mende sauf le centre", "Nord Lozère"])
def test_a_territory_with_one_doubt_is_none(ground: Ground, known: Territories, said: str):
    found, unsure = areas(said, "48", ground, known)
    assert found == ()
    assert unsure


def test_a_town_that_bears_the_name_of_a_far_departement_is_not_taken_for_it(
    ground: Ground, known: Territories
):
    assert areas("Vienne", "38", ground, known)[0] == (AreaRecord("commune", "38544"),)
    assert areas("Département de la Vienne", "38", ground, known)[0] == (AreaRecord("department", "86"),)
    assert department_code("Zwanze", known) == ""


# Words.


def test_a_cell_that_mixes_all_is_taken_apart():
    address, numbers, links = contact(
        "Adresse : rue Zwanze,48000,Mende | Tél : 01 99 00 75 01 | Fax : 01 99 00 75 02"
    )
    assert (address.street, address.postcode, address.town) == ("rue Zwanze", "48000", "Mende")
    assert (numbers, links) == (["Tél : 01 99 00 75 01"], [])
    assert contact("1 rue Zwanze\n48000 Mende\nMail : accueil@zwanze.example")[2] == [
        "accueil@zwanze.example"
    ]


def test_languages_are_known_by_their_names_and_codes():
    assert languages("Anglais, arabe / farsi et es ; klingon") == ("en", "ar", "fa", "es")


def test_publics_are_those_of_the_vocabulary():
    assert audiences("Tout public, mineurs") == ("everyone", "minors")
    assert audiences("Zwanze") == ()


@pytest.mark.parametrize(
    ("said", "column", "expected"),
    [
        ("Gratuit", "Tarif", ("free", "")),
        ("oui", "Gratuit", ("free", "")),
        ("non", "Gratuité", ("paid", "")),
        ("oui", "Tarif", ("", "")),
        ("10 euros", "Tarif", ("", "10 euros")),
        ("", "Tarif", ("", "")),
    ],
)
def test_what_it_costs_is_a_word_or_a_text(said: str, column: str, expected: tuple[str, str]):
    assert fee(said, column) == expected


def test_a_code_of_accessibility_says_nothing():
    assert accessibility("NAC") == ""
    assert accessibility("non") == "Non accessible aux personnes à mobilité réduite"
    assert accessibility("Rampe à l'arrière") == "Rampe à l'arrière"


def test_hours_may_have_a_column_for_each_day(told: Opened, tmp_path: Path):
    said = one(told, tmp_path, Lundi="9h-12h", Mardi="14h-17h").record
    assert said.hours is not None
    assert said.hours.startswith("Mo 09:00-12:00; Tu 14:00-17:00")


# Real files.


@pytest.mark.parametrize(
    ("path", "read", "refused", "exact"),
    [
        ("partenaires/prescripteurs_habilites_62_67_2019.csv", 23, 0, 18),
        ("sante/sites-prelevements-acces-restreint-2020.csv", 188, 1, 1),
        ("dila/annuaire_local_2019_dep32_42_48.csv", 110, 1, 82),
        ("dila/annuaire_local_2019_alaveteli.csv.gz", 5728, 101, 4586),
        ("finess/finess-reexposition-entete-42-colonnes-2021-latin1.csv", 1, 0, 0),
        ("gendarmerie/export-gn2-extrait-ain.csv", 3, 0, 3),
        ("competence/competence_territoriale_lozere_48_2026.csv", 152, 0, 152),
    ],
)
def test_real_files_are_read_as_somebodys_own(
    shared: Path, told: Opened, path: str, read: int, refused: int, exact: int
):
    said = told(shared / "data" / path)
    assert said.read == read
    assert len(said.refused) == refused, said.reasons()
    assert Counter(each.fit for each in said.said.values())["exact"] == exact
