"""What the answer shows, in plain values: nothing is decided here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.disclosure import CardPhone
from directory.find import Tie
from directory.typography import typeset
from directory.vocabulary import Action, Facet, Term, vocabulary
from directory.wording import age, distance, full_day, is_stale, opening
from routing.facts import Situation
from routing.orientation import OpenQuestion, Orientation, Reason
from routing.referral import Answer, Referral, Referred
from routing.rules import Exclusion, Rule, RuleBook
from routing.schemas import NOT_ASKED
from routing.sentences import sentence_of

FIRST_RANK = 5

TIES: dict[Tie, str] = {
    "competent": "",
    "neighbour": "département voisin, accepte",
    "other-sector": "autre secteur : demandez le service compétent",
    "regulator": "attribue les places",
    "host-unit": "tient permanence dans l’unité",
    "relay": "en relais",
    "anywhere": "",
}


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """A service in a list. `is_open` is None where nobody knows."""

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
    is_demonstration: bool
    note: str


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


@dataclass(frozen=True, slots=True)
class FactItem:
    """An answer given, as it is summed up at the head of the page."""

    key: str
    label: str
    value: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class QuestionItem:
    """A question still open, and what an answer could change, in words."""

    facet: Facet
    could_change: str


@dataclass(frozen=True, slots=True)
class ExcludedItem:
    """A category that is not proposed, and the sentences that say why."""

    category: str
    label: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The whole page of the answer."""

    facts: tuple[FactItem, ...]
    place: str
    at: datetime
    is_closed_hours: bool
    lines: tuple[ServiceItem, ...]
    now: tuple[SuggestionItem, ...]
    today: tuple[SuggestionItem, ...]
    later: tuple[SuggestionItem, ...]
    flags: tuple[Term, ...]
    actions: tuple[Action, ...]
    questions: tuple[QuestionItem, ...]
    excluded: tuple[ExcludedItem, ...]
    is_neutral: bool
    has_demonstration: bool


def answer_page(referral: Referral, rules: RuleBook) -> AnswerPage:
    """Give the answer as it is shown."""
    words = vocabulary()
    orientation = referral.orientation
    ranks = {item.suggestion.category: rank for rank, item in enumerate(referral.referred, start=1)}

    def shown(items: Iterable[Referred]) -> tuple[SuggestionItem, ...]:
        return tuple(_suggestion(item, ranks[item.suggestion.category], referral.at, rules) for item in items)

    return AnswerPage(
        facts=facts(orientation.situation),
        place=referral.place.label if referral.place else "",
        at=referral.at,
        is_closed_hours=referral.is_closed_hours,
        lines=tuple(service_item(line, referral.at) for line in referral.answering),
        now=shown(referral.due("now")),
        today=shown(referral.due("today")),
        later=shown(referral.due("later")),
        flags=tuple(words.flags[flag] for flag in orientation.flags),
        actions=tuple(words.actions[action] for action in orientation.actions),
        questions=questions(orientation.open_questions),
        excluded=excluded(orientation),
        is_neutral=is_neutral(orientation),
        has_demonstration=any(
            answer.card.is_demonstration for item in referral.referred for answer in item.answers
        ),
    )


def is_neutral(orientation: Orientation) -> bool:
    """Say whether the card must hide what it is about: asked by a rule, or because nobody knows."""
    situation = orientation.situation
    return "neutral-card-only" in orientation.flags or not situation.is_answered("aggressor_in_home")


def facts(situation: Situation) -> tuple[FactItem, ...]:
    """Give the answers in the order of the vocabulary; unknown is shown as unknown."""
    items = []
    for facet in vocabulary().facets.values():
        given = situation.answers.get(facet.key)
        if given and facet.key not in NOT_ASKED:
            labels = [term.label for term in facet.values if term.slug in given]
            known = situation.is_answered(facet.key)
            items.append(FactItem(facet.key, facet.label, ", ".join(labels), is_known=known))
    return tuple(items)


def service_item(answer: Answer, at: datetime) -> ServiceItem:
    """Give a service as a list shows it."""
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
        state=opening(answer.opening, at),
        verified=age(card.verified_on, at.date()),
        is_fresh=not is_stale(card.verified_on, at.date()),
        is_demonstration=card.is_demonstration,
        note=" · ".join(note for note in notes if note),
    )


def _suggestion(item: Referred, rank: int, at: datetime, rules: RuleBook) -> SuggestionItem:
    first = item.suggestion.reasons[0]
    return SuggestionItem(
        rank=rank,
        category=item.category.slug,
        label=item.category.label,
        role=item.category.role,
        reason=first.advice.reason,
        confidence=first.rule.confidence,
        services=tuple(service_item(answer, at) for answer in item.answers),
        others=item.others,
        lines=tuple(service_item(line, at) for line in item.lines),
        refused=tuple((refused.name, refused.because) for refused in item.refused),
        reasons=tuple(reason_item(reason, rules) for reason in item.suggestion.reasons),
        is_card=item.category.card_policy != "never",
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


def questions(items: Iterable[OpenQuestion]) -> tuple[QuestionItem, ...]:
    """Give the questions that a form may ask, with what each could change."""
    facets = vocabulary().facets
    return tuple(
        QuestionItem(facets[item.facet], _could_change(item)) for item in items if item.facet not in NOT_ASKED
    )


MOST_NAMED = 3


def _could_change(item: OpenQuestion) -> str:
    """Say in a line what an answer could add, remove or lift."""
    parts = [
        ("Peut ajouter", _labels(item.could_add)),
        ("Peut retirer", _labels(item.could_remove)),
        ("Peut lever", [vocabulary().flags[flag].label for flag in item.could_lift]),
    ]
    said = [f"{verb} : {_some(labels)}" for verb, labels in parts if labels]
    return typeset(" ; ".join(said) + ".") if said else ""


def _some(labels: Sequence[str]) -> str:
    more = len(labels) - MOST_NAMED
    return ", ".join(labels[:MOST_NAMED]) + (f" et {more} de plus" if more > 0 else "")


def _labels(categories: Iterable[str]) -> list[str]:
    return [vocabulary().categories[slug].label_short for slug in categories]


def excluded(orientation: Orientation) -> tuple[ExcludedItem, ...]:
    """Give what is not proposed, and why."""
    items = []
    for item in orientation.excluded:
        because = [getattr(law, "because", None) or law.title for law in item.because]
        if item.is_user:
            because.append("Vous êtes l’intervenante sociale.")
        items.append(ExcludedItem(item.category, _labels([item.category])[0], tuple(because)))
    return tuple(items)
