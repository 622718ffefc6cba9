"""E-01: workbooks are read as text, and refused when they are traps."""

import random
import resource
import struct
import zipfile
from pathlib import Path

import pytest

from importers.reading.files import kind_of
from importers.reading.refusals import FileRefusedError
from importers.statements import Given
from tests.importers.reading.made import cells_of, ods, package, rows_of, text, xlsx

TITLES = '<row r="1">' + text("A1", "nom") + text("B1", "code postal") + "</row>"
ROW = '<row r="2">' + text("A2", "Crèche de l’été") + text("B2", "01000") + "</row>"

ODS_CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
ODS_TITLES = f"<table:table-row>{ODS_CELL.format('', 'nom')}{ODS_CELL.format('', 'jour')}</table:table-row>"


def reason(path: Path) -> str:
    with pytest.raises(FileRefusedError) as refused:
        rows_of(path)
    return refused.value.reason


def test_a_workbook_is_read_as_text(tmp_path: Path):
    titles = "".join(text(f"{letter}3", letter) for letter in "ABCDEFG")
    values = (
        text("A5", "01000") + '<c r="B5"><v>48000</v></c><c r="C5"><v>44.5</v></c>'
        '<c r="D5" s="1"><v>46350</v></c><c r="E5" s="2"><v>0.375</v></c>'
        '<c r="F5" t="b"><v>1</v></c><c r="G5" t="e"><v>#N/A</v></c>'
    )
    path = xlsx(tmp_path / "a.xlsx", f'<row r="3">{titles}</row><row r="5">{values}</row>')
    [row] = rows_of(path)
    assert row.line == 5
    assert list(row.cells.values()) == ["01000", "48000", "44.5", "2026-11-24", "09:00", "VRAI", ""]


def test_a_workbook_called_csv_is_read_for_what_it_is(tmp_path: Path):
    path = xlsx(tmp_path / "liste.csv", TITLES + ROW)
    assert kind_of(Given(path.name, path)) == "xlsx"
    assert cells_of(path) == [{"nom": "Crèche de l’été", "code postal": "01000"}]


def test_a_siret_kept_as_a_number_loses_no_digit(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", TITLES + '<row r="2"><c r="A2"><v>26010004500012</v></c></row>')
    assert cells_of(path)[0]["nom"] == "26010004500012"


def test_an_opendocument_is_read_with_its_endless_empty_rows(tmp_path: Path):
    day = '<table:table-cell office:value-type="date" office:date-value="2026-11-24"/>'
    empty = '<table:table-cell table:number-columns-repeated="16382"/>'
    path = ods(
        tmp_path / "a.ods",
        f"{ODS_TITLES}<table:table-row>{ODS_CELL.format('', 'CCAS')}{day}{empty}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048574">{empty}</table:table-row>',
    )
    assert [(row.line, row.cells) for row in rows_of(path)] == [(2, {"nom": "CCAS", "jour": "2026-11-24"})]


def test_what_unpacks_to_300_megabytes_is_refused_before_it_is_unpacked(tmp_path: Path):
    picture, sheet = ("a.png", random.Random(0).randbytes(4_000_000)), ("xl/worksheets/sheet1.xml", b" ")
    path = package(tmp_path / "a.xlsx", [("xl/workbook.xml", b" "), picture, sheet])
    content = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<L", content, content.rfind(sign) + offset, 296_000_000)
    path.write_bytes(bytes(content))
    assert reason(path) == "300 Mo une fois décompressé (maximum 50 Mo)"


def test_what_unpacks_to_more_than_it_says_is_refused(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", TITLES + ROW * 2000)
    content = bytearray(path.read_bytes())
    struct.pack_into("<L", content, content.rfind(b"PK\x01\x02") + 24, 500)
    path.write_bytes(bytes(content))
    assert "abîmé" in reason(path)


def test_a_megabyte_made_of_one_letter_is_refused(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", TITLES + '<row r="2">' + "<c/>" * 5_000_000 + "</row>")
    assert reason(path) == "il se décompresse plus de 100 fois, comme un fichier piégé"


def test_a_hundred_thousand_entries_are_refused(tmp_path: Path):
    path = package(tmp_path / "a.xlsx", ((f"{number}.xml", b"") for number in range(100_000)))
    assert "fichiers dans un seul (maximum 2000)" in reason(path)


def test_a_directory_that_hides_its_entries_is_refused(tmp_path: Path):
    path = package(tmp_path / "a.xlsx", ((f"{number}.xml", b"") for number in range(60_000)))
    content = bytearray(path.read_bytes())
    struct.pack_into("<2H", content, content.rfind(b"PK\x05\x06") + 8, 3, 3)
    path.write_bytes(bytes(content))
    assert "maximum 2000" in reason(path)


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("xl/embeddings/other.xlsx", b"PK\x03\x04", "il contient une autre archive ou un autre classeur"),
        ("inside.zip", b"PK\x03\x04", "il contient une autre archive ou un autre classeur"),
        ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0", "il contient des macros"),
        ("../../etc/cron.d/job", b"x", "il contient un fichier dont le nom désigne un autre dossier"),
        ("/etc/passwd", b"x", "il contient un fichier dont le nom désigne un autre dossier"),
        ("..\\evil.dll", b"x", "il contient un fichier dont le nom désigne un autre dossier"),
        (
            "xl/sharedStrings.xml",
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            "il contient des déclarations (DOCTYPE, entités)",
        ),
        (
            "xl/sharedStrings.xml",
            '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
            "il contient des déclarations (DOCTYPE, entités)",
        ),
    ],
)
def test_a_workbook_that_carries_something_else_is_refused(
    name: str, content: bytes, said: str, tmp_path: Path
):
    assert reason(xlsx(tmp_path / "a.xlsx", TITLES + ROW, {name: content})).startswith(said)


def test_a_link_inside_a_workbook_is_refused(tmp_path: Path):
    path = package(tmp_path / "a.xlsx", [("xl/workbook.xml", b"<a/>"), (link(), b"/etc/passwd")])
    assert reason(path) == "il contient un lien vers un autre fichier"


def test_an_encrypted_member_is_refused(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", TITLES + ROW)
    content = bytearray(path.read_bytes())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert "mot de passe" in reason(path)


def test_a_workbook_with_a_password_is_refused_in_words(tmp_path: Path):
    (path := tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    assert "protégé par un mot de passe" in reason(path)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1">' + "".join(f'<c r="ZZ{number}1"/>' for number in range(1)) + '<c r="BDWGN1"/></row>',
        '<row r="1">' + '<c t="b"><v>1</v></c>' * 1_000_000 + "</row>",
        TITLES + '<row r="1048576">' + text("XFD1048576", "x") + "</row>",
        TITLES + '<row r="1048576">' + text("AAA1048576", "x") + "</row>",
        TITLES + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 400_000)),
    ],
    ids=["a column past the last", "a million columns", "the last cell", "700 million cells", "400,000 rows"],
)
def test_a_sheet_without_end_is_refused(rows: str, tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", rows, compression=zipfile.ZIP_STORED)
    said = reason(path)
    assert [part for part in ("colonnes", "lignes", "mémoire") if part in said]


def test_a_million_empty_columns_are_no_rows(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", "<row>" + "<c/>" * 1_000_000 + "</row>", compression=zipfile.ZIP_STORED)
    assert reason(path) == "il est vide : aucune feuille visible n’a de ligne"


@pytest.mark.parametrize(
    ("rows", "cells"), [(1_048_000, 1), (1_048_000, 900), (1_000_000_000, 1), (1, 1_000_000_000)]
)
def test_an_opendocument_that_repeats_without_end_is_refused(rows: int, cells: int, tmp_path: Path):
    cell = ODS_CELL.format(f' table:number-columns-repeated="{cells}"', "x")
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    assert reason(ods(tmp_path / "a.ods", ODS_TITLES + row))


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_a_workbook_cut_short_is_refused(cut: float, tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", TITLES + ROW)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
    assert "abîmé" in reason(path)


def test_a_sheet_that_is_no_xml_is_refused(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", "", {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row><c r='"})
    assert reason(path)


def test_a_trap_costs_the_application_no_memory(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", TITLES + '<row r="9">' + text("AAA900000", "x") + "</row>")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reason(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
