"""`Orientation`: what the rules say of a situation, in the shape in which it crosses to the referral."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from routing.facts import Situation
from routing.rules import Advice, Exclusion, Rule

FIRST_CONTACT, LATEST = 1, 4
ISCG = "iscg"


class Judgement(NamedTuple):
    """What became of a rule: it holds, it waits for an answer, or it fails.

    `awaits` names the facets of which a single answer could make a waiting rule hold.
    """

    rule: Rule
    outcome: Literal["holds", "waits", "fails"]
    awaits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a category is suggested: a rule that holds, and what it advises."""

    rule: Rule
    advice: Advice


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category for this situation. `reasons` begins with the one that gives the category its rank.

    `is_delayed` says that it lost a level, being usually closed at an urgent hour.
    """

    category: str
    priority: int
    reasons: tuple[Reason, ...]
    is_delayed: bool

    @property
    def chain(self) -> str:
        """Where to look when nobody is found: the chain of the deciding rule."""
        return self.reasons[0].rule.chain


@dataclass(frozen=True, slots=True)
class Excluded:
    """A category that is not for this situation, and every rule or hard exclusion that says so."""

    category: str
    because: tuple[Rule | Exclusion, ...]
    is_user: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """A category that could be added, or come sooner, and the answers that would do it."""

    category: str
    priority: int
    answers: frozenset[str]
    rule: Rule


@dataclass(slots=True)
class OpenQuestion:
    """A facet nobody answered, and what an answer could change in the orientation."""

    facet: str
    additions: list[Addition] = field(default_factory=list)
    could_remove: list[str] = field(default_factory=list)
    could_lift: list[str] = field(default_factory=list)

    @property
    def could_add(self) -> tuple[str, ...]:
        """The categories that an answer could add or bring sooner, the most urgent first."""
        ordered = sorted(self.additions, key=lambda addition: addition.priority)
        return tuple(dict.fromkeys(addition.category for addition in ordered))

    @property
    def changes(self) -> bool:
        """Say whether an answer could change anything."""
        return bool(self.additions or self.could_remove or self.could_lift)

    @property
    def soonest(self) -> int:
        """The priority of the most urgent thing an answer could add; 2 where it adds none."""
        return min((addition.priority for addition in self.additions), default=FIRST_CONTACT + 1)

    @property
    def reach(self) -> int:
        """How many categories an answer could add or remove."""
        return len(self.could_add) + len(self.could_remove)


@dataclass(frozen=True, slots=True)
class Orientation:
    """What the rules say of a situation, before anyone asks who answers, and why.

    `trace` holds what became of every rule read: why this, and why not that.
    """

    situation: Situation
    suggestions: tuple[Suggestion, ...]
    flags: tuple[str, ...]
    actions: tuple[str, ...]
    helplines: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    trace: tuple[Judgement, ...]
    open_questions: tuple[OpenQuestion, ...] = ()
