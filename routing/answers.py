"""A service that may answer: its card, and whether it is open at the time asked for."""

from dataclasses import dataclass
from datetime import datetime

from directory.audience import Public, to_check
from directory.disclosure import Card, Reader, disclose
from directory.find import Found, Tie
from directory.hours import Opening
from directory.openings import opening_of
from directory.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Answer:
    """A service that may answer: its card, why this one, how far (km), when, and what to check first."""

    card: Card
    tie: Tie
    distance_km: float | None
    opening: Opening
    to_check: str = ""


def answer_of(found: Found, public: Public, at: datetime) -> Answer:
    """Give what a found service answers to `public` at `at`."""
    service = found.service
    return Answer(
        card=disclose(service, Reader.PROFESSIONAL, vocabulary()),
        tie=found.tie,
        distance_km=found.distance_km,
        opening=opening_of(service, at),
        to_check=to_check(service, public),
    )


def openness(answer: Answer) -> tuple[int, float]:
    """Open first, then unknown, then closed, the next to open first; else the order of `find` is kept."""
    rank = {True: 0, None: 1, False: 2}[answer.opening.is_open]
    if answer.opening.is_open is not False:
        return rank, 0.0
    following = answer.opening.next_opening
    return rank, following.timestamp() if following else float("inf")
