"""What a listing says, as somebody who is about to call needs it."""

from collections.abc import Mapping

from directory.disclosure import Card, Reader, disclose
from directory.models import Service
from directory.vocabulary import vocabulary
from directory.wording import week

Pairs = tuple[tuple[str, str], ...]


def card_of(service: Service) -> Card:
    """Give the card of a listing as a professional reads it."""
    return disclose(service, Reader.PROFESSIONAL, vocabulary())


def phones_of(card: Card) -> tuple[tuple[str, str, str], ...]:
    """Give (shown, dialled, label) of each number of a card."""
    return tuple((phone.shown, phone.dialled, phone.label) for phone in card.phones)


def said_of(card: Card, about: str = "") -> Pairs:
    """Give what a card says of what is reported wrong, or what one asks when calling."""
    hours = week(card.hours) or card.hours_text
    facts: Mapping[str, Pairs] = {
        "phone": (("Téléphone", " · ".join(phone.shown for phone in card.phones)),),
        "hours": (("Horaires", hours),),
        "place": (("Adresse", card.place),),
        "gone": (("Structure", card.organization), ("Adresse", card.place)),
    }
    pairs = facts.get(about, (("Horaires", hours), ("Adresse", card.place), ("Courriel", card.email)))
    return tuple((label, words) for label, words in pairs if words)
