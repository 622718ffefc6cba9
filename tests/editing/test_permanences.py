"""A permanence elsewhere is listed at once; what hides, or is guarded, is asked of the desk."""

import pytest
from sqlalchemy.orm import Session

from directory.editing.changing import EditError, FieldsError, NotYoursError
from directory.editing.permanences import add_permanence
from directory.models import Service
from tests.editing.people import AT, OTHER, PARTNER, listed

TUESDAY = {"commune_code": "48061", "hours": "Tu 14:00-17:00"}


def test_p3_a_permanence_is_listed_at_once_where_and_when_it_is_held(session: Session):
    made = add_permanence(session, PARTNER, 1, TUESDAY, AT)
    session.commit()
    found = session.get_one(Service, made.id)
    assert (found.commune_code, found.street, found.hours) == ("48061", None, "Tu 14:00-17:00")
    assert (found.organization_id, found.source_slug) == (1, "partner")
    assert [phone.number for phone in found.phones] == ["+33465710101"]


def test_a_permanence_has_a_commune_and_is_of_ones_own_listing(session: Session):
    with pytest.raises(FieldsError):
        add_permanence(session, PARTNER, 1, {"hours": "Tu 14:00-17:00"}, AT)
    with pytest.raises(NotYoursError):
        add_permanence(session, OTHER, 1, TUESDAY, AT)


def test_a_permanence_of_another_category_or_of_a_shelter_is_asked_of_the_desk(session: Session):
    shelter = listed(session, "chrs", category="chrs")
    for number, after in ((1, TUESDAY | {"category": "csapa"}), (shelter.id, TUESDAY)):
        with pytest.raises(EditError, match="se demande au bureau"):
            add_permanence(session, PARTNER, number, after, AT)
