"""The national lines for a situation: somebody answers, day and night."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from directory.audience import Public, refusal
from directory.find import Found
from directory.serving import find_lines
from directory.vocabulary import vocabulary
from routing.answers import Answer, answer_of, openness
from routing.facts import ANY_VIOLENCE, MINOR_BANDS, Situation
from routing.orientation import Orientation

ALWAYS_LISTENING: Sequence[tuple[str, frozenset[str], str]] = (
    ("age_band", MINOR_BANDS, "119"),
    ("person_role", frozenset({"perpetrator"}), "sos-amitie"),
    ("gender", frozenset({"man"}), "sos-amitie"),
    ("violence_types", ANY_VIOLENCE, "3919"),
)
"""Facet, answers, and the line that answers day and night when nobody else does."""

OTHERWISE_LISTENING = "sos-amitie"


class Lines:
    """The national lines that receive this person, read once and answered for at a given time."""

    def __init__(self, session: Session, at: datetime, public: Public) -> None:
        self.at = at
        self.by_slug = {
            line.source_key: line
            for line in find_lines(session, list(vocabulary().lines))
            if refusal(line, public) is None
        }

    def answers(self, slugs: Iterable[str]) -> tuple[Answer, ...]:
        """Give the lines `slugs` as answers, those that are open first."""
        known = [self.by_slug[slug] for slug in dict.fromkeys(slugs) if slug in self.by_slug]
        answers = [answer_of(Found(line, "anywhere", None), Public(), self.at) for line in known]
        return tuple(sorted(answers, key=openness))


def lines_for(orientation: Orientation) -> list[str]:
    """Give the lines of the rules, those made for the needs, then the one that answers day and night."""
    situation = orientation.situation
    needs = situation.given("needs")
    for_needs = [line.slug for line in vocabulary().lines.values() if not needs.isdisjoint(line.needs)]
    return [*orientation.helplines, *for_needs, _always_listening(situation)]


def _always_listening(situation: Situation) -> str:
    for facet, answers, line in ALWAYS_LISTENING:
        if not situation.given(facet).isdisjoint(answers):
            return line
    return OTHERWISE_LISTENING
