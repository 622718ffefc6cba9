"""The outlines that maps are drawn from: every commune, in its place, light enough for a phone."""

import random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Commune
from directory.outline_files import (
    DEPARTMENTS,
    FOLDER,
    known_departments,
    packed_communes,
    packed_departments,
    read_topology,
)
from directory.outlines import contains, moments
from directory.topology import Topology, polygons_of

SAMPLE = ("48", "42", "32", "2A", "64", "75", "971", "976")


def codes(topology: Topology) -> set[str]:
    return {shape["id"] for shape in topology["objects"]["shapes"]["geometries"]}


@pytest.fixture(scope="module")
def departments() -> Topology:
    return read_topology(packed_departments())


def test_the_files_are_light():
    assert DEPARTMENTS.stat().st_size < 150_000
    each = [path.stat().st_size for path in (FOLDER / "communes").iterdir()]
    assert max(each) < 75_000
    assert sum(each) < 3_400_000


def test_every_departement_has_its_outline_and_its_communes(session: Session, departments: Topology):
    every = set(session.scalars(select(Commune.department).distinct()))
    assert len(every) == 101
    assert codes(departments) == known_departments() == every


def test_every_commune_of_the_directory_has_an_outline_that_holds_something(session: Session):
    for department in SAMPLE:
        topology = read_topology(packed_communes(department) or b"")
        every = set(session.scalars(select(Commune.code).where(Commune.department == department)))
        assert codes(topology) == every, department
        for code in random.Random(department).sample(sorted(every), min(12, len(every))):
            assert moments(polygons_of(topology, code))[0] > 0, code


def test_every_departement_holds_the_centres_of_nearly_all_its_communes(
    session: Session, departments: Topology
):
    for department in SAMPLE:
        outline = polygons_of(departments, department)
        query = select(Commune.longitude, Commune.latitude).where(Commune.department == department)
        points = session.execute(query).all()
        inside = sum(contains(outline, (x, y)) for x, y in points)
        assert inside >= 0.99 * len(points), department


def test_communes_cover_their_departement(departments: Topology):
    for department in SAMPLE:
        topology = read_topology(packed_communes(department) or b"")
        together = sum(moments(polygons_of(topology, code))[0] for code in codes(topology))
        whole = moments(polygons_of(departments, department))[0]
        assert together == pytest.approx(whole, rel=0.02), department


def test_an_enclave_belongs_to_its_own_departement(departments: Topology):
    valreas = (4.99, 44.385)
    assert contains(polygons_of(departments, "84"), valreas)
    assert not contains(polygons_of(departments, "26"), valreas)


def test_each_shape_says_its_name_and_its_centre():
    shapes = read_topology(packed_communes("48") or b"")["objects"]["shapes"]["geometries"]
    mende = next(shape["properties"] for shape in shapes if shape["id"] == "48095")
    assert mende["name"] == "Mende"
    assert mende["people"] > 10_000
    assert mende["at"] == pytest.approx([3.5, 44.53], abs=0.05)


@pytest.mark.parametrize("code", ["99", "", "..", "48.json", "../departements"])
def test_a_departement_that_does_not_exist_has_no_file(code: str):
    assert packed_communes(code) is None
