"""The pages of a partner, under /partenaire: its listings, and what is said of them in one press.

Each listing is opened under lock by whoever may change it: what is not yours is « not found », and told.
"""

from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.actors import Actor
from directory.editing.errors import EditError, FieldsError, NotYoursError
from directory.partner.acts import say
from directory.partner.editing_page import own_listing
from directory.partner.own import is_of_others, own_ids, own_organizations
from directory.partner.schemas import read_act
from directory.partner.sent_act import NOTHING_SENT, SentAct, sent_act
from directory.views.reading import reading
from directory.views.signed_in import actor, now, writing

Page = str | tuple[str, int] | Response

DELAY_SAID = timedelta(days=28)
"""For how long a delay is offered to be said, where nobody chooses a day."""

blueprint = Blueprint("partner", __name__, url_prefix="/partenaire")


def acting() -> Actor:
    """Give who acts here: a partner at its own door, somebody of the desk at that of the desk.

    One person may be both: on a listing of another organisation, she is the desk.
    """
    who = actor()
    number = (request.view_args or {}).get("service_id")
    is_partner = bool(who.organizations) and (number is None or not is_of_others(reading(), who, number))
    return who if is_partner or not who.holds("desk", "administrator") else actor("desk")


@blueprint.get("")
def home() -> Page:
    """Show the listings of each of one's organisations."""
    return _home()


def _home(sent: SentAct = NOTHING_SENT) -> str:
    organizations = own_organizations(reading(), acting(), now())
    return render_template(
        "partner/home.html", organizations=organizations, sent=sent, later=(now() + DELAY_SAID).date()
    )


@blueprint.post("/organismes/<int(max=2147483647):organization_id>/dire")
def say_of_all(organization_id: int) -> Page:
    """Say something of every listing of an organisation at once."""
    if organization_id not in acting().organizations:
        raise NotYoursError
    return _told(own_ids(reading(), organization_id), f"o{organization_id}", "merci")


@blueprint.post("/fiches/<int(max=2147483647):service_id>/dire")
def say_of(service_id: int) -> Page:
    """Say something of a listing."""
    own_listing(reading(), acting(), service_id)
    return _told([service_id], f"f{service_id}", f"fiche-{service_id}")


def _told(ids: list[int], place: str, anchor: str) -> Page:
    """Do what was said for `place` of the page, or give it back there with what was typed."""
    form = request.form.to_dict(flat=False)
    try:
        with writing() as session:
            say(session, acting(), ids, read_act(form), now())
    except EditError as error:
        return _home(sent_act(place, form, error)), 422 if isinstance(error, FieldsError) else 409
    return back(anchor)


def back(anchor: str = "") -> Response:
    """Go back to the listings of a partner; the desk, that has none, to its own pages."""
    endpoint = "partner.home" if acting().organizations else "desk.home"
    return redirect(url_for(endpoint, _anchor=anchor or None), 303)


def locate(address: str, commune: str) -> tuple[float, float] | None:
    """Give the point of an address, where the operator has a geocoder of its own."""
    geocoder = current_app.extensions["geocoder"]
    point: tuple[float, float] | None = geocoder.point(address, commune) if geocoder else None
    return point
