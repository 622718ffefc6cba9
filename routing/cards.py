"""The card a person leaves with: the public contact only, in neutral words unless it is known to be safe."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from directory.disclosure import Reader, disclose
from directory.local_time import local
from directory.openings import department_of
from directory.serving import with_id
from directory.vocabulary import vocabulary
from directory.wording import dated, week


@dataclass(frozen=True, slots=True)
class PrintableCard:
    """What the card says; `phones` are the numbers, each with the words beside it.

    `age` is for the screen. `dated` is for paper, where « il y a 2 mois » would grow false: it is empty on a
    neutral card, which bears no date.
    """

    service: int
    title: str
    phones: tuple[tuple[str, str], ...]
    place: str
    hours: str
    is_neutral: bool
    is_demonstration: bool
    age: str
    dated: str


def printable_card(
    session: Session, service_id: int, at: datetime, *, is_neutral: bool
) -> PrintableCard | None:
    """Compose the card of a service at `at` (aware), None where there is no such service.

    Raises:
        NotForPersonError: this kind of service never goes on a card.
    """
    service = with_id(session, service_id)
    if service is None:
        return None
    card = disclose(service, Reader.PERSON, vocabulary(), is_neutral=is_neutral)
    plain = disclose(service, Reader.PERSON, vocabulary())
    return PrintableCard(
        service=card.id,
        title=card.name,
        phones=tuple((phone.shown, _bill_words(phone.on_bill)) for phone in card.phones),
        place=card.place,
        hours=week(card.hours),
        is_neutral=is_neutral,
        is_demonstration=card.is_demonstration,
        age=plain.age(local(at, department_of(service)).date()),
        dated="" if is_neutral else dated(card.verified_on, card.said_on),
    )


def _bill_words(on_bill: bool | None) -> str:
    """Say whether a bill shows the call, where somebody said so."""
    return {True: "visible sur la facture", False: "absent de la facture", None: ""}[on_bill]
