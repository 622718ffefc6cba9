"""A place that its people hide is forgotten at once and everywhere, and no door brings it back."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directory.audit import verify
from directory.editing import hiding
from directory.editing.asking import answer, ask
from directory.editing.changing import FieldsError, amend
from directory.editing.drafts import about_listing, keep_draft, read_draft
from directory.editing.history import history, restore
from directory.editing.merging import merge, unmerge
from directory.editing.showing import GONE
from directory.editing.values import values_of
from directory.models import ChangeRequest, Event, Revision, Service
from directory.partner.acts import say
from directory.partner.schemas import Act
from tests.editing.people import (
    AT,
    DESK,
    OTHER,
    PARTNER,
    SECOND,
    STREET,
    listed,
    seen,
)

CANARY = "zorglubine"
HIDDEN = ("street", "postcode", "latitude", "longitude", "transport")
ZONE = {"zone_kind": "department", "zone_code": "48"}


def hides(session: Session, policy: str = "on-request", service_id: int = 1, **more: object) -> None:
    """Have its partner hide a listing."""
    amend(session, PARTNER, service_id, {"address_policy": policy, **more}, seen(session, service_id), AT)
    session.commit()


def kept(session: Session) -> str:
    """Give all that listings and what is kept of them say, in one text."""
    session.expire_all()
    rows = [values_of(each) for each in session.scalars(select(Service))]
    rows += [[each.before, each.after] for each in session.scalars(select(Revision))]
    rows += [[each.before, each.after, each.sentence] for each in session.scalars(select(ChangeRequest))]
    rows += [each.told for each in session.scalars(select(Event))]
    return json.dumps(rows, ensure_ascii=False).lower()


def lived(session: Session) -> None:
    """Have a listing live: it moved, its street was typed in a draft, and named in a text since gone."""
    amend(session, PARTNER, 1, {"description": f"Au {STREET}, au fond."}, seen(session), AT)
    amend(session, PARTNER, 1, {"description": None, "street": "18 impasse Zorglubine"}, seen(session), AT)
    ask(session, PARTNER, "correction", AT, service_id=1, sentence=f"Nous sommes au {STREET}.")
    keep_draft(session, 1, about_listing(1, "edit"), {"street": [STREET]}, AT)
    session.commit()


@pytest.mark.parametrize("policy", ["on-request", "none", "confidential"])
def test_f_03_nothing_of_a_street_is_left_in_the_files_once_it_is_hidden(
    engine: Engine, tmp_path: Path, policy: str
):
    with Session(engine) as session:
        lived(session)
        assert CANARY in kept(session)
        hides(session, policy)
        assert CANARY not in kept(session)
        assert verify(session).broken_at is None, "the chain stays whole"
        assert read_draft(session, 1, about_listing(1, "edit")) is None
    for path in tmp_path.iterdir():
        assert CANARY.encode() not in path.read_bytes().lower(), path.name


def test_to_hide_needs_nobody_else_and_says_what_went(session: Session):
    done = amend(session, PARTNER, 1, {"address_policy": "on-request", "street": STREET}, seen(session), AT)
    session.commit()
    assert done.waiting == () and done.request_id is None
    now = values_of(session.get_one(Service, 1))
    assert [now[name] for name in HIDDEN] == [None] * 5
    assert now["commune_code"] == "48095", "the commune of what is not confidential may be said"
    [line] = history(session, 1)
    assert {each.name: each.before for each in line.fields}["street"] == GONE


def test_f_10_a_commune_of_few_people_is_no_zone_and_a_zone_may_only_widen(session: Session):
    with pytest.raises(FieldsError, match="en dirait plus"):
        hides(session, "confidential", zone_kind="commune", zone_code="48095")
    hides(session, "confidential", zone_kind="epci", zone_code="244800405")
    now = values_of(session.get_one(Service, 1))
    assert (now["commune_code"], now["zone_kind"]) == (None, "epci")
    amend(session, PARTNER, 1, ZONE, seen(session), AT)
    session.commit()
    with pytest.raises(FieldsError, match="ne peut que l’élargir"):
        amend(session, PARTNER, 1, {"zone_kind": "epci", "zone_code": "244800405"}, seen(session), AT)


def test_without_a_choice_the_zone_is_the_widest(session: Session):
    hides(session, "confidential")
    service = session.get_one(Service, 1)
    assert (service.zone_kind, service.zone_code) == ("department", "48")


def test_a_confidential_listing_serves_no_territory_that_is_small(session: Session):
    area = {"kind": "commune", "code": "48095", "is_excluded": False}
    listing = listed(session, "small", areas=[area])
    session.commit()
    hides(session, "confidential", listing.id)
    now = values_of(session.get_one(Service, listing.id))
    assert now["areas"] == [{"kind": "department", "code": "48", "is_excluded": False}]
    with pytest.raises(FieldsError, match="rien de plus petit"):
        amend(session, PARTNER, listing.id, {"areas": [area]}, seen(session, listing.id), AT)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("description", "Au fond de l’impasse Zorglubine"),
        ("hours_text", "Sonnez au 48000, tous les jours"),
        ("documents", "Plan de la rue zorglubine"),
    ],
)
def test_whoever_hides_is_asked_to_say_otherwise_what_names_the_place(session, name: str, text: str):
    with pytest.raises(FieldsError) as found:
        hides(session, "on-request", **{name: text})
    assert list(found.value.problems) == [name]
    session.rollback()
    hides(session, "on-request", **{name: None, "cost": "Gratuit"})
    assert session.get_one(Service, 1).cost == "Gratuit", "what names no place is kept"


def test_a_confidential_listing_is_not_named_after_its_town(session: Session):
    listing = listed(session, "mende", name="Maison de Mende")
    session.commit()
    hides(session, "on-request", listing.id)
    with pytest.raises(FieldsError, match="mende"):
        hides(session, "confidential", listing.id)


def test_f_06_a_street_is_not_typed_in_a_listing_that_hides(session: Session):
    hides(session)
    with pytest.raises(FieldsError, match="ne s’enregistre pas"):
        amend(session, PARTNER, 1, {"street": STREET}, seen(session), AT)


def test_z_04_to_show_a_place_again_waits_and_its_street_is_kept_nowhere_meanwhile(session: Session):
    hides(session)
    done = amend(session, PARTNER, 1, {"address_policy": "public", "street": STREET}, seen(session), AT)
    session.commit()
    assert (done.applied, done.waiting, done.later) == ((), ("address_policy",), ("street",))
    assert session.get_one(Service, 1).address_policy == "on-request"
    assert CANARY not in kept(session)
    answer(session, DESK, done.request_id or 0, "accept", "", AT)
    session.commit()
    assert session.get_one(Service, 1).address_policy == "public"
    amend(session, PARTNER, 1, {"street": "2 rue Neuve"}, seen(session), AT)


def test_a_category_that_hides_hides_at_once_though_the_category_waits(session: Session):
    done = amend(session, PARTNER, 1, {"category": "dv-shelter"}, seen(session), AT)
    session.commit()
    service = session.get_one(Service, 1)
    assert (service.category, service.address_policy, service.street) == ("pmi", "confidential", None)
    answer(session, DESK, done.request_id or 0, "accept", "", AT)
    session.commit()
    assert (service.category, service.address_policy) == ("dv-shelter", "confidential")


def test_f_11_to_restore_never_brings_a_place_back(session: Session):
    lived(session)
    first = session.scalars(select(Revision.id).order_by(Revision.id)).first()
    hides(session, "confidential")
    restore(session, PARTNER, first or 0, AT)
    session.commit()
    service = session.get_one(Service, 1)
    assert (service.street, service.commune_code, service.address_policy) == (None, None, "confidential")
    assert CANARY not in kept(session)


def test_no_door_says_a_hidden_place_again(session: Session):
    """Claim, new, merge, unmerge: each is tried against a listing that hides."""
    double = listed(session, "double", name="PMI double")
    session.commit()
    hides(session, "confidential")
    assert CANARY in kept(session), "the double is public, and says it"
    change = merge(session, DESK, 1, double.id, AT)
    session.commit()
    assert CANARY not in kept(session)
    back = unmerge(session, DESK, change.id, AT)
    session.commit()
    assert (back.address_policy, back.street, back.commune_code) == ("confidential", None, None)
    claim = ask(session, OTHER, "claim", AT, service_id=1, organization_id=2)
    answer(session, DESK, claim.id, "accept", "", AT)
    new = {"category": "dv-shelter", "name": "Maison", "areas": [{"kind": "department", "code": "48"}]}
    request = ask(
        session,
        PARTNER,
        "new",
        AT,
        organization_id=1,
        after=new | {"street": STREET, "commune_code": "48095"},
    )
    assert CANARY not in json.dumps(request.after).lower()
    answer(session, SECOND, request.id, "accept", "", AT)
    session.commit()
    assert session.get_one(Service, request.service_id).address_policy == "confidential"
    assert CANARY not in kept(session)


def test_whoever_keeps_something_of_a_place_is_told_that_it_hides(session: Session, monkeypatch):
    told: list[dict[int, str]] = []
    monkeypatch.setattr(hiding, "_forgetters", [])
    hiding.when_hidden(lambda _, policies: told.append(dict(policies)))
    hides(session, "none")
    assert told == [{1: "none"}]


@pytest.mark.parametrize(("before", "after"), [("confidential", "on-request"), ("none", "public")])
def test_to_hide_less_never_passes_by_hiding(session: Session, before: str, after: str):
    hides(session, before)
    service = session.get_one(Service, 1)
    hiding.hide(session, service, after, AT)
    assert service.address_policy == before


def test_what_a_listing_took_of_its_duplicate_goes_when_it_hides(session: Session):
    place = dict.fromkeys(("commune_code", "street", "postcode", "latitude", "longitude", "transport"))
    bare = listed(session, "bare", **place)
    session.commit()
    merge(session, DESK, bare.id, 1, AT)
    session.commit()
    assert CANARY in kept(session)
    hides(session, "on-request", bare.id)
    assert CANARY not in kept(session)


def test_what_a_duplicate_of_a_duplicate_once_said_goes_when_the_last_hides(session: Session):
    amend(session, PARTNER, 1, {"street": "18 impasse Zorglubine"}, seen(session), AT)
    amend(session, PARTNER, 1, {"description": f"Au {STREET}."}, seen(session), AT)
    second, third = (listed(session, each, street="1 rue Haute", description="Ouvert.") for each in "bc")
    session.commit()
    merge(session, DESK, second.id, 1, AT)
    merge(session, DESK, third.id, second.id, AT)
    session.commit()
    assert CANARY in kept(session)
    hides(session, "on-request", third.id)
    assert CANARY not in kept(session)
    assert verify(session).broken_at is None


def test_what_a_removed_listing_said_goes_when_it_is_back_and_hides(session: Session):
    amend(session, PARTNER, 1, {"description": f"Au {STREET}."}, seen(session), AT)
    asked = ask(session, PARTNER, "removal", AT, service_id=1)
    answer(session, DESK, asked.id, "accept", "", AT)
    listed(session, "takes the number")
    session.commit()
    gone = session.scalars(select(Revision).where(Revision.kind == "removed")).one()
    restore(session, DESK, gone.id, AT)
    session.commit()
    back = session.scalars(select(Service.id).where(Service.source_key == "z1")).one()
    session.delete(session.scalars(select(Service).where(Service.source_key == "takes the number")).one())
    session.commit()
    hides(session, "on-request", back, description=None)
    assert CANARY not in kept(session)


def test_to_press_hide_on_what_hides_more_asks_for_nothing_less(session: Session):
    hides(session, "confidential")
    say(session, PARTNER, [1], Act(kind="hide"), AT)
    session.commit()
    assert session.scalars(select(ChangeRequest)).all() == []
    assert session.get_one(Service, 1).address_policy == "confidential"
