"""A run is undone for thirty days: rows are as they were, to the bit, but for what somebody touched since."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import func, select

from directory.models import Entry, Service, Source, Verification
from importers.deciding import decide
from importers.models import Change, Run, RunRow
from importers.survey import read_ground
from importers.undoing import UndoError
from tests.importers.importing import CHRS, UNKNOWN, Importer, Place, finess, places

TODAY = date(2026, 11, 24)
MENDE = Place("480000101", "PMI DE MENDE", street="Jacobins", siret="13002526500013")
NOWHERE = Place("480009999", "RIEN", commune="999", town="MARS")
LIST = "identifiant;nom;catégorie;siret;commune;adresse;téléphone;courriel\n"
SAME = LIST + "1;PMI de Mende;PMI;13002526500013;Mende;3 rue Jacobins;04 65 71 01 01;pmi@exemple.fr\n"


def test_a_first_run_undone_leaves_no_trace(either: Importer, tmp_path: Path):
    before = either.dump()
    run = either.finess(
        tmp_path, *places(30), Place("480000990", "FOYER ZWANZE", CHRS), Place("480000991", "LIEU", UNKNOWN)
    )
    assert either.dump() != before
    undone = either.undoes(run.id)
    assert (undone.restored, undone.left) == (30, 0)
    assert either.dump() == before
    assert either.run(run.id).state == "undone"
    assert either.all(select(func.count()).select_from(Change)) == [0]


def test_what_was_changed_and_removed_is_as_it_was_to_the_bit(either: Importer, tmp_path: Path):
    given = places(20)
    either.finess(tmp_path, *given)
    before = either.dump()
    changed = [replace(each, phone=f"04656{rank:05}", house="8") for rank, each in enumerate(given[:5])]
    renamed = replace(given[5], name="PMI Zorglub", commune="080", town="48300 LANGOGNE")
    run = either.finess(tmp_path, *changed, renamed, *given[6:16], *places(40)[30:])
    undone = either.undoes(run.id)
    assert (undone.restored, undone.left) == (6 + 4 + 10, 0)
    assert either.dump() == before


def test_what_somebody_touched_since_is_left_and_counted(either: Importer, tmp_path: Path):
    given = places(20)
    either.finess(tmp_path, *given)
    moved = [replace(each, house="8") for each in given[:5]]
    run = either.finess(tmp_path, *moved, *given[5:], *places(22)[20:])
    changed, added = either.service(given[0].number), either.service(places(22)[21].number)
    with either.writing() as session:
        for each in (changed, added):
            found = session.get_one(Service, each.id)
            found.description, found.updated_at = "Relu par une personne.", either.now
    undone = either.undoes(run.id)
    assert (undone.restored, undone.left) == (5, 2)
    assert either.service(given[0].number).street.startswith("8 rue Zwanze")
    assert either.service(given[0].number).description == "Relu par une personne."
    assert either.service(given[1].number).street.startswith("3 rue Zwanze")
    assert either.service(places(22)[21].number).description == "Relu par une personne."
    assert len(either.imported()) == 21


def test_what_a_person_verified_since_is_left(importer: Importer, tmp_path: Path):
    run = importer.finess(tmp_path, *places(3))
    service = importer.service(places(1)[0].number)
    with importer.writing() as session:
        session.add(Source(slug="partner", name="Partenaires", licence="Données de Relais"))
        session.flush()
        session.add(Verification(service_id=service.id, verified_on=TODAY, source_slug="partner"))
    undone = importer.undoes(run.id)
    assert (undone.restored, undone.left) == (2, 1)
    assert [each.id for each in importer.imported()] == [service.id]


def test_a_listing_that_a_person_made_of_a_row_is_left(importer: Importer, tmp_path: Path):
    run = importer.finess(tmp_path, *places(2), Place("480000991", "LIEU ZWANZE", UNKNOWN))
    with importer.writing() as session:
        entry = session.scalars(select(Entry).where(Entry.state == "unclassed")).one()
        decide(session, entry.id, "pmi", None, read_ground(session), importer.now)
    undone = importer.undoes(run.id)
    assert (undone.restored, undone.left) == (2, 0)
    assert [each.name for each in importer.imported()] == ["Lieu Zwanze"]


def test_a_run_undone_may_be_imported_again(importer: Importer, tmp_path: Path):
    importer.undoes(importer.finess(tmp_path, *places(5)).id)
    run = importer.finess(tmp_path, *places(5))
    assert run.report["added"] == 5


def test_thirty_days_are_enough_and_one_more_second_is_not(importer: Importer, tmp_path: Path):
    first, second = importer.finess(tmp_path, *places(3)), importer.finess(tmp_path, *places(4))
    before = importer.dump()
    with pytest.raises(UndoError, match="plus de 30 jours"):
        importer.undoes(second.id, after=timedelta(days=30, seconds=1))
    assert importer.dump() == before
    importer.now -= timedelta(seconds=1)
    assert importer.undoes(second.id, after=timedelta(0)).restored == 1
    assert importer.run(first.id).state == "applied"


@pytest.mark.parametrize("step", ["prepared", "undone"])
def test_what_is_not_applied_is_not_undone(importer: Importer, tmp_path: Path, step: str):
    run = importer.prepared("finess", finess(tmp_path, places(3)))
    if step == "undone":
        importer.applies(run.id)
        importer.undoes(run.id)
    with pytest.raises(UndoError, match="rien à annuler"):
        importer.undoes(run.id)


def test_old_runs_are_forgotten_when_another_begins(importer: Importer, tmp_path: Path):
    applied = importer.finess(tmp_path, *places(3), NOWHERE, is_partial=True)
    waiting = importer.prepared("finess", finess(tmp_path, places(5)))
    assert importer.tools.folder_of(waiting.id).exists()
    stray = importer.tools.folder / "4242"
    stray.mkdir()
    importer.now += timedelta(days=31)
    last = importer.prepared("finess", finess(tmp_path, places(5)))
    states = [importer.run(each.id).state for each in (applied, waiting, last)]
    assert states == ["applied", "abandoned", "ready"]
    assert set(importer.all(select(RunRow.run_id))) == {last.id}
    assert importer.all(select(func.count()).select_from(Change)) == [0]
    assert [path.name for path in importer.tools.folder.iterdir() if path.is_dir()] == [str(last.id)]


# Runs that overlap, undone in any order.


def three_runs(importer: Importer, folder: Path) -> list[Run]:
    """Three runs on the same listings: one adds, one changes and removes, another source joins."""
    given = [MENDE, *places(20)]
    first = importer.finess(folder, *given)
    moved = [replace(each, house="7") for each in given[1:4]]
    second = importer.finess(folder, replace(MENDE, phone="0465718888"), *moved, *given[4:20])
    third = importer.own_list(folder, "Partenaires", SAME)
    assert third.report["changed"] == 1, "it is the PMI of Mende"
    return [first, second, third]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_runs_that_overlap_are_undone_in_any_order(
    importer: Importer, tmp_path: Path, order: tuple[int, ...]
):
    before = importer.dump()
    runs = three_runs(importer, tmp_path)
    for rank in order:
        assert importer.undoes(runs[rank].id).left == 0
    assert importer.dump() == before


def test_a_listing_goes_on_with_the_source_whose_run_is_not_undone(either: Importer, tmp_path: Path):
    first = either.finess(tmp_path, MENDE)
    second = either.own_list(tmp_path, "Partenaires", SAME)
    number = either.service(MENDE.number).id
    either.undoes(first.id)
    [left] = either.imported()
    assert (left.id, left.source_slug, left.email) == (number, "spreadsheet-partenaires", "pmi@exemple.fr")
    assert either.all(select(Source.slug).where(Source.slug == "finess")) == []
    either.undoes(second.id)
    assert either.imported() == []


def test_what_was_removed_and_came_back_is_put_back_once(either: Importer, tmp_path: Path):
    given = places(12)
    either.finess(tmp_path, *given)
    before = either.dump()
    gone = either.finess(tmp_path, *given[:11])
    back = either.finess(tmp_path, *given[:11], replace(given[11], house="9"))
    assert either.undoes(gone.id).left == 0
    assert len(either.imported()) == 12
    either.undoes(back.id)
    assert either.dump() == before


def test_a_number_that_another_listing_has_taken_is_given_back_in_the_end(importer: Importer, tmp_path: Path):
    given = places(12)
    importer.finess(tmp_path, *given)
    before = importer.dump()
    gone = importer.finess(tmp_path, *given[:11])
    other = importer.finess(tmp_path, *given[:11], places(13)[12])
    importer.undoes(gone.id)
    importer.undoes(other.id)
    assert importer.dump() == before
