"""The card a person leaves with: the public contact only, in words that cannot hurt."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.disclosure import NEUTRAL_NAME, NotForPersonError
from directory.models import Phone, Service
from directory.revealing import revealing_words
from directory.vocabulary import vocabulary
from directory.words import Vocabulary
from routing.cards import PrintableCard, printable_card

NEVER = {slug for slug, category in vocabulary().categories.items() if category.card_policy == "never"}


def services(session: Session) -> list[Service]:
    return list(session.scalars(select(Service).order_by(Service.id)))


def every_card(session: Session, *, is_neutral: bool) -> list[PrintableCard]:
    given = [each.id for each in services(session) if each.category not in NEVER]
    cards = [printable_card(session, number, is_neutral=is_neutral) for number in given]
    return [card for card in cards if card is not None]


def words_of(card: PrintableCard) -> str:
    return " ".join((card.title, card.place, card.hours, *(text for phone in card.phones for text in phone)))


def test_no_neutral_card_says_a_word_that_reveals(session: Session) -> None:
    cards = every_card(session, is_neutral=True)
    assert len(cards) > 1000
    assert [card for card in cards if revealing_words(words_of(card))] == []


def test_a_neutral_card_has_a_neutral_title_and_the_contact(session: Session) -> None:
    line = session.scalars(select(Service).where(Service.source_key == "3919")).one()
    card = printable_card(session, line.id, is_neutral=True)
    assert card is not None
    assert (card.title, card.is_neutral) == (NEUTRAL_NAME, True)
    assert [shown for shown, _ in card.phones] == ["3919"]


def test_a_card_in_plain_words_names_the_service(session: Session) -> None:
    names = {each.name for each in services(session)}
    assert {card.title for card in every_card(session, is_neutral=False)} <= names


def test_no_card_has_a_number_kept_for_professionals(session: Session) -> None:
    kept = {
        phone.service_id: phone.number
        for phone in session.scalars(select(Phone))
        if phone.audience == "professional"
    }
    assert kept
    for card in every_card(session, is_neutral=False):
        shown = ["+33" + number.replace(" ", "")[1:] for number, _ in card.phones]
        assert kept.get(card.service) not in shown


def test_what_never_goes_on_a_card_is_refused_in_a_sentence(session: Session, words: Vocabulary) -> None:
    never = [each for each in services(session) if each.category in NEVER]
    assert {"dv-shelter", "emergency-shelter", "uaped"} <= {each.category for each in never}
    for each in never:
        with pytest.raises(NotForPersonError, match=re.escape(words.categories[each.category].label_short)):
            printable_card(session, each.id, is_neutral=True)


def test_a_service_that_does_not_exist_has_no_card(session: Session) -> None:
    assert printable_card(session, None, is_neutral=True) is None
    assert printable_card(session, -1, is_neutral=True) is None


def test_a_card_says_that_it_is_a_demonstration(session: Session) -> None:
    for each, card in zip(
        [each for each in services(session) if each.category not in NEVER],
        every_card(session, is_neutral=True),
        strict=True,
    ):
        assert card.is_demonstration == (each.source_slug == "demonstration")


def test_the_bill_is_only_mentioned_where_somebody_said_so(session: Session) -> None:
    said = {phone.id: phone.is_on_bill for phone in session.scalars(select(Phone))}
    told = {words for card in every_card(session, is_neutral=True) for _, words in card.phones}
    assert None in said.values()
    assert told <= {"", "visible sur la facture", "absent de la facture"}
    child_line = session.scalars(select(Service).where(Service.source_key == "119")).one()
    card = printable_card(session, child_line.id, is_neutral=False)
    assert card is not None
    assert card.phones == (("119", "absent de la facture"),)
