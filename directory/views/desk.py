"""The queue of the desk, under /moderation: what waits, and one press to answer it."""

from collections.abc import Sequence

from flask import Blueprint, abort, current_app, render_template, request
from werkzeug.wrappers import Response

from directory.actors import Actor
from directory.desk.bounced import Bounced
from directory.desk.calls import Calls
from directory.desk.items import KINDS, DeskSource
from directory.desk.queue import Asked, Outcome, answer, answer_together, chosen, queue
from directory.desk.reports import Reports
from directory.desk.requests import Requests, is_dangerous
from directory.desk.schemas import ANSWER, FIND, TOGETHER, Read, read
from directory.desk.territory import names_of
from directory.editing.errors import EditError
from directory.views.reading import reading
from directory.views.signed_in import actor, now, step_up, writing

blueprint = Blueprint("desk", __name__, url_prefix="/moderation")

ALL = "tout"
Page = str | Response | tuple[str, int]


def moderator() -> Actor:
    """Give who moderates in this request."""
    return actor("desk")


def sent() -> dict[str, list[str]]:
    """Give the form of this request: each field with its values."""
    return request.form.to_dict(flat=False)


def sources() -> Sequence[DeskSource]:
    """Give everything that offers things that wait for the desk."""
    public_url = current_app.config["PUBLIC_URL"]
    return (Requests(), Reports(public_url), Calls(), Bounced(), *current_app.extensions["desk_sources"])


def read_anew() -> None:
    """Let the page read what was just written, and not what there was when the request began."""
    reading().rollback()


@blueprint.get("", defaults={"kind": ALL, "start": 0})
@blueprint.get("/file/<kind>", defaults={"start": 0})
@blueprint.get("/file/<kind>/<int(max=2147483647):start>")
def home(kind: str, start: int) -> Page:
    """Show what waits, the oldest first."""
    if kind not in (ALL, *KINDS):
        abort(404)
    return _shown(Asked("" if kind == ALL else kind, start=start))


@blueprint.post("")
def find() -> Page:
    """Show what waits that says the words of a search."""
    said = read(FIND, sent())
    return _shown(said.asked, problem=said.problem), 422 if said.problems else 200


@blueprint.post("/reponse")
def give() -> Page:
    """Answer one item, and show what waits next."""
    said = read(ANSWER, sent())
    if said.problems:
        return _shown(said.asked, problem=said.problem), 422
    if is_dangerous(reading(), said.get("item"), said.get("word")) and (refused := step_up()):
        return refused
    try:
        done = _given(said)
    except EditError as error:
        return _shown(said.asked, problem=str(error), kept=said), 409
    return _shown(said.asked, done=done)


def _given(said: Read) -> str:
    with writing() as session:
        done = answer(
            session, moderator(), sources(), said.get("item"), said.get("word"), said.get("sentence"), now()
        )
    for source in sources():
        source.settle()
    return done


@blueprint.post("/ensemble")
def together() -> Page:
    """Answer several items alike, once it is confirmed how many."""
    said = read(TOGETHER, sent())
    if said.problems:
        return _shown(said.asked, problem=said.problem), 422
    items = chosen(reading(), moderator(), sources(), now(), said.get("items"))
    if not items:
        return _shown(said.asked, problem="Tout ce que vous aviez coché vient d’être traité."), 409
    if not said.get("confirmed"):
        return render_template("desk/together.html", items=items, said=said)
    if refused := step_up():
        return refused
    with writing() as session:
        outcomes = answer_together(
            session, moderator(), sources(), items, said.get("word") == "accept", said.get("sentence"), now()
        )
    return _shown(said.asked, outcomes=outcomes)


def _shown(
    asked: Asked,
    *,
    problem: str = "",
    done: str = "",
    kept: Read | None = None,
    outcomes: Sequence[Outcome] = (),
) -> str:
    read_anew()
    page = queue(reading(), moderator(), sources(), now(), asked)
    return render_template(
        "desk/home.html",
        page=page,
        problem=problem,
        done=done,
        kept=kept,
        outcomes=outcomes,
        places=names_of(reading(), moderator()),
    )
