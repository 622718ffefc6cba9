"""What a map shows: a pin at a public address and nowhere else, an area for the rest, words for both."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.map import MapData, in_words, map_of, outlines_of, service_in_words, service_map
from directory.models import Service, ServiceArea
from directory.pages import shown
from directory.territories import EVERYWHERE, territory

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def ids(session: Session, policy: str, limit: int = 500) -> list[int]:
    query = select(Service.id).where(Service.address_policy == policy).order_by(Service.id).limit(limit)
    return list(session.scalars(query))


def map_of_ids(session: Session, wanted: Iterable[int]) -> MapData:
    found = [session.get_one(Service, each) for each in wanted]
    return map_of(shown(service, NOW) for service in found)


def areas(session: Session, **columns: object) -> list[int]:
    query = select(ServiceArea.service_id).filter_by(**columns).order_by(ServiceArea.service_id)
    return list(session.scalars(query.join(ServiceArea.service).where(Service.address_policy == "public")))


def test_a_public_address_is_a_pin_where_it_stands_in_the_order_of_the_list(session: Session):
    wanted = [*ids(session, "none", 1), *reversed(ids(session, "public", 20))]
    data = map_of_ids(session, wanted)
    stored = {service.id: service for service in session.scalars(select(Service))}
    assert data.pins
    for pin in data.pins:
        assert (pin.latitude, pin.longitude) == (stored[pin.id].latitude, stored[pin.id].longitude)
        assert wanted[pin.rank - 1] == pin.id
    assert [pin.rank for pin in data.pins] == sorted(pin.rank for pin in data.pins)


def test_nothing_but_a_public_address_is_ever_a_pin(session: Session):
    for policy in ("confidential", "on-request", "none"):
        wanted = ids(session, policy)
        assert wanted, policy
        assert map_of_ids(session, wanted).pins == (), policy


def test_a_service_with_a_commune_and_no_point_is_not_put_at_the_centre_of_its_commune(session: Session):
    query = select(Service.id).where(Service.commune_code.is_not(None), Service.latitude.is_(None))
    wanted = list(session.scalars(query))
    assert wanted
    data = map_of_ids(session, wanted)
    assert data.pins == ()
    assert data.bounds is None
    assert data.unplaced == len(wanted)


def test_a_confidential_place_is_the_whole_of_its_zone_once_however_many_services_it_holds(session: Session):
    wanted = ids(session, "confidential")
    data = map_of_ids(session, wanted)
    assert {area.role for area in data.areas} == {"zone"}
    assert len({(area.kind, area.code) for area in data.areas}) == len(data.areas)
    assert sorted(each for area in data.areas for each in area.services) == wanted
    assert all("tenu confidentiel, secteur " in sentence for _, sentence in data.legend)


def test_the_map_of_a_confidential_service_says_no_more_than_its_zone(session: Session):
    for each in ids(session, "confidential"):
        data = service_map(session, each, NOW)
        assert data is not None
        assert [area.role for area in data.areas] == ["zone"]
        assert service_in_words(data) == "Le lieu n’est pas sur la carte."


def test_the_map_of_a_service_shows_what_it_serves_then_what_it_leaves_out(session: Session):
    each = areas(session, is_excluded=True)[0]
    data = service_map(session, each, NOW)
    assert data is not None
    roles = [area.role for area in data.areas]
    assert roles == sorted(roles, reverse=True)
    assert set(roles) == {"served", "excluded"}
    assert [role for role, _ in data.legend] == ["served", "excluded"]


def test_a_service_that_does_not_exist_has_no_map(session: Session):
    assert service_map(session, 999_999, NOW) is None


def test_the_words_count_everything_that_is_in_the_list(session: Session):
    public, hidden, phone = (ids(session, policy, 3) for policy in ("public", "confidential", "none"))
    data = map_of_ids(session, [*public, *hidden, *phone[:1]])
    assert in_words(data) == (
        "3 services sur la carte, 3 en lieu tenu confidentiel, montré par son secteur seulement, "
        "1 sans repère, dans la liste seulement."
    )
    assert in_words(map_of([])) == "Aucun repère sur la carte."


def test_the_frame_holds_every_pin(session: Session):
    data = map_of_ids(session, ids(session, "public", 30))
    south, west, north, east = data.bounds or (0, 0, 0, 0)
    assert all(south <= pin.latitude <= north and west <= pin.longitude <= east for pin in data.pins), (
        data.bounds
    )


@pytest.mark.parametrize(
    ("kind", "code", "name", "departments", "communes"),
    [
        ("department", "48", "Lozère", ("48",), 0),
        ("commune", "48095", "Mende", ("48",), 1),
        ("region", "93", "Provence-Alpes-Côte d’Azur", ("04", "05", "06", "13", "83", "84"), 0),
        ("national", "", EVERYWHERE, (), 0),
        ("commune", "00000", "", (), 0),
    ],
)
def test_a_territory_is_made_of_its_communes_or_of_whole_departements(
    session: Session, kind: str, code: str, name: str, departments: tuple[str, ...], communes: int
):
    found = territory(session, kind, code)
    assert found.name == name
    assert tuple(sorted(found.departments)) == departments
    assert len(found.communes) == communes


def test_an_intercommunality_is_its_communes_even_across_two_departements(session: Session):
    each = areas(session, kind="epci", is_excluded=False)[0]
    data = service_map(session, each, NOW)
    assert data is not None
    made_of = [found for area, found in outlines_of(session, data).items() if area.kind == "epci"]
    assert made_of
    for found in made_of:
        assert len(found.communes) > 1
        assert found.departments


# What the pages are given.


def test_outlines_are_packed_for_whoever_unpacks_them_and_plain_for_the_others(client: FlaskClient):
    for path in ("/contours/departements.json", "/contours/communes/48.json"):
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert len(packed.data) < len(plain.data) / 2
        assert plain.get_json()["type"] == "Topology"
        assert packed.vary.as_set() == {"accept-encoding"}


def test_no_stored_point_leaves_for_a_service_whose_address_is_not_public(app: Flask, client: FlaskClient):
    with app.extensions["readers"]() as session:
        hidden = [each for policy in ("confidential", "on-request", "none") for each in ids(session, policy)]
    for each in hidden:
        answer = client.get(f"/services/{each}/carte").get_json()
        assert answer["pins"] == []
        assert answer["bounds"] is None


def test_the_address_of_a_map_says_what_its_page_already_says(client: FlaskClient, app: Flask):
    with app.extensions["readers"]() as session:
        each = ids(session, "public", 1)[0]
    answer = client.get(f"/services/{each}/carte").get_json()
    assert [pin["url"] for pin in answer["pins"]] == [f"/services/{each}"]
    assert set(answer) == {"pins", "areas", "bounds", "legend", "summary"}
