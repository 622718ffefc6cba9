"""The card a person leaves with: the public contact only, in words that cannot hurt."""

import re
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.disclosure import NEUTRAL_NAME, NotForPersonError
from directory.hours import PARIS
from directory.models import Phone, Service
from directory.phones import shown
from directory.revealing import revealing_words
from directory.vocabulary import vocabulary
from directory.words import Vocabulary
from routing.cards import PrintableCard, printable_card

AT = datetime(2026, 11, 24, 10, tzinfo=PARIS)
NEVER = {slug for slug, category in vocabulary().categories.items() if category.card_policy == "never"}


def services(session: Session) -> list[Service]:
    return list(session.scalars(select(Service).order_by(Service.id)))


@pytest.fixture(scope="module", params=[True, False], ids=["neutral", "plain"])
def cards(request: pytest.FixtureRequest, app: Flask) -> list[PrintableCard]:
    """Every card that may be handed to a person, in neutral words or not."""
    with app.extensions["readers"]() as session:
        given = [each.id for each in services(session) if each.category not in NEVER]
        made = [printable_card(session, number, AT, is_neutral=request.param) for number in given]
    return [card for card in made if card is not None]


def words_of(card: PrintableCard) -> str:
    return " ".join((card.title, card.place, card.hours, *(text for phone in card.phones for text in phone)))


def test_no_neutral_card_says_a_word_that_reveals(cards: list[PrintableCard]) -> None:
    assert len(cards) > 1000
    telling = [card for card in cards if revealing_words(words_of(card))]
    assert bool(telling) != cards[0].is_neutral


def test_a_neutral_card_has_a_neutral_title_and_the_contact(session: Session) -> None:
    line = session.scalars(select(Service).where(Service.source_key == "3919")).one()
    card = printable_card(session, line.id, AT, is_neutral=True)
    assert card is not None
    assert (card.title, card.is_neutral) == (NEUTRAL_NAME, True)
    assert [shown for shown, _ in card.phones] == ["3919"]


def test_a_card_in_plain_words_names_the_service(session: Session, cards: list[PrintableCard]) -> None:
    names = {each.id: each.name for each in services(session)}
    for card in cards:
        assert card.is_neutral or card.title == names[card.service]


def test_no_card_has_a_number_kept_for_professionals(session: Session, cards: list[PrintableCard]) -> None:
    kept = {
        (phone.service_id, shown(phone.number))
        for phone in session.scalars(select(Phone))
        if phone.audience == "professional"
    }
    assert kept
    assert kept.isdisjoint((card.service, number) for card in cards for number, _ in card.phones)


def test_what_never_goes_on_a_card_is_refused_in_a_sentence(session: Session, words: Vocabulary) -> None:
    never = [each for each in services(session) if each.category in NEVER]
    assert {"dv-shelter", "emergency-shelter", "uaped"} <= {each.category for each in never}
    for each in never:
        with pytest.raises(NotForPersonError, match=re.escape(words.categories[each.category].label_short)):
            printable_card(session, each.id, AT, is_neutral=True)


def test_a_service_that_does_not_exist_has_no_card(session: Session) -> None:
    assert printable_card(session, None, AT, is_neutral=True) is None
    assert printable_card(session, -1, AT, is_neutral=True) is None


def test_a_card_says_that_it_is_a_demonstration(session: Session, cards: list[PrintableCard]) -> None:
    sources = {each.id: each.source_slug for each in services(session)}
    assert all(card.is_demonstration == (sources[card.service] == "demonstration") for card in cards)


def test_the_bill_is_only_mentioned_where_somebody_said_so(
    session: Session, cards: list[PrintableCard]
) -> None:
    said = {
        (phone.service_id, shown(phone.number)): phone.is_on_bill for phone in session.scalars(select(Phone))
    }
    sentences = {True: "visible sur la facture", False: "absent de la facture", None: ""}
    told = {(card.service, number): words for card in cards for number, words in card.phones}
    assert told
    assert all(words == sentences[said[key]] for key, words in told.items())
    assert {"", "absent de la facture"} <= set(told.values())
