"""Why this, and why not that: a professional can follow every answer down to its source."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from routing.engine import route
from routing.explanations import WhyPage, why_page
from routing.facts import Situation
from routing.referral import refer
from routing.rules import RuleBook

AT = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
VICTIM = Situation.of(
    {
        "person_role": "victim",
        "gender": "woman",
        "age_band": "age-26-64",
        "violence_types": ["intimate-partner", "couple-conflict"],
        "needs": ["couple-conflict-help"],
    }
)


def why(situation: Situation, category: str, session: Session, rules: RuleBook) -> WhyPage:
    return why_page(refer(session, route(situation, rules), None, AT), category, rules)


def plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


def missing(page: WhyPage, rule: str) -> list[str]:
    return [plain(each) for item in page.absent if item.id == rule for each in item.missing]


def test_a_category_shown_gives_its_rules_down_to_their_sources(session: Session, rules: RuleBook) -> None:
    page = why(VICTIM, "dv-association", session, rules)
    assert page.is_proposed
    assert page.reasons[0].rule == "R17"
    assert all(reason.sources and reason.why and reason.condition for reason in page.reasons)
    assert page.bans == ()


def test_a_category_excluded_gives_the_ban_its_reason_and_its_source(
    session: Session, rules: RuleBook
) -> None:
    page = why(VICTIM, "family-mediation", session, rules)
    assert not page.is_proposed
    (ban,) = page.bans
    assert (ban.id, ban.confidence) == ("X1", "high")
    assert "articles 255 et 373-2-10" in ban.because
    assert all(title and address for title, address in ban.sources)


def test_a_ban_made_by_a_rule_is_told_with_the_words_of_the_rule(session: Session, rules: RuleBook) -> None:
    page = why(Situation.of({"needs": ["isolation-support"]}), "adult-abuse-reporting", session, rules)
    (ban,) = page.bans
    rule = next(rule for rule in rules.rules if rule.id == "R107")
    assert (ban.id, ban.because) == ("R107", f"{rule.title}. {rule.why}")


def test_what_is_contrary_is_named(session: Session, rules: RuleBook) -> None:
    page = why(VICTIM, "family-mediation", session, rules)
    assert missing(page, "R83") == [
        "contraire : des violences, une exploitation, un harcèlement ou un acte de haine sont allégués"
    ]


def test_what_is_missing_is_named_and_a_rule_that_waits_says_so(session: Session, rules: RuleBook) -> None:
    page = why(VICTIM, "pmi", session, rules)
    waiting = {item.id for item in page.absent if item.is_waiting}
    assert not page.is_proposed
    assert {"R44", "R28"} <= waiting
    assert missing(page, "R44") == ["grossesse « oui »"]
    assert missing(page, "R42")[0].startswith("la personne a moins de 18 ans")


def test_several_ways_are_named_together(session: Session, rules: RuleBook) -> None:
    situation = VICTIM.amended(violence_types=["neighbour-conflict"], needs=["transport"])
    page = why(situation, "couple-counselling", session, rules)
    (said,) = missing(page, "R83")
    assert re.fullmatch("type de situation « conflit de couple .*» ou besoins « conflit de couple .*»", said)


def test_a_rule_of_last_resort_is_not_said_to_lack_that_nobody_was_found(
    session: Session, rules: RuleBook
) -> None:
    page = why(Situation.of({"gender": "woman"}), "crip", session, rules)
    assert missing(page, "R131") == ["la personne a moins de 18 ans (0-5 ans, 6-11 ans ou 12-17 ans)"]


def test_the_social_worker_who_asks_is_told_that_it_is_she(session: Session, rules: RuleBook) -> None:
    asked = Situation.of({"user_role": "iscg", "consent_contact": "refuses"})
    page = why(asked, "iscg", session, rules)
    assert page.is_user
    assert not page.is_proposed
    assert not why(asked, "crip", session, rules).is_user


@pytest.mark.parametrize("slug", ["", "unknown-category"])
def test_a_category_that_does_not_exist_is_none_and_breaks_nothing(
    slug: str, session: Session, rules: RuleBook
) -> None:
    page = why(VICTIM, slug, session, rules)
    assert (page.category, page.is_proposed, page.absent, page.bans) == (None, False, (), ())


def test_every_category_not_shown_says_why(session: Session, rules: RuleBook) -> None:
    """Nothing is silent: a ban, what each rule lacks, or no rule at all."""
    referral = refer(session, route(VICTIM, rules), None, AT)
    advised = {advice.category for rule in rules.rules for advice in rule.then}
    for slug in sorted(advised):
        page = why_page(referral, slug, rules)
        assert page.is_proposed or page.bans or page.absent, slug
        assert all(item.missing for item in page.absent), slug
