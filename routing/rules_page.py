"""The rules as a page: every rule a French sentence with its reason, its source and how sure it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.vocabulary import vocabulary
from directory.wording import full_day
from routing.items import sources_of
from routing.rules import Exclusion, Rule, RuleBook
from routing.sentences import condition_words, sentence_of

WHEN_WORDS = ("aussitôt", "premier contact", "le jour même", "en complément", "plus tard")


@dataclass(frozen=True, slots=True)
class RuleItem:
    """A rule to read, to sign or to correct."""

    id: str
    title: str
    condition: str
    advice: tuple[tuple[str, str, str], ...]
    exclude: tuple[str, ...]
    actions: tuple[str, ...]
    flags: tuple[str, ...]
    helplines: tuple[str, ...]
    why: str
    sources: tuple[tuple[str, str], ...]
    confidence: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """Every rule, by theme, with what is needed to read them."""

    semantics: tuple[str, ...]
    chains: tuple[str, ...]
    themes: tuple[tuple[str, str, tuple[RuleItem, ...]], ...]
    exclusions: tuple[RuleItem, ...]
    count: int


def rules_page(book: RuleBook) -> RulesPage:
    """Give every rule of `book` in words."""
    every = (*book.rules, *book.last)
    return RulesPage(
        semantics=book.semantics,
        chains=tuple(book.chains.values()),
        themes=tuple(
            (slug, title, tuple(rule_item(rule, book) for rule in every if rule.theme == slug))
            for slug, title in book.themes.items()
        ),
        exclusions=tuple(_exclusion_item(exclusion, book) for exclusion in book.exclusions),
        count=len(every),
    )


def rule_item(rule: Rule, book: RuleBook) -> RuleItem:
    """Give one rule in words."""
    words = vocabulary()
    return RuleItem(
        id=rule.id,
        title=rule.title,
        condition=sentence_of(rule, book.derived),
        advice=tuple(
            (words.categories[advice.category].label_short, advice.reason, WHEN_WORDS[advice.priority])
            for advice in rule.then
        ),
        exclude=_labels(rule.exclude),
        actions=tuple(words.actions[slug].label for slug in rule.actions),
        flags=tuple(words.flags[slug].label for slug in rule.flags),
        helplines=tuple(words.lines[slug].number for slug in rule.helplines),
        why=rule.why,
        sources=sources_of(rule),
        confidence=rule.confidence,
        reviewed=full_day(rule.reviewed),
    )


def _exclusion_item(exclusion: Exclusion, book: RuleBook) -> RuleItem:
    return RuleItem(
        id=exclusion.id,
        title=exclusion.title,
        condition=" ; ".join(condition_words(condition, book.derived) for condition in exclusion.all),
        advice=(),
        exclude=_labels(exclusion.exclude),
        actions=(),
        flags=(),
        helplines=(),
        why=exclusion.because,
        sources=sources_of(exclusion),
        confidence=exclusion.confidence,
        reviewed=full_day(exclusion.reviewed),
    )


def _labels(categories: Iterable[str]) -> tuple[str, ...]:
    return tuple(vocabulary().categories[slug].label_short for slug in categories)
