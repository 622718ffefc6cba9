"""E-04: JSON is streamed, and refused with the place of what is wrong."""

import bz2
import gzip
import io
import json
import resource
import tarfile
from pathlib import Path

import pytest

from importers.reading.documents import read_document, shape_of
from importers.reading.parent import read_rows
from importers.reading.refusals import FileRefusedError
from importers.statements import Given
from tests.importers.reading.made import PLAIN, cells_of, rows_of

SERVICES = [
    {"id": "a", "adresse": [{"ville": "Île-d’Aix", "n": 1, "x": 2.5, "vrai": True, "rien": None}]},
    {},
]
DOCUMENT = json.dumps({"date": {"a": [1]}, "service": SERVICES, "after": [[]]}, ensure_ascii=False)


def written(folder: Path, content: str | bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def archive(members: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            tar.addfile(info, io.BytesIO(content.encode()))
    return held.getvalue()


def reason(content: str | bytes, folder: Path) -> str:
    with pytest.raises(FileRefusedError) as refused:
        rows_of(written(folder, content))
    return refused.value.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_elements_of_a_list_are_given_with_their_rank(encoding: str, tmp_path: Path):
    rows = rows_of(written(tmp_path, DOCUMENT.encode(encoding)))
    assert [(row.line, row.cells) for row in rows] == [(1, SERVICES[0]), (2, SERVICES[1])]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (json.dumps(SERVICES), ""),
        (json.dumps({"a": {"b": SERVICES}}), "a.b"),
        (json.dumps({"service": SERVICES}, indent=1), "service"),
    ],
)
def test_a_list_is_found_wherever_it_is(content: str, where: str, tmp_path: Path):
    path = written(tmp_path, content)
    assert [row.cells for row in read_document(Given(path.name, path), where)] == SERVICES


def test_a_document_of_one_element_is_that_element(tmp_path: Path):
    path = written(tmp_path, '{"lieu_id": 387}')
    assert [row.cells for row in read_document(Given(path.name, path))] == [{"lieu_id": 387}]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_compressed_document_is_read_as_it_is(pack, tmp_path: Path):
    assert cells_of(written(tmp_path, pack(DOCUMENT.encode()), "a.json.packed")) == SERVICES


def test_the_documents_of_an_archive_follow_one_another(tmp_path: Path):
    content = archive({"read me.txt": "no", "a/x.gouv_local.json": DOCUMENT, "../../b.json": DOCUMENT})
    rows = rows_of(written(tmp_path, bz2.compress(content), "all_latest.tar.bz2"))
    assert [row.line for row in rows] == [1, 2, 3, 4]


def test_links_of_an_archive_are_not_followed(tmp_path: Path):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        info = tarfile.TarInfo("link.json")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    assert rows_of(written(tmp_path, held.getvalue())) == []


def test_the_keys_of_a_document_tell_which_variant_it_is(tmp_path: Path):
    path = written(tmp_path, DOCUMENT)
    assert shape_of(Given(path.name, path)) == ("date", "service", "after")
    path.write_text('{"total_count": 3, "results": [{"a": 1}]}', "utf-8")
    assert shape_of(Given(path.name, path)) == ("total_count", "results")
    path.write_text('[{"a": 1}]', "utf-8")
    assert shape_of(Given(path.name, path)) == ()


def test_texts_encoded_twice_are_repaired(tmp_path: Path):
    content = DOCUMENT.encode().decode("cp1252").encode()
    assert cells_of(written(tmp_path, content)) == SERVICES


def in_list(*elements: str) -> str:
    return f'{{"service": [{", ".join(elements)}]}}'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            in_list("{}", '{"nom": "A", "x": {"tel": 1, "tel": 2}}'),
            "élément 2 : la clé « tel » est donnée deux fois",
        ),
        ('{"service": [], "service": []}', "élément 1 : la clé « service » est donnée deux fois"),
        ('{"x": {"a": [{"b": 1, "b": 2}]}, "service": []}', "élément 1 : la clé « b » est donnée deux fois"),
        (in_list("{}", "{}", '{"x": NaN}'), "élément 3 : ce n’est pas du JSON, près de « "),
        (in_list('{"x": Infinity}'), "élément 1 : ce n’est pas du JSON"),
        (in_list('{"x": -Infinity}'), "élément 1 : ce n’est pas du JSON"),
        (in_list('{"x": 1e999}'), "élément 1 : un nombre démesuré"),
        (in_list("{}", '{"x": ' + "9" * 10_000 + "}"), "élément 2 : un nombre démesuré"),
        (in_list('{"x": "\\ud83d"}'), "élément 1 : l’échappement « \\ud83d » ne fait aucun caractère"),
        (in_list('{"x": "\\udE00 "}'), "élément 1 : l’échappement « \\udE00 » ne fait aucun caractère"),
        (in_list('{"x": "\\u0000"}'), "élément 1 : l’échappement « \\u0000 » ne fait aucun caractère"),
        (in_list('{"x": "a\x00"}'), "élément 1 : ce n’est pas du JSON"),
        (in_list('{"x": ' + "[" * 200_000), "élément 1 : plus de 64 niveaux les uns dans les autres"),
        ('{"x": ' + '{"x": ' * 200_000, "élément 1 : plus de 64 niveaux les uns dans les autres"),
        ("[" * 200_000, "élément 1 : une liste était attendue sous « service »"),
        (in_list("{}", "{}")[:-4], "élément 2 : il s’arrête avant la fin"),
        (in_list("{}") + " {}", "élément 2 : quelque chose suit la fin du document"),
        (in_list('{"x": "' + "y" * 2_000_000 + '"}'), "élément 1 : un texte de plus de 1000000 caractères"),
        (in_list("{}", "3"), "élément 2 : un objet était attendu"),
        ('{"service": {"a": 1}}', "élément 1 : une liste était attendue sous « service »"),
        ('{"services": []}', "élément 1 : la liste « service » est absente"),
        (in_list("{'x': 1}"), "élément 1 : ce n’est pas du JSON"),
        (in_list('{"x": 1,}'), "élément 1 : ce n’est pas du JSON"),
        (in_list("{}", '{"x": "é"}').encode("latin-1"), "élément 1 : le texte n’est pas en UTF-8"),
        (b"PAR1" + bytes(200), "c’est un fichier Parquet ; prenez la version JSON"),
    ],
    ids=range(25),
)
def test_a_document_that_is_wrong_is_refused_with_its_place(content: str | bytes, said: str, tmp_path: Path):
    assert reason(content, tmp_path).startswith(said)


def test_pairs_of_surrogates_and_backslashes_are_read_as_they_are_meant(tmp_path: Path):
    content = in_list('{"x": "\\ud83d\\ude00 \\\\ud83d \\u00e9"}')
    assert cells_of(written(tmp_path, content)) == [{"x": "😀 \\ud83d é"}]


def test_pairs_are_read_wherever_the_pieces_of_a_file_are_cut(tmp_path: Path):
    texts = [{"x": "\\ud83d\\ude00" * length} for length in range(1, 250)]
    content = in_list(*(f'{{"x": "{each["x"]}"}}' for each in texts)).replace(" ", "")
    assert len(content) > 3 * 65_536
    assert [len(cells["x"]) for cells in cells_of(written(tmp_path, content))] == list(range(1, 250))


def test_fifty_megabytes_are_streamed(tmp_path: Path):
    path = tmp_path / "large.json"
    element = json.dumps({"id": "x", "texte": "mots " * 1000, "adresse": SERVICES})
    with path.open("w", encoding="utf-8") as file:
        file.write('{"service": [{}')
        for _ in range(10_000):
            file.write("," + element)
        file.write("]}")
    assert path.stat().st_size > 50_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in read_rows(PLAIN, [Given(path.name, path)])) == 10_001
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_gzip_bomb_is_refused_while_it_is_unpacked(tmp_path: Path):
    assert "il se décompresse plus de 100 fois" in reason(
        gzip.compress(b'{"service": [' + b" " * 50_000_000), tmp_path
    )


def test_a_gzip_cut_short_is_refused(tmp_path: Path):
    assert "abîmé ou incomplet" in reason(gzip.compress(DOCUMENT.encode() * 50)[:-30], tmp_path)


def test_each_real_document_is_read(shared: Path):
    counts = {
        ("dila/annuaire_2021_mairie_breux.json", "service"): 1,
        ("dila/annuaire_2023_mairie_fontaine-le-port.json", "service"): 1,
        ("dila/api_lannuaire_v2.1_mission_locale_paris.json", "results"): 1,
        ("finess/finess-plus-structures-extrait-20260309.json", "pmej"): 1,
        ("justice/points_justice_2025.geojson.gz", "features"): 1388,
        ("data_inclusion/structures_v0_extrait_2025.json", "items"): 5,
        ("soliguide/lieu_387_pmi_aqueduc.json", ""): 1,
    }
    read = {
        (name, where): len(list(read_document(Given(name, shared / "data" / name), where)))
        for name, where in counts
    }
    assert read == counts
