"""What imports ask of a person, as pages: one question after another, each answered by one press."""

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.views.reading import reading
from directory.views.signed_in import now
from importers.deciding import DecisionError, decide, decide_kind
from importers.field_words import category_groups
from importers.questions import TOPICS, questions_page, topic_items
from importers.running import sweep
from importers.schemas import Answer, read_answer
from importers.survey import read_ground
from importers.views.blueprint import blueprint, own_tools

Page = str | tuple[str, int]


@blueprint.get("/a-decider")
def questions() -> Response:
    """Lead to the first kind of question that waits for an answer."""
    waiting = (item.topic.slug for item in topic_items(reading()) if item.count)
    return redirect(url_for("imports.topic", slug=next(waiting, next(iter(TOPICS)))), 303)


@blueprint.get("/a-decider/<slug>", defaults={"after": 0})
@blueprint.get("/a-decider/<slug>/<int(max=2147483647):after>")
def topic(slug: str, after: int) -> Page:
    """Show the questions of a kind, twenty at a time."""
    return _shown(slug, after)


@blueprint.post("/a-decider/<slug>", defaults={"after": 0})
@blueprint.post("/a-decider/<slug>/<int(max=2147483647):after>")
def answer(slug: str, after: int) -> Page | Response:
    """Do as a person answered, and show the next question."""
    said = read_answer(request.form.to_dict(flat=False))
    problem = said.problem or _decide(said)
    if problem:
        return _shown(slug, after, problem), 409
    return redirect(url_for("imports.topic", slug=slug, after=after or None, _anchor="suivant"), 303)


def _decide(said: Answer) -> str:
    """Keep an answer, and give what is in its way, if anything."""
    ground = read_ground(reading())
    with current_app.extensions["sessions"]() as session:
        try:
            if said.entry:
                decide(session, said.entry, said.answer, said.service, ground, now())
            else:
                decide_kind(session, said.source, said.code, said.answer, ground, now())
        except DecisionError as error:
            return str(error)
        session.commit()
    sweep(own_tools())
    return ""


def _shown(slug: str, after: int, problem: str = "") -> str:
    page = questions_page(reading(), slug, after)
    if page is None:
        abort(404)
    return render_template(
        "importers/questions.html", page=page, after=after, groups=category_groups(), problem=problem
    )
