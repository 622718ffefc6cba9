"""What the answer shows, in plain values: nothing is decided here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.typography import typeset
from directory.vocabulary import vocabulary
from directory.words import Action, Facet, Term
from routing.facts import Situation
from routing.items import ServiceItem, SuggestionItem, reasons_against, service_item, suggestion_item
from routing.orientation import OpenQuestion, Orientation
from routing.referral import Referral, When
from routing.rules import RuleBook
from routing.schemas import NOT_ASKED

MOST_NAMED = 3
"""Categories that a question names; the others are counted."""

KEPT_BY_THE_PAGE = frozenset({"show-next-opening"})
"""Flags that ask for something of the page, which does it: nobody needs to read them."""


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

    @property
    def named(self) -> frozenset[int]:
        """The services that the suggestions name; national lines count where they are one."""
        parts = (*self.now, *self.today, *self.later)
        return frozenset(service.id for part in parts for service in part.services)


def answer_page(referral: Referral, rules: RuleBook) -> AnswerPage:
    """Give the answer as it is shown."""
    words = vocabulary()
    orientation = referral.orientation
    ranks = {item.suggestion.category: rank for rank, item in enumerate(referral.referred, start=1)}

    def shown(when: When) -> tuple[SuggestionItem, ...]:
        return tuple(
            suggestion_item(item, ranks[item.suggestion.category], referral.at, referral.today, rules)
            for item in referral.due(when)
        )

    return AnswerPage(
        facts=fact_items(orientation.situation),
        place=referral.place.label if referral.place else "",
        at=referral.at,
        is_closed_hours=referral.is_closed_hours,
        lines=tuple(service_item(line, referral.at, referral.today) for line in referral.answering),
        now=shown("now"),
        today=shown("today"),
        later=shown("later"),
        flags=tuple(words.flags[flag] for flag in orientation.flags if flag not in KEPT_BY_THE_PAGE),
        actions=tuple(words.actions[action] for action in orientation.actions),
        questions=question_items(orientation.open_questions),
        excluded=excluded_items(orientation),
        is_neutral=is_neutral(orientation),
        has_demonstration=any(
            answer.card.is_demonstration for item in referral.referred for answer in item.answers
        ),
    )


def is_neutral(orientation: Orientation) -> bool:
    """Say whether the card must hide what it is about: asked by a rule, or because nobody knows."""
    situation = orientation.situation
    return "neutral-card-only" in orientation.flags or not situation.is_answered("aggressor_in_home")


def fact_items(situation: Situation) -> tuple[FactItem, ...]:
    """Give the answers in the order of the vocabulary; unknown is shown as unknown."""
    items = []
    for facet in vocabulary().facets.values():
        given = situation.answers.get(facet.key)
        if given and facet.key not in NOT_ASKED:
            labels = [term.label for term in facet.values if term.slug in given]
            known = situation.is_answered(facet.key)
            items.append(FactItem(facet.key, facet.label, ", ".join(labels), is_known=known))
    return tuple(items)


def question_items(items: Iterable[OpenQuestion]) -> tuple[QuestionItem, ...]:
    """Give the questions that a form may ask, with what each could change."""
    facets = vocabulary().facets
    return tuple(
        QuestionItem(facets[item.facet], _could_change(item)) for item in items if item.facet not in NOT_ASKED
    )


def _could_change(item: OpenQuestion) -> str:
    """Say in a line what an answer could add, remove or lift."""
    parts = [
        ("ajouter", _labels(item.could_add)),
        ("retirer", _labels(item.could_remove)),
    ]
    said = [f"{verb} : {_some(labels)}" for verb, labels in parts if labels]
    said += ["lever une précaution"] if item.could_lift else []
    return typeset(f"Peut {' ; '.join(said)}.") if said else ""


def _some(labels: Sequence[str]) -> str:
    more = len(labels) - MOST_NAMED
    return ", ".join(labels[:MOST_NAMED]) + (f" et {more} de plus" if more > 0 else "")


def _labels(categories: Iterable[str]) -> list[str]:
    return [vocabulary().categories[slug].label_short for slug in categories]


def excluded_items(orientation: Orientation) -> tuple[ExcludedItem, ...]:
    """Give what is not proposed, and why."""
    return tuple(
        ExcludedItem(item.category, _labels([item.category])[0], reasons_against(item))
        for item in orientation.excluded
    )


def need_groups() -> list[tuple[str, list[Term]]]:
    """Give the needs as a form asks them: by group, in the order of the vocabulary."""
    words = vocabulary()
    return [
        (group.label, [Term(need.slug, need.label) for need in words.needs.values() if need.group == slug])
        for slug, group in words.need_groups.items()
    ]
