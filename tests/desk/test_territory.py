"""What a moderator answers for is the same, asked of one listing or of the database."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.actors import moderates
from directory.desk.territory import moderates_organization, names_of, within
from directory.models import Organization, Service
from tests.desk.waiting import LOIRE, LOZERE, actor_in


@pytest.mark.parametrize("territory", [LOZERE, LOIRE, ("epci", "244800405"), ("department", "99"), None])
def test_the_database_and_the_rights_name_the_same_listings(session: Session, territory):
    actor = actor_in(territory)
    services = session.scalars(select(Service)).all()
    own = {each.id for each in services if moderates(session, actor, each)}
    assert set(session.scalars(select(Service.id).where(within(actor)))) == own
    assert own or territory == ("department", "99")


def test_who_has_no_right_of_the_desk_moderates_nothing(session: Session):
    actor = actor_in(LOZERE, role="officer")
    assert not session.scalars(select(Service.id).where(within(actor))).all()
    anybody = session.scalars(select(Organization.id)).first()
    assert not moderates_organization(session, actor, anybody)


def test_an_organisation_is_of_the_territory_of_one_of_its_listings(session: Session):
    here = session.scalars(select(Service.organization_id).where(within(actor_in(LOZERE)))).first()
    assert moderates_organization(session, actor_in(LOZERE), here)
    assert not moderates_organization(session, actor_in(("department", "99")), here)
    assert not moderates_organization(session, actor_in(None), 999_999)


def test_a_territory_is_named_as_people_name_it(session: Session):
    assert names_of(session, actor_in(LOZERE)) == "Lozère"
    assert names_of(session, actor_in(None)) == "toute la France"
