"""Maps: the outlines to draw them from, and what to show on them."""

from dataclasses import asdict
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, jsonify, url_for

from directory.map import MapData, outlines_of, service_in_words, service_map
from directory.outline_files import packed_communes, packed_departments
from directory.views.packed import packed
from directory.views.reading import reading

blueprint = Blueprint("map", __name__)

OUTLINES_KEPT = 7 * 24 * 3600
"""Seconds during which a browser may keep outlines, which change once a year."""


@blueprint.get("/contours/departements.json")
def departments() -> Response:
    """Give the outlines of the départements, as TopoJSON."""
    return packed(packed_departments(), "application/json", OUTLINES_KEPT)


@blueprint.get("/contours/communes/<department>.json")
def communes(department: str) -> Response:
    """Give the outlines of the communes of a département, as TopoJSON."""
    outlines = packed_communes(department)
    return packed(outlines, "application/json", OUTLINES_KEPT) if outlines else abort(404)


@blueprint.get("/services/<int(max=2147483647):service_id>/carte")
def service(service_id: int) -> Response:
    """Give the map of a service: its pin if its address is public, the territory that it serves."""
    data = service_map(reading(), service_id, datetime.now(UTC))
    return map_answer(data, service_in_words(data)) if data else abort(404)


def map_answer(data: MapData, summary: str) -> Response:
    """Give a map as the page draws it, with `summary` to say it in words."""
    pins = [{**asdict(pin), "url": url_for("directory.service", service_id=pin.id)} for pin in data.pins]
    areas = [
        {
            "role": area.role,
            "kind": area.kind,
            "code": area.code,
            "name": area.name,
            "count": len(area.services),
            "sentence": area.sentence,
            "departments": made_of.departments,
            "communes": made_of.communes,
        }
        for area, made_of in outlines_of(reading(), data).items()
    ]
    return jsonify(
        {"pins": pins, "areas": areas, "bounds": data.bounds, "legend": data.legend, "summary": summary}
    )
