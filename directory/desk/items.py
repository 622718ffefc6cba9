"""What waits for the desk, in one shape whatever it is, and what offers it: a `DeskSource`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.errors import NotYoursError
from directory.local_time import PARIS, is_holiday, local
from directory.typography import typeset
from directory.wording import full_day

PROMISE = 5
"""Working days within which the desk answers: it is said to those who ask."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that waits: `slug` is in addresses, `label` what it is called, `one` one of them."""

    slug: str
    label: str
    one: str


KINDS: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind("changements", "Changements sensibles", "Changement sensible"),
        Kind("nouvelles", "Nouvelles fiches", "Nouvelle fiche"),
        Kind("retraits", "Retraits", "Retrait demandé"),
        Kind("revendications", "Revendications", "Fiche revendiquée"),
        Kind("corrections", "Corrections", "Correction demandée"),
        Kind("contacts", "Contacts", "Contact à ajouter"),
        Kind("erreurs", "Erreurs signalées", "Erreur signalée"),
        Kind("appels", "À appeler", "À appeler"),
        Kind("courriels", "Courriels revenus", "Courriel revenu"),
        Kind("imports", "Imports", "Import"),
        Kind("questions", "Questions posées", "En attente de réponse"),
    )
}

ASKED = KINDS["questions"]
"""What waits for somebody else than the desk: it is shown apart."""

UNPROMISED = frozenset({"appels", "courriels", "imports", "questions"})
"""Kinds in which nobody waits for an answer of the desk: they come after the others, and are never late."""

LONG = 60
"""Days after which only the day is said, and not how many they are."""

NOT_OFFERED = "Cette réponse n’est pas une de celles de la page : rechargez-la."
LARGEST_NUMBER = 2**31 - 1

BULK = frozenset({"revendications", "erreurs", "appels"})
"""Kinds of which several may be answered together."""


@dataclass(frozen=True, slots=True)
class Line:
    """A field before and after, in words; *after* alone is said where there is nothing to compare."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that an item takes: its word, what its button says, the key that presses it.

    `asks` is the label of the sentence that goes with it, empty where none does.
    """

    word: str
    label: str
    key: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `key` names it among all; `since` is UTC without zone.

    `lines` are before and after side by side, `said` what the listing says of it now. `phones` are (shown,
    dialled, label) of whom to call. `topic` is where an administrator finds the same among imports.
    """

    key: str
    kind: Kind
    title: str
    since: datetime
    who: str
    source: str = ""
    organization: str = ""
    what: str = ""
    sentence: str = ""
    lines: tuple[Line, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    phones: tuple[tuple[str, str, str], ...] = ()
    answers: tuple[Answer, ...] = ()
    service_id: int | None = None
    organization_id: int | None = None
    topic: str = ""
    note: str = ""
    wait: str = ""
    is_late: bool = False

    @property
    def words(self) -> str:
        """Everything in which a search looks."""
        return " ".join((self.title, self.organization, self.who, self.source, self.what))

    @property
    def bulk_answers(self) -> tuple[Answer, ...]:
        """The answers that may be given to several at once."""
        return self.answers if self.kind.slug in BULK else ()


class DeskSource(Protocol):
    """What offers things that wait: `name` begins the keys of its items."""

    name: str

    def items(self, session: Session, actor: Actor, at: datetime) -> list[Item]:
        """Give what waits in the territory of `actor`."""
        ...

    def answer(
        self, session: Session, actor: Actor, number: str, word: str, sentence: str, at: datetime
    ) -> str:
        """Obey one answer about the item `number`, and say what was done. The caller commits.

        Raises:
            NotYoursError: there is none in the territory of `actor`.
            EditError: with a sentence, where it cannot be, or somebody else was first.
        """
        ...

    def settle(self) -> None:
        """Do what remains once all is committed."""
        ...


def number_of(text: str) -> int:
    """Read the number in the key of an item.

    Raises:
        NotYoursError: it is not one.
    """
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST_NUMBER)):
        raise NotYoursError
    return min(int(text), LARGEST_NUMBER)


def working_days(since: date, today: date) -> int:
    """Count the working days that have passed since a day, that day left out."""
    days = (since + timedelta(days=rank) for rank in range(1, (today - since).days + 1))
    return sum(day.weekday() < 5 and not is_holiday(day, PARIS) for day in days)


def waited(since: datetime, at: datetime) -> tuple[str, bool]:
    """Say for how long something has waited, and whether the promise of the desk is over."""
    day, today = (local(each.replace(tzinfo=UTC), PARIS).date() for each in (since, at))
    passed = (today - day).days
    long_ago = f"depuis le {full_day(day)}"
    words = {0: "aujourd’hui", 1: "depuis hier"}.get(passed, f"depuis {passed} jours")
    words = long_ago if passed > LONG else words
    return typeset(words), working_days(day, today) > PROMISE


def in_order(items: Sequence[Item]) -> list[Item]:
    """Give what somebody waits for first, and of that what has waited the longest."""
    return sorted(items, key=lambda item: (item.kind.slug in UNPROMISED, item.since, item.key))
