"""Telephone numbers as real files write them. Numbers of our own are of the ranges kept for fiction."""

import csv
import gzip
import re
from pathlib import Path

import pytest

from directory.phones import stored
from importers.cleaning.numbers import phones


def numbers(*texts: object) -> list[str]:
    return [phone.number for phone in phones(*texts)[0]]


@pytest.mark.parametrize(
    "text",
    [
        "04 65 71 20 01",
        "0465712001",
        "04.65.71.20.01",
        "04-65-71-20-01",
        "04/65/71/20/01",
        "465712001",
        "+33 4 65 71 20 01",
        "+33465712001",
        "0033 4 65 71 20 01",
        "33465712001",
        "+33 (0)4 65 71 20 01",
        "+ 33 4 65 71 20 01 / tarif local",
        "Tél : 04 65 71 20 01",
        "04 65\xa071 20 01",
        "(04) 65 71 20 01",
        "+33 04 65 71 20 01",
        "04 65 71 20 01 (standard)",
        "Mme Durand : 04 65 71 20 01",
    ],
)
def test_one_number_is_read_in_every_shape(text: str):
    assert numbers(text) == ["+33465712001"]


def test_a_number_that_a_spreadsheet_made_a_number_is_read():
    assert numbers(465712001) == numbers(465712001.0) == ["+33465712001"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0590276027", "+590590276027"),
        ("+590 85 19 50", "+590590851950"),
        ("+590 5 90 89 43 63", "+590590894363"),
        ("+590 590 81 33 57", "+590590813357"),
        ("590276027", "+590590276027"),
        ("0262 90 50 50", "+262262905050"),
        ("0269665008", "+262269665008"),
        ("0594395050", "+594594395050"),
        ("0696 12 34 56", "+596696123456"),
        ("+689 40 50 73 05", "+68940507305"),
        ("+32 2 555 12 12", "+3225551212"),
    ],
)
def test_overseas_and_foreign_numbers_have_their_own_code(text: str, read: str):
    assert numbers(text) == [read]


@pytest.mark.parametrize("text", ["3919", "39 19", "115", "114", "116 006", "116006", "Tél. : 119"])
def test_short_numbers_stay_short(text: str):
    assert numbers(text) == [re.sub(r"\D", "", text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("04 65 71 20 01 / 04 65 71 20 02", ["+33465712001", "+33465712002"]),
        ("04 65 71 20 01 04 65 71 20 02", ["+33465712001", "+33465712002"]),
        ("0465712001 0465712002", ["+33465712001", "+33465712002"]),
        ("04 65 71 20 01  -   04 65 71 20 02", ["+33465712001", "+33465712002"]),
        ("0465712001 ou 0465712002", ["+33465712001", "+33465712002"]),
        ("04 65 71 20 01, 04 65 71 20 02", ["+33465712001", "+33465712002"]),
        ("04 65 71 20 01 / +33 4 65 71 20 01", ["+33465712001"]),
    ],
)
def test_several_numbers_are_each_taken_once(text: str, read: list[str]):
    assert numbers(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "04 65 71 20 01- Fax : 04 65 71 20 09",
        "04 65 71 20 01 / Fax 04.65.71.20.09",
        "04 65 71 20 01 (télécopie : 0465712009)",
        "Fax : 04 65 71 20 09 / Tél : 04 65 71 20 01",
    ],
)
def test_a_fax_is_never_taken(text: str):
    assert numbers(text) == ["+33465712001"]
    assert phones("0465712009", label="Télécopie") == ((), ())


def test_a_number_that_a_sentence_speaks_of_is_not_the_number():
    found, notes = phones("04 65 71 20 01 / appeler le 17 en cas d'urgence")
    assert [(phone.number, phone.label) for phone in found] == [
        ("+33465712001", "appeler le 17 en cas d'urgence")
    ]
    assert notes == ()
    assert numbers("0810 02 41 41 / écoutez le message ou composez le 30 08 (appel gratuit)") == [
        "+33810024141"
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("04 65 71 20 01 (standard)", "standard"),
        ("Accueil : 04 65 71 20 01", "Accueil"),
        (
            "08 00 88 84 44 / Numéro vert : service et appel gratuits.",
            "Numéro vert : service et appel gratuits",
        ),
        ("04 65 71 20 01 (Mme Durand)", ""),
        ("04 65 71 20 01 accueil@exemple.fr", ""),
        ("Tél : 04 65 71 20 01", ""),
    ],
)
def test_a_label_says_what_the_number_is_and_names_nobody(text: str, label: str):
    assert phones(text)[0][0].label == label


def test_the_label_given_goes_before_the_one_read():
    (phone,), _ = phones("04 65 71 20 01 (standard)", label="Permanence", audience="professional")
    assert (phone.label, phone.audience, phone.channel) == ("Permanence", "professional", "voice")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("08 10 25 46 10", "payant"),
        ("0820 09 11 72", "payant"),
        ("0836 01 22 22", "payant"),
        ("0891 01 22 22 / 0,225 euro la minute", "surtaxé"),
        ("118 218", "surtaxé"),
        ("3201", "payant"),
    ],
)
def test_a_number_that_is_paid_for_is_kept_called_so_and_noted(text: str, word: str):
    (phone,), (note,) = phones(text)
    assert "payant" in phone.label.lower()
    assert phone.on_bill is True
    assert word in note.reason


@pytest.mark.parametrize("text", ["0 800 05 95 95", "0805 02 30 23", "08 09 10 91 09", "3919", "116006"])
def test_a_number_of_usual_price_is_not_noted(text: str):
    (phone,), notes = phones(text)
    assert notes == ()
    assert phone.on_bill is None


@pytest.mark.parametrize(
    "text", ["09 62 66 27 35 09", "04 65 71 20", "00 00 00 00 00", "123456789012345", "2,601E+13", "4"]
)
def test_what_is_no_number_is_noted_and_left_out(text: str):
    found, notes = phones(text)
    assert found == ()
    assert notes
    assert notes[0].column == "téléphone"


@pytest.mark.parametrize("text", ["", None, "néant", "-", "voir le site"])
def test_a_cell_without_digits_is_nothing(text: str | None):
    assert phones(text) == ((), ())


def test_every_telephone_of_the_dila_directory_of_2019_is_read(shared: Path):
    path = shared / "data/dila/annuaire_local_2019_alaveteli.csv.gz"
    given = read = unread = 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = re.search(r"T[eé]l : (.*?)\s*(?:\| Fax.*)?$", row["notes"], re.DOTALL)
            cell = found[1] if found else ""
            numbers_found, notes = phones(cell)
            given += bool(cell)
            read += bool(numbers_found)
            unread += any("laissé" in note.reason for note in notes)
            for phone in numbers_found:
                assert stored(phone.number) == phone.number
    assert given > 5_300
    assert read == given - 1
    assert unread == 1


def test_neither_a_label_nor_a_note_names_a_person():
    assert phones("04 65 71 20 01", label="Mme Durand")[0][0].label == ""
    _, (note,) = phones("Voir Mme Durand au bureau 12")
    assert note.value == "12"


def test_a_label_is_never_longer_than_its_column():
    (phone,), _ = phones("0820 09 11 72", label="Permanence d'accueil et d'orientation " * 4)
    assert len(phone.label) <= 80
