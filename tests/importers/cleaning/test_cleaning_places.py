"""From what a row says of its commune to a commune of today: real codes, real names."""

import csv
import gzip
from pathlib import Path

import pytest

from importers.cleaning.places import insee_code, placed, postcode, town_name
from importers.ground import Ground
from importers.statements import RefusalError


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"insee": "48095"}, "48095"),
        ({"insee": "1053"}, "01053"),
        ({"insee": 1053.0}, "01053"),
        ({"insee": "2a004"}, "2A004"),
        ({"insee": "20004"}, "2A004"),
        ({"insee": "75112"}, "75056"),
        ({"insee": "9D411"}, "97411"),
        ({"insee": "48095", "postcode": "75001", "town": "PARIS"}, "48095"),
        ({"insee": "99999", "postcode": "48000", "town": "Mende"}, "48095"),
        ({"postcode": "1100", "town": "OYONNAX"}, "01283"),
        ({"postcode": "01108", "town": "OYONNAX CEDEX"}, "01283"),
        ({"postcode": "67081", "town": "STRASBOURG CEDEX 9"}, "67482"),
        ({"postcode": "30404", "town": "VILLENEUVE LES AVIGNON CED"}, "30351"),
        ({"postcode": "44156", "town": "ANCENIS CEDEX"}, "44003"),
        ({"postcode": "75012", "town": "PARIS 12EME"}, "75056"),
        ({"postcode": "75700", "town": "PARIS SP 07"}, "75056"),
        ({"postcode": "97400", "town": "ST DENIS"}, "97411"),
        ({"postcode": "97829", "town": "LE PORT CEDEX"}, "97407"),
        ({"postcode": "20000", "town": "AJACCIO"}, "2A004"),
        ({"postcode": "76600", "town": "HAVRE (LE)"}, "76351"),
        ({"postcode": "50800", "town": "VILLEDIEU LES POELES ROUFF"}, "50639"),
        ({"postcode": "38350", "town": "LA MURE D ISERE"}, "38269"),
        ({"postcode": "74370", "town": "METZ-TESSY"}, "74112"),
        ({"postcode": "75012"}, "75056"),
        ({"town": "Mende", "department": "48"}, "48095"),
        ({"town": "Ornex", "department": 1}, "01281"),
        ({"town": "Saint-Denis", "department": "974"}, "97411"),
    ],
)
def test_a_commune_is_found_by_what_a_row_says(ground: Ground, said: dict[str, object], code: str):
    assert placed(ground, **said).code == code


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"insee": "99999"}, "n’est le code d’aucune commune"),
        ({}, "Aucune commune n’est donnée"),
        ({"town": "Sainte-Colombe"}, "Aucune commune n’est trouvée"),
        ({"postcode": "01000"}, "peut être plusieurs communes : Bourg-en-Bresse (01053)"),
        ({"postcode": "58120", "town": "CHATEAU CHINON"}, "peut être plusieurs communes"),
        ({"postcode": "57560", "town": "Abeschviller"}, "n’est pas parmi les communes du code postal 57560"),
        ({"insee": "9A123"}, "Saint-Barthélemy"),
        ({"insee": "97127", "postcode": "97150"}, "Saint-Martin"),
        ({"postcode": "98735", "town": "Uturoa"}, "Polynésie"),
        ({"postcode": "97099", "town": "Ici"}, "Aucune commune n’est trouvée"),
    ],
)
def test_what_is_not_one_commune_is_refused_with_what_to_do(
    ground: Ground, said: dict[str, object], words: str
):
    with pytest.raises(RefusalError) as refused:
        placed(ground, **said)
    assert refused.value.column == "commune"
    assert words in refused.value.reason


@pytest.mark.parametrize(
    ("department", "value", "code"),
    [
        ("01", "53", "01053"),
        ("1", "53", "01053"),
        ("9A", "123", "97701"),
        ("9A", "127", "97801"),
        ("9D", "411", "97411"),
        ("9F", "606", "97606"),
        ("2A", "4", "2A004"),
        ("974", "11", "97411"),
    ],
)
def test_the_two_halves_of_a_code_make_the_official_one(department: str, value: str, code: str):
    assert insee_code(value, department) == code


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1000", "01000"),
        (1000, "01000"),
        (1000.0, "01000"),
        ("48 000", "48000"),
        ("F-75012", "75012"),
        ("401000", ""),
        ("00123", ""),
        ("2A004", ""),
        ("", ""),
        ("99123", ""),
    ],
)
def test_a_postcode_has_five_digits_or_is_none(written: object, read: str):
    assert postcode(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("STRASBOURG CEDEX 9", "STRASBOURG"),
        ("Privas Cédex", "Privas"),
        ("01440 VIRIAT", "VIRIAT"),
        ("ARRAS CS 30278", "ARRAS"),
        ("HAVRE, LE", "LE HAVRE"),
        ("Lyon 3e arrondissement", "Lyon"),
    ],
)
def test_the_name_of_a_town_is_without_what_the_post_adds(written: str, read: str):
    assert town_name(written) == read


def test_hospitals_of_the_whole_country_stand_in_their_communes(ground: Ground, shared: Path):
    path = shared / "data/finess/sae_ID_2023_hopitaux_latin1.csv.gz"
    found = missed = elsewhere = 0
    with gzip.open(path, "rt", encoding="latin-1") as file:
        for row in csv.DictReader(file, delimiter=";"):
            town = ground.town(insee_code(row["COMINSEE"]))
            try:
                guess = placed(ground, postcode=row["CPO"], town=row["LIBCOM"])
            except RefusalError:
                missed += 1
                continue
            found += 1
            # The post may deliver from the town next door: never from another département.
            elsewhere += town is None or guess.department != town.department
    assert elsewhere == 0
    assert found > 3_490
    assert missed < 30
