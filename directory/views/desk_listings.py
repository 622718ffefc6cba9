"""The listings of a territory: found by name, put back as they were, hidden at once, merged."""

from flask import render_template, request

from directory.desk.duplicates import candidates, preview
from directory.desk.journal import events_of
from directory.desk.listings import hide, listing, listings
from directory.desk.schemas import HIDE, MERGE, RESTORE, SEARCH, UNMERGE, Read, read
from directory.desk.territory import moderated
from directory.editing.errors import EditError
from directory.editing.history import restore
from directory.editing.locking import day_of
from directory.editing.merging import merge, unmerge
from directory.views.desk import Page, blueprint, moderator, read_anew, sent
from directory.views.reading import reading
from directory.views.signed_in import now, step_up, writing

ONE = "/fiches/<int(max=2147483647):service_id>"


@blueprint.get("/fiches", endpoint="listings", defaults={"start": 0})
@blueprint.get("/fiches/page/<int(max=2147483647):start>", endpoint="listings")
def all_listings(start: int) -> Page:
    """Show the listings of the territory, in order of name."""
    page = listings(reading(), moderator(), "", start, day_of(now()))
    return render_template("desk/listings.html", page=page, problem="")


@blueprint.post("/fiches")
def find_listings() -> Page:
    """Show the listings whose name says the words of a search."""
    said = read(SEARCH, sent())
    page = listings(reading(), moderator(), said.get("q"), said.get("start", 0), day_of(now()))
    shown = render_template("desk/listings.html", page=page, problem=said.problem)
    return shown, 422 if said.problems else 200


@blueprint.get(ONE, endpoint="listing")
def one_listing(service_id: int) -> Page:
    """Show a listing: what it says, its history, and what may be done with it."""
    return _shown(service_id)


@blueprint.post(f"{ONE}/retablir")
def restore_listing(service_id: int) -> Page:
    """Make a listing say what it said before a change."""
    said = read(RESTORE, sent())
    if said.problems:
        return _shown(service_id, problem=said.problem), 422
    try:
        with writing() as session:
            moderated(session, moderator(), service_id)
            done = restore(session, moderator(), said.get("revision"), now())
    except EditError as error:
        return _shown(service_id, problem=str(error)), 409
    waits = " Ce qui compte le plus attend une seconde personne." if done.waiting else ""
    return _shown(service_id, done=f"Version rétablie.{waits}")


@blueprint.post(f"{ONE}/cacher")
def hide_listing(service_id: int) -> Page:
    """Hide the place of a listing at once, once it is confirmed that it is forgotten."""
    said = read(HIDE, sent())
    if said.problems:
        return _shown(service_id, problem=said.problem), 422
    if not said.get("confirmed"):
        return _shown(service_id, hiding=said.get("policy"))
    try:
        with writing() as session:
            hide(session, moderator(), service_id, said.get("policy"), now())
    except EditError as error:
        return _shown(service_id, problem=str(error)), 409
    return _shown(service_id, done="L’adresse est cachée et oubliée partout, dès maintenant.")


@blueprint.route(f"{ONE}/doublon", methods=["GET", "POST"])
def duplicate(service_id: int) -> Page:
    """Look for the other listing of the same place."""
    said = read(SEARCH, sent())
    page = listing(reading(), moderator(), service_id, day_of(now()))
    text = said.get("q") if request.method == "POST" else ""
    found = candidates(reading(), moderator(), service_id, text, day_of(now())) if text else ()
    shown = render_template("desk/duplicate.html", page=page, text=text, found=found, problem=said.problem)
    return shown, 422 if said.problems else 200


@blueprint.post(f"{ONE}/reunir")
def merge_listing(service_id: int) -> Page:
    """Merge a duplicate into a listing, once both were compared."""
    said = read(MERGE, sent())
    if said.problems:
        return _shown(service_id, problem=said.problem), 422
    if not said.get("confirmed"):
        return _compared(service_id, said)
    if refused := step_up():
        return refused
    try:
        with writing() as session:
            merge(session, moderator(), service_id, said.get("duplicate"), now())
    except EditError as error:
        return _shown(service_id, problem=str(error)), 409
    return _shown(
        service_id, done="Les deux fiches n’en font plus qu’une. L’historique permet de les séparer."
    )


def _compared(service_id: int, said: Read) -> Page:
    compared = preview(reading(), moderator(), service_id, said.get("duplicate"))
    return render_template("desk/compared.html", page=compared)


@blueprint.post(f"{ONE}/separer")
def unmerge_listing(service_id: int) -> Page:
    """Make two listings again of what was merged."""
    said = read(UNMERGE, sent())
    if said.problems:
        return _shown(service_id, problem=said.problem), 422
    try:
        with writing() as session:
            moderated(session, moderator(), service_id)
            again = unmerge(session, moderator(), said.get("revision"), now()).id
    except EditError as error:
        return _shown(service_id, problem=str(error)), 409
    return _shown(again, done="Les deux fiches sont de nouveau séparées. Voici celle qui revient.")


def _shown(service_id: int, *, problem: str = "", done: str = "", hiding: str = "") -> str:
    read_anew()
    page = listing(reading(), moderator(), service_id, day_of(now()))
    events = events_of(reading(), service_id)
    return render_template(
        "desk/listing.html", page=page, events=events, problem=problem, done=done, hiding=hiding
    )
