"""The only way out: what each reader may know of a service, whatever its category and its policy."""

import itertools
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.disclosure import NEUTRAL_NAME, Card, NotForPersonError, Reader, disclose
from directory.models import ADDRESS_POLICIES, Commune, Organization, Phone, Service, Source, Zone
from directory.revealing import revealing_words
from directory.vocabulary import vocabulary
from directory.words import Vocabulary

CANARY, POINT = "17 impasse Zorglubine", (48.1357913, 2.9753157)
PUBLIC_NUMBER, PROFESSIONAL_NUMBER = "+33199002468", "+33199002469"
REVEALING = "Association contre les violences faites aux femmes"
READERS = [(reader, is_neutral) for reader in Reader for is_neutral in (False, True)]
CATEGORIES = sorted(vocabulary().categories)


def service(category: str, policy: str) -> Service:
    """A service that holds everything its policy lets it hold, and says much too much."""
    is_public, is_hidden = policy == "public", policy == "confidential"
    town = Commune(code="48198", name="Villefort", department="48", postcodes="48800")
    return Service(
        id=7,
        category=category,
        name=REVEALING,
        neutral_name=None,
        description=REVEALING,
        organization=Organization(name=REVEALING),
        source=Source(slug="test", name=REVEALING, is_demonstration=True),
        access="self",
        address_policy=policy,
        commune=None if is_hidden else town,
        zone=Zone(kind="department", code="48", name="Lozère") if is_hidden else None,
        street=CANARY if is_public else None,
        postcode="48800" if is_public else None,
        latitude=POINT[0] if is_public else None,
        longitude=POINT[1] if is_public else None,
        email="violences@exemple.invalid",
        website="https://violences.exemple.invalid",
        hours="24/7",
        hours_text=REVEALING,
        receives="victims",
        accepts_women=True,
        accepts_men=False,
        age_min=18,
        languages=["français"],
        cost=REVEALING,
        accessibility=REVEALING,
        alternate_names=[REVEALING],
        audiences=["victims", "families"],
        modes=["phone", "on-site"],
        features=["sign-language"],
        fee="free",
        transport=REVEALING if is_public else None,
        documents=REVEALING,
        referral=REVEALING,
        phones=[
            Phone(number=PUBLIC_NUMBER, label=REVEALING, audience="public", channel="voice"),
            Phone(number=PROFESSIONAL_NUMBER, audience="professional", channel="voice"),
        ],
        updated_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


def cards(words: Vocabulary) -> Iterator[tuple[str, Reader, bool, Card]]:
    """Every card that can be made, of every category, policy and reader, with its policy."""
    for category, policy, (reader, is_neutral) in itertools.product(CATEGORIES, ADDRESS_POLICIES, READERS):
        if reader is Reader.PERSON and words.categories[category].card_policy == "never":
            continue
        yield (
            policy,
            reader,
            is_neutral,
            disclose(service(category, policy), reader, words, is_neutral=is_neutral),
        )


def test_a_confidential_service_never_shows_a_place(words: Vocabulary) -> None:
    hidden = [card for policy, _, _, card in cards(words) if policy == "confidential"]
    assert {(card.place, card.commune, card.coordinates) for card in hidden} == {
        ("Secteur : Lozère", "", None)
    }
    assert len(hidden) > 2 * len(CATEGORIES)


def test_a_street_and_a_point_are_only_those_of_a_public_address(words: Vocabulary) -> None:
    for policy, _, _, card in cards(words):
        shown = CANARY in repr(card) or card.coordinates is not None
        assert shown == (policy == "public"), (policy, card)


def test_a_street_that_got_in_by_mistake_does_not_get_out(words: Vocabulary) -> None:
    for category, policy in itertools.product(CATEGORIES, ("confidential", "on-request", "none")):
        leaking = service(category, policy)
        leaking.street, leaking.postcode, leaking.latitude, leaking.longitude = CANARY, "48800", *POINT
        card = disclose(leaking, Reader.PROFESSIONAL, words)
        assert CANARY not in repr(card)
        assert card.coordinates is None


def test_the_person_never_reads_a_number_kept_for_professionals(words: Vocabulary) -> None:
    for _, reader, _, card in cards(words):
        numbers = [phone.shown.replace(" ", "") for phone in card.phones]
        assert ("0199002469" in numbers) == (reader is Reader.PROFESSIONAL)
        assert "0199002468" in numbers


def test_whom_how_and_at_what_cost_are_told_in_words(words: Vocabulary) -> None:
    card = disclose(service("ccas-cias", "public"), Reader.PROFESSIONAL, words)
    assert card.audiences == ("Parents avec enfants",)
    assert "Pour les victimes" in card.restrictions
    assert card.modes == ("Sur place", "Par téléphone")
    assert (card.features, card.fee) == (("Langue des signes",), "Gratuit")


def test_languages_are_told_by_their_names(words: Vocabulary) -> None:
    told = service("ccas-cias", "public")
    told.languages = ["fr", "ar", "qqq"]
    assert disclose(told, Reader.PROFESSIONAL, words).languages == ("français", "arabe", "qqq")


def test_how_to_come_is_only_told_of_a_public_address(words: Vocabulary) -> None:
    for category, policy in itertools.product(CATEGORIES, ADDRESS_POLICIES):
        told = service(category, policy)
        told.transport = "Bus 3, arrêt de la Fiction"
        assert bool(disclose(told, Reader.PROFESSIONAL, words).transport) == (policy == "public")


def test_how_to_refer_is_told_to_the_professional_alone(words: Vocabulary) -> None:
    for _, reader, is_neutral, card in cards(words):
        assert bool(card.referral) == (reader is Reader.PROFESSIONAL and not is_neutral)


def test_a_neutral_card_keeps_nothing_of_whom_how_and_at_what_cost(words: Vocabulary) -> None:
    for _, _, is_neutral, card in cards(words):
        told = (card.alternate_names, card.audiences, card.modes, card.features, card.fee, card.documents)
        assert all(told) if not is_neutral else not any((*told, card.transport, card.referral))


def test_a_neutral_card_says_nothing_that_reveals(words: Vocabulary) -> None:
    for _, _, is_neutral, card in cards(words):
        assert card.is_neutral == is_neutral
        if is_neutral:
            assert revealing(card) == ()
            assert card.name == NEUTRAL_NAME


def test_a_card_in_plain_words_says_what_the_service_is(words: Vocabulary) -> None:
    assert all(revealing(card) for _, _, is_neutral, card in cards(words) if not is_neutral)


def revealing(card: Card) -> tuple[str, ...]:
    """The revealing words of a card, but for the street: whoever goes there has to know it."""
    said = {field.name: getattr(card, field.name) for field in fields(card) if field.name != "place"}
    return revealing_words(" ".join(text for value in said.values() for text in texts(value)))


def texts(value: object) -> Iterator[str]:
    """Every piece of text in a card's value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif hasattr(value, "label"):
        yield value.label


def test_no_service_of_the_directory_reveals_anything_on_a_neutral_card(
    session: Session, words: Vocabulary
) -> None:
    services = session.scalars(select(Service)).all()
    assert len(services) > 1000
    neutral = [disclose(each, Reader.PROFESSIONAL, words, is_neutral=True) for each in services]
    assert [card for card in neutral if revealing(card) or revealing_words(card.place)] == []


def test_no_service_of_the_directory_shows_a_place_that_its_policy_hides(
    session: Session, words: Vocabulary
) -> None:
    hidden = session.scalars(select(Service).where(Service.address_policy != "public")).all()
    assert {each.address_policy for each in hidden} == {"confidential", "on-request", "none"}
    for each in hidden:
        card = disclose(each, Reader.PROFESSIONAL, words)
        assert card.coordinates is None
        assert not any(character.isdigit() for character in card.place), card.place
        assert card.commune == "" or each.address_policy != "confidential"


@pytest.mark.parametrize("is_neutral", [False, True])
def test_some_services_never_go_on_a_card_handed_to_a_person(words: Vocabulary, is_neutral: bool) -> None:
    never = [slug for slug, category in words.categories.items() if category.card_policy == "never"]
    assert {"dv-shelter", "child-emergency-home", "uaped"} <= set(never)
    for slug in never:
        with pytest.raises(NotForPersonError, match="ne figure jamais sur une carte remise"):
            disclose(service(slug, "none"), Reader.PERSON, words, is_neutral=is_neutral)


def test_what_nobody_said_is_not_on_the_card(words: Vocabulary) -> None:
    silent = Service(
        category="ccas-cias",
        name="Mairie",
        organization=Organization(name="Commune"),
        source=Source(name="Essai", is_demonstration=False),
        access="self",
        address_policy="none",
        languages=[],
    )
    card = disclose(silent, Reader.PROFESSIONAL, words)
    assert (card.place, card.restrictions, card.phones, card.hours, card.verified_on) == (
        "",
        (),
        (),
        None,
        None,
    )


@pytest.mark.parametrize(
    ("said", "postcodes", "place"),
    [
        (None, "48800", "1 place, 48800 Villefort"),
        (None, "48800 48801", "1 place, Villefort"),
        ("48801", "48800 48801", "1 place, 48801 Villefort"),
    ],
)
def test_a_postcode_is_written_only_where_it_is_known(
    words: Vocabulary, said: str | None, postcodes: str, place: str
) -> None:
    told = service("ccas-cias", "public")
    told.street, told.postcode = "1 place", said
    told.commune = Commune(name="Villefort", postcodes=postcodes)
    assert disclose(told, Reader.PROFESSIONAL, words).place == place


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        ({"age_min": 18}, ("À partir de 18 ans",)),
        ({"age_max": 25}, ("Jusqu’à 25 ans",)),
        ({"age_min": 0, "age_max": 6}, ("De 0 à 6 ans",)),
        ({"accepts_men": False}, ("Ne reçoit pas les hommes",)),
        ({"accepts_women": True, "accepts_men": True}, ("Reçoit femmes et hommes",)),
        ({"accepts_women": True}, ()),
    ],
)
def test_restrictions_are_told_where_somebody_said_so(
    words: Vocabulary, said: dict[str, object], sentences: tuple[str, ...]
) -> None:
    told = service("ccas-cias", "none")
    told.receives = told.accepts_women = told.accepts_men = told.age_min = told.age_max = None
    for name, value in said.items():
        setattr(told, name, value)
    assert disclose(told, Reader.PROFESSIONAL, words).restrictions == sentences
