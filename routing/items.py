"""A suggestion as it is shown: the category, why, and who answers, in plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from directory.disclosure import CardPhone
from directory.find import Tie
from directory.wording import distance, full_day, is_stale, opening
from routing.answers import Answer
from routing.orientation import Excluded, Reason
from routing.referral import Referred
from routing.rules import Exclusion, Rule, RuleBook
from routing.sentences import sentence_of

TIES: dict[Tie, str] = {
    "competent": "",
    "neighbour": "Département voisin, accepte",
    "other-sector": "Autre secteur : demandez le service compétent",
    "regulator": "On y accède par ce numéro",
    "host-unit": "Tient permanence dans l’unité",
    "relay": "En relais",
    "anywhere": "",
}


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """A service in a list. `is_open` is None, and `capacity` empty, where nobody knows."""

    id: int
    name: str
    place: str
    distance: str
    phones: tuple[CardPhone, ...]
    website: str
    is_open: bool | None
    state: str
    verified: str
    is_fresh: bool
    capacity: str
    is_demonstration: bool
    note: str
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReasonItem:
    """A reason down to its source."""

    rule: str
    text: str
    condition: str
    sources: tuple[tuple[str, str], ...]
    confidence: str
    reviewed: str
    why: str


@dataclass(frozen=True, slots=True)
class SuggestionItem:
    """A category, why, and who answers; the lines take over where every door is closed."""

    rank: int
    category: str
    label: str
    role: str
    reason: str
    confidence: str
    services: tuple[ServiceItem, ...]
    others: int
    lines: tuple[ServiceItem, ...]
    refused: tuple[tuple[str, str], ...]
    reasons: tuple[ReasonItem, ...]
    is_card: bool


def suggestion_item(item: Referred, rank: int, at: datetime, today: date, rules: RuleBook) -> SuggestionItem:
    """Give a suggestion as it is shown, `rank` from 1."""
    first = item.suggestion.reasons[0]
    return SuggestionItem(
        rank=rank,
        category=item.category.slug,
        label=item.category.label,
        role=item.category.role,
        reason=first.advice.reason,
        confidence=first.rule.confidence,
        services=tuple(service_item(answer, at, today) for answer in item.answers),
        others=item.others,
        lines=tuple(service_item(line, at, today) for line in item.lines),
        refused=tuple((refused.name, refused.because) for refused in item.refused),
        reasons=tuple(reason_item(reason, rules) for reason in item.suggestion.reasons),
        is_card=item.category.card_policy != "never",
    )


def service_item(answer: Answer, at: datetime, today: date) -> ServiceItem:
    """Give a service as a list shows it: open or not at `at`, its information as old as it is `today`."""
    card = answer.card
    place = card.place if card.coordinates is None else card.commune
    notes = [TIES[answer.tie], answer.to_check, *card.restrictions, card.place_note]
    return ServiceItem(
        id=card.id,
        name=card.name,
        place=place,
        distance="" if answer.distance_km is None else distance(answer.distance_km),
        phones=card.phones,
        website=card.website,
        is_open=answer.opening.is_open,
        state=opening(answer.opening, at, today),
        verified=card.age(today),
        is_fresh=not is_stale(card.verified_on, today),
        capacity=card.capacity(today),
        is_demonstration=card.is_demonstration,
        note=" · ".join(note for note in notes if note),
        reports=tuple(report.sentence for report in card.reports),
    )


def reason_item(reason: Reason, rules: RuleBook) -> ReasonItem:
    """Give a reason with the words of its rule and its sources."""
    rule = reason.rule
    return ReasonItem(
        rule=rule.id,
        text=reason.advice.reason,
        condition=sentence_of(rule, rules.derived),
        sources=sources_of(rule),
        confidence=rule.confidence,
        reviewed=full_day(rule.reviewed),
        why=rule.why,
    )


def sources_of(rule: Rule | Exclusion) -> tuple[tuple[str, str], ...]:
    """Give the title and address of each source of `rule`."""
    return tuple((source.title, source.address) for source in rule.sources)


def because_of(law: Rule | Exclusion) -> str:
    """Give in words why `law` excludes what it excludes."""
    return law.because if isinstance(law, Exclusion) else f"{law.title}. {law.why}"


def reasons_against(item: Excluded) -> tuple[str, ...]:
    """Give in words every reason for which a category is not proposed."""
    told = tuple(because_of(law) for law in item.because)
    return (*told, "L’ISCG, c’est vous.") if item.is_user else told
