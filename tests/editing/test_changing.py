"""What people change is said at once, or waits for a second person, and goes over nobody’s text."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directory.audit import verify
from directory.editing.changing import (
    ConflictError,
    FieldsError,
    NotYoursError,
    amend,
    close,
    confirm,
    reopen,
    say_delay,
    say_full,
    say_open,
)
from directory.editing.field_names import LABELS
from directory.editing.history import history
from directory.editing.values import NAMES, values_of
from directory.models import ChangeRequest, Event, FieldCheck, Letter, Revision, Service, Verification
from tests.editing.people import (
    AREA,
    AT,
    DESK,
    ELSEWHERE,
    LINK,
    NEW_PHONE,
    OTHER,
    PARTNER,
    PHONE,
    listed,
    seen,
)

SHELTER = {
    "category": "dv-shelter",
    "address_policy": "confidential",
    "name": "Maison Zwanze",
    "zone_kind": "department",
    "zone_code": "48",
    **dict.fromkeys(("commune_code", "street", "postcode", "latitude", "longitude", "transport")),
}


def said(session: Session, service_id: int = 1) -> dict[str, object]:
    """Give what a listing says, read again."""
    session.expire_all()
    return values_of(session.get_one(Service, service_id))


def test_an_edit_is_said_at_once_with_its_history_its_event_and_what_it_checks(session: Session):
    done = amend(session, PARTNER, 1, {"phones": [NEW_PHONE], "cost": "5 €"}, seen(session), AT)
    session.commit()
    assert (set(done.applied), done.waiting) == ({"phones", "cost"}, ())
    assert said(session)["phones"] == [NEW_PHONE]
    [line] = history(session, 1)
    assert (line.author, line.door) == ("Zoé Zwanze", "site")
    assert [(each.label, each.before) for each in line.fields] == [
        ("Précision sur le tarif", "non renseigné"),
        ("Téléphones", "04 65 71 01 01"),
    ]
    [event] = session.scalars(select(Event)).all()
    assert (event.kind, event.service_id, event.department) == ("amended", 1, "48")
    [check] = session.scalars(select(FieldCheck)).all()
    assert (check.field, check.checked_on, check.by) == ("phone", date(2026, 11, 24), "Zoé Zwanze")
    assert session.get_one(Service, 1).verified_on is None, "who changes one field has not read the others"


def test_what_is_said_already_changes_nothing(session: Session):
    assert not amend(session, PARTNER, 1, {"name": "PMI Zwanze", "phones": [PHONE]}, "old", AT).applied
    assert session.scalars(select(Revision)).all() == []


def test_the_second_of_two_editors_sees_both_versions_and_decides(session: Session):
    version = seen(session)
    amend(session, PARTNER, 1, {"description": "Consultations", "cost": "5 €"}, version, AT)
    session.commit()
    mine = {"description": "Visites", "hours_text": "Sur rendez-vous"}
    with pytest.raises(ConflictError) as found:
        amend(session, LINK, 1, mine, version, AT)
    session.rollback()
    assert found.value.fields == ("description", "hours_text")
    assert found.value.theirs["description"] == "Consultations"
    amend(session, LINK, 1, mine, found.value.seen, AT)
    session.commit()
    now = said(session)
    assert (now["description"], now["cost"], now["hours_text"]) == ("Visites", "5 €", "Sur rendez-vous")


@pytest.mark.parametrize("actor", [OTHER, ELSEWHERE])
def test_z_02_what_is_not_yours_does_not_exist_and_does_not_change(session: Session, actor):
    before = said(session)
    acts = [
        lambda: amend(session, actor, 1, {"name": "Zut"}, seen(session), AT),
        lambda: confirm(session, actor, 1, AT),
        lambda: close(session, actor, 1, AT.date(), AT.date(), "", AT),
        lambda: say_full(session, actor, 1, AT.date(), AT),
        lambda: amend(session, actor, 999, {"name": "Zut"}, "", AT),
    ]
    for act in acts:
        with pytest.raises(NotYoursError, match="n’existe pas"):
            act()
    assert said(session) == before
    assert session.scalars(select(Event)).all() == []


@pytest.mark.parametrize(
    "name",
    ["id", "owner_id", "organization_id", "source_slug", "verified_on", "version", "role", "host_id", "zut"],
)
def test_z_03_a_field_that_nobody_types_is_refused_by_name(session: Session, name: str):
    before = said(session)
    with pytest.raises(FieldsError) as found:
        amend(session, PARTNER, 1, {"name": "Zut", name: 2}, seen(session), AT)
    assert name in found.value.problems
    assert f"« {name} »".replace(" ", "\u00a0") in found.value.problems[name]
    assert said(session) == before


def test_z_03_an_unknown_part_of_a_row_is_refused_by_name(session: Session):
    with pytest.raises(FieldsError, match="service_id"):
        amend(session, PARTNER, 1, {"phones": [PHONE | {"service_id": 2}]}, seen(session), AT)


@pytest.mark.parametrize("name", ["phones", "email", "website"])
def test_z_04_how_one_reaches_a_shelter_waits_and_the_old_contact_is_warned(session: Session, name: str):
    shelter = listed(session, "shelter", **SHELTER)
    new = {"phones": [NEW_PHONE], "email": "neuf@zwanze.example", "website": "https://neuf.example"}[name]
    done = amend(session, PARTNER, shelter.id, {name: new, "cost": "0 €"}, seen(session, shelter.id), AT)
    session.commit()
    assert (done.applied, done.waiting) == (("cost",), (name,))
    assert said(session, shelter.id)[name] != new
    request = session.get_one(ChangeRequest, done.request_id)
    assert (request.state, request.after) == ("waiting", {name: new})
    letters = session.scalars(select(Letter)).all()
    assert {letter.address for letter in letters} == {"accueil@zwanze.example", "direction@zwanze.example"}
    for letter in letters:
        assert "0202" not in letter.body and "02 02" not in letter.body and "neuf" not in letter.body


def test_e_15_a_premium_number_waits_whatever_the_service(session: Session):
    premium = PHONE | {"number": "0899 70 00 00"}
    done = amend(session, PARTNER, 1, {"phones": [premium]}, seen(session), AT)
    assert done.waiting == ("phones",)
    assert said(session)["phones"] == [PHONE]


def test_the_same_author_who_asks_again_asks_once(session: Session):
    for category in ("csapa", "hospital-emergency"):
        amend(session, PARTNER, 1, {"category": category}, seen(session), AT)
    session.commit()
    states = session.execute(select(ChangeRequest.state).order_by(ChangeRequest.id)).scalars().all()
    assert states == ["withdrawn", "waiting"]


def test_nothing_has_changed_is_a_verification_under_the_name_of_its_author(session: Session):
    confirm(session, LINK, 1, AT)
    confirm(session, PARTNER, 1, AT + timedelta(hours=1))
    session.commit()
    assert session.get_one(Service, 1).verified_on == date(2026, 11, 24)
    [found] = session.scalars(select(Verification)).all()
    assert (found.source_slug, found.author) == ("partner", "contact de Zwanze")
    fields = set(session.scalars(select(FieldCheck.field)))
    assert fields == {"phone", "hours", "access"}


def test_a_closing_is_kept_in_order_and_taken_back(session: Session):
    close(session, PARTNER, 1, date(2027, 8, 1), date(2027, 8, 31), "Congés d'été", AT)
    close(session, PARTNER, 1, date(2026, 12, 24), date(2027, 1, 2), "", AT)
    session.commit()
    closures = said(session)["closures"]
    assert [each["starts_on"] for each in closures] == ["2026-12-24", "2027-08-01"]
    reopen(session, PARTNER, 1, date(2027, 8, 1), AT)
    session.commit()
    assert len(said(session)["closures"]) == 1
    with pytest.raises(FieldsError, match="Aucune fermeture"):
        reopen(session, PARTNER, 1, date(2027, 8, 1), AT)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (date(2027, 8, 2), date(2027, 8, 1), "avant le premier"),
        (date(2026, 8, 1), date(2026, 8, 31), "est passée"),
        (date(2027, 1, 1), date(2028, 8, 31), "Plus d’un an"),
    ],
)
def test_a_closing_that_cannot_be_is_refused_in_words(session: Session, starts, ends, words):
    with pytest.raises(FieldsError, match=words):
        close(session, PARTNER, 1, starts, ends, "", AT)


def test_to_be_full_is_said_until_a_day_and_taken_back(session: Session):
    say_full(session, PARTNER, 1, date(2026, 12, 12), AT)
    session.commit()
    held = session.get_one(Service, 1).availability
    assert (held.is_full, held.delay_days, held.until) == (True, None, date(2026, 12, 12))
    say_delay(session, PARTNER, 1, 21, date(2026, 12, 20), AT)
    session.commit()
    assert (held.is_full, held.delay_days, held.until) == (False, 21, date(2026, 12, 20))
    say_open(session, PARTNER, 1, AT)
    session.commit()
    session.expire_all()
    assert session.get_one(Service, 1).availability is None


@pytest.mark.parametrize("until", [date(2026, 11, 23), date(2027, 6, 24)])
def test_to_be_full_is_said_of_days_to_come_and_of_six_months_at_most(session: Session, until: date):
    with pytest.raises(FieldsError):
        say_full(session, PARTNER, 1, until, AT)


def test_the_desk_of_the_territory_changes_what_partners_say(either: Engine):
    with Session(either) as session:
        done = amend(session, DESK, 1, {"description": "Consultations"}, seen(session), AT)
        session.commit()
        assert done.applied == ("description",)
        assert verify(session).broken_at is None


def test_every_value_of_a_listing_has_a_name_in_french():
    assert set(LABELS) == set(NAMES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "3919"),
        ("name", "Écoute 39 19 Lozère"),
        ("name", "Violences femmes info"),
        ("alternate_names", ["Le 115", "PMI"]),
        ("areas", [{"kind": "national", "code": "", "is_excluded": False}]),
        ("areas", [AREA, {"kind": "region", "code": "76", "is_excluded": False}]),
    ],
)
def test_what_would_pass_for_a_national_line_waits_for_a_second_person(
    session: Session, name: str, value: object
):
    done = amend(session, PARTNER, 1, {name: value}, seen(session), AT)
    assert (done.waiting, done.applied) == ((name,), ())
    assert values_of(session.get_one(Service, 1))[name] != value


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", "PMI du 15e"), ("name", "PMI 39190"), ("alternate_names", ["PMI de Mende"]), ("areas", [AREA])],
)
def test_an_ordinary_name_waits_for_nobody(session: Session, name: str, value: object):
    assert amend(session, PARTNER, 1, {name: value}, seen(session), AT).waiting == ()
