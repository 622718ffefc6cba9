"""What a run announces, row by row: each row is counted once, and the directory is not touched."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from importers.models import RunRow
from tests.importers.importing import (
    CHRS,
    UNKNOWN,
    Importer,
    Place,
    counts,
    finess,
    identity,
    listening,
    places,
)

MENDE = Place("480000101", "PMI DE MENDE")


def test_a_report_is_made_before_anything_is_listed(importer: Importer, tmp_path: Path):
    before = importer.dump()
    run = importer.prepared("finess", finess(tmp_path, places(12)))
    assert run.state == "ready"
    assert counts(run.report) == {"added": 12}
    assert importer.dump() == before


def test_every_row_is_counted_once(importer: Importer, tmp_path: Path):
    given = [
        MENDE,
        Place("480000102", "FOYER ZWANZE", kind=CHRS),
        Place("480000103", "LIEU INCONNU", kind=UNKNOWN),
        Place("480000104", "RIEN ICI", commune="999", town="MARS"),
        Place("480000101", "PMI DE MENDE ENCORE"),
    ]
    run = importer.prepared("finess", finess(tmp_path, given), is_partial=True)
    assert counts(run.report) == {"added": 1, "to_decide": 1, "withheld": 1, "refused_count": 2}
    assert identity(run.report) == run.report["read"] == 5
    assert {refusal["column"] for refusal in run.report["refused"]} == {"commune", "identifiant"}


def test_the_same_file_again_changes_nothing(either: Importer, tmp_path: Path):
    given = [*places(20), Place("480000990", "FOYER ZWANZE", kind=CHRS), Place("480000991", "LIEU", UNKNOWN)]
    first = either.finess(tmp_path, *given)
    before = either.dump()
    second = either.finess(tmp_path, *given)
    assert counts(first.report) == {"added": 20, "to_decide": 1, "withheld": 1}
    assert counts(second.report) == {"unchanged": 20, "to_decide": 1, "withheld": 1}
    assert either.dump() == before


def test_a_row_that_says_something_else_changes_its_listing(either: Importer, tmp_path: Path):
    either.finess(tmp_path, MENDE, *places(5))
    run = either.finess(tmp_path, replace(MENDE, phone="0465719999"), *places(5))
    assert counts(run.report) == {"changed": 1, "unchanged": 5}
    [field] = run.report["examples"]["changed"][0]["fields"]
    assert (field["field"], field["before"], field["after"]) == ("phones", "+33465710101", "+33465719999")
    assert either.service(MENDE.number).id


def test_what_a_source_no_longer_names_is_removed(either: Importer, tmp_path: Path):
    either.finess(tmp_path, *places(20))
    run = either.finess(tmp_path, *places(19))
    assert counts(run.report) == {"unchanged": 19, "removed": 1}
    assert len(either.imported()) == 19


def test_more_than_a_tenth_removed_stops(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, *places(20))
    assert importer.prepared("finess", finess(tmp_path, places(18))).state == "ready"
    run = importer.prepared("finess", finess(tmp_path, places(17)))
    assert run.state == "stopped"
    assert run.report["stops"] == ["3 fiches sur 20 seraient retirées : c’est plus de 10 %."]


def test_more_than_three_tenths_changed_stop(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, *places(20))
    for changed, state in ((6, "ready"), (7, "stopped")):
        given = [replace(each, house="9") for each in places(20)[:changed]] + places(20)[changed:]
        run = importer.prepared("finess", finess(tmp_path, given))
        assert (run.state, counts(run.report)["changed"]) == (state, changed)
    assert run.report["stops"] == ["7 fiches sur 20 seraient modifiées : c’est plus de 30 %."]


def test_a_partial_file_removes_nothing(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, *places(20))
    run = importer.finess(tmp_path, *places(2), is_partial=True)
    assert counts(run.report) == {"unchanged": 2}
    assert len(importer.imported()) == 20


def test_no_key_of_a_source_stands_for_a_row_that_has_none(importer: Importer, tmp_path: Path):
    run = importer.prepared("finess", finess(tmp_path, [MENDE, replace(MENDE)]), is_partial=True)
    keys = importer.all(select(RunRow.key).where(RunRow.run_id == run.id))
    assert sorted(keys) == [" 2", MENDE.number]


def test_progress_is_told_while_a_run_is_read(importer: Importer, tmp_path: Path):
    heard = listening(importer)
    importer.finess(tmp_path, *places(1100))
    assert heard[0].phase == "Ouverture du fichier"
    assert {each.phase for each in heard} >= {"Ouverture du fichier", "Rapprochement", "Lecture"}
