"""A file is what it holds, whatever its name."""

import bz2
import gzip
import random
from collections import Counter
from pathlib import Path

import pytest

from importers.reading.documents import read_document, shape_of
from importers.reading.files import first_bytes, kind_of, members
from importers.reading.refusals import FileRefusedError
from importers.reading.tables import read_table
from importers.statements import Given
from tests.importers.reading.made import ods, package, rows_of, text, xlsx


def given(path: Path, content: bytes) -> Given:
    path.write_bytes(content)
    return Given(path.name, path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"nom;ville\nCCAS;Mende\n", "csv"),
        ("nom;ville\n".encode("utf-16"), "csv"),
        ("[1]".encode("utf-16-le"), "json"),
        (b"PK;nom\n1;CCAS\n", "csv"),
        (b'\xef\xbb\xbf \n{"a": 1}', "json"),
        (b"[]", "json"),
        (b"PAR1\x15\x04", "parquet"),
        (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "ole"),
        (b"<html><body>404</body></html>", "markup"),
        (b'<?xml version="1.0"?><a/>', "markup"),
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_what_a_file_is_does_not_depend_on_its_name(content: bytes, kind: str, pack, tmp_path: Path):
    assert kind_of(given(tmp_path / "misleading.xlsx", pack(content))) == kind


def test_workbooks_and_packages_are_told_apart(tmp_path: Path):
    paths = (
        xlsx(tmp_path / "a.zip", text("A1", "a")),
        ods(tmp_path / "b.zip", ""),
        package(tmp_path / "c.xlsx", [("services.csv", "id\n1\n")]),
    )
    assert [kind_of(Given(path.name, path)) for path in paths] == ["xlsx", "ods", "zip"]


def test_the_tables_of_a_package_are_read_one_by_one(tmp_path: Path):
    path = package(tmp_path / "hsds.zip", [("a/services.csv", "id,name\n1,CCAS\n"), ("b.csv", "id\n2\n")])
    tables = {each.name: list(read_table(each)) for each in members(Given(path.name, path))}
    assert [row.cells for row in tables["a/services.csv"]] == [{"id": "1", "name": "CCAS"}]
    assert [row.cells for row in tables["b.csv"]] == [{"id": "2"}]


def test_a_package_inside_a_package_is_refused_whatever_its_name(tmp_path: Path):
    inside = package(tmp_path / "inside.zip", [("a.csv", "id\n1\n")]).read_bytes()
    path = package(tmp_path / "outside.zip", [("services.csv", inside)])
    [member] = members(Given(path.name, path))
    with pytest.raises(FileRefusedError, match="une autre archive"):
        list(read_table(member))


def test_a_workbook_that_was_compressed_again_is_refused(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", text("A1", "a"))
    with pytest.raises(FileRefusedError, match="une autre archive"):
        kind_of(given(tmp_path / "a.xlsx.gz", gzip.compress(path.read_bytes())))


def test_the_first_bytes_are_those_that_were_compressed(tmp_path: Path):
    assert first_bytes(given(tmp_path / "a.gz", gzip.compress(b"finess;etalab;111")), 6) == b"finess"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PAR1" + bytes(100), "c’est un fichier Parquet ; prenez la version JSON"),
        (b"%PDF-1.7", "c’est un PDF"),
        (b'{"a": 1}', "la liste « service » est absente"),
        (b"7z\xbc\xaf\x27\x1c", "ce n’est ni un tableau (CSV, XLSX, ODS), ni un document JSON"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "un caractère nul"),
        (b"", "il est vide"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, said: str, tmp_path: Path):
    (path := tmp_path / "liste.csv").write_bytes(content)
    with pytest.raises(FileRefusedError) as refused:
        rows_of(path)
    assert said in refused.value.reason


TABLE = 'nom;ville;note\nCrèche de l’été;Mende;"a ""b"""\nCCAS;Florac;\n'
DOCUMENT = '{"date": 1, "service": [{"nom": "CCAS \\u00e9", "tel": ["04"], "x": -1.5e3}, {}]}'
PIECES = (b'"', b";", b"\n", b"\x00", b"{", b"[", b"]", b",", b"\\u", b"\xff\xfe", b"\\", b"NaN", b"1e99")


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Change bytes, remove some, insert what means something, or repeat a part."""
    held = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20))):
        place = chance.randrange(len(held) + 1)
        match chance.randrange(4):
            case 0:
                held[place : place + 1] = chance.randbytes(1)
            case 1:
                del held[place : place + chance.randrange(30)]
            case 2:
                held[place:place] = chance.choice(PIECES)
            case _:
                held[place:place] = held[chance.randrange(len(held) + 1) :][: chance.randrange(200)]
    return bytes(held)


@pytest.mark.parametrize("seed", range(10))
def test_a_file_damaged_anywhere_is_read_or_refused_in_words(seed: int, tmp_path: Path):
    honest = (
        TABLE.encode(),
        TABLE.encode("utf-16"),
        DOCUMENT.encode(),
        gzip.compress(TABLE.encode()),
        bz2.compress(DOCUMENT.encode()),
        xlsx(tmp_path / "a.xlsx", f'<row r="1">{text("A1", "nom")}</row>').read_bytes(),
        ods(tmp_path / "a.ods", "").read_bytes(),
        package(tmp_path / "a.zip", [("a.csv", TABLE)]).read_bytes(),
    )
    chance, outcomes = random.Random(seed), Counter()
    for content in honest * 10:
        file = given(tmp_path / "damaged", damaged(content, chance))
        for read in (read_table, lambda each: read_document(each, "service"), members, shape_of):
            try:
                outcomes["read"] += len(list(read(file))) >= 0
            except FileRefusedError as error:
                outcomes["refused"] += error.sentence.endswith(". Rien n’a été importé.")
    assert outcomes.total() == 10 * len(honest) * 4
    assert min(outcomes["read"], outcomes["refused"]) > 20
