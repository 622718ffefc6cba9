"""Two listings of one place become one, and two again: nothing said is lost, nothing hidden comes back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.editing.asking import answer
from directory.editing.changing import EditError, NotYoursError, amend
from directory.editing.history import history, restore
from directory.editing.merging import merge, unmerge
from directory.editing.values import values_of
from directory.models import ChangeRequest, Entry, Report, Revision, Service
from directory.vocabulary import vocabulary
from tests.editing.people import AT, DESK, ELSEWHERE, NEW_PHONE, PARTNER, SECOND, listed, seen

SHELTER = next(
    slug
    for slug, each in vocabulary().categories.items()
    if each.group == "shelter-housing" and each.address_policy != "confidential"
)


@pytest.fixture
def double(session: Session) -> int:
    """The number of a duplicate of listing 1, with an entry and a report."""
    found = listed(
        session, "z2", name="P.M.I. du Zwanze", cost="5 €", hours="Mo 09:00-12:00", phones=[NEW_PHONE]
    )
    session.add(
        Entry(
            source_slug="finess",
            source_key="z2",
            service=found,
            state="linked",
            digest="",
            said="{}",
            code="",
        )
    )
    session.add(Report(service=found, about="phone", reported_on=AT.date()))
    session.commit()
    return found.id


def test_what_is_kept_takes_what_it_did_not_say_and_every_other_name(session: Session, double: int):
    merge(session, DESK, 1, double, AT)
    session.commit()
    [kept] = session.scalars(select(Service)).all()
    assert (kept.name, kept.alternate_names) == ("PMI Zwanze", ["P.M.I. du Zwanze"])
    assert (kept.cost, kept.hours) == ("5 €", "Mo 09:00-12:00")
    assert [phone.number for phone in kept.phones] == ["+33465710101"], "what it says itself stays"
    assert session.scalars(select(Entry.service_id)).all() == [1]
    assert session.scalars(select(Report.service_id)).all() == [1]


def test_to_undo_a_merge_brings_both_back_as_they_were(session: Session, double: int):
    before = [values_of(session.get_one(Service, number)) for number in (1, double)]
    change = merge(session, DESK, 1, double, AT)
    session.commit()
    back = unmerge(session, DESK, change.id, AT)
    session.commit()
    session.expire_all()
    assert [values_of(session.get_one(Service, number)) for number in (1, back.id)] == before
    assert session.scalars(select(Entry.service_id)).all() == [back.id]
    with pytest.raises(EditError, match="ne peut plus"):
        unmerge(session, DESK, change.id, AT)


def test_what_was_changed_after_a_merge_stays_when_it_is_undone(session: Session, double: int):
    change = merge(session, DESK, 1, double, AT)
    amend(session, DESK, 1, {"cost": "7 €"}, seen(session), AT)
    unmerge(session, DESK, change.id, AT)
    session.commit()
    assert session.get_one(Service, 1).cost == "7 €"


@pytest.mark.parametrize("actor", [PARTNER, ELSEWHERE])
def test_only_who_answers_for_both_merges(session: Session, double: int, actor):
    with pytest.raises(NotYoursError):
        merge(session, actor, 1, double, AT)
    with pytest.raises(EditError, match="la même"):
        merge(session, DESK, 1, 1, AT)


def test_a_version_is_restored_by_whoever_may_change_it(session: Session):
    for cost in ("5 €", "6 €", "7 €"):
        amend(session, PARTNER, 1, {"cost": cost, "description": f"À {cost}"}, seen(session), AT)
    session.commit()
    lines = history(session, 1)
    with pytest.raises(NotYoursError):
        restore(session, ELSEWHERE, lines[1].revision_id, AT)
    done = restore(session, PARTNER, lines[1].revision_id, AT)
    session.commit()
    assert set(done.applied) == {"cost", "description"}
    assert session.get_one(Service, 1).cost == "5 €"
    assert history(session, 1)[0].kind == "restored"


def test_to_restore_a_category_waits_for_a_second_person(session: Session):
    first = Revision(
        service_id=1, source_slug="finess", source_key="z1", organization_id=1, kind="amended",
        before={"category": "csapa", "cost": "5 €"}, after={"category": "pmi", "cost": None},
        author="Zut", door="site", at=AT,
    )  # fmt: skip
    session.add(first)
    session.flush()
    done = restore(session, PARTNER, first.id, AT)
    assert (done.applied, done.waiting) == (("cost",), ("category",))


def test_how_one_reaches_a_shelter_waits_for_a_second_person_in_a_merge_too(session: Session):
    shelter = {"category": SHELTER}
    kept = listed(session, "s1", **shelter, phones=[], email=None)
    double = listed(session, "s2", **shelter, phones=[NEW_PHONE], cost="Gratuit")
    session.commit()
    merge(session, DESK, kept.id, double.id, AT)
    session.commit()
    session.expire_all()
    assert (kept.cost, kept.phones, kept.email) == ("Gratuit", [], None)
    [waiting] = session.scalars(select(ChangeRequest)).all()
    assert {*waiting.after} == {"phones", "email"}
    with pytest.raises(EditError, match="la vôtre"):
        answer(session, DESK, waiting.id, "accept", "", AT)
    answer(session, SECOND, waiting.id, "accept", "", AT)
    assert [phone.number for phone in kept.phones] == ["+33465710202"]


def test_a_shelter_does_not_vanish_into_a_listing_of_another_kind(session: Session):
    shelter = listed(session, "s1", category=SHELTER)
    session.commit()
    with pytest.raises(EditError, match="Gardez l’autre fiche"):
        merge(session, DESK, 1, shelter.id, AT)


def test_a_duplicate_that_comes_back_has_its_history_and_the_other_has_it_no_more(session: Session, double):
    amend(session, PARTNER, double, {"cost": "6 €"}, seen(session, double), AT)
    change = merge(session, DESK, 1, double, AT)
    session.commit()
    assert [line.kind for line in history(session, 1)] == ["merged", "amended"], (
        "its own alone, and the merge"
    )
    back = unmerge(session, DESK, change.id, AT)
    session.commit()
    assert [line.kind for line in history(session, back.id)] == ["merged", "amended"]
    assert "merged" not in [line.kind for line in history(session, 1)]
