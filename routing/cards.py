"""The card a person leaves with: the public contact only, in neutral words unless it is known to be safe."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.disclosure import Reader, disclose
from directory.serving import with_id
from directory.vocabulary import vocabulary
from directory.wording import week


@dataclass(frozen=True, slots=True)
class PrintableCard:
    """What the card says; `phones` are the numbers, each with the words beside it."""

    service: int
    title: str
    phones: tuple[tuple[str, str], ...]
    place: str
    hours: str
    is_neutral: bool
    is_demonstration: bool


def printable_card(session: Session, service_id: int, *, is_neutral: bool) -> PrintableCard | None:
    """Compose the card of a service, None where there is no such service.

    Raises:
        NotForPersonError: this kind of service never goes on a card.
    """
    service = with_id(session, service_id)
    if service is None:
        return None
    card = disclose(service, Reader.PERSON, vocabulary(), is_neutral=is_neutral)
    return PrintableCard(
        service=card.id,
        title=card.name,
        phones=tuple((phone.shown, _bill_words(phone.on_bill)) for phone in card.phones),
        place=card.place,
        hours=week(card.hours),
        is_neutral=is_neutral,
        is_demonstration=card.is_demonstration,
    )


def _bill_words(on_bill: bool | None) -> str:
    """Say whether a bill shows the call, where somebody said so."""
    return {True: "visible sur la facture", False: "absent de la facture", None: ""}[on_bill]
