"""What is withheld in one source comes back through no other, nor through undoing, nor from what is kept."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select

from directory.models import Entry
from importers.deciding import decide
from importers.forgetting import forget_hidden
from importers.models import Change, RunRow, Withheld
from importers.report import withdrawn_in_words
from importers.running import RunError, sweep
from importers.steps import MOVED_ON
from importers.survey import read_ground
from tests.databases import EITHER
from tests.importers.importing import CHRS, UNKNOWN, Importer, counts, finess, places, written
from tests.importers.test_hiding import HIDES, PUBLIC, decided, found, hide

TITLES = "identifiant;nom;catégorie;finess;siret;téléphone;commune;adresse\n"
SIRET = "13002526500013"
NAMED = {
    "finess": f"{TITLES}1;Accueil Bidule;PMI;480000201;;;Mende;17 rue Zorglubine\n",
    "siret": f"{TITLES}1;Accueil Bidule;PMI;;{SIRET};;Mende;17 rue Zorglubine\n",
    "phone": f"{TITLES}1;Accueil Bidule;PMI;;;04 65 71 02 01;Mende;17 rue Zorglubine\n",
    "name": f"{TITLES}1;Espace Quetzalcoatl;PMI;;;;Mende;17 rue Zorglubine\n",
}
SAID_HIDES = replace(HIDES, siret=SIRET)
JOINS = f"{TITLES}1;PMI Quetzalcoatl;PMI;480000201;;04 65 71 02 01;Mende;17 rue Zorglubine\n"


@pytest.mark.parametrize("what", NAMED)
def test_what_waits_as_withheld_is_published_by_no_other_source(
    importer: Importer, tmp_path: Path, what: str
):
    importer.finess(tmp_path, SAID_HIDES)
    run = importer.own_list(tmp_path, "Partenaires", NAMED[what])
    assert counts(run.report) == {"withheld": 1}
    assert importer.imported() == []
    assert found(importer) == []


@pytest.mark.parametrize("what", NAMED)
def test_hiding_takes_out_what_bears_any_of_its_names(importer: Importer, tmp_path: Path, what: str):
    importer.own_list(tmp_path, "Partenaires", NAMED[what])
    assert found(importer)
    importer.finess(tmp_path, SAID_HIDES)
    decided(importer, HIDES.number, "hide")
    assert importer.imported() == []
    assert importer.entry("1").state == "withheld"
    assert found(importer) == []
    assert counts(importer.own_list(tmp_path, "Partenaires", NAMED[what]).report) == {"withheld": 1}
    assert found(importer) == []


def test_a_place_that_one_source_withdraws_is_withheld_in_the_others(either: Importer, tmp_path: Path):
    either.finess(tmp_path, PUBLIC, *places(12))
    joined = either.own_list(tmp_path, "Partenaires", JOINS)
    assert counts(joined.report) == {"changed": 1}
    either.finess(tmp_path, replace(PUBLIC, kind=CHRS), *places(12))
    assert (either.entry("1").state, either.entry("1").service_id) == ("withheld", None)
    assert "orglubine" not in either.entry("1").said
    for text in (
        JOINS,
        JOINS.replace("02 01", "02 99"),
        JOINS.replace("480000201", "").replace("PMI Q", "Q"),
    ):
        run = either.own_list(tmp_path, "Partenaires", text)
        assert counts(run.report) == {"withheld": 1}
        assert len(either.imported()) == 12
    either.undoes(joined.id)
    assert len(either.imported()) == 12
    assert "orglubine" not in "".join(either.all(select(Entry.said)))


def test_undoing_a_removal_publishes_nothing_that_was_hidden_since(either: Importer, tmp_path: Path):
    either.finess(tmp_path, PUBLIC, *places(12))
    removed = either.finess(tmp_path, *places(12))
    other = f"{TITLES}1;PMI Quetzalcoatl;Hébergement et refuge;480000201;;;Mende;\n"
    either.own_list(tmp_path, "Partenaires", other)
    decided(either, "1", "hide")
    assert all("orglubine" not in (before or "") for before in either.all(select(Change.before)))
    either.undoes(removed.id)
    assert len(either.imported()) == 12


def test_undoing_consults_what_is_withheld(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, PUBLIC, *places(12))
    removed = importer.finess(tmp_path, *places(12))
    with importer.writing() as session:
        session.add(Withheld(kind="finess", value=PUBLIC.number, added_at=importer.now))
    importer.undoes(removed.id)
    assert len(importer.imported()) == 12


def test_a_row_that_is_classed_as_hiding_is_forgotten_in_images_and_prepared_runs(
    importer: Importer, tmp_path: Path
):
    lost = replace(PUBLIC, kind=UNKNOWN)
    importer.finess(tmp_path, lost)
    importer.finess(tmp_path, replace(lost, phone="0465710299"))
    waiting = importer.prepared("finess", finess(tmp_path, [replace(lost, phone="0465710298")]))
    (tmp_path / "finess.csv").unlink()
    assert found(importer)
    decided(importer, lost.number, "dv-shelter")
    sweep(importer.tools)
    assert importer.run(waiting.id).state == "abandoned"
    assert importer.all(select(RunRow.id)) == []
    assert found(importer) == []


def test_the_commune_of_a_confidential_listing_is_forgotten_too(importer: Importer, tmp_path: Path):
    listed = "identifiant;nom;catégorie;code insee\n1;PMI Quetzalcoatl;PMI;48095\n"
    importer.own_list(tmp_path, "Partenaires", listed)
    hide(importer, "1")
    assert '"commune":"48095"' in importer.entry("1").said
    with importer.writing() as session:
        forget_hidden(session)
    assert "48095" not in importer.entry("1").said


def test_what_was_hidden_by_mistake_and_undone_is_said_again_by_its_source(
    importer: Importer, tmp_path: Path
):
    listed = f"{TITLES}1;Maison Quetzalcoatl;%s;;;;Mende;17 rue Zorglubine\n"
    importer.own_list(tmp_path, "Partenaires", listed % "PMI")
    hidden = importer.own_list(tmp_path, "Partenaires", listed % "dv-shelter")
    assert importer.service("1").address_policy == "confidential"
    importer.undoes(hidden.id)
    run = importer.own_list(tmp_path, "Partenaires", listed % "PMI")
    assert counts(run.report) == {"changed": 1}
    service = importer.service("1")
    assert (service.street, service.commune_code) == ("17 rue Zorglubine", "48095")


def test_listings_that_become_withheld_count_as_taken_out(importer: Importer, tmp_path: Path):
    given = [PUBLIC, *places(7)]
    importer.finess(tmp_path, *given)
    run = importer.prepared("finess", finess(tmp_path, [replace(PUBLIC, kind=CHRS), *given[1:]]))
    assert (run.report["withdrawn"], run.state) == (1, "stopped")
    assert run.report["stops"] == ["1 fiches sur 8 seraient retirées : c’est plus de 10 %."]
    assert withdrawn_in_words(1) in run.report["told"]
    assert "2 fiches publiées" in withdrawn_in_words(2)


@pytest.mark.parametrize("either", EITHER[1:], indirect=True)
def test_a_run_waits_for_a_decision_that_is_being_taken(either: Importer, tmp_path: Path):
    either.finess(tmp_path, HIDES)
    listed = written(tmp_path, "Partenaires.csv", f"{TITLES}1;Accueil Bidule;PMI;;;;Mende;3 rue Basse\n")
    run = either.prepared("spreadsheet", listed, title="Partenaires")
    applied: list[bool] = []

    def applies() -> None:
        with suppress(RunError):
            applied.append(either.applies(run.id))

    with either.tools.readers() as session:
        ground = read_ground(session)
    with either.tools.sessions() as session:
        entry = session.scalars(select(Entry).where(Entry.state == "withheld")).one()
        session.commit()
        decide(session, entry.id, "hide", None, ground, either.now)
        thread = Thread(target=applies)
        thread.start()
        thread.join(2)
        assert thread.is_alive(), "it waits for the decision"
        session.commit()
    thread.join(30)
    assert True not in applied, "the directory has changed since the report"
    assert either.run(run.id).problem == MOVED_ON
    assert either.imported() == []
