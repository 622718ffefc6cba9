"""Why this, and why not that: what the trace of a decision says of one category."""

from dataclasses import dataclass

from directory.vocabulary import vocabulary
from directory.words import Category
from routing.items import ReasonItem, because_of, reason_item, sources_of
from routing.judging import facts_of, holds
from routing.orientation import Judgement, Orientation
from routing.referral import Referral
from routing.rules import Rule, RuleBook
from routing.sentences import condition_words, sentence_of


@dataclass(frozen=True, slots=True)
class AbsentRule:
    """A rule that would send to the category, and what keeps it from holding."""

    id: str
    title: str
    condition: str
    missing: tuple[str, ...]
    is_waiting: bool
    confidence: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ban:
    """A rule or a hard exclusion that keeps the category out."""

    id: str
    because: str
    confidence: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WhyPage:
    """All there is to say of one category for one situation; `category` is None where it does not exist.

    `is_user` says that the category is the person who asks: the social worker is never sent to herself.
    """

    category: Category | None
    categories: tuple[Category, ...]
    is_proposed: bool
    is_user: bool
    reasons: tuple[ReasonItem, ...]
    bans: tuple[Ban, ...]
    absent: tuple[AbsentRule, ...]
    refused: tuple[tuple[str, str], ...]


def why_page(referral: Referral, slug: str, rules: RuleBook) -> WhyPage:
    """Explain category `slug`: the rules that hold, those that do not and why, and what excludes it."""
    words = vocabulary()
    orientation = referral.orientation
    item = next((item for item in referral.referred if item.category.slug == slug), None)
    return WhyPage(
        category=words.categories.get(slug),
        categories=tuple(words.categories.values()),
        is_proposed=item is not None,
        is_user=any(each.is_user for each in orientation.excluded if each.category == slug),
        reasons=tuple(reason_item(reason, rules) for reason in item.suggestion.reasons) if item else (),
        bans=_bans(orientation, slug),
        absent=_absent(orientation, slug, rules),
        refused=tuple((refused.name, refused.because) for refused in item.refused) if item else (),
    )


def _bans(orientation: Orientation, slug: str) -> tuple[Ban, ...]:
    laws = [law for item in orientation.excluded if item.category == slug for law in item.because]
    return tuple(Ban(law.id, because_of(law), law.confidence, sources_of(law)) for law in laws)


def _absent(orientation: Orientation, slug: str, rules: RuleBook) -> tuple[AbsentRule, ...]:
    return tuple(
        _absent_rule(judgement, orientation, rules)
        for judgement in orientation.trace
        if judgement.outcome != "holds" and any(advice.category == slug for advice in judgement.rule.then)
    )


def _absent_rule(judgement: Judgement, orientation: Orientation, rules: RuleBook) -> AbsentRule:
    rule = judgement.rule
    return AbsentRule(
        id=rule.id,
        title=rule.title,
        condition=sentence_of(rule, rules.derived),
        missing=_missing(rule, orientation, rules),
        is_waiting=judgement.outcome == "waits",
        confidence=rule.confidence,
        sources=sources_of(rule),
    )


def _missing(rule: Rule, orientation: Orientation, rules: RuleBook) -> tuple[str, ...]:
    """Give in words what keeps `rule` from holding."""
    facts = facts_of(orientation.situation)
    if rule in rules.last:
        facts = facts.without_result()
    missing = [condition_words(item, rules.derived) for item in rule.all if not holds(item, facts)]
    if rule.any and not any(holds(item, facts) for item in rule.any):
        missing.append(" ou ".join(condition_words(item, rules.derived) for item in rule.any))
    against = [
        f"contraire : {condition_words(item, rules.derived)}" for item in rule.none if holds(item, facts)
    ]
    return (*missing, *against)
