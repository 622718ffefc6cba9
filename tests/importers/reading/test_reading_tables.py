"""E-03: a table of any encoding, delimiter and state is read, or refused with the line where it is broken."""

import gzip
from pathlib import Path

import pytest

from importers.reading.refusals import FileRefusedError
from importers.reading.tables import header_of, read_table
from importers.statements import Given
from tests.importers.reading.made import cells_of, rows_of

ACCENTS = "nom;ville\nCrèche de l’été;Saint-Étienne\n"
TOO_MUCH = "un retour à la ligne, un guillemet ou un séparateur est de trop"
TOO_LONG = "une cellule de plus de 131072 caractères, ou un guillemet ouvert qui n’est pas refermé"
READ = [{"nom": "Crèche de l’été", "ville": "Saint-Étienne"}]


def written(folder: Path, content: str | bytes, name: str = "liste.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def given(path: Path) -> Given:
    return Given(path.name, path)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_table_is_read_in_whatever_encoding(encoding: str, tmp_path: Path):
    assert cells_of(written(tmp_path, ACCENTS.encode(encoding))) == READ


def test_latin_1_is_read_as_well(tmp_path: Path):
    assert cells_of(written(tmp_path, "nom\nHôpital d'été\n".encode("latin-1"))) == [{"nom": "Hôpital d'été"}]


@pytest.mark.parametrize(
    "damaged",
    [
        ACCENTS.encode().decode("cp1252").encode(),
        ACCENTS.encode().decode("cp1252").encode().decode("cp1252").encode(),
        ACCENTS.encode("cp1252").decode("latin-1").encode(),
        b"nom;ville\n" + "Crèche de l’été;".encode() + "Saint-Étienne\n".encode("cp1252"),
    ],
    ids=["twice", "three times", "controls of windows-1252", "both in one file"],
)
def test_what_was_encoded_twice_is_repaired(damaged: bytes, tmp_path: Path):
    assert cells_of(written(tmp_path, damaged)) == READ


@pytest.mark.parametrize(
    "name", ["PERSONNES ÂGÉES", "Île-d’Aix", "CÔTÉ « COUR »", "Ÿ", "L’Haÿ-les-Roses", "Cœur d’Ïle"]
)
def test_letters_that_only_look_damaged_are_kept(name: str, tmp_path: Path):
    assert cells_of(written(tmp_path, f"nom;n\n{name};1\n")) == [{"nom": name, "n": "1"}]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_what_separates_cells_is_found(delimiter: str, tmp_path: Path):
    content = "\n".join(
        delimiter.join(cells)
        for cells in (["nom", "note", "x"], ["CCAS", '"a, b; c | d\te"', "1"], ["CMS", "", "2"])
    )
    assert cells_of(written(tmp_path, content))[0] == {"nom": "CCAS", "note": "a, b; c | d\te", "x": "1"}


def test_commas_of_numbers_do_not_separate(tmp_path: Path):
    content = "nom;lat;lon\nA;44,5;3,5\nB;44,6;3,6\nC;44,7;3,7\n"
    assert cells_of(written(tmp_path, content))[0] == {"nom": "A", "lat": "44,5", "lon": "3,5"}


def test_a_delimiter_told_on_a_first_line_is_believed(tmp_path: Path):
    rows = rows_of(written(tmp_path, "sep=,\r\nnom,n\r\nA;B,1\r\n"))
    assert [(row.line, row.cells) for row in rows] == [(3, {"nom": "A;B", "n": "1"})]


def test_a_list_of_one_column_is_a_table(tmp_path: Path):
    assert cells_of(written(tmp_path, "nom\nCCAS\nCMS\n")) == [{"nom": "CCAS"}, {"nom": "CMS"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(end: str, tmp_path: Path):
    content = end.join(["nom;note", f'A;"sur{end}deux lignes"', "", "B;x", ""])
    assert [row.line for row in rows_of(written(tmp_path, content))] == [2, 5]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('"LIEU DE VIE ""MAVOUNA MEMA 1"""', 'LIEU DE VIE "MAVOUNA MEMA 1"'),
        ('"LIEU ""X"" BIS"', 'LIEU "X" BIS'),
        ('""""MAVOUNA""""', "MAVOUNA"),
        ('"[[""lundi"", """"]]"', '[["lundi", ""]]'),
        ("  \u00a0CCAS \u00a0", "CCAS"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
def test_a_cell_says_what_was_meant(cell: str, read: str, tmp_path: Path):
    assert cells_of(written(tmp_path, f"id;nom\n1;{cell}\n")) == [{"id": "1", "nom": read}]


def test_cells_that_are_missing_at_the_end_of_a_line_are_empty(tmp_path: Path):
    content = "a;b;c;d\n1;2;3\n1;2;3;4;;\n"
    assert [row["d"] for row in cells_of(written(tmp_path, content))] == ["", "4"]


def test_a_column_without_a_name_is_called_by_its_rank(tmp_path: Path):
    content = "NOM,,,adresse,,\nAccueil,45.7,4.8,1 rue X,,\n"
    assert cells_of(written(tmp_path, content)) == [
        {"NOM": "Accueil", "colonne 2": "45.7", "colonne 3": "4.8", "adresse": "1 rue X"}
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "il est vide"),
        ("\ufeff \n\n", "il est vide"),
        ("nom;ville\n", "il ne contient aucune ligne sous ses titres"),
        ("nom;ville;nom\nA;B;C\n", "ligne 1 : 2 colonnes s’appellent « nom », une suffit"),
        (
            "a;b;c;d\n1;2;3;4\n1;2\n3;4\n",
            f"ligne 3 : 2 cellules pour 4 colonnes ; {TOO_MUCH}",
        ),
        (
            "a;b\n1;2\n1;2;3\n",
            f"ligne 3 : 3 cellules pour 2 colonnes ; {TOO_MUCH}",
        ),
        ('a;b\n1;2\n1;"x\n1;2\n', "ligne 3 : un guillemet ouvert n’est pas refermé"),
        ('a;b\n1;"', "ligne 2 : un guillemet ouvert n’est pas refermé"),
        ("a;b\n1;2\n1;\x00\n", "ligne 3 : un caractère nul, ce n’est pas un fichier de texte"),
        (
            "a;b\n1;2\n1;" + 300_000 * "x" + "\n",
            f"ligne 3 : {TOO_LONG}",
        ),
        (
            'a;b\n1;"' + 50_000 * "x\n",
            "ligne 2 : un guillemet ouvert n’est pas refermé",
        ),
        ("a;b\n1;" + 2_000_000 * "x", "ligne 2 : plus de 1000000 caractères sur une seule ligne"),
        (";".join(map(str, range(2000))) + "\n", "2000 colonnes (maximum 1000)"),
        (
            "<!DOCTYPE html><html><body>Erreur 404</body></html>",
            "c’est une page web ou du XML, pas un tableau ; téléchargez le fichier lui-même",
        ),
    ],
)
def test_a_broken_table_is_refused_with_its_line(content: str, reason: str, tmp_path: Path):
    with pytest.raises(FileRefusedError) as refused:
        rows_of(written(tmp_path, content))
    assert refused.value.sentence == f"Fichier refusé : {reason}. Rien n’a été importé."


def test_an_utf_16_table_that_is_cut_is_refused_with_its_line(tmp_path: Path):
    with pytest.raises(FileRefusedError, match="ligne 2 : le texte est abîmé"):
        rows_of(written(tmp_path, "nom;ville\nCCAS;Mende\n".encode("utf-16")[:-1]))


def test_a_format_without_titles_is_read_by_the_names_given(tmp_path: Path):
    path = written(tmp_path, "finess;etalab;2026-05-12\nstructureet;480000017;CH;LOZÈRE\ngeo;480000017;1\n")
    rows = list(read_table(given(path), header=["sort", "number", "name", "place"], first_line=2))
    assert [(row.line, row.cells["sort"], row.cells["place"]) for row in rows] == [
        (2, "structureet", "LOZÈRE"),
        (3, "geo", ""),
    ]


def test_titles_may_stand_under_a_few_lines_of_words(tmp_path: Path):
    path = written(tmp_path, "Liste du 3 mars ; provisoire\n\nnom;ville;x\nCCAS;Mende;1\n")
    assert header_of(given(path), first_line=2) == ("nom", "ville", "x")
    assert [row.line for row in read_table(given(path), first_line=2)] == [4]


def test_a_compressed_table_is_read_as_it_is(tmp_path: Path):
    assert cells_of(written(tmp_path, gzip.compress(ACCENTS.encode("cp1252")), "liste.csv.gz")) == READ


def test_each_real_table_is_read(shared: Path):
    counts = {
        "data/dila/annuaire_local_2019_alaveteli.csv.gz": 5728,
        "data/dila/mairies_2026_dep32_42_48.csv": 930,
        "data/finess/sae_ID_2023_hopitaux_latin1.csv.gz": 3528,
        "data/finess/finess-reexposition-entete-42-colonnes-2021-latin1.csv": 1,
        "data/competence/competence_territoriale_lozere_48_2026.csv": 152,
        "data/gendarmerie/export-gn2-extrait-ain.csv": 3,
        "data/partenaires/prescripteurs_habilites_62_67_2019.csv": 23,
        "data/sante/sites-prelevements-acces-restreint-2020.csv": 188,
    }
    assert {name: len(rows_of(shared / name)) for name in counts} == counts


def test_no_control_of_windows_is_left_in_the_real_tables(shared: Path):
    cells = cells_of(shared / "data/dila/annuaire_local_2019_alaveteli.csv.gz")
    text = "".join(cell for row in cells for cell in row.values())
    assert not [letter for letter in text if "\x7f" <= letter <= "\x9f"]
    assert not [bad for bad in ("Ã©", "Ã¨", "â€™") if bad in text]
