"""What applying a run does: all of it or nothing, once; and what is kept of it afterwards."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from directory.models import Entry, Organization, Service, Source
from importers.locking import BusyError, holding
from importers.models import Change, Run, RunRow
from importers.running import RunError, condition
from importers.steps import MOVED_ON
from tests.importers.importing import CHRS, Importer, Place, counts, finess, identity, places

MENDE = Place("480000101", "PMI DE MENDE")
NOWHERE = Place("480009999", "RIEN", commune="999", town="MARS")
SIZE = 4000


@pytest.fixture(scope="module")
def many() -> list[Place]:
    """Four thousand places."""
    return places(SIZE)


def test_one_bad_row_in_four_thousand_stops_them_all(importer: Importer, tmp_path: Path, many: list[Place]):
    before = importer.dump()
    run = importer.prepared("finess", finess(tmp_path, [*many[:2000], NOWHERE, *many[2000:-1]]))
    assert (run.state, run.report["is_blocked"]) == ("stopped", True)
    assert counts(run.report) == {"added": SIZE - 1, "refused_count": 1}
    [refusal] = run.report["refused"]
    assert (refusal["line"], refusal["column"]) == (2002, "commune")
    with pytest.raises(RunError, match="Lignes refusées : 1"):
        importer.applies(run.id)
    assert importer.dump() == before
    assert importer.run(run.id).state == "stopped"


def test_a_partial_run_takes_the_rest_and_keeps_what_was_refused(importer: Importer, tmp_path: Path):
    run = importer.finess(tmp_path, *places(20), NOWHERE, is_partial=True)
    assert counts(run.report) == {"added": 20, "refused_count": 1}
    assert importer.all(select(RunRow.outcome).where(RunRow.run_id == run.id)) == ["refused"]
    again = importer.finess(tmp_path, *places(3), is_partial=True)
    assert counts(again.report) == {"unchanged": 3}
    assert len(importer.imported()) == 20


def test_what_fails_halfway_leaves_nothing_and_may_be_tried_again(either: Importer, tmp_path: Path):
    run = either.prepared("finess", finess(tmp_path, places(1200)))
    before = either.dump()
    engine = either.app.extensions["engine"]

    def fail(connection, cursor, statement, parameters, context, executemany) -> None:
        if statement.startswith("DELETE FROM import_row"):
            raise OSError("the disk is full")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="disk"):
        either.applies(run.id)
    event.remove(engine, "before_cursor_execute", fail)
    assert either.dump() == before
    stopped = either.run(run.id)
    assert (stopped.state, condition(either.tools, stopped)) == ("ready", "ready")
    assert "Rien n’a été modifié" in stopped.problem
    assert either.applies(run.id)
    assert len(either.imported()) == 1200
    assert either.run(run.id).problem is None


def test_a_run_is_applied_once(importer: Importer, tmp_path: Path):
    run = importer.finess(tmp_path, *places(3))
    before = importer.dump()
    with pytest.raises(RunError, match="n’en est pas là"):
        importer.applies(run.id)
    assert importer.dump() == before


def test_two_presses_at_once_apply_a_run_once(importer: Importer, tmp_path: Path):
    run = importer.prepared("finess", finess(tmp_path, places(800)))
    told: list[object] = []

    def press() -> None:
        try:
            told.append(importer.applies(run.id))
        except (RunError, BusyError) as error:
            told.append(type(error))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert told.count(True) == 1
    assert set(told) - {True} <= {RunError, BusyError}
    assert len(importer.imported()) == 800


def test_two_runs_of_one_file_that_were_both_read_list_it_once(either: Importer, tmp_path: Path):
    file = finess(tmp_path, places(30))
    first, second = either.prepared("finess", file), either.prepared("finess", file)
    assert either.applies(first.id)
    before = either.dump()
    assert not either.applies(second.id), "the directory has changed since that report"
    stopped = either.run(second.id)
    assert (stopped.state, stopped.problem) == ("ready", MOVED_ON)
    assert counts(stopped.report) == {"unchanged": 30}
    assert either.applies(second.id)
    assert either.dump() == before


def test_what_changes_nothing_for_a_run_does_not_stop_it(importer: Importer, tmp_path: Path):
    run = importer.prepared("finess", finess(tmp_path, places(3)))
    with importer.writing() as session:
        session.scalars(select(Service).limit(1)).one().updated_at = importer.now
    assert importer.applies(run.id)


def test_a_second_yes_is_asked_for_what_stops(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, *places(20))
    run = importer.prepared("finess", finess(tmp_path, places(10)))
    with pytest.raises(RunError, match="Il faut un second oui"):
        importer.applies(run.id, is_sure=False)
    assert len(importer.imported()) == 20
    assert importer.applies(run.id, is_sure=True)
    assert len(importer.imported()) == 10


def test_nobody_works_on_a_run_that_somebody_works_on(importer: Importer, tmp_path: Path):
    run = importer.prepared("finess", finess(tmp_path, places(3)))
    with holding(importer.tools.folder_of(run.id)), pytest.raises(BusyError):
        importer.applies(run.id)
    assert importer.applies(run.id)


def test_a_source_is_shown_with_its_licence_and_the_day_of_its_newest_data(
    importer: Importer, tmp_path: Path
):
    importer.finess(tmp_path, MENDE, Place("480000102", "CSAPA ZWANZE", said_on="2025-02-03", house="9"))
    [source] = importer.all(select(Source).where(Source.slug == "finess"))
    assert source.licence == "Licence Ouverte 2.0"
    assert "DREES" in source.attribution
    assert source.data_on.isoformat() == "2025-02-03"


def test_a_source_that_says_no_day_has_none(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, replace(MENDE, said_on=""))
    [source] = importer.all(select(Source).where(Source.slug == "finess"))
    assert source.data_on is None


def test_files_are_erased_once_a_run_is_over(importer: Importer, tmp_path: Path):
    run = importer.prepared("finess", finess(tmp_path, places(3)))
    files = importer.tools.folder_of(run.id) / "files"
    assert list(files.iterdir())
    importer.applies(run.id)
    assert not files.exists()
    assert importer.all(select(func.count()).select_from(RunRow)) == [0]


def test_whoever_runs_nothing_any_more_is_forgotten_in_the_end(either: Importer, tmp_path: Path):
    either.finess(tmp_path, *places(12))
    names = {place.name.lower() for place in places(12)}
    query = select(Organization.name).where(Organization.source_slug == "finess")
    assert {name.lower() for name in either.all(query)} == names
    either.finess(tmp_path, *places(11), replace(places(12)[11], name="PMI Zorglub"))
    assert {name.lower() for name in either.all(query)} == {*names, "pmi zorglub"}
    either.now += timedelta(days=31)
    either.prepared("finess", finess(tmp_path, places(12)))
    assert {name.lower() for name in either.all(query)} == {
        *(place.name.lower() for place in places(11)),
        "pmi zorglub",
    }


def test_every_change_is_remembered_with_what_was_there(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, *places(20))
    run = importer.finess(tmp_path, replace(places(1)[0], phone="0465719999"), *places(19)[1:])
    query = select(Change.kind, Change.change, Change.before.is_(None)).where(Change.run_id == run.id)
    with importer.tools.readers() as session:
        found = sorted(map(tuple, session.execute(query)))
    assert found == [
        ("entry", "changed", False),
        ("entry", "removed", False),
        ("service", "changed", False),
        ("service", "removed", False),
    ]


def test_a_row_that_waits_is_kept_as_it_waits(importer: Importer, tmp_path: Path):
    run = importer.finess(tmp_path, Place("480000102", "FOYER ZWANZE", kind=CHRS), MENDE)
    assert identity(run.report) == 2
    entry = importer.entry("480000102")
    assert (entry.state, entry.service_id, entry.finess) == ("withheld", None, "480000102")
    assert importer.all(select(func.count()).select_from(Entry).where(Entry.state == "linked")) == [1]


def test_a_run_that_is_not_there_is_refused_and_leaves_no_folder(importer: Importer):
    with pytest.raises(RunError, match="Il n’y a pas d’import n° 999"):
        importer.undoes(999)
    assert not (importer.tools.folder / "999").exists()
    assert importer.all(select(Run)) == []
