"""Two descriptions of a place side by side: what one says, what the other says, and what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from directory.disclosure import Card
from directory.folding import fold
from directory.hours import readable
from directory.models import Commune, Zone
from directory.phones import PhoneError, shown, stored
from directory.vocabulary import vocabulary
from directory.wording import language, week
from importers.field_words import LABELS
from importers.records import PhoneRecord, Record
from importers.statements import Statement

Verdict = Literal["same", "differs", "alone"]
"""*alone* where one of the two says nothing: what is not said contradicts nothing."""

Words = Mapping[str, str]
"""What a description says: the label of each field of which something is said -> its words."""


@dataclass(frozen=True, slots=True)
class Line:
    """A field of two descriptions; what one of them does not say is empty."""

    label: str
    left: str
    right: str
    verdict: Verdict


def side_by_side(left: Words, right: Words) -> tuple[Line, ...]:
    """Put two descriptions side by side, field by field, in the order of the first."""
    labels = dict.fromkeys((*left, *right))
    return tuple(
        Line(label, left.get(label, ""), right.get(label, ""), _verdict(left.get(label), right.get(label)))
        for label in labels
    )


def _verdict(left: str | None, right: str | None) -> Verdict:
    if not left or not right:
        return "alone"
    return "same" if fold(left) == fold(right) else "differs"


def card_words(card: Card) -> Words:
    """Give what a listing of the directory says."""
    return _said(
        ("name", card.name),
        ("organization", card.organization),
        ("category", card.category_label),
        ("street", card.place),
        ("phones", " · ".join(phone.shown for phone in card.phones)),
        ("email", card.email),
        ("website", card.website),
        ("hours", week(card.hours) or card.hours_text),
        ("languages", ", ".join(card.languages)),
        ("description", card.description),
    )


def statement_words(session: Session, statement: Statement) -> Words:
    """Give what a row of a source says: nothing more than what is kept of it, so nothing that hides."""
    record = statement.record
    category = vocabulary().categories.get(record.category)
    return _said(
        ("name", record.name),
        ("organization", record.organization),
        ("category", category.label_short if category else ""),
        ("street", _place(session, record)),
        ("phones", " · ".join(map(_number, record.phones))),
        ("email", record.email),
        ("website", record.website),
        ("hours", week(readable(record.hours)) or record.hours_text),
        ("languages", ", ".join(map(language, record.languages))),
        ("description", record.description),
    )


def _said(*pairs: tuple[str, str]) -> Words:
    return {LABELS[field]: words for field, words in pairs if words}


def _place(session: Session, record: Record) -> str:
    """Say where it stands, as a card does."""
    if record.zone:
        zone = session.get(Zone, record.zone)
        return f"Secteur : {zone.name}" if zone else ""
    commune = session.get(Commune, record.commune) if record.commune else None
    town = " ".join(_filled(record.postcode if record.street else "", commune.name if commune else ""))
    return ", ".join(_filled(record.street, town))


def _filled(*texts: str) -> Iterable[str]:
    return filter(None, texts)


def _number(phone: PhoneRecord) -> str:
    try:
        return shown(stored(phone.number))
    except PhoneError:
        return phone.number
