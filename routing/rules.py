"""The rules in their shapes: sentences that a professional can read, sign and correct."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Condition = Mapping[str, frozenset[str]]
"""Facet -> answers. It holds when the situation has at least one of the answers of every facet it names.

The pseudo-facet `is` names derived facts: see `routing.facts.DERIVED`.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: a text, a page, a practice, and how far it may be trusted."""

    key: str
    title: str
    address: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A category that a rule sends to: how soon (0 banner … 4 later), and why."""

    category: str
    priority: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """When it holds, whom it sends to and why. `position` is its rank among all the rules."""

    id: str
    theme: str
    position: int
    title: str
    all: tuple[Condition, ...]
    any: tuple[Condition, ...]
    none: tuple[Condition, ...]
    then: tuple[Advice, ...]
    exclude: tuple[str, ...]
    flags: tuple[str, ...]
    actions: tuple[str, ...]
    helplines: tuple[str, ...]
    chain: str
    time: str
    why: str
    sources: tuple[Source, ...]
    confidence: str
    reviewed: date


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A hard exclusion: whatever the rules say, these categories are not for this situation."""

    id: str
    title: str
    all: tuple[Condition, ...]
    exclude: tuple[str, ...]
    because: str
    sources: tuple[Source, ...]
    confidence: str
    reviewed: date


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All the rules in order, the hard exclusions, and what is needed to explain them.

    `opening` gives each category's usual opening (always, office-hours, …): at night, what is not always
    open comes later. `last` holds the rules read only when no other has proposed anyone. `answers` gives the
    closed answers of every facet that a rule may name, in the order of the questions.
    """

    version: str
    semantics: tuple[str, ...]
    themes: Mapping[str, str]
    chains: Mapping[str, str]
    sources: Mapping[str, Source]
    rules: tuple[Rule, ...]
    last: tuple[Rule, ...]
    exclusions: tuple[Exclusion, ...]
    opening: Mapping[str, str]
    derived: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
