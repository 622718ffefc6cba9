"""Hours of every shape: into the notation where they are sure, a text that stays where they are not."""

import csv
import json
from pathlib import Path

import pytest

from directory.hours import check
from importers.cleaning.hours import days, free, osm, week

MORNING = ("09:00:00", "12:00:00")


@pytest.mark.parametrize(
    ("slots", "notation"),
    [
        ([("lundi", [("08:00:00", "12:30:00"), ("13:30:00", "17:00:00")])], "Mo 08:00-12:30,13:30-17:00"),
        ([("monday", [(830, 1230), (1330, 1730)]), ("saturday", [])], "Mo 08:30-12:30,13:30-17:30"),
        ([("Lundi", [("9h", "12h30")]), ("MARDI", [("9 h", "12 h 30")])], "Mo-Tu 09:00-12:30"),
        ([("lundi", [MORNING]), ("lundi", [("14:00", "16:00")])], "Mo 09:00-12:00,14:00-16:00"),
        ([("lundi", [MORNING, ("", "")])], "Mo 09:00-12:00"),
        (
            [("lundi", [MORNING]), ("jeudi", [MORNING]), ("mardi", [("14:00", "18:00")])],
            "Mo,Th 09:00-12:00; Tu 14:00-18:00",
        ),
        ([("friday", [("22:00", "02:00")])], "Fr 22:00-02:00"),
        ([("monday", [(0, 2359)])], "Mo 00:00-24:00"),
        ([("monday", [("00:00", "24:00")])], "Mo 00:00-24:00"),
        ([(day, [(0, 2400)]) for day in days("lundi", "dimanche")], "24/7"),
    ],
)
def test_a_week_is_written_in_the_notation(
    slots: list[tuple[str, list[tuple[object, object]]]], notation: str
):
    assert week(slots) == notation
    check(notation)


@pytest.mark.parametrize(
    "slots",
    [
        [],
        [("lundi", [])],
        [("jour", [MORNING])],
        [("lundi", [("09:00", "")])],
        [("lundi", [("25:00", "26:00")])],
        [("lundi", [("09:75", "12:00")])],
        [("lundi", [("12:00", "09:00")])],
        [("lundi", [("09:00", "12:00"), ("11:00", "14:00")])],
        [("lundi", [MORNING]), ("mardi", [("matin", "soir")])],
    ],
)
def test_a_week_that_is_not_sure_is_none(slots: list[tuple[str, list[tuple[object, object]]]]):
    assert week(slots) is None


def test_a_day_that_nobody_spoke_of_is_closed_only_in_a_whole_week():
    assert week([("lundi", [MORNING]), ("mardi", [])], is_whole=False) == "Mo 09:00-12:00; We-Su unknown"
    assert week([("lundi", [MORNING])]) == "Mo 09:00-12:00"


def test_days_go_from_one_to_the_other_in_either_language():
    assert days("Lundi", "mercredi") == ("lundi", "mardi", "mercredi")
    assert days("saturday") == ("samedi",)
    assert days("jamais", "lundi") == ()


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("lundi au vendredi de 10h à 19h.", "Mo-Fr 10:00-19:00"),
        ("Lun-Ven 9h-12h", "Mo-Fr 09:00-12:00"),
        (
            "Du lundi au vendredi : 8h30-12h30 / 13h30-17h30. Samedi : 9h-12h",
            "Mo-Fr 08:30-12:30,13:30-17:30; Sa 09:00-12:00",
        ),
        ("lundi : 9h-10h | mardi : 9h-10h | samedi : non | dimanche : fermé", "Mo-Tu 09:00-10:00"),
        ("lundi : 8h00-12h00 | samedi et dimanche : fermé", "Mo 08:00-12:00"),
        (" Lundi : 8h00-12h00 14h00-18h00 Mardi : 8h00-12h00 14h00-18h00", "Mo-Tu 08:00-12:00,14:00-18:00"),
        ("lundi : 7h00-12h30-13h30-17h00", "Mo 07:00-12:30,13:30-17:00"),
        ("lundi :07H30 - 12H30 / 13H30 - 17H00 |", "Mo 07:30-12:30,13:30-17:00"),
        ("du lundi au vendredi 9h-12h, fermé les jours fériés", "Mo-Fr 09:00-12:00; PH off"),
        ("24h/24 7j/7", "24/7"),
    ],
)
def test_hours_in_french_are_read_where_they_are_sure(text: str, notation: str):
    assert free(text) == (notation, "")


def test_a_day_that_is_named_without_hours_is_unknown_and_the_text_stays():
    text = "lundi : 9h-10h | samedi : | dimanche : fermé"
    assert free(text) == ("Mo 09:00-10:00; Sa unknown", text)


@pytest.mark.parametrize(
    "text",
    [
        "répondeur 24h/24.",
        "Sur rendez-vous",
        "8h-12h sauf samedi et dimanche",
        "lundi au vendredi : 9h-18h, possibilité de laisser un message.",
        "lundi : 11h00-12h00 (urgences uniquement)",
        "samedi : femé | lundi : 9h-12h",
        "9H-17H30",
        "x" * 3_000,
    ],
)
def test_hours_that_are_not_sure_stay_the_text_that_they_were(text: str):
    assert free(text) == (None, text)
    assert osm(text) == (None, text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Mo-Fr 09:00-18:00", ("Mo-Fr 09:00-18:00", "")),
        ("Mo-Fr 9:00-12:00; PH off", ("Mo-Fr 09:00-12:00; PH off", "")),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', ("Mo-Fr 09:00-12:00", "sur rendez-vous")),
        ('"sur rendez-vous"', (None, "sur rendez-vous")),
        ("Mo-Fr 99:00-12:00", (None, "Mo-Fr 99:00-12:00")),
        ("lundi au vendredi 9h-17h", ("Mo-Fr 09:00-17:00", "")),
        ("", (None, "")),
        (None, (None, "")),
    ],
)
def test_the_notation_itself_is_checked(text: str | None, read: tuple[str | None, str]):
    assert osm(text) == read


def test_nothing_is_said_of_holidays_where_nobody_spoke_of_them():
    assert "PH" not in (free("lundi au dimanche 9h-12h")[0] or "")
    assert "PH" not in (week([("lundi", [MORNING])]) or "")


def test_the_hours_of_town_halls_are_all_read_but_one_that_contradicts_itself(shared: Path):
    with (shared / "data/dila/mairies_2026_dep32_42_48.csv").open(encoding="utf-8") as file:
        told = [json.loads(row["horaires_json"] or "[]") for row in csv.DictReader(file)]
    read = [
        week((day, slots) for first, last, slots in each for day in days(first, last))
        for each in told
        if each
    ]
    assert len(read) == 928
    assert read.count(None) == 1


def test_the_free_hours_of_real_sites_are_read_or_kept(shared: Path):
    with (shared / "data/sante/sites-prelevements-acces-restreint-2020.csv").open(encoding="utf-8") as file:
        cells = [row["horaire"].strip() for row in csv.DictReader(file)]
    answers = [free(cell) for cell in cells if cell]
    assert len(answers) == 118
    assert sum(hours is not None for hours, _ in answers) >= 57
    for hours, kept in answers:
        if hours:
            check(hours)
        assert hours or kept
