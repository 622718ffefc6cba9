"""How a service relates to a place, by what it says of its territory."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.geo import place
from directory.models import Commune, Service, ServiceArea
from directory.places import Place
from directory.search.results import SERVES, Tie
from directory.search.ties import SENTENCES, tie_of
from directory.serving import serves

Areas = list[tuple[str, str, bool]]
WHOLE_DEPARTMENT: Areas = [("department", "35", False)]


@pytest.fixture
def rennes(session: Session) -> Place:
    found = place(session, "35238")
    assert found is not None
    return found


def service(areas: Areas, department: str | None) -> Service:
    """Give a service that stands in a département, or nowhere in particular, and serves `areas`."""
    return Service(
        areas=[ServiceArea(kind=kind, code=code, is_excluded=hole) for kind, code, hole in areas],
        commune=Commune(department=department) if department else None,
    )


@pytest.mark.parametrize(
    ("areas", "department", "tie"),
    [
        (WHOLE_DEPARTMENT, "35", "competent"),
        (WHOLE_DEPARTMENT, None, "competent"),
        (WHOLE_DEPARTMENT, "22", "neighbour"),
        ([("commune", "35238", False)], "35", "competent"),
        ([("region", "53", False)], "56", "neighbour"),
        ([("national", "", False)], None, "anywhere"),
        ([("national", "", False)], "35", "competent"),
        ([("national", "", False)], "75", "neighbour"),
        ([("commune", "35047", False)], "35", "other-sector"),
        ([("department", "22", False)], "35", "other-sector"),
        ([], "35", "unknown-sector"),
        ([], None, "unknown-sector"),
        ([*WHOLE_DEPARTMENT, ("commune", "35238", True)], "35", "excluded"),
        ([*WHOLE_DEPARTMENT, ("commune", "35047", True)], "35", "competent"),
        ([("commune", "35238", False), ("department", "35", True)], "35", "excluded"),
        ([("commune", "35238", True)], "35", "excluded"),
    ],
)
def test_a_tie_is_read_from_the_territory(rennes: Place, areas: Areas, department: str | None, tie: Tie):
    assert tie_of(service(areas, department), rennes) == tie


def test_a_commune_without_an_epci_has_no_epci_in_common_with_a_service(rennes: Place):
    island = replace(rennes, epci=None)
    assert tie_of(service([("epci", "", False)], "35"), island) == "other-sector"


def test_every_tie_has_its_own_sentence():
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert set(SERVES) < set(SENTENCES)


@pytest.mark.parametrize("code", ["35238", "42218", "48095", "32013", "45234", "22278", "75056", "97411"])
def test_the_tie_of_every_service_agrees_with_the_condition_in_sql(session: Session, code: str):
    here = place(session, code)
    assert here is not None
    serving = set(session.scalars(select(Service.id).where(serves(here))))
    by_tie = {each.id for each in session.scalars(select(Service)) if tie_of(each, here) in SERVES}
    assert by_tie == serving
