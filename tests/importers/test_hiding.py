"""What hides is nowhere: no row, no image, no report, no search and no file says where it is."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from directory.models import Entry, Service
from directory.vocabulary import vocabulary
from importers.deciding import decide, decide_kind
from importers.fill import listing_of
from importers.hiding import hidden
from importers.keeping import read_kept
from importers.listed import record_of
from importers.models import Change, Decision, RunRow, Withheld
from importers.relisting import relist
from importers.running import abandon
from importers.statements import Statement
from importers.survey import read_ground
from importers.withdrawing import withdraw
from tests.importers.importing import CHRS, PMI, UNKNOWN, Importer, Place, counts, finess, places
from tests.web.canaries import betrayed, files_of

STREET, POINT = "Zorglubine", ("736412.918273", "6381234.564738")
TRACES = [b"zorglubine", b"918273", b"564738"]
HIDES = Place("480000201", "ESPACE QUETZALCOATL", CHRS, STREET, "17", phone="0465710201", point=POINT)
PUBLIC = replace(HIDES, kind=PMI, name="PMI QUETZALCOATL")


def bytes_of(importer: Importer) -> list[tuple[str, bytes]]:
    """Give every file of the data folder, the search brought up to date."""
    importer.app.extensions["indexer"].bring_up_to_date()
    return list(files_of(importer.tools.folder.parent))


def found(importer: Importer, traces: Sequence[bytes] = TRACES) -> list[tuple[str, bytes]]:
    """Give what betrays the street or the point on disk, where reports and images are too."""
    return betrayed(bytes_of(importer), traces)


def hide(importer: Importer, key: str) -> None:
    """Make a listing confidential, as a person at the desk does: written anew without its place."""
    with importer.writing() as session:
        service = session.scalars(select(Service).join(Entry).where(Entry.source_key == key)).one()
        place = dict.fromkeys(("commune_code", "street", "postcode", "latitude", "longitude"))
        policy = {"address_policy": "confidential", "zone_kind": "department", "zone_code": "48"}
        told = update(Service).where(Service.id == service.id)
        session.execute(told.values(updated_at=importer.now, **policy, **place))


def test_the_street_of_what_is_public_is_on_disk_so_that_looking_for_it_means_something(
    importer: Importer, tmp_path: Path
):
    importer.finess(tmp_path, PUBLIC)
    assert {trace for _, trace in found(importer)} == set(TRACES[:1])


def test_what_may_hide_is_neither_listed_nor_placed_anywhere(importer: Importer, tmp_path: Path):
    run = importer.prepared("finess", finess(tmp_path, [HIDES]))
    assert counts(run.report) == {"withheld": 1}
    assert betrayed([("report", json.dumps(run.report).encode())], TRACES) == []
    assert all("orglubine" not in said for said in importer.all(select(RunRow.said)))
    importer.applies(run.id)
    assert importer.imported() == []
    assert importer.entry(HIDES.number).state == "withheld"
    assert found(importer) == []


@pytest.mark.parametrize("end", ["abandoned", "failed"])
def test_files_go_with_a_run_that_is_not_applied(importer: Importer, tmp_path: Path, end: str):
    titles = "nom;rue" if end == "failed" else None
    path = finess(tmp_path, [HIDES, PUBLIC])
    if titles:
        path.write_text(f"{titles}\nRefuge;17 rue {STREET}\n")
    run = importer.prepared("finess", path, is_partial=True)
    if end == "abandoned":
        with importer.writing() as session:
            abandon(session, importer.tools, run.id)
    assert importer.run(run.id).state == end
    assert found(importer) == []


SAME_KEY = replace(HIDES, kind=PMI, phone="0465710299")
LIKE = {
    "the same number of FINESS": (
        "identifiant;nom;finess;commune;adresse\n1;Accueil Bidule;480000201;Mende;17 rue Zorglubine\n"
    ),
    "the same SIRET": (
        "identifiant;nom;siret;commune;adresse\n1;Accueil Bidule;13002526500013;Mende;17 rue Zorglubine\n"
    ),
    "the same telephone": (
        "identifiant;nom;téléphone;commune;adresse\n1;Accueil Bidule;04 65 71 02 01;Mende;17 rue Zorglubine\n"
    ),
    "a name that is near": (
        "identifiant;nom;commune;adresse\n1;Espace Quetzalcoatle;Mende;17 rue Zorglubine\n"
    ),
}


@pytest.mark.parametrize("what", LIKE)
def test_a_row_that_resembles_a_confidential_listing_loses_its_place_everywhere(
    importer: Importer, tmp_path: Path, what: str
):
    importer.finess(tmp_path, replace(PUBLIC, street="Basse", siret="13002526500013", point=("", "")))
    hide(importer, PUBLIC.number)
    with importer.writing() as session:  # The desk has called it by its own name.
        session.execute(update(Service).where(Service.entries.any()).values(name="Espace Quetzalcoatl"))
    run = importer.own_list(tmp_path, "Partenaires", LIKE[what])
    assert counts(run.report) == {"withheld": 1}
    assert run.report["told"] == ["1 adresse retirée : fiche confidentielle."]
    assert [each.source_slug for each in importer.imported()] == ["finess"]
    assert found(importer) == []
    again = importer.own_list(tmp_path, "Partenaires", LIKE[what])
    assert counts(again.report) == {"withheld": 1}
    assert found(importer) == []


def test_the_source_of_a_confidential_listing_gives_its_place_back_in_vain(
    importer: Importer, tmp_path: Path
):
    importer.finess(tmp_path, replace(PUBLIC, street="Basse", point=("", "")))
    hide(importer, PUBLIC.number)
    run = importer.prepared("finess", finess(tmp_path, [replace(PUBLIC, phone="0465710299")]))
    assert run.report["told"] == ["1 adresse retirée : fiche confidentielle."]
    assert all("orglubine" not in said for said in importer.all(select(RunRow.said)))
    importer.applies(run.id)
    service = importer.service(PUBLIC.number)
    assert (service.street, service.commune_code, service.address_policy) == (None, None, "confidential")
    assert found(importer) == []
    assert importer.undoes(run.id).left == 0
    assert found(importer) == []


def test_a_listing_hidden_after_its_import_is_forgotten_everywhere(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, PUBLIC, *places(10))
    changed = importer.finess(tmp_path, replace(PUBLIC, phone="0465710299"), *places(10))
    assert found(importer)
    hide(importer, PUBLIC.number)
    last = importer.finess(tmp_path, replace(PUBLIC, phone="0465710298"), *places(10))
    assert found(importer) == []
    for run in (changed, last):
        importer.undoes(run.id)
        assert found(importer) == []
    assert importer.service(PUBLIC.number).address_policy == "confidential"


def test_undoing_never_brings_the_place_of_a_hidden_listing_back(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, PUBLIC, *places(10))
    changed = importer.finess(tmp_path, replace(PUBLIC, street="Basse"), *places(10))
    hide(importer, PUBLIC.number)
    assert importer.undoes(changed.id).left == 1
    assert found(importer) == []


def test_a_removed_listing_of_a_hidden_place_leaves_no_place_behind(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, PUBLIC, *places(20))
    hide(importer, PUBLIC.number)
    gone = importer.finess(tmp_path, *places(20))
    assert found(importer) == []
    importer.undoes(gone.id)
    assert importer.service(PUBLIC.number).street is None
    assert found(importer) == []


@contextmanager
def hiding_category(slug: str) -> Iterator[None]:
    """Make the vocabulary say that the places of a category hide."""
    category = vocabulary().categories[slug]
    before = category.address_policy
    object.__setattr__(category, "address_policy", "confidential")
    try:
        yield
    finally:
        object.__setattr__(category, "address_policy", before)


def test_a_category_that_hides_later_takes_every_place_out(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, PUBLIC, *places(3))
    importer.finess(tmp_path, replace(PUBLIC, phone="0465710299"), *places(3))
    with hiding_category("pmi"):
        run = importer.finess(tmp_path, replace(PUBLIC, phone="0465710299"), *places(3))
        assert counts(run.report) == {"changed": 4}
        assert {each.address_policy for each in importer.imported()} == {"confidential"}
        assert found(importer) == []


# What is withheld is withheld for ever.


def decided(importer: Importer, key: str, answer: str) -> None:
    """Answer the question about an entry."""
    with importer.writing() as session:
        entry = session.scalars(select(Entry).where(Entry.source_key == key)).one()
        decide(session, entry.id, answer, None, read_ground(session), importer.now)


def test_what_a_person_hides_is_never_asked_about_nor_published_again(either: Importer, tmp_path: Path):
    either.finess(tmp_path, HIDES)
    decided(either, HIDES.number, "hide")
    assert set(either.all(select(Withheld.kind))) == {"key", "finess", "name", "phone"}
    for place in (HIDES, replace(HIDES, phone="0465710299"), replace(HIDES, kind=PMI)):
        run = either.finess(tmp_path, place)
        assert counts(run.report) == {"withheld": 1}
        assert either.entry(HIDES.number).state == "outside"
    assert either.imported() == []


def test_what_is_hidden_stays_so_once_undone_gone_and_come_back(importer: Importer, tmp_path: Path):
    first = importer.finess(tmp_path, HIDES, *places(10))
    decided(importer, HIDES.number, "hide")
    importer.undoes(first.id)
    importer.finess(tmp_path, *places(10))
    run = importer.finess(tmp_path, replace(HIDES, kind=PMI), *places(10))
    assert counts(run.report) == {"unchanged": 10, "withheld": 1}
    assert len(importer.imported()) == 10
    assert found(importer) == []


@pytest.mark.parametrize("what", [each for each in LIKE if "SIRET" not in each])
def test_what_is_hidden_is_hidden_whatever_the_source(importer: Importer, tmp_path: Path, what: str):
    importer.finess(tmp_path, HIDES)
    decided(importer, HIDES.number, "hide")
    run = importer.own_list(tmp_path, "Partenaires", LIKE[what])
    assert counts(run.report) == {"withheld": 1}
    assert importer.imported() == []
    assert found(importer) == []


def test_hiding_a_place_takes_out_what_another_source_had_published_of_it(importer: Importer, tmp_path: Path):
    listed = "identifiant;nom;catégorie;commune;adresse\n1;Espace Quetzalcoatl;PMI;Mende;17 rue Zorglubine\n"
    own = importer.own_list(tmp_path, "Partenaires", listed)
    assert own.report["added"] == 1
    changed = importer.own_list(tmp_path, "Partenaires", listed.replace("17 rue", "19 rue"))
    assert found(importer)
    importer.finess(tmp_path, HIDES)
    decided(importer, HIDES.number, "hide")
    assert importer.imported() == []
    assert found(importer) == []
    for run in (changed, own):
        importer.undoes(run.id)
        assert importer.imported() == []
        assert found(importer) == []


def test_a_place_whose_kind_begins_to_hide_is_taken_out_at_once(either: Importer, tmp_path: Path):
    either.finess(tmp_path, PUBLIC, *places(12))
    run = either.finess(tmp_path, replace(PUBLIC, kind=CHRS), *places(12))
    assert counts(run.report) == {"unchanged": 12, "withheld": 1}
    assert len(either.imported()) == 12
    assert either.entry(PUBLIC.number).state == "withheld"
    either.undoes(run.id)
    assert len(either.imported()) == 12, "undoing publishes nothing that may hide"


def test_what_was_decided_of_a_kind_publishes_nothing_that_may_hide(importer: Importer, tmp_path: Path):
    with importer.writing() as session:
        session.add(
            Decision(source_slug="finess", subject=f"code:{CHRS}", answer="pmi", decided_at=importer.now)
        )
    assert counts(importer.finess(tmp_path, HIDES).report) == {"withheld": 1}
    assert importer.imported() == []


def test_what_a_person_publishes_is_listed_without_its_place(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, HIDES)
    decided(importer, HIDES.number, "chrs")
    service = importer.service(HIDES.number)
    assert (service.category, service.street, service.commune_code) == ("chrs", None, None)
    run = importer.finess(tmp_path, HIDES)
    assert counts(run.report) == {"unchanged": 1}
    assert found(importer) == []


def test_a_kind_decided_to_hide_hides_what_waits_and_what_comes(importer: Importer, tmp_path: Path):
    lost = replace(HIDES, kind=UNKNOWN, name="LIEU QUETZALCOATL")
    importer.finess(tmp_path, lost)
    assert found(importer), "nobody knows yet what it is"
    with importer.writing() as session:
        code = session.scalars(select(Entry.code)).one()
        assert decide_kind(session, "finess", code, "dv-shelter", read_ground(session), importer.now) == 1
    assert importer.service(lost.number).address_policy == "confidential"
    assert found(importer) == []
    other = replace(lost, number="480000202", name="LIEU ZWANZE", phone="0465710202")
    run = importer.prepared("finess", finess(tmp_path, [lost, other]))
    assert all("orglubine" not in said for said in importer.all(select(RunRow.said)))
    importer.applies(run.id)
    assert found(importer) == []


def test_hiding_leaves_what_is_public_as_it_was_said(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, PUBLIC)
    with importer.tools.readers() as session:
        ground = read_ground(session)
    statement = read_kept(importer.entry(PUBLIC.number).said)
    assert hidden(statement, ground) == statement
    assert isinstance(statement, Statement)
    listing = listing_of(statement.record, importer.now)
    assert listing.service["street"]


def test_withdrawing_nothing_does_nothing(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, PUBLIC)
    before = importer.dump()
    with importer.writing() as session:
        withdraw(session, [], read_ground(session))
        relist(session, [], read_ground(session), importer.now)
    assert importer.dump() == before
    assert importer.all(select(func.count()).select_from(Change)) == [2]
    with importer.tools.readers() as session:
        said = record_of(session.get_one(Service, importer.service(PUBLIC.number).id))
    assert said.street.endswith(STREET)
