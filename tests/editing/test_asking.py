"""What is asked of the desk waits for somebody else, who accepts it, refuses it or asks for more."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.asking import answer, ask, reply, withdraw
from directory.editing.changing import ConflictError, EditError, FieldsError, NotYoursError, amend
from directory.editing.history import removed_of, restore
from directory.editing.values import values_of
from directory.models import ChangeRequest, Contact, Entry, Letter, Revision, Service, Token
from tests.editing.people import (
    ADMINISTRATOR,
    AREA,
    AT,
    DESK,
    ELSEWHERE,
    LINK,
    OTHER,
    PARTNER,
    SECOND,
    listed,
    seen,
)

NEW = {"category": "csapa", "name": "CSAPA Zwanze", "areas": [AREA], "commune_code": "48095"}


def asked(session: Session, category: str = "csapa") -> int:
    """Have a partner ask for another category, and give the number of the request."""
    done = amend(session, PARTNER, 1, {"category": category}, seen(session), AT)
    session.commit()
    return done.request_id or 0


def letters_to(session: Session, address: str) -> list[Letter]:
    """Give what was written to an address."""
    return list(session.scalars(select(Letter).where(Letter.address == address).order_by(Letter.id)))


def test_what_a_second_person_accepts_is_said_and_whoever_asked_is_told(session: Session):
    answer(session, DESK, asked(session), "accept", "", AT)
    session.commit()
    assert session.get_one(Service, 1).category == "csapa"
    [revision] = session.scalars(select(Revision)).all()
    assert revision.author == "Zoé Zwanze, accepté par Le bureau de la Lozère"
    [letter] = letters_to(session, "zoe@zwanze.example")
    assert "acceptée" in (letter.body or "")


def test_nobody_accepts_what_she_asked_herself(session: Session):
    done = amend(session, DESK, 1, {"category": "csapa"}, seen(session), AT)
    with pytest.raises(EditError, match="Une autre personne"):
        answer(session, DESK, done.request_id or 0, "accept", "", AT)
    both = Actor(PARTNER.name, "desk", account_id=1, rights=DESK.rights)
    with pytest.raises(EditError, match="Une autre personne"):
        answer(session, both, asked(session), "accept", "", AT)
    answer(session, SECOND, done.request_id or 0, "accept", "", AT)


@pytest.mark.parametrize("actor", [PARTNER, OTHER, ELSEWHERE])
def test_only_who_answers_for_the_territory_answers(session: Session, actor: Actor):
    with pytest.raises(NotYoursError):
        answer(session, actor, asked(session), "accept", "", AT)
    assert session.get_one(Service, 1).category == "pmi"


@pytest.mark.parametrize("actor", [OTHER, ELSEWHERE])
def test_that_a_request_was_answered_is_said_to_nobody_elsewhere(session: Session, actor: Actor):
    number = asked(session)
    answer(session, DESK, number, "accept", "", AT)
    for again in (
        lambda: answer(session, actor, number, "accept", "", AT),
        lambda: withdraw(session, actor, number, AT),
        lambda: reply(session, actor, number, "Zwanze", AT),
    ):
        with pytest.raises(NotYoursError):
            again()
    with pytest.raises(EditError, match="déjà reçu une réponse"):
        answer(session, SECOND, number, "accept", "", AT)


@pytest.mark.parametrize(("word", "state"), [("refuse", "refused"), ("ask", "asked")])
def test_to_refuse_or_to_ask_takes_a_sentence_that_is_sent(session: Session, word: str, state: str):
    number = asked(session)
    with pytest.raises(FieldsError, match="Écrivez une phrase"):
        answer(session, DESK, number, word, " ", AT)
    answer(session, DESK, number, word, "Quel agrément avez-vous ?", AT)
    session.commit()
    assert session.get_one(ChangeRequest, number).state == state
    assert "Quel agrément avez-vous" in (letters_to(session, "zoe@zwanze.example")[0].body or "")
    assert session.get_one(Service, 1).category == "pmi"


def test_a_precision_lets_the_request_wait_again(session: Session):
    number = asked(session)
    answer(session, DESK, number, "ask", "Lequel ?", AT)
    with pytest.raises(NotYoursError):
        reply(session, OTHER, number, "Le nôtre.", AT)
    reply(session, PARTNER, number, "Celui de 2026.", AT)
    request = session.get_one(ChangeRequest, number)
    assert (request.state, request.sentence) == ("waiting", "Celui de 2026.")


def test_an_answer_is_given_once(session: Session):
    number = asked(session)
    answer(session, DESK, number, "refuse", "Non.", AT)
    with pytest.raises(EditError, match="déjà reçu"):
        answer(session, SECOND, number, "accept", "", AT)
    with pytest.raises(EditError, match="déjà reçu"):
        withdraw(session, PARTNER, number, AT)


def test_what_the_listing_says_otherwise_meanwhile_is_shown_to_the_desk(session: Session):
    number = asked(session)
    second = amend(session, LINK, 1, {"category": "hospital-emergency"}, seen(session), AT)
    answer(session, DESK, second.request_id or 0, "accept", "", AT)
    with pytest.raises(ConflictError) as found:
        answer(session, DESK, number, "accept", "", AT)
    assert found.value.fields == ("category",)
    assert session.get_one(ChangeRequest, number).state == "waiting"


def test_a_new_listing_is_listed_once_it_is_accepted(session: Session):
    request = ask(session, PARTNER, "new", AT, organization_id=1, after=NEW)
    session.commit()
    assert len(session.scalars(select(Service)).all()) == 1
    answer(session, DESK, request.id, "accept", "", AT)
    session.commit()
    made = session.get_one(Service, request.service_id)
    assert (made.source_slug, made.organization_id, made.name) == ("partner", 1, "CSAPA Zwanze")
    assert made.access, "what nobody said is as its category has it"


@pytest.mark.parametrize("name", ["category", "name", "areas"])
def test_a_new_listing_lacks_nothing_that_makes_it_found(session: Session, name: str):
    with pytest.raises(FieldsError) as found:
        ask(session, PARTNER, "new", AT, organization_id=1, after={**NEW, name: None})
    assert list(found.value.problems) == [name]


def test_a_new_listing_is_answered_where_it_would_be(session: Session):
    request = ask(session, PARTNER, "new", AT, organization_id=1, after=NEW)
    with pytest.raises(NotYoursError):
        answer(session, ELSEWHERE, request.id, "accept", "", AT)
    with pytest.raises(NotYoursError):
        ask(session, OTHER, "new", AT, organization_id=1, after=NEW)


def test_a_claimed_listing_goes_to_whoever_claims_it(session: Session):
    request = ask(session, OTHER, "claim", AT, service_id=1, organization_id=2)
    with pytest.raises(EditError, match="attend déjà"):
        ask(session, OTHER, "claim", AT, service_id=1, organization_id=2)
    with pytest.raises(NotYoursError):
        amend(session, OTHER, 1, {"cost": "5 €"}, seen(session), AT)
    answer(session, DESK, request.id, "accept", "", AT)
    session.commit()
    amend(session, OTHER, 1, {"cost": "5 €"}, seen(session), AT)
    with pytest.raises(NotYoursError):
        amend(session, PARTNER, 1, {"cost": "6 €"}, seen(session), AT)


def test_a_removed_listing_is_kept_whole_and_comes_back(session: Session):
    amend(session, PARTNER, 1, {"cost": "5 €"}, seen(session), AT)
    entry = Entry(
        source_slug="finess", source_key="z1", service_id=1, state="linked", digest="d", said="{}", code=""
    )
    session.add(entry)
    session.commit()
    before = values_of(session.get_one(Service, 1))
    request = ask(session, PARTNER, "removal", AT, service_id=1)
    answer(session, DESK, request.id, "accept", "", AT)
    session.commit()
    session.expire_all()
    assert session.get(Service, 1) is None
    assert (entry.state, entry.service_id) == ("outside", None), "an import does not list it again"
    assert session.get_one(ChangeRequest, request.id).state == "accepted"
    [line] = removed_of(session, 1)
    with pytest.raises(NotYoursError):
        restore(session, PARTNER, line.revision_id, AT)
    restore(session, DESK, line.revision_id, AT + timedelta(days=1))
    session.commit()
    session.expire_all()
    [back] = session.scalars(select(Service)).all()
    assert (values_of(back), back.source_key) == (before, "z1")
    assert (entry.state, entry.service_id) == ("linked", back.id)
    assert len(session.scalars(select(Revision).where(Revision.service_id == back.id)).all()) == 3
    with pytest.raises(EditError):
        restore(session, DESK, line.revision_id, AT)


def test_p9_a_new_contact_takes_the_place_of_the_old_one_whose_link_is_dead(session: Session):
    session.add(Token(digest="d", kind="partner-link", contact_id=1, said={}, created_at=AT, expires_at=AT))
    session.commit()
    request = ask(session, LINK, "contact", AT, organization_id=1, after={"email": "Neuve@Zwanze.example "})
    answer(session, DESK, request.id, "accept", "", AT)
    session.commit()
    assert session.scalars(select(Contact.email)).all() == ["neuve@zwanze.example"]
    assert session.scalars(select(Token)).all() == []
    assert len(letters_to(session, "direction@zwanze.example")) == 1, "who asked is told, though replaced"


def test_z_07_a_contact_that_opens_listings_of_two_territories_is_for_who_answers_for_both(session: Session):
    listed(session, "z2", commune_code="30189", postcode="30000", areas=[AREA | {"code": "30"}])
    session.commit()
    request = ask(session, LINK, "contact", AT, organization_id=1, after={"email": "neuve@zwanze.example"})
    for desk in (DESK, ELSEWHERE):
        with pytest.raises(NotYoursError):
            answer(session, desk, request.id, "accept", "", AT)
    answer(session, ADMINISTRATOR, request.id, "accept", "", AT)
    assert session.scalars(select(Contact.email)).all() == ["neuve@zwanze.example"]


def test_p8_a_correction_is_asked_in_a_sentence_and_answered_in_one(session: Session):
    with pytest.raises(FieldsError):
        ask(session, PARTNER, "correction", AT, service_id=1)
    request = ask(
        session, PARTNER, "correction", AT, service_id=1, sentence="Nous ne recevons pas d'auteurs."
    )
    before = values_of(session.get_one(Service, 1))
    answer(session, DESK, request.id, "accept", "C'est corrigé.", AT)
    assert values_of(session.get_one(Service, 1)) == before
    assert "C’est corrigé." in (letters_to(session, "zoe@zwanze.example")[0].body or "")


def test_what_is_withdrawn_is_answered_by_nobody(session: Session):
    number = asked(session)
    with pytest.raises(NotYoursError):
        withdraw(session, OTHER, number, AT)
    withdraw(session, PARTNER, number, AT)
    with pytest.raises(EditError):
        answer(session, ADMINISTRATOR, number, "accept", "", AT)


def test_nobody_accepts_what_she_asked_through_the_link_of_her_own_mail(session: Session):
    session.add(Contact(id=9, organization_id=1, email="Bureau@lozere.example"))
    session.commit()
    link = Actor("contact de Zwanze", "link", contact_id=9, rights=LINK.rights)
    done = amend(session, link, 1, {"category": "csapa"}, seen(session), AT)
    with pytest.raises(EditError, match="la vôtre"):
        answer(session, DESK, done.request_id or 0, "accept", "", AT)
    assert answer(session, SECOND, done.request_id or 0, "accept", "", AT).state == "accepted"
