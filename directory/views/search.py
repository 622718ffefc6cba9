"""The search of the directory: its form, its results, and what somebody reports to be wrong.

Everything travels by POST: what is looked for, and where, stays in no address.
"""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from directory.geo import Resolution, located
from directory.geo import place as place_coded
from directory.local_time import PARIS, local
from directory.map import in_words, map_of
from directory.places import Place
from directory.reporting import ReportError, is_too_often
from directory.reporting import report as report_wrong
from directory.schemas import read_search
from directory.search_form import SearchForm
from directory.search_page import SearchPage, search_page
from directory.views.consult import blueprint
from directory.views.map import map_answer
from directory.views.reading import reading
from directory.views.tallying import count
from directory.vocabulary import vocabulary

Page = str | tuple[str, int]

TOO_OFTEN = (
    "Beaucoup d’erreurs viennent d’être signalées : celle-ci n’est pas gardée. Réessayez plus tard, "
    "ou prévenez le bureau de votre territoire."
)
NOWHERE = "Aucune commune de ce nom. Essayez un code postal, ou un nom suivi du département : Condom 32."


@blueprint.route("/annuaire", methods=["GET", "POST"])
def search() -> Page:
    """Ask what is looked for, and where; answer it."""
    form = read_search(request.form.to_dict(flat=False))
    if form.errors:
        return _ask(form, status=422)
    if not form.is_asked:
        return _ask(form)
    found = _located(form)
    if found and not found.place:
        return _ask_where(form, found)
    page = _answer(form, found.place if found else None)
    has_geocoder = current_app.extensions["geocoder"] is not None
    return render_template("directory/search.html", form=page.form, page=page, has_geocoder=has_geocoder)


@blueprint.post("/annuaire/carte")
def search_map() -> Response:
    """Give the map of a page of results; nothing where the page itself would ask something."""
    form = read_search(request.form.to_dict(flat=False))
    found = _located(form)
    if form.errors or not form.is_asked or (found and not found.place):
        abort(422)
    page = _answer(form, found.place if found else None)
    data = map_of(result.shown for result in page.found.results)
    return map_answer(data, in_words(data))


@blueprint.post("/services/<int(max=2147483647):service_id>/signaler")
def report(service_id: int) -> BaseResponse:
    """Keep that something of a service is reported wrong, and lead to the sheet, that says so at once.

    It is the one page of the directory that writes: a form of another site cannot press its buttons.
    """
    if _is_from_elsewhere():
        abort(403)
    now = datetime.now(UTC)
    with current_app.extensions["sessions"]() as session:
        try:
            kept = report_wrong(session, service_id, request.form.get("about", ""), local(now, PARIS).date())
        except ReportError:
            abort(400)
        if kept is None:
            abort(404)
        if is_too_often(session, service_id, now.replace(tzinfo=None)):
            return _too_often()
        session.commit()
    count("reported", [service_id])
    return redirect(url_for("directory.service", service_id=service_id, _anchor="signale"), 303)


def _too_often() -> BaseResponse:
    """Say that this is enough for now: nothing more was kept."""
    page = render_template("web/error.html", code=429, sentence=TOO_OFTEN)
    return BaseResponse(page, 429, mimetype="text/html")


def _is_from_elsewhere() -> bool:
    """Say whether a page of another site sent this form.

    A browser that is old, or on plain http, only gives an origin: « null » for our own pages, which tell
    nobody whence one comes.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    if site:
        return site != "same-origin"
    return origin != "null" and origin.partition("://")[2] != request.host


def _located(form: SearchForm) -> Resolution | None:
    """Give what the place typed or chosen may mean; None where none was given.

    Where no script empties the code, a name typed over the one that was chosen is what is meant.
    """
    typed = form.place or form.commune
    chosen = place_coded(reading(), form.commune)
    is_kept = chosen is not None and form.place in ("", chosen.label)
    return located(reading(), form.commune if is_kept else "", typed) if typed else None


def _answer(form: SearchForm, place: Place | None) -> SearchPage:
    """Answer for the place found: its name is written in full, and its code carried."""
    if place:
        form = replace(form, place=place.label, commune=place.choice)
    now = local(datetime.now(UTC), place.department if place else PARIS)
    geocoder = current_app.extensions["geocoder"]
    origin = geocoder.point(form.address, place.code) if geocoder and place and form.address else None
    return search_page(reading(), current_app.extensions["searcher"], form, place, now, origin)


def _ask(form: SearchForm, found: Resolution | None = None, status: int = 200) -> Page:
    groups = vocabulary().category_groups.values()
    page = render_template("directory/search.html", form=form, page=None, found=found, groups=groups)
    return page, status


def _ask_where(form: SearchForm, found: Resolution) -> Page:
    """Ask which commune is meant, or for another one."""
    asked = replace(form, commune="")
    if found.candidates:
        return _ask(asked, found)
    return _ask(replace(asked, errors={"place": NOWHERE}), status=422)
