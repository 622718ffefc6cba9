"""Who answers here, at that time: a night never ends on a closed door."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.db import open_sessions
from directory.geo import place
from directory.local_time import time_context, timezone_of
from directory.models import Service
from directory.places import Place
from routing.answers import Answer
from routing.engine import route
from routing.facts import Situation
from routing.referral import SHOWN, Referral, refer
from routing.rules import RuleBook
from routing.situation_files import Written, read_cases

TUESDAY, FRIDAY_NIGHT = (2026, 11, 24, 10), (2026, 11, 27, 22)
SUNDAY_NIGHT, CHRISTMAS = (2026, 11, 29, 3), (2026, 12, 25, 12)
TIMES = (TUESDAY, FRIDAY_NIGHT, SUNDAY_NIGHT, CHRISTMAS)
LUNCH = (2026, 11, 24, 12, 30)
VILLEFORT, MENDE, SAINT_CHAMOND, SAINT_MALO, LILLE, SAINT_DENIS = (
    "48198",
    "48095",
    "42207",
    "35288",
    "59350",
    "97411",
)
MOTHER = Situation.of(
    {
        "person_role": "victim",
        "gender": "woman",
        "age_band": "age-26-64",
        "violence_types": "intimate-partner",
        "urgency": "tonight",
        "children": ("age-3-5", "age-6-11"),
        "vulnerabilities": ("no-vehicle", "rural-remote"),
        "housing_wish": "leave",
        "needs": ("safe-place-tonight", "transport"),
    }
)
MAN = MOTHER.amended(gender="man", children="none")
PERPETRATOR = Situation.of(
    {
        "person_role": "perpetrator",
        "gender": "man",
        "age_band": "age-26-64",
        "violence_types": "intimate-partner",
    }
)


def answer(
    session: Session, rules: RuleBook, situation: Situation, code: str | None, when: tuple[int, ...]
) -> Referral:
    """Refer `situation` in the commune `code` at `when`, on its clock, as the pages do."""
    here = place(session, code) if code else None
    department = here.department if here else "75"
    at = datetime(*when, tzinfo=timezone_of(department))
    moment = situation.amended(time_context=time_context(at, department))
    return refer(session, route(moment, rules), here, at)


def everyone(referral: Referral) -> Iterator[Answer]:
    """Every service and line named, wherever it stands."""
    yield from referral.lines
    for item in referral.referred:
        yield from (*item.answers, *item.lines)


def golden(shared: Path) -> list[Written]:
    return [case for file in sorted((shared / "golden").glob("*.yaml")) for case in read_cases(file)]


def own_cases() -> list[Written]:
    return read_cases(Path(__file__).parent / "cases" / "cases.yaml")


def check_that_somebody_answers(session: Session, rules: RuleBook, cases: list[Written]) -> None:
    for case, when in product(cases, TIMES):
        referral = answer(session, rules, case.situation, case.place.get("insee"), when)
        assert referral.answering, (case.id, when)
        assert all(line.opening.is_open for line in referral.answering)
        for item in referral.referred:
            assert item.lines == () or all(line.opening.is_open is not None for line in item.lines)


def test_somebody_always_answers_in_every_golden_situation(
    session: Session, rules: RuleBook, shared: Path
) -> None:
    cases = golden(shared)
    assert len(cases) >= 60
    check_that_somebody_answers(session, rules, cases)


def test_somebody_always_answers_in_our_own_cases(session: Session, rules: RuleBook) -> None:
    check_that_somebody_answers(session, rules, own_cases())


def test_somebody_answers_whoever_asks_at_any_hour_of_the_week(session: Session, rules: RuleBook) -> None:
    roles, genders = ("victim", "perpetrator", "person-in-difficulty"), ("woman", "man", "unknown")
    bands = ("age-6-11", "age-12-17", "age-26-64", "age-65-plus", "unknown")
    for role, gender, band in product(roles, genders, bands):
        person = Situation.of({"person_role": role, "gender": gender, "age_band": band})
        for when in TIMES:
            assert answer(session, rules, person, LILLE, when).answering, (role, gender, band, when)


def test_a_mother_at_villefort_on_friday_night_gets_the_115_first(session: Session, rules: RuleBook) -> None:
    referral = answer(session, rules, MOTHER, VILLEFORT, FRIDAY_NIGHT)
    assert referral.is_closed_hours
    due = {item.category.slug: item for item in referral.due("now")}
    first = next(item for item in referral.referred if item.category.slug not in ("emergency-call",))
    assert first.category.slug == "siao-115"
    assert due["siao-115"].answers[0].opening.is_open
    assert "115" in {phone.shown for phone in due["siao-115"].answers[0].card.phones}
    association = next(item for item in referral.referred if item.category.slug == "dv-association")
    assert association.when == "today"
    assert association.answers
    for held in association.answers:
        assert held.opening.is_open is False
        assert held.opening.next_opening is not None
        assert held.opening.next_opening.date() > referral.at.date()
    assert any(line.opening.is_open for line in association.lines)


def test_no_referral_of_the_night_puts_a_closed_door_first(session: Session, rules: RuleBook) -> None:
    for code, when in product((VILLEFORT, MENDE, SAINT_CHAMOND, SAINT_MALO, LILLE), TIMES[1:]):
        referral = answer(session, rules, MOTHER, code, when)
        for item in referral.due("now"):
            named = (*item.answers, *item.lines)
            assert any(each.opening.is_open is not False for each in named), (code, when, item.category.slug)


def test_open_comes_before_unknown_and_unknown_before_closed(session: Session, rules: RuleBook) -> None:
    rank = {True: 0, None: 1, False: 2}
    for situation, code, when in product(
        (MOTHER, MAN, PERPETRATOR), (VILLEFORT, SAINT_CHAMOND), (*TIMES, LUNCH)
    ):
        referral = answer(session, rules, situation, code, when)
        for item in referral.referred:
            ranks = [rank[each.opening.is_open] for each in item.answers]
            assert ranks == sorted(ranks), item.category.slug
            assert len(item.answers) <= SHOWN
        lines = [rank[line.opening.is_open] for line in referral.lines]
        assert lines == sorted(lines)


def test_unknown_hours_are_never_shown_as_closed(session: Session, rules: RuleBook) -> None:
    unknown = 0
    for code, when in product((VILLEFORT, SAINT_CHAMOND, SAINT_MALO), TIMES):
        for each in everyone(answer(session, rules, MOTHER, code, when)):
            if each.card.hours is None and not each.card.closures:
                unknown += 1
                assert each.opening.is_open is None
                assert each.opening.next_opening is None
    assert unknown > 0


def test_at_the_lunch_hour_a_closed_door_says_when_it_opens_again(session: Session, rules: RuleBook) -> None:
    referral = answer(session, rules, MOTHER, VILLEFORT, LUNCH)
    assert not referral.is_closed_hours
    closed = [each for each in everyone(referral) if each.opening.is_open is False]
    assert closed
    again = [each.opening.next_opening for each in closed if each.opening.next_opening]
    assert any(moment.date() == referral.at.date() and moment.hour >= 13 for moment in again)


def test_a_perpetrator_never_sees_what_is_kept_for_victims(session: Session, rules: RuleBook) -> None:
    for code, when in product((VILLEFORT, MENDE, SAINT_CHAMOND, SAINT_MALO, LILLE, None), TIMES):
        referral = answer(session, rules, PERPETRATOR, code, when)
        kept = {
            service.id for service in session.scalars(select(Service).where(Service.receives == "victims"))
        }
        assert not [each.card.name for each in everyone(referral) if each.card.id in kept]
        assert referral.answering


def test_a_victim_never_sees_what_is_kept_for_perpetrators(session: Session, rules: RuleBook) -> None:
    kept = {
        service.id for service in session.scalars(select(Service).where(Service.receives == "perpetrators"))
    }
    assert kept
    for situation, code in product((MOTHER, MAN), (VILLEFORT, SAINT_CHAMOND, SAINT_MALO)):
        assert (
            not {each.card.id for each in everyone(answer(session, rules, situation, code, TUESDAY))} & kept
        )


def test_a_man_is_not_sent_where_men_are_not_received(session: Session, rules: RuleBook) -> None:
    for code, when in product((VILLEFORT, SAINT_CHAMOND, SAINT_MALO, "45234", "32013"), TIMES[:2]):
        given = everyone(answer(session, rules, MAN, code, when))
        assert not [each for each in given if "Ne reçoit pas les hommes" in each.card.restrictions]


def test_a_service_that_does_not_receive_the_person_says_why_and_another_comes(
    own_app: Flask, rules: RuleBook
) -> None:
    with open_sessions(own_app.extensions["engine"])() as session:
        before = answer(session, rules, MAN, SAINT_CHAMOND, TUESDAY)
        item = next(item for item in before.referred if item.category.slug == "dv-association")
        named = {each.card.id: each.card.name for each in item.answers}
        session.execute(update(Service).where(Service.id.in_(named)).values(accepts_men=False))
        session.flush()
        session.expire_all()
        after = answer(session, rules, MAN, SAINT_CHAMOND, TUESDAY)
        same = next(each for each in after.referred if each.category.slug == "dv-association")
    assert {each.because for each in same.refused} == {"ne reçoit pas les hommes"}
    assert {each.name for each in same.refused} >= set(named.values())
    assert {each.card.id for each in same.answers}.isdisjoint(named)
    assert same.answers or any(line.opening.is_open for line in same.lines)


def test_what_nobody_said_of_men_is_to_check(session: Session, rules: RuleBook) -> None:
    for item in answer(session, rules, MAN, SAINT_CHAMOND, TUESDAY).referred:
        if item.category.slug == "national-helpline":
            continue
        for each in item.answers:
            service = session.get(Service, each.card.id)
            assert service is not None
            assert bool(each.to_check) == (service.accepts_men is None)


@pytest.mark.parametrize(("band", "youngest", "oldest"), [("age-6-11", 6, 11), ("age-65-plus", 65, 120)])
def test_ages_are_respected(session: Session, rules: RuleBook, band: str, youngest: int, oldest: int) -> None:
    for code in (MENDE, SAINT_CHAMOND, SAINT_MALO):
        person = MOTHER.amended(age_band=band, children="none")
        for each in everyone(answer(session, rules, person, code, TUESDAY)):
            service = session.get(Service, each.card.id)
            assert service is not None
            assert service.age_min is None or service.age_min <= oldest
            assert service.age_max is None or service.age_max >= youngest


def test_who_speaks_for_somebody_else_is_not_filtered(session: Session, rules: RuleBook) -> None:
    witness = MOTHER.amended(person_role="witness", gender="man")
    assert not [
        each for item in answer(session, rules, witness, MENDE, TUESDAY).referred for each in item.refused
    ]


def test_no_referral_ever_names_a_confidential_service(session: Session, rules: RuleBook) -> None:
    hidden = {
        each.id for each in session.scalars(select(Service).where(Service.address_policy == "confidential"))
    }
    assert hidden
    for situation, code, when in product(
        (MOTHER, MAN, PERPETRATOR), (VILLEFORT, SAINT_CHAMOND, SAINT_MALO), TIMES
    ):
        assert not {each.card.id for each in everyone(answer(session, rules, situation, code, when))} & hidden


def test_without_a_place_only_national_lines_are_named(session: Session, rules: RuleBook) -> None:
    referral = answer(session, rules, MOTHER, None, FRIDAY_NIGHT)
    named = {each.card.id for each in everyone(referral)}
    sources = {each.source_slug for each in session.scalars(select(Service).where(Service.id.in_(named)))}
    assert sources == {"national-lines"}
    assert referral.answering
    assert [item.category.slug for item in referral.referred]


@pytest.mark.parametrize("code", [LILLE, SAINT_DENIS])
def test_where_the_directory_has_nobody_the_lines_answer(
    session: Session, rules: RuleBook, code: str
) -> None:
    for when in TIMES:
        referral = answer(session, rules, MOTHER, code, when)
        assert not [each for each in everyone(referral) if each.card.is_demonstration]
        assert referral.answering


def test_overseas_lines_answer_on_the_clock_of_paris(session: Session, rules: RuleBook) -> None:
    """At 9 h in Saint-Denis it is 6 h in Paris: a line that opens at 9 h there opens at 12 h here."""
    referral = answer(session, rules, MOTHER, SAINT_DENIS, (2026, 11, 24, 9))
    assert referral.at.utcoffset() == datetime(2026, 11, 24, tzinfo=timezone_of("974")).utcoffset()
    assert not referral.is_closed_hours
    opening = [each.opening.next_opening for each in everyone(referral) if each.opening.next_opening]
    assert opening
    assert {moment.tzinfo for moment in opening} == {referral.at.tzinfo}
    assert min(moment.hour for moment in opening if moment.date() == referral.at.date()) >= 11


def test_a_service_closed_today_is_not_for_now(own_app: Flask, rules: RuleBook) -> None:
    """The same office, closed for leave, no longer comes first on a Tuesday morning."""
    with open_sessions(own_app.extensions["engine"])() as session:
        before = answer(session, rules, MOTHER.amended(urgency="within-days"), SAINT_CHAMOND, TUESDAY)
        item = next(item for item in before.due("now") if item.answers and item.suggestion.priority == 1)
        for each in item.answers:
            session.execute(update(Service).where(Service.id == each.card.id).values(hours="Mo 08:00-08:30"))
        session.commit()
        session.expire_all()
        after = answer(session, rules, MOTHER.amended(urgency="within-days"), SAINT_CHAMOND, TUESDAY)
    same = next(each for each in after.referred if each.category.slug == item.category.slug)
    still_open = [each for each in same.answers if each.opening.is_open]
    assert same.when == ("now" if still_open else "today")
    assert {each.card.id for each in still_open}.isdisjoint({each.card.id for each in item.answers})


def test_distances_are_those_from_the_commune(session: Session, rules: RuleBook) -> None:
    referral = answer(session, rules, MOTHER, MENDE, TUESDAY)
    here = place(session, MENDE)
    assert isinstance(here, Place)
    known = [each for each in everyone(referral) if each.distance_km is not None]
    assert known
    assert all(0 <= each.distance_km < 200 for each in known)
    assert all(each.distance_km is None for each in referral.lines)
