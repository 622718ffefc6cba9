"""Outlines with shared borders: each border is written once, and neighbours still meet."""

from hypothesis import given
from hypothesis import strategies as st

from directory.dissolving import dissolve
from directory.outlines import Polygon, contains, moments
from directory.topology import SCALE, build_topology, polygons_of, simplify

WEST = [(0.0, 0.0), (1.0, 0.0), (1.0, 0.4), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
EAST = [(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 0.4), (1.0, 0.0)]
HOLE = [(0.2, 0.2), (0.2, 0.6), (0.6, 0.6), (0.6, 0.2), (0.2, 0.2)]
NEIGHBOURS: dict[str, list[Polygon]] = {"west": [[WEST, HOLE]], "east": [[EAST]], "inside": [[HOLE[::-1]]]}


def area(polygons: list[Polygon]) -> float:
    return moments(polygons)[0]


def test_a_border_between_two_shapes_is_written_once():
    topology = build_topology(NEIGHBOURS, 0)
    assert len(topology["arcs"]) == 4, "the border, what is left of each side, and the ring of the enclave"


def test_what_was_written_is_read_back():
    topology = build_topology(NEIGHBOURS, 0)
    for code, polygons in NEIGHBOURS.items():
        assert abs(area(polygons_of(topology, code)) - area(polygons)) < SCALE
    assert not contains(polygons_of(topology, "west"), (0.4, 0.4))
    assert contains(polygons_of(topology, "inside"), (0.4, 0.4))


def test_a_shape_that_is_not_there_has_no_outline():
    assert polygons_of(build_topology(NEIGHBOURS, 0), "north") == []


def test_a_point_on_a_straight_border_goes_and_the_corners_stay():
    assert simplify(WEST, 0.01) == [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(40, 50)), min_size=2, max_size=40), st.floats(0, 1))
def test_a_simplified_line_keeps_its_ends_and_invents_no_point(line, tolerance):
    kept = simplify(line, tolerance)
    assert (kept[0], kept[-1]) == (line[0], line[-1])
    following = iter(line)
    assert all(point in following for point in kept)


def test_a_shape_smaller_than_the_tolerance_does_not_vanish():
    tiny: dict[str, list[Polygon]] = {"islet": [[[(5.0, 48.0), (5.01, 48.0), (5.0, 48.01), (5.0, 48.0)]]]}
    assert area(polygons_of(build_topology(tiny, 1.0), "islet")) > 0


def test_shapes_put_together_lose_the_border_between_them_and_the_hole_that_one_of_them_fills():
    together = dissolve(NEIGHBOURS.values())
    assert len(together) == 1
    assert len(together[0]) == 1
    assert area(together) == 2


def test_a_hole_that_nobody_fills_stays():
    together = dissolve([NEIGHBOURS["west"], NEIGHBOURS["east"]])
    assert [len(polygon) for polygon in together] == [2]
    assert not contains(together, (0.4, 0.4))


def test_the_way_round_that_a_ring_was_drawn_does_not_matter():
    assert area(dissolve([[[WEST[::-1]]], [[EAST]]])) == 2
