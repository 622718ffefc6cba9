"""One place that several sources speak of is one listing: each field from the source most trusted for it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from directory.models import Entry, Service, Source, Verification
from importers.merging import merge
from importers.records import PhoneRecord, Record
from importers.statements import Statement
from tests.importers.importing import Importer, Place, counts, places

SIRET = "13002526500013"
MENDE = Place("480000101", "PMI DE MENDE", siret=SIRET)
LIST = "identifiant;nom;catégorie;siret;commune;adresse;téléphone;courriel;description\n"
SAME = f"1;PMI de Mende;PMI;{SIRET};Mende;3 rue Jacobins;04 65 71 01 01;;Consultations de nourrissons.\n"
ALSO = f"a;PMI de Mende;PMI;{SIRET};Mende;3 rue Jacobins;04 65 71 01 01;pmi@exemple.fr;\n"
RECORD = Record(key="1", organization="Zwanze", category="pmi", name="PMI Zwanze")


def three_sources(importer: Importer, folder: Path) -> Service:
    """Import one place from three sources, and give its listing."""
    importer.finess(folder, MENDE, *places(12))
    assert counts(importer.own_list(folder, "Un", LIST + SAME).report) == {"changed": 1}
    assert counts(importer.own_list(folder, "Deux", LIST + ALSO).report) == {"changed": 1}
    return importer.service(MENDE.number)


def speakers(importer: Importer, number: int) -> set[str]:
    """Give the sources that speak of a listing."""
    return set(importer.all(select(Entry.source_slug).where(Entry.service_id == number)))


def test_three_sources_of_one_place_are_one_listing(either: Importer, tmp_path: Path):
    service = three_sources(either, tmp_path)
    assert speakers(either, service.id) == {"finess", "spreadsheet-un", "spreadsheet-deux"}
    assert service.description == "Consultations de nourrissons."
    assert service.email == "pmi@exemple.fr"
    assert len(either.imported()) == 13


def test_what_a_source_said_goes_with_it_and_the_rest_stays(either: Importer, tmp_path: Path):
    number = three_sources(either, tmp_path).id
    other = "2;CSAPA Zorglub;CSAPA;;Langogne;1 rue Haute;04 65 71 88 88;;\n"
    run = either.own_list(tmp_path, "Un", LIST + other)
    assert run.report["removed"] == 1
    left = either.service(MENDE.number)
    assert (left.id, left.description, left.email) == (number, None, "pmi@exemple.fr")
    assert speakers(either, number) == {"finess", "spreadsheet-deux"}
    either.finess(tmp_path, *places(12))
    assert speakers(either, number) == {"spreadsheet-deux"}
    assert either.service("a").source_slug == "spreadsheet-deux"


def test_the_last_source_that_goes_takes_the_listing_with_it(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, MENDE, *places(12))
    importer.finess(tmp_path, *places(12))
    assert len(importer.imported()) == 12
    assert importer.all(select(Service.id).where(Service.source_key == MENDE.number)) == []


def test_two_rows_of_one_source_are_two_listings(importer: Importer, tmp_path: Path):
    twin = replace(MENDE, number="480000102")
    run = importer.finess(tmp_path, MENDE, twin)
    assert run.report["added"] + run.report["to_decide"] == 2
    linked = importer.all(select(Entry.service_id).where(Entry.service_id.is_not(None)))
    assert len(linked) == len(set(linked))


def test_a_row_that_says_less_takes_nothing_away_from_what_others_say(importer: Importer, tmp_path: Path):
    three_sources(importer, tmp_path)
    run = importer.finess(tmp_path, replace(MENDE, phone=""), *places(12))
    assert counts(run.report) == {"changed": 1, "unchanged": 12}
    service = importer.service(MENDE.number)
    assert service.email == "pmi@exemple.fr"
    with importer.tools.readers() as session:
        assert [each.number for each in session.get_one(Service, service.id).phones] == ["+33465710101"]


@pytest.mark.parametrize("people", ["partner", "desk"])
def test_what_people_verified_is_neither_overwritten_nor_removed(
    importer: Importer, tmp_path: Path, people: str
):
    importer.finess(tmp_path, MENDE, *places(12))
    service = importer.service(MENDE.number)
    with importer.writing() as session:
        session.add(Source(slug=people, name="Des personnes", licence="Relais"))
        session.flush()
        day = date(2026, 11, 24)
        session.add(Verification(service_id=service.id, verified_on=day, source_slug=people))
    before = importer.dump()["service"]
    run = importer.finess(tmp_path, replace(MENDE, phone="0465719999"), *places(12))
    assert counts(run.report) == {"to_decide": 1, "unchanged": 12}
    assert importer.dump()["service"] == before
    assert importer.entry(MENDE.number).state == "proposal"
    assert counts(importer.own_list(tmp_path, "Un", LIST + SAME).report) == {"to_decide": 1}
    assert importer.dump()["service"] == before
    run = importer.finess(tmp_path, *places(12))
    assert counts(run.report) == {"unchanged": 12}
    assert importer.dump()["service"] == before


def test_half_an_address_is_never_completed_by_another_source():
    first = Statement(replace(RECORD, commune="48095"))
    second = Statement(replace(RECORD, commune="48080", street="3 rue Basse", postcode="48300"))
    merged = merge([("a", first), ("b", second)]).record
    assert (merged.commune, merged.street, merged.postcode) == ("48095", "", "")


def test_the_most_secret_word_about_an_address_wins():
    open_, secret = Statement(RECORD), Statement(replace(RECORD, address_policy="on-request"))
    assert merge([("a", open_), ("b", secret)]).record.address_policy == "on-request"


def test_each_field_knows_its_source():
    first = Statement(replace(RECORD, email="a@exemple.fr"))
    second = Statement(replace(RECORD, phones=(PhoneRecord("01 99 00 75 01"),), name="Autre nom"))
    merged = merge([("a", first), ("b", second)])
    assert (merged.sources["email"], merged.sources["phones"], merged.sources["name"]) == ("a", "b", "a")
    assert merged.record.alternate_names == ("Autre nom",)
