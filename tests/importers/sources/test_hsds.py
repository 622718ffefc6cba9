"""HSDS 3: a service at a location, from JSON or from a package of tables."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from stating import Told, givens, told

from importers.corrections import Refused, as_csv
from importers.ground import Ground
from importers.reading.parent import read_rows
from importers.reading.refusals import FileRefusedError
from importers.sources.hsds_words import fee, hours


@pytest.fixture(scope="module")
def services(ground: Ground, samples: Path) -> Told:
    """A page of an interface: full services."""
    return told("hsds", ground, samples / "hsds" / "services.json")


def test_a_service_is_a_listing_at_each_of_its_locations(services: Told) -> None:
    mende, florac = services.said["s1/l1"].record, services.said["s1/l2"].record
    assert (mende.category, mende.organization) == ("victim-support-association", "Association du Causse")
    assert (mende.commune, florac.commune) == ("48095", "48061")
    assert (mende.street, mende.point) == ("6 rue du Causse", (44.529, 3.481))  # The physical address.
    assert (mende.alternate_names, mende.age_min, mende.age_max) == (("AVC",), 18, None)
    assert (mende.fee, mende.documents, mende.languages) == ("free", "Pièce d'identité", ("fr",))
    assert (mende.transport, mende.accessibility) == ("Bus 2", "Rampe à l'entrée")
    assert [(area.kind, area.code) for area in mende.areas] == [("department", "48")]
    assert services.said["s1/l1"].siret == "12345678900012"
    assert str(services.said["s1/l1"].said_on) == "2026-05-04"


def test_a_fax_is_never_taken(services: Told) -> None:
    phones = services.said["s1/l1"].record.phones
    assert [(phone.number, phone.label) for phone in phones] == [("+33465715001", "Secrétariat")]


def test_plain_rules_become_hours_and_others_stay_words(services: Told) -> None:
    assert services.said["s1/l1"].record.hours == "Mo-Tu,Th 09:00-12:00; We[1] 14:00-17:00"
    florac = services.said["s1/l2"].record
    assert (florac.hours, florac.hours_text) == (None, "Le vendredi jusqu'en juillet")


def test_our_own_category_of_shelters_may_hide(services: Told) -> None:
    shelter = services.said["s2/l3"]
    assert (shelter.record.category, shelter.is_perhaps_hidden) == ("dv-shelter", True)


def test_a_word_of_data_inclusion_is_understood(services: Told) -> None:
    housing = services.said["s3/l4"]
    assert (housing.fit, housing.is_perhaps_hidden) == ("broader", False)
    assert "housing-info" in housing.proposed


def test_a_service_that_is_closed_for_a_time_has_no_hours(services: Told) -> None:
    closed = services.said["s3/l4"].record
    assert (closed.hours, closed.hours_text) == (None, "Fermé temporairement.")
    assert "Territoire : Vallée du Lot" in closed.description


def test_another_taxonomy_is_unknown(services: Told) -> None:
    phone_line = services.said["s5"]
    assert (phone_line.fit, phone_line.code, phone_line.proposed) == ("unknown", "pigeon-racing", ())
    assert (phone_line.record.commune, phone_line.record.address_policy) == ("", "none")


def test_a_service_that_is_over_is_not_given_and_one_without_place_is_refused(services: Told) -> None:
    assert not [key for key in services.said if key.startswith("s4")]
    assert [refusal.column for refusal in services.refused] == ["addresses"]


def test_a_package_of_tables_says_as_much(ground: Ground, samples: Path) -> None:
    package = told("hsds", ground, samples / "hsds" / "package.zip")
    assert (package.read, list(package.said)) == (1, ["s1/l1"])
    listing = package.said["s1/l1"]
    assert (listing.record.category, listing.record.hours) == (
        "victim-support-association",
        "Mo-Tu 09:00-12:00",
    )
    assert [phone.number for phone in listing.record.phones] == ["+33465715001", "+33465715002"]
    assert (listing.siret, listing.record.languages) == ("12345678900012", ("fr",))


def test_tables_may_be_given_one_by_one(ground: Ground, samples: Path, tmp_path: Path) -> None:
    with ZipFile(samples / "hsds" / "package.zip") as package:
        package.extractall(tmp_path)
    tables = sorted(tmp_path.rglob("*.csv"))
    whole = told("hsds", ground, samples / "hsds" / "package.zip")
    assert told("hsds", ground, *tables).said == whole.said


def test_a_package_without_services_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "location.csv"
    path.write_text("id,location_type\nl1,physical\n")
    with pytest.raises(FileRefusedError, match=r"service\.csv"):
        list(read_rows("importers.sources.hsds", givens([path])))


@pytest.mark.parametrize(
    "schedule",
    [
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00", "interval": 2},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00", "until": "2026-07-01"},
        {"freq": "WEEKLY", "byday": "", "opens_at": "09:00", "closes_at": "12:00"},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "", "closes_at": ""},
        {"freq": "MONTHLY", "bymonthday": "1", "opens_at": "09:00", "closes_at": "12:00"},
    ],
)
def test_a_rule_that_is_not_plain_is_never_guessed(schedule: dict[str, object]) -> None:
    assert hours([schedule])[0] is None


def test_one_rule_that_is_not_plain_leaves_all_of_them_unknown() -> None:
    plain = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00"}
    assert hours([plain])[0] == "Mo 09:00-12:00"
    assert hours([plain, {**plain, "interval": 2, "description": "Un mardi sur deux"}]) == (
        None,
        "Un mardi sur deux",
    )


def test_a_service_is_free_only_where_every_amount_is_zero() -> None:
    assert fee({"cost_options": [{"amount": 0}, {"amount": "0.0"}]})[0] == "free"
    assert fee({"cost_options": [{"amount": 0}, {"amount": 5}]})[0] == "conditional"
    assert fee({"fees_description": "Gratuit"}) == ("", "Gratuit")


def test_a_refused_row_that_was_corrected_is_taken(ground: Ground, samples: Path, tmp_path: Path) -> None:
    rows = list(read_rows("importers.sources.hsds", givens([samples / "hsds" / "services.json"])))
    refused = next(row for row in rows if row.cells["service"]["id"] == "s6")
    refused.cells["service"]["service_areas"] = [
        {"name": "Gers", "extent": "32", "extent_type": "department"}
    ]
    path = tmp_path / "refus.csv"
    path.write_text(as_csv([Refused(6, "addresses", "", "", refused.cells)]), encoding="utf-8")
    corrected = told("hsds", ground, path)
    assert [area.code for said in corrected.said.values() for area in said.record.areas] == ["32"]
