"""What people changed, merged, hid or removed is not undone by the next import of the same source."""

from pathlib import Path

from directory.editing.asking import answer, ask
from directory.editing.changing import amend
from directory.editing.merging import merge, unmerge
from directory.editing.values import print_of, values_of
from directory.models import Account, Contact, Organization, Service
from tests.editing.people import AT, DESK, SECOND
from tests.importers.importing import Importer, Place, counts, places

MENDE = Place("480000101", "PMI DE MENDE", street="Zorglubine")
SAID_AGAIN = Place("480000101", "PMI DE MENDE", street="Zorglubine", phone="0465719999", said_on="2026-11-01")
LIST = "identifiant;nom;catégorie;siret;commune;adresse;téléphone;courriel;description\n"


def amended(importer: Importer, number: int, **after: object) -> None:
    """Have the desk change a listing."""
    with importer.writing() as session:
        seen = print_of(values_of(session.get_one(Service, number)))
        amend(session, DESK, number, after, seen, AT)


def test_what_people_changed_stays_and_the_next_import_proposes(own_app, tmp_path: Path):
    importer = Importer(own_app)
    importer.finess(tmp_path, MENDE, *places(12))
    number = importer.service(MENDE.number).id
    amended(importer, number, description="Consultations", name="PMI Zwanze")
    run = importer.finess(tmp_path, SAID_AGAIN, *places(12))
    assert counts(run.report)["to_decide"] == 1
    service = importer.service(MENDE.number)
    assert (service.description, service.name) == ("Consultations", "PMI Zwanze")
    assert importer.entry(MENDE.number).state == "proposal"


def test_what_people_changed_is_not_removed_with_its_source(own_app, tmp_path: Path):
    importer = Importer(own_app)
    importer.finess(tmp_path, MENDE, *places(12))
    number = importer.service(MENDE.number).id
    amended(importer, number, description="Consultations")
    importer.finess(tmp_path, *places(12))
    [kept] = [each for each in importer.all(Service.__table__.select()) if each == number]
    assert kept == number


def test_what_was_merged_stays_merged_until_it_is_undone(own_app, tmp_path: Path):
    importer = Importer(own_app)
    importer.finess(tmp_path, MENDE, *places(12))
    kept, other = importer.service(MENDE.number), importer.service("480000001")
    with importer.writing() as session:
        change = merge(session, DESK, kept.id, other.id, AT).id
    assert importer.service("480000001").id == kept.id
    importer.finess(tmp_path, SAID_AGAIN, *places(12))
    assert importer.service("480000001").id == kept.id
    assert len(importer.imported()) == 12
    with importer.writing() as session:
        unmerge(session, DESK, change, AT)
    assert importer.service("480000001").name == other.name
    importer.finess(tmp_path, SAID_AGAIN, *places(12))
    assert len(importer.imported()) == 13


def test_what_people_hid_stays_hidden_when_sources_name_its_street(own_app, tmp_path: Path):
    importer = Importer(own_app)
    importer.finess(tmp_path, MENDE, *places(12))
    number = importer.service(MENDE.number).id
    amended(importer, number, address_policy="on-request")
    assert "orglubine" not in importer.entry(MENDE.number).said, "imports have forgotten it too"
    importer.finess(tmp_path, SAID_AGAIN, *places(12))
    row = "1;PMI de Mende;PMI;;Mende;3 rue Zorglubine;04 65 71 01 01;;\n"
    importer.own_list(tmp_path, "Un", LIST + row)
    service = importer.service(MENDE.number)
    assert (service.address_policy, service.street) == ("on-request", None)
    assert "orglubine" not in importer.entry(MENDE.number).said


def test_what_people_removed_is_not_listed_again(own_app, tmp_path: Path):
    importer = Importer(own_app)
    importer.finess(tmp_path, MENDE, *places(12))
    number = importer.service(MENDE.number).id
    with importer.writing() as session:
        session.add(Account(id=DESK.account_id, email="bureau@lozere.example", name="Zoé", created_at=AT))
        session.flush()
        request = ask(session, DESK, "removal", AT, service_id=number)
        answer(session, SECOND, request.id, "accept", "", AT)
    importer.finess(tmp_path, SAID_AGAIN, *places(12))
    assert importer.entry(MENDE.number).state == "outside"
    assert len(importer.imported()) == 12


def test_an_organisation_to_which_relais_writes_is_kept_though_it_runs_nothing(own_app, tmp_path: Path):
    importer = Importer(own_app)
    importer.finess(tmp_path, MENDE, *places(12))
    owner = importer.service(MENDE.number).organization_id
    with importer.writing() as session:
        session.add(Contact(organization_id=owner, email="direction@zwanze.example"))
    importer.finess(tmp_path, *places(12))
    assert owner in importer.all(Organization.__table__.select())
