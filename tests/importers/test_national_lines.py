"""The national lines, as the directory receives them: a number or a web address, and never a place."""

from directory.hours import check
from directory.phones import stored
from directory.vocabulary import vocabulary
from importers.sources.national_lines import record, records


def test_every_line_is_a_record() -> None:
    assert [item.key for item in records()] == list(vocabulary().lines)
    assert len(vocabulary().lines) >= 36


def test_a_line_has_no_place_and_serves_all_of_france() -> None:
    for item in records():
        assert item.address_policy == "none"
        assert (item.commune, item.street, item.point, item.zone) == ("", "", None, None)
        assert [(area.kind, area.code, area.excluded) for area in item.areas] == [("national", "", False)]


def test_a_line_is_reached_by_telephone_or_on_the_web() -> None:
    for line in vocabulary().lines.values():
        item = record(line)
        if line.channel == "web":
            assert (item.phones, item.website) == ((), f"https://{line.number}")
        else:
            assert item.website == ""
            assert [(phone.number, phone.channel) for phone in item.phones] == [(line.number, line.channel)]
            assert stored(line.number)


def test_a_line_says_when_it_answers_or_that_nobody_knows() -> None:
    for line in vocabulary().lines.values():
        assert record(line).hours == line.hours
        if line.hours is not None:
            check(line.hours)
    assert any(line.hours is None for line in vocabulary().lines.values())


def test_a_line_is_dated_and_sourced() -> None:
    for line in vocabulary().lines.values():
        assert record(line).verified_on == line.reviewed
        assert line.source


def test_the_bill_says_nothing_where_no_source_said_so() -> None:
    said = {phone.on_bill for item in records() for phone in item.phones}
    assert None in said
    assert [phone.on_bill for phone in record(vocabulary().lines["119"]).phones] == [False]


def test_a_line_answers_by_telephone_or_online() -> None:
    for line in vocabulary().lines.values():
        assert record(line).modes == (("online",) if line.channel == "web" else ("phone",))


def test_a_line_is_free_only_where_a_source_says_so_without_a_doubt() -> None:
    costs = {line.cost: record(line).fee for line in vocabulary().lines.values()}
    assert {fee for cost, fee in costs.items() if not cost.startswith("gratuit")} == {""}
    assert costs["gratuit"] == "free"
    assert costs["gratuit (à confirmer)"] == ""


def test_a_short_number_is_another_name_of_its_line() -> None:
    lines = vocabulary().lines
    names = {line.number: record(line).alternate_names for line in lines.values()}
    assert names["3919"] == ("3919",)
    assert names["116 006"] == ("116 006", "116006")
    assert names["0 800 05 95 95"] == names["17cyber.gouv.fr"] == ()
