"""The answer and the rules outside the screen: as JSON, as lines, as a table."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from directory.geo import place
from routing.engine import route
from routing.facts import Situation
from routing.pages import answer_page
from routing.referral import Referral, refer
from routing.report import COLUMNS, as_json, as_text, table_rows
from routing.rules import RuleBook

PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 11, 24, 10, tzinfo=PARIS)
NIGHT = datetime(2026, 11, 27, 22, tzinfo=PARIS)


@pytest.fixture
def mother(session: Session, rules: RuleBook) -> Referral:
    """A mother who leaves tonight, at Villefort, on a Friday night."""
    situation = Situation.of(
        {
            "person_role": "victim",
            "violence_types": ["intimate-partner"],
            "urgency": "tonight",
            "housing_wish": "leave",
            "needs": ["safe-place-tonight"],
            "time_context": "evening-night",
        }
    )
    return refer(session, route(situation, rules), place(session, "48198"), NIGHT)


def test_the_json_is_plain_values_that_any_program_can_read(mother: Referral):
    assert json.loads(json.dumps(as_json(mother))) == as_json(mother)


def test_the_json_keeps_the_order_and_the_priorities_of_the_answer(mother: Referral):
    read = as_json(mother)
    assert [item["category"] for item in read["suggestions"]] == [
        item.suggestion.category for item in mother.referred
    ]
    assert read["suggestions"][0]["category"] == "siao-115"
    assert read["at"] == "2026-11-27T22:00:00+01:00"
    assert read["commune"] == "48198"


def test_every_reason_in_the_json_names_its_rule_and_its_sources(mother: Referral, rules: RuleBook):
    known = {rule.id for rule in (*rules.rules, *rules.last)}
    for suggestion in as_json(mother)["suggestions"]:
        assert suggestion["reasons"]
        for reason in suggestion["reasons"]:
            assert reason["rule"] in known
            assert reason["text"]
            assert all(reason["source"])
            assert reason["source"]


def test_every_exclusion_in_the_json_says_what_excludes(mother: Referral, rules: RuleBook):
    known = {law.id for law in (*rules.rules, *rules.last, *rules.exclusions)}
    excluded = {item["category"]: item for item in as_json(mother)["excluded"]}
    assert "X1" in excluded["family-mediation"]["rules"]
    assert excluded["family-mediation"]["because"][0].startswith("La loi écarte la médiation familiale")
    assert all(set(item["rules"]) <= known and item["because"] for item in excluded.values())


def test_a_closed_service_says_when_it_opens_and_who_takes_over_meanwhile(mother: Referral):
    association = next(i for i in as_json(mother)["suggestions"] if i["category"] == "dv-association")
    assert association["services"][0]["open"] is False
    assert datetime.fromisoformat(association["services"][0]["next_opening"]) > NIGHT
    assert {"name", "phone", "open"} <= association["relays"][0].keys()
    assert all(line["open"] for line in association["relays"])


def test_at_night_somebody_always_answers_now(mother: Referral):
    assert as_json(mother)["answering_now"]
    assert all(line["open"] is True for line in as_json(mother)["answering_now"])


def test_a_service_without_a_point_has_no_distance_rather_than_none_to_walk(mother: Referral):
    for suggestion in as_json(mother)["suggestions"]:
        for service in suggestion["services"]:
            assert service["distance_km"] is None or service["distance_km"] >= 0


def test_what_is_invented_is_marked_in_the_json(mother: Referral):
    services = [service for item in as_json(mother)["suggestions"] for service in item["services"]]
    assert any(service["demonstration"] for service in services)
    assert all(not line["demonstration"] for line in as_json(mother)["answering_now"])


def test_the_text_says_the_place_the_time_and_the_first_to_call(mother: Referral):
    first, second, *_ = as_text(mother).splitlines()
    assert first == "Villefort (48), 27/11/2026 22:00"
    assert "115" in second


def test_a_night_to_come_is_told_by_its_days_and_never_as_tomorrow(session: Session, mother: Referral):
    before = refer(session, mother.orientation, mother.place, NIGHT, MORNING.date())
    assert "ouvre demain à" in as_text(mother)
    assert "demain" not in as_text(before)
    assert "ouvre samedi 28 novembre à" in as_text(before)


def test_an_orientation_for_another_year_tells_the_age_of_information_today(
    session: Session, rules: RuleBook, mother: Referral
):
    later = refer(session, mother.orientation, mother.place, NIGHT.replace(year=2032), MORNING.date())
    page = answer_page(later, rules)
    items = [service for item in (*page.now, *page.today, *page.later) for service in item.services]
    assert any(item.is_fresh for item in items)
    assert not any("ans" in item.verified for item in items)


def test_an_empty_situation_still_ends_on_somebody_who_answers(session: Session, rules: RuleBook):
    referral = refer(session, route(Situation.of({}), rules), None, MORNING)
    assert as_text(referral).startswith("Sans commune, 24/11/2026 10:00\n")
    assert as_json(referral)["answering_now"]


def test_the_table_is_markdown_with_a_title_for_each_theme(rules: RuleBook):
    rows = list(table_rows(rules))
    assert [row.strip() for row in rows if row.strip().startswith("## ")] == [
        f"## {title}" for title in rules.themes.values()
    ]
    assert {row.count("|") for row in rows if row.startswith("|")} == {len(COLUMNS) + 1}
    assert not [row for row in rows if "None" in row or "frozenset" in row]
