"""The directory to consult: a service, the units and their permanences, the national lines, the communes."""

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, jsonify, render_template, request

from directory.competent import competent_services
from directory.freshness.checking import is_professional
from directory.geo import located, suggest
from directory.local_time import local
from directory.pages import lines_page, unit_page, units_page
from directory.sheet import service_page
from directory.views.reading import reading
from directory.views.signed_in import signed_in
from directory.views.tallying import count

blueprint = Blueprint("directory", __name__)


@blueprint.route("/communes", methods=["GET", "POST"])
def communes() -> Response:
    """Give the communes whose name, postcode or code begins as typed: [{code, label}].

    The pages ask by POST: where somebody lives stays in no address, and in no log of addresses.
    """
    typed = request.values.get("q", "")
    return jsonify([{"code": found.choice, "label": found.label} for found in suggest(reading(), typed)])


@blueprint.route("/competents", methods=["GET", "POST"])
def competent() -> str:
    """Show everyone who is competent for a commune; a doubtful name asks which.

    The commune travels by POST: where somebody lives stays in no history.
    """
    typed = request.form.get("place", "")
    found = located(reading(), request.form.get("commune", ""), typed)
    groups, at = [], datetime.now(UTC)
    if found.place:
        at = local(at, found.place.department)
        groups = competent_services(reading(), found.place, at)
    return render_template("directory/competent.html", typed=typed, found=found, groups=groups, at=at)


@blueprint.get("/lignes")
def lines() -> str:
    """Show every national line, those that answer now first."""
    return render_template("directory/lines.html", page=lines_page(reading(), datetime.now(UTC)))


@blueprint.get("/services/<int(max=2147483647):service_id>")
def service(service_id: int) -> str:
    """Show the sheet of a service."""
    page = service_page(reading(), service_id, datetime.now(UTC))
    if page is None:
        abort(404)
    count("shown", [service_id])
    is_caller = bool(page.shown.card.phones) and is_professional(signed_in())
    return render_template("directory/service.html", page=page, is_caller=is_caller)


@blueprint.get("/unites")
def units() -> str:
    """Show the units in which a social worker holds a permanence."""
    return render_template("directory/units.html", departments=units_page(reading(), datetime.now(UTC)))


@blueprint.get("/unites/<int(max=2147483647):unit_id>")
def unit(unit_id: int) -> str:
    """Show the permanences of a unit, the next one first, with the card to hand over."""
    page = unit_page(reading(), unit_id, datetime.now(UTC))
    return render_template("directory/unit.html", page=page) if page else abort(404)
