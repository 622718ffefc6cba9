"""The demonstration data: true in structure, invented in contacts, and hiding what must be hidden."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from directory.gazetteer import Row, commune_rows
from directory.gazetteer import read as read_gazetteer
from directory.hours import check
from directory.phones import stored
from directory.vocabulary import vocabulary
from directory.wording import language
from directory.yaml_files import YamlList, YamlMap, read_yaml
from importers.records import Record
from importers.sources import demonstration
from importers.sources.demonstration import records

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT.parent / "shared" / "golden"
TERRITORIES = sorted(path.name for path in demonstration.FOLDER.glob("*.yaml"))

FICTION = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")
SHORT = {"115", "119"}
REGULATORS = {"siao-115", "ase", "crip"}
REVEALING = re.compile(
    r"violen|victim|femme|police|polici|gendarm|plainte|refuge|abri|conjug|agress|viol|auteur|danger|battu|"
    r"commissariat|brigade|suicid|prostitu|maltrait|urgence",
    re.IGNORECASE,
)
HIDDEN_BEHIND = ("public", "on-request", "none", "confidential")
"""Address policies, from the most open to the most hidden."""


@cache
def every() -> tuple[Record, ...]:
    return tuple(records())


@cache
def communes() -> dict[str, Row]:
    return {row["code"]: row for row in commune_rows(read_gazetteer())}


def of_file(name: str) -> list[Record]:
    content = read_yaml(demonstration.FOLDER / name)
    assert isinstance(content, YamlMap)
    services = content["services"]
    assert isinstance(services, YamlList)
    keys = {service["key"] for service in services if isinstance(service, YamlMap)}
    return [record for record in every() if record.key in keys]


def policy(record: Record) -> str:
    return record.address_policy or vocabulary().categories[record.category].address_policy


def is_for_victims(record: Record) -> bool:
    return record.receives == "victims"


def is_for_perpetrators(record: Record) -> bool:
    return (
        record.receives == "perpetrators" or vocabulary().categories[record.category].group == "perpetrators"
    )


def where(record: Record) -> tuple[str, str]:
    return record.commune, record.street


@cache
def departments_by_territory() -> dict[tuple[str, str], set[str]]:
    """Each commune, EPCI, département and region, with the départements in which it lies."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in communes().values():
        for kind in ("code", "epci", "department", "region"):
            found.setdefault(("commune" if kind == "code" else kind, row[kind]), set()).add(row["department"])
    return found


def departments_of(record: Record) -> set[str]:
    """The départements in which the service serves somebody."""
    held = [area for area in record.areas if not area.excluded and area.kind != "national"]
    return {code for area in held for code in departments_by_territory()[area.kind, area.code]}


def serves(record: Record, code: str) -> bool:
    row = communes()[code]
    around = {
        ("commune", code),
        *((kind, row[kind]) for kind in ("epci", "department", "region")),
        ("national", ""),
    }
    held = [area.excluded for area in record.areas if (area.kind, area.code) in around]
    return bool(held) and not any(held)


def test_every_service_is_read() -> None:
    assert len(every()) >= 45 * len(TERRITORIES)


def test_the_territories_of_the_mission_are_there() -> None:
    served = {department for record in every() for department in departments_of(record)}
    assert served >= {"32", "35", "42", "45", "48"}


@pytest.mark.parametrize("name", TERRITORIES)
def test_a_territory_has_at_least_forty_five_services(name: str) -> None:
    assert len(of_file(name)) >= 45


def test_keys_are_unique() -> None:
    assert [key for key, times in Counter(record.key for record in every()).items() if times > 1] == []


def test_categories_are_known() -> None:
    assert {record.category for record in every()} <= vocabulary().categories.keys()


def test_every_category_is_somewhere_in_the_demonstration_or_among_the_national_lines() -> None:
    lines = {line.category for line in vocabulary().lines.values()}
    assert vocabulary().categories.keys() - lines - {record.category for record in every()} == set()


def test_every_organization_says_that_it_is_a_demonstration() -> None:
    assert [record.key for record in every() if "démonstration" not in record.organization] == []


def test_communes_and_territories_exist() -> None:
    known = {"commune": set(communes())} | {
        kind: {row[kind] for row in communes().values()} for kind in ("epci", "department", "region")
    }
    assert [r.key for r in every() if r.commune and r.commune not in known["commune"]] == []
    territories = [
        (r.key, area.kind, area.code) for r in every() for area in r.areas if area.kind != "national"
    ]
    assert [(key, kind, code) for key, kind, code in territories if code not in known[kind]] == []


def test_every_service_serves_a_territory() -> None:
    assert [record.key for record in every() if not any(not area.excluded for area in record.areas)] == []


def test_numbers_are_reserved_for_fiction_and_short_numbers_belong_to_regulators() -> None:
    numbers = [(r, phone) for r in every() for phone in r.phones]
    for _, phone in numbers:
        stored(phone.number)
    wrong = [
        (record.key, phone.number)
        for record, phone in numbers
        if not FICTION.fullmatch(phone.number)
        and not (phone.number in SHORT and record.category in REGULATORS and phone.audience == "public")
    ]
    assert wrong == []


def test_two_services_never_share_a_number_but_for_the_permanences_of_one_social_worker() -> None:
    holders: dict[str, set[str]] = {}
    for record in every():
        holder = record.organization if record.category == "iscg" else record.key
        for phone in record.phones:
            if phone.number not in SHORT:
                holders.setdefault(phone.number, set()).add(holder)
    assert {number: keys for number, keys in holders.items() if len(keys) > 1} == {}


def test_addresses_on_the_network_are_invented() -> None:
    written = [text for record in every() for text in (record.email, record.website) if text]
    assert [text for text in written if not re.search(r"[./@]exemple\.invalid(/|$)", text)] == []


def test_only_a_public_address_has_a_street_or_a_point() -> None:
    shown = [r for r in every() if r.street or r.postcode or r.point]
    assert [record.key for record in shown if policy(record) != "public"] == []


def test_only_a_public_address_says_how_to_come() -> None:
    told = [record for record in every() if record.transport]
    assert len(told) > 100
    assert [record.key for record in told if policy(record) != "public" or not record.street] == []


def test_whom_a_service_receives_is_never_contradicted() -> None:
    contrary = {"victims": "perpetrators", "perpetrators": "victims"}
    assert [r.key for r in every() if contrary.get(r.receives) in r.audiences] == []
    for_all = [r for r in every() if "everyone" in r.audiences]
    assert len(for_all) > 100
    assert [r.key for r in for_all if r.receives not in ("", "everyone") or r.age_min or r.age_max] == []
    assert [r.key for r in every() if "minors" in r.audiences and (r.age_min or 0) >= 18] == []


def test_what_is_done_on_site_has_a_place() -> None:
    assert [r.key for r in every() if "on-site" in r.modes and policy(r) == "none"] == []
    assert [r.key for r in every() if "phone" in r.modes and not r.phones] == []


@pytest.mark.parametrize("field", ["audiences", "modes", "features", "fee", "documents", "referral"])
def test_much_is_said_and_much_stays_unknown(field: str) -> None:
    said = sum(bool(getattr(record, field)) for record in every())
    assert len(every()) / 10 < said < len(every()) * 4 / 5


def test_every_language_has_a_name_in_french() -> None:
    spoken = {code for record in every() for code in record.languages}
    assert len(spoken) > 10
    assert [code for code in spoken if language(code) == code] == []


def test_a_zone_replaces_the_commune_of_confidential_services_and_of_no_other() -> None:
    assert [r.key for r in every() if (r.zone is not None) != (policy(r) == "confidential")] == []
    assert [r.key for r in every() if r.zone and (r.commune or r.host)] == []
    too_small = [
        record.key
        for record in every()
        if record.zone and record.zone[0] == "commune" and communes()[record.zone[1]]["population"] < 20_000
    ]
    assert too_small == []


def test_a_row_only_hides_more_than_its_category() -> None:
    shown_more = [
        record.key
        for record in every()
        if HIDDEN_BEHIND.index(policy(record))
        < HIDDEN_BEHIND.index(vocabulary().categories[record.category].address_policy)
    ]
    assert shown_more == []


def test_hours_can_be_read_and_some_are_unknown() -> None:
    for record in every():
        if record.hours is not None:
            check(record.hours)
    assert any(record.hours is None for record in every())


def test_points_are_close_to_the_commune() -> None:
    far = [
        record.key
        for record in every()
        if record.point
        and (
            abs(record.point[0] - communes()[record.commune]["latitude"]) > 0.15
            or abs(record.point[1] - communes()[record.commune]["longitude"]) > 0.15
        )
    ]
    assert far == []


def test_a_neutral_name_reveals_nothing_and_fits_on_a_card() -> None:
    assert [(r.key, r.neutral_name) for r in every() if REVEALING.search(r.neutral_name)] == []
    assert [record.key for record in every() if len(record.neutral_name) > 80] == []


def test_what_goes_on_a_card_under_a_neutral_label_has_a_neutral_name() -> None:
    named = [r for r in every() if vocabulary().categories[r.category].card_policy == "neutral-only"]
    assert [record.key for record in named if not record.neutral_name] == []


def test_victims_and_perpetrators_are_never_received_at_the_same_address() -> None:
    victims = {where(record) for record in every() if is_for_victims(record) and record.street}
    perpetrators = {where(record) for record in every() if is_for_perpetrators(record) and record.street}
    assert victims & perpetrators == set()
    assert len(victims) > 5
    assert len(perpetrators) > 3


def test_one_association_receives_victims_and_perpetrators_in_two_places() -> None:
    both = [
        (here, there)
        for here in every()
        for there in every()
        if here.organization == there.organization
        and here.category == "dv-association"
        and there.category == "cpca"
    ]
    assert any(here.commune.startswith("42") for here, _ in both)
    assert [here.key for here, there in both if here.commune == there.commune] == []


def test_permanences_are_held_in_a_unit_of_the_same_commune() -> None:
    units = {record.key: record for record in every() if record.category == "law-enforcement-unit"}
    held = [record for record in every() if record.host]
    assert [record.key for record in held if record.host not in units] == []
    assert [record.key for record in held if record.commune != units[record.host].commune] == []


@pytest.mark.parametrize("department", ["42", "48"])
def test_every_commune_has_one_unit_and_a_social_worker(department: str) -> None:
    units = [record for record in every() if record.category == "law-enforcement-unit"]
    of_commune = Counter(area.code for record in units for area in record.areas if area.kind == "commune")
    inside = [code for code, row in communes().items() if row["department"] == department]
    assert [code for code in inside if of_commune[code] != 1] == []
    iscg = [record for record in every() if record.category == "iscg"]
    assert [code for code in inside if not any(serves(record, code) for record in iscg)] == []


@pytest.mark.parametrize("category", ["pmi", "social-department"])
@pytest.mark.parametrize("department", ["42", "48"])
def test_sectors_share_out_the_communes(category: str, department: str) -> None:
    sectors = [record for record in every() if record.category == category]
    inside = [code for code, row in communes().items() if row["department"] == department]
    assert [code for code in inside if sum(serves(record, code) for record in sectors) != 1] == []


def test_the_midwife_of_saint_chamond_has_a_public_and_a_professional_line() -> None:
    (pmi,) = [record for record in every() if record.category == "pmi" and serves(record, "42207")]
    assert {phone.audience for phone in pmi.phones} == {"public", "professional"}


def test_the_perpetrator_centre_of_lozere_serves_five_departements() -> None:
    centres = [record for record in every() if record.category == "cpca" and serves(record, "48095")]
    assert any(departments_of(record) == {"48", "30", "34", "66", "11"} for record in centres)


def test_the_social_worker_of_lozere_has_one_number_for_every_place() -> None:
    permanences = [record for record in every() if record.category == "iscg" and serves(record, "48095")]
    assert len(permanences) >= 3
    assert len({phone.number for record in permanences for phone in record.phones}) == 1


def listed(value: object) -> list[object]:
    return list(value) if isinstance(value, YamlList) else []


def golden_categories() -> Iterator[tuple[str, str, set[object]]]:
    """Each golden case: its id, its département, the categories that it names."""
    for path in sorted(GOLDEN.glob("*.yaml")):
        content = read_yaml(path)
        assert isinstance(content, YamlMap)
        for case in listed(content["cases"]):
            assert isinstance(case, YamlMap)
            situation = case["situation"]
            assert isinstance(situation, YamlMap)
            named = listed(case.get("expect_first")) + listed(case.get("expect_includes"))
            yield str(case["id"]), str(situation.get("department")), set(named)


@pytest.mark.skipif(not GOLDEN.is_dir(), reason="../shared/golden is not beside the project")
@pytest.mark.parametrize("department", ["32", "35", "42", "45", "48"])
def test_every_category_named_by_a_golden_case_is_offered_in_its_department(department: str) -> None:
    lines = {line.category for line in vocabulary().lines.values()}
    offered = lines | {record.category for record in every() if department in departments_of(record)}
    cases = [(case, named) for case, where_, named in golden_categories() if where_ == department]
    assert len(cases) >= 5
    missing = {case: named - offered for case, named in cases if named - offered}
    assert missing == {}


def test_the_social_service_of_mont_lozere_crosses_the_border_of_the_departement() -> None:
    service = next(record for record in every() if record.category == "ccas-cias" and serves(record, "48198"))
    assert departments_of(service) == {"48", "30"}
