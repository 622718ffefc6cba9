"""From categories to services: who answers here, at that time.

A night or a week-end never ends on a closed door: what answers now comes first, then what opens next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from directory.audience import Public, refusal
from directory.find import Found, find_all
from directory.places import Place
from directory.vocabulary import vocabulary
from directory.words import Category
from routing.answers import Answer, answer_of, openness
from routing.facts import CLOSED_HOURS, URGENT, Situation
from routing.listening import Lines, lines_for
from routing.orientation import Orientation, Suggestion

When = Literal["now", "today", "later"]

SHOWN = 3
"""How many services a suggestion names; the others are one step away, in the directory."""

LINES_CATEGORY = "national-helpline"
AGES: Mapping[str, tuple[int, int]] = {
    "age-0-5": (0, 5),
    "age-6-11": (6, 11),
    "age-12-17": (12, 17),
    "age-18-25": (18, 25),
    "age-26-64": (26, 64),
    "age-65-plus": (65, 120),
}
CONCERNED = frozenset({"victim", "perpetrator", "person-in-difficulty"})
"""Roles in which the person of the situation is the one whom the service receives."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A service that would have come, and why it does not."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Referred:
    """A suggestion and who answers for it. `lines` are the national lines that take over."""

    suggestion: Suggestion
    category: Category
    when: When
    answers: tuple[Answer, ...]
    others: int
    refused: tuple[Refused, ...]
    lines: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Referral:
    """The whole answer: who, in what order, and the lines that answer at `at`; `today` is when it is read."""

    orientation: Orientation
    place: Place | None
    at: datetime
    today: date
    is_closed_hours: bool
    referred: tuple[Referred, ...]
    lines: tuple[Answer, ...]

    def due(self, when: When) -> tuple[Referred, ...]:
        """Give the suggestions for `when`, in order."""
        return tuple(item for item in self.referred if item.when == when)

    @property
    def answering(self) -> tuple[Answer, ...]:
        """The national lines that are open at that time; one at least, once they are loaded."""
        return tuple(line for line in self.lines if line.opening.is_open)


def refer(
    session: Session,
    orientation: Orientation,
    place: Place | None,
    at: datetime,
    today: date | None = None,
) -> Referral:
    """Say who answers for each suggestion at `place`, at `at` (aware, local time).

    `today` is the day on which it is asked there, that of `at` where None.

    Without a place, only national lines are named: no service can be said to be competent.
    """
    situation = orientation.situation
    public = _public(situation)
    lines = Lines(session, at, public)
    wanted = {suggestion.category: suggestion.chain for suggestion in orientation.suggestions}
    found = find_all(session, wanted, place, public) if place else {}
    is_closed_hours = not CLOSED_HOURS.isdisjoint(situation.given("time_context"))
    is_pressing = is_closed_hours or not URGENT.isdisjoint(situation.given("urgency"))
    referred = tuple(
        _referred(suggestion, found.get(suggestion.category, ()), public, lines, is_pressing)
        for suggestion in orientation.suggestions
    )
    listening = lines.answers(lines_for(orientation))
    return Referral(
        orientation=orientation,
        place=place,
        at=at,
        today=today or at.date(),
        is_closed_hours=is_closed_hours,
        referred=tuple(_with_lines(item, listening, lines) for item in referred),
        lines=listening,
    )


def _referred(
    suggestion: Suggestion, found: Sequence[Found], public: Public, lines: Lines, is_pressing: bool
) -> Referred:
    kept, refused = [], []
    for item in found:
        because = refusal(item.service, public)
        if because is None:
            kept.append(answer_of(item, public, lines.at))
        else:
            refused.append(Refused(item.service.name, because))
    answers = sorted(kept, key=openness)
    return Referred(
        suggestion=suggestion,
        category=vocabulary().categories[suggestion.category],
        when=_when(suggestion, answers, is_pressing),
        answers=tuple(answers[:SHOWN]),
        others=max(0, len(answers) - SHOWN),
        refused=tuple(refused),
        lines=(),
    )


def _when(suggestion: Suggestion, answers: Sequence[Answer], is_pressing: bool) -> When:
    """Say when a suggestion is for: a first contact that is closed is not for now."""
    if suggestion.priority == 0:
        return "now"
    if suggestion.priority > 2:
        return "later"
    is_open = any(answer.opening.is_open for answer in answers)
    if is_pressing:
        return "now" if is_open else "today"
    is_known_closed = bool(answers) and all(answer.opening.is_open is False for answer in answers)
    return "now" if suggestion.priority == 1 and not is_known_closed else "today"


def _with_lines(item: Referred, listening: tuple[Answer, ...], lines: Lines) -> Referred:
    """Add the national lines: all of them for listening, and those that take over from a closed door."""
    if item.category.slug == LINES_CATEGORY:
        is_open = any(answer.opening.is_open for answer in listening)
        when: When = "now" if is_open and item.suggestion.priority <= 2 else item.when
        return replace(item, when=when, answers=listening, others=0, refused=())
    if any(answer.opening.is_open for answer in item.answers):
        return item
    lines_answering = lines.answers(item.category.fallback_helplines)
    relay = tuple(line for line in lines_answering if line.opening.is_open)
    return replace(item, lines=relay)


def _public(situation: Situation) -> Public:
    """Give what a service may filter on, when the person of the situation is the one it would receive."""
    role = next(iter(situation.given("person_role") & CONCERNED), None)
    if role is None:
        return Public()
    gender = next(iter(situation.given("gender") & {"woman", "man"}), None)
    ages = next((AGES[band] for band in situation.given("age_band") if band in AGES), None)
    return Public(role=role, gender=gender, ages=ages)
