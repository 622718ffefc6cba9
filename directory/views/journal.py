"""The journal of a territory: who did what, when, and from where."""

from flask import abort, render_template

from directory.desk.journal import TOPICS, journal
from directory.desk.schemas import SEARCH, read
from directory.views.desk import ALL, Page, blueprint, moderator, sent
from directory.views.reading import reading


@blueprint.get("/journal", endpoint="journal", defaults={"topic": ALL, "before": 0})
@blueprint.get("/journal/<topic>", endpoint="journal", defaults={"before": 0})
@blueprint.get("/journal/<topic>/<int(max=2147483647):before>", endpoint="journal")
def what_happened(topic: str, before: int) -> Page:
    """Show what happened, the latest first, fifty at a time."""
    if topic not in (ALL, *TOPICS):
        abort(404)
    page = journal(reading(), moderator(), topic="" if topic == ALL else topic, before=before)
    return render_template("desk/journal.html", page=page, topics=TOPICS.values(), problem="")


@blueprint.post("/journal")
def find_events() -> Page:
    """Show what somebody did, by a part of the name."""
    said = read(SEARCH, sent())
    page = journal(reading(), moderator(), author=said.get("q"))
    shown = render_template("desk/journal.html", page=page, topics=TOPICS.values(), problem=said.problem)
    return shown, 422 if said.problems else 200
