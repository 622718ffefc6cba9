"""What is searched in a listing, and what must never be."""

from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.models import SearchText, Service
from directory.search.analysis import all_forms, forms, stem
from directory.search.asking import Search
from directory.search.documents import (
    NAME,
    PLACE,
    Weights,
    read_documents,
    written_stems,
    written_words,
)
from directory.search.query import find_services
from directory.search.verifying import differences
from directory.words import Vocabulary
from tests.directory.search.asked import TUESDAY


def texts_searched(service: Service, words: Vocabulary) -> Iterable[str | None]:
    """Give the texts of a listing that may be searched, gathered apart from the code that does it."""
    category = words.categories[service.category]
    yield from (service.name, service.description, service.organization.name, *service.alternate_names)
    yield from (service.commune.name if service.commune else "", service.zone.name if service.zone else "")
    aliases = (alias for alias in category.aliases if not alias.replace(" ", "").isdigit())
    yield from (category.label, category.label_short, *aliases, category.role, category.public)
    yield from (words.needs[need].label for need in category.needs)
    audiences = words.scales["audience"]
    yield from (audiences[slug].label for slug in service.audiences if slug != "everyone")


Documents = list[tuple[Service, Weights]]


@pytest.fixture(scope="module")
def documents(app: Flask) -> Iterator[Documents]:
    """Every service of the demonstration with its words."""
    with app.extensions["readers"]() as session:
        services = list(session.scalars(select(Service)))
        read = read_documents(session, [service.id for service in services])
        yield [(service, read[service.id]) for service in services]


def test_every_word_searched_stands_in_a_text_that_may_be_searched(documents: Documents, words: Vocabulary):
    assert len(documents) > 1_000
    for service, weights in documents:
        told = {form for text in texts_searched(service, words) for form in forms(text or "")}
        assert weights.keys() == told, service.source_key


def test_no_street_is_searched(documents: Documents, words: Vocabulary):
    streets = 0
    for service, weights in documents:
        told = {form for text in texts_searched(service, words) for form in forms(text or "")}
        own = set(all_forms(f"{service.street or ''} {service.postcode or ''}")) - told
        streets += bool(service.street and own)
        assert not own & weights.keys(), service.source_key
    assert streets > 500


def test_no_neutral_name_hour_or_number_is_searched(documents: Documents, words: Vocabulary):
    neutral = 0
    for service, weights in documents:
        told = {form for text in texts_searched(service, words) for form in forms(text or "")}
        secret = " ".join(
            [service.neutral_name or "", service.hours or "", service.hours_text or "", service.email or ""]
            + [f"{phone.number} {phone.label or ''}" for phone in service.phones]
        )
        own = set(all_forms(secret)) - told
        neutral += bool(service.neutral_name and set(all_forms(service.neutral_name)) - told)
        assert not own & weights.keys(), service.source_key
    assert neutral > 20


def test_a_confidential_place_is_only_searched_by_its_zone(documents: Documents):
    hidden = [(each, weights) for each, weights in documents if each.address_policy == "confidential"]
    assert hidden
    for service, weights in hidden:
        assert service.commune is None
        assert service.zone is not None
        assert set(forms(service.zone.name)) <= weights.keys()


def test_a_name_counts_more_than_a_place_and_a_place_more_than_a_text(documents: Documents):
    for service, weights in documents:
        assert all(weights[form] >= NAME for form in forms(service.name))
        if service.commune:
            assert all(weights[form] >= PLACE for form in forms(service.commune.name))


def test_what_is_stored_is_what_the_listing_says(session: Session, documents: Documents):
    stored = {row.service_id: row for row in session.scalars(select(SearchText))}
    assert stored.keys() == {service.id for service, _ in documents}
    for service, weights in documents:
        assert stored[service.id].words == written_words(weights)
        assert stored[service.id].stems == written_stems(weights)


def test_words_are_stored_between_bars_so_that_one_is_never_part_of_another():
    weights = {"nuits": 4, "abri": 1, "nuit": 2}
    assert written_words(weights) == "|abri:1|nuit:2|nuits:4|"
    assert written_stems(weights) == f"|{stem('abri')}|{stem('nuit')}|"
    assert (written_words({}), written_stems({})) == ("|", "|")


def test_a_service_that_is_gone_has_no_words(session: Session):
    assert read_documents(session, [10**9]) == {}
    assert read_documents(session, []) == {}


def test_a_listing_that_cannot_be_read_any_more_hides_no_other(own_app: Flask):
    with own_app.extensions["sessions"].begin() as session:
        session.execute(update(Service).where(Service.id == 1).values(category="of-an-older-release"))
        session.execute(update(Service).where(Service.id == 2).values(hours="of an older release"))
    indexer = own_app.extensions["indexer"]
    assert indexer.bring_up_to_date()
    with own_app.extensions["readers"]() as session:
        assert session.get(SearchText, 1) is None
        assert not differences(session, indexer.folder)
        found = find_services(session, own_app.extensions["searcher"], Search(TUESDAY, "pmi"))
    assert (found.total > 0, found.is_degraded) == (True, False)
