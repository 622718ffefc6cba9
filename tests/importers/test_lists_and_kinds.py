"""Names of lists and of files, corrections that come back, kinds that are asked about, areas of units."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from directory.models import Entry
from importers.deciding import DecisionError, decide_kind
from importers.merging import merge
from importers.questions import PAGE_SIZE, questions_page
from importers.records import AreaRecord, Record
from importers.running import open_run, shown_name
from importers.sources.spreadsheet import slug_of
from importers.statements import Given, Statement
from importers.steps import prepare
from importers.survey import read_ground
from tests.importers.importing import Importer, counts, places
from tests.importers.waiting import plant_entry, said

LIST = "identifiant;nom;catégorie;commune;adresse\n"


def list_of(count: int) -> str:
    """Give a list of social departments of Mende."""
    return LIST + "".join(
        f"{place.number};{place.name};PMI;Mende;3 rue {place.street}\n" for place in places(count)
    )


def test_two_lists_whose_long_names_begin_alike_are_two():
    names = (
        "Structures d'hébergement et accueil de la Lozère",
        "Structures d'hébergement et accueil du Gers",
    )
    assert len({slug_of(name) for name in names}) == 2
    assert all(len(slug_of(name)) <= 40 for name in names)


def test_two_lists_whose_names_have_no_letter_of_ours_are_two():
    assert len({slug_of(name) for name in ("列表", "名单", "???")}) == 3


def test_corrected_refusals_never_remove_the_rest(importer: Importer, tmp_path: Path):
    nowhere = "9;PMI Zorglub;PMI;Nullepart;3 rue Haute\n"
    first = importer.own_list(tmp_path, "Liste", list_of(12) + nowhere, is_partial=True)
    text = LIST + nowhere.replace("Nullepart", "Mende")
    (tmp_path / f"refus-import-{first.id}.csv").write_text(text, "utf-8")
    run = importer.imports("spreadsheet", tmp_path / f"refus-import-{first.id}.csv")
    assert (run.source_slug, run.is_partial) == (first.source_slug, True)
    assert counts(run.report) == {"added": 1}
    assert len(importer.imported()) == 13


@pytest.mark.parametrize("name", ["a\x00b.csv", "\ud800.csv", "liste\n\u202e.csv"])
def test_a_name_of_a_file_that_no_screen_shows_is_imported_all_the_same(
    importer: Importer, tmp_path: Path, name: str
):
    path = tmp_path / "liste.csv"
    path.write_text(list_of(3), "utf-8")
    with importer.writing() as session:
        folder, given = importer.tools.folder, [Given(name, path)]
        opened = open_run(session, folder, "spreadsheet", given, is_partial=False, at=importer.now).id
    prepare(importer.tools, opened)
    run = importer.run(opened)
    assert counts(run.report) == {"added": 3}
    assert all(each.isprintable() for each in run.files[0]["name"])


def test_a_name_keeps_its_spaces_and_accents():
    assert shown_name("  Épicerie sociale\u00a0(2).csv ") == "Épicerie sociale (2).csv"


def kinds_waiting(app: Flask, count: int, code: str = "k") -> None:
    """Leave rows of as many kinds as asked, or of none."""
    with app.extensions["sessions"].begin() as session:
        for number in range(count):
            kind = f"{code}{number}" if code else ""
            statement = said(len(code) * 1000 + number, fit="unknown", category="", code=kind)
            plant_entry(session, "finess", "unclassed", statement)


def test_kinds_are_asked_about_twenty_at_a_time(own_app: Flask):
    kinds_waiting(own_app, PAGE_SIZE + 5)
    with own_app.extensions["readers"]() as session:
        first = questions_page(session, "sortes", 0)
        second = questions_page(session, "sortes", first.next)
    assert (len(first.kinds), len(second.kinds), second.next) == (PAGE_SIZE, 5, None)
    assert len({kind.code for kind in (*first.kinds, *second.kinds)}) == PAGE_SIZE + 5


def test_rows_without_a_kind_are_asked_about_one_by_one(importer: Importer):
    kinds_waiting(importer.app, 3, code="")
    with importer.tools.readers() as session:
        page = questions_page(session, "sortes", 0)
        assert page.kinds == ()
        assert {item.topic.slug: item.count for item in page.items}["sortes"] == 0
        assert len(questions_page(session, "fiches", 0).questions) == 3
    with importer.writing() as session, pytest.raises(DecisionError, match="pour chacune"):
        decide_kind(session, "finess", "", "pmi", read_ground(session), importer.now)
    assert set(importer.all(select(Entry.state))) == {"unclassed"}


UNIT = Record(
    key="gn-1",
    organization="Gendarmerie nationale",
    category="law-enforcement-unit",
    name="Brigade de Mende",
    areas=(AreaRecord("commune", "48095"),),
)
WIDE = Record(
    key="1",
    organization="Zwanze",
    category="law-enforcement-unit",
    name="Brigade de Mende",
    areas=(AreaRecord("department", "48"),),
)


def test_only_the_ministry_says_which_communes_depend_on_a_unit():
    merged = merge([("spreadsheet-a", Statement(WIDE)), ("competence", Statement(UNIT))])
    assert merged.record.areas == UNIT.areas
    assert merged.sources["areas"] == "competence"


def test_the_communes_of_a_unit_are_as_a_list_says_where_the_ministry_has_not_spoken():
    assert merge([("spreadsheet-a", Statement(WIDE))]).record.areas == WIDE.areas
