"""The words of the field in their shapes: what an entry of the vocabulary is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a closed list: a stable English `slug`, and the French `label` that people read."""

    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of service. It describes what is done, never an organisation.

    `assignment` says how a service is chosen: nearest, competence, unit, dispatch or any. `regulator` is the
    category that allocates the places of a `dispatch` category, None for the others. `max_km` is None when
    distance means nothing. `needs` are those that it answers, the main one first.
    `mapping` has the codes of open data: themes, networks, finess, dila, confidence. `verify_every_months` is
    how long what a listing says may be trusted before somebody confirms it.
    """

    slug: str
    group: str
    label: str
    label_short: str
    aliases: tuple[str, ...]
    role: str
    public: str
    opening: str
    coverage: str
    assignment: str
    regulator: str | None
    access: str
    address_policy: str
    card_policy: str
    max_km: int | None
    fallback_helplines: tuple[str, ...]
    needs: tuple[str, ...]
    mapping: Mapping[str, tuple[str, ...]]
    verify_every_months: int


@dataclass(frozen=True, slots=True)
class Need:
    """What a person may need, in the words of the field."""

    slug: str
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A fact of a situation: the question asked, and its closed answers.

    `kind` is single, multi, tri (confirmed, ruled-out, unknown) or text (free, never used by a rule).
    """

    key: str
    label: str
    question: str
    kind: str
    values: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """A professional's action or duty, who may do it, and what to know before."""

    slug: str
    label: str
    who: str
    detail: str


@dataclass(frozen=True, slots=True)
class Line:
    """A national line. `hours` is OpenStreetMap notation, None where sources disagree or say nothing.

    `channel` is voice, text (SMS, application) or web; `on_bill` is None where no source says it.
    `category` is the category of service under which the directory lists it. `receives` is victims for a
    line kept for them, everyone where the line says so, empty for the others.
    """

    slug: str
    number: str
    name: str
    public: str
    channel: str
    category: str
    hours: str | None
    hours_text: str
    languages_text: str
    accessibility: str
    cost: str
    on_bill: bool | None
    needs: tuple[str, ...]
    source: str
    confidence: str
    reviewed: date
    note: str
    receives: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every closed list, by slug, in the order of the files."""

    scales: Mapping[str, Mapping[str, Term]]
    category_groups: Mapping[str, Term]
    categories: Mapping[str, Category]
    need_groups: Mapping[str, Term]
    needs: Mapping[str, Need]
    facets: Mapping[str, Facet]
    flags: Mapping[str, Term]
    actions: Mapping[str, Action]
    lines: Mapping[str, Line]
