"""Imports as pages: the sources, a file sent, a run that is followed, applied, abandoned or undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from directory.views.reading import reading
from directory.views.signed_in import now
from importers.asked import remember_asked
from importers.background import Action, start
from importers.catalogue import SOURCES
from importers.corrections import as_csv, refused_rows
from importers.models import Run
from importers.own_lists import own_titles
from importers.pages import run_page, runs, sources
from importers.questions import topic_items
from importers.running import abandon, open_run
from importers.schemas import UploadForm, read_action, read_upload
from importers.statements import Given
from importers.views.blueprint import blueprint, own_tools

Page = str | tuple[str, int]

NO_FILE = "Choisissez au moins un fichier."
LONGEST_NAME = 120
STARTED: Mapping[str, Action] = {
    "prepare": "prepare",
    "take-the-rest": "take-the-rest",
    "apply": "apply",
    "undo": "undo",
}
"""What is asked of a run and takes time."""


@blueprint.get("")
def home() -> Page:
    """Show the sources, what waits for an answer, a form to send files, and the last runs."""
    return _home(UploadForm())


@blueprint.post("/envoi")
def upload() -> Page | BaseResponse:
    """Keep the files that were sent as a new run, and have it read: its page follows."""
    form = read_upload(request.form.to_dict(flat=False), SOURCES)
    sent = [each for each in request.files.getlist("files") if each.filename]
    problems = dict(form.errors) | ({} if sent else {"files": NO_FILE})
    if problems:
        return _home(replace(form, errors=problems)), 422
    run_id = _opened(form, sent)
    _do(run_id, "prepare")
    return redirect(url_for("imports.run", run_id=run_id), 303)


@blueprint.get("/<int(max=2147483647):run_id>")
def run(run_id: int) -> Page:
    """Show a run: how far it is, what it would do, what it did."""
    page = run_page(reading(), own_tools(), run_id, now())
    return render_template("importers/run.html", page=page) if page else abort(404)


@blueprint.post("/<int(max=2147483647):run_id>/action")
def act(run_id: int) -> Page | BaseResponse:
    """Apply a run, abandon it, take it up again or undo it; what it is not ready for is refused in words."""
    asked = read_action(request.form.to_dict(flat=False))
    page = run_page(reading(), own_tools(), run_id, now())
    if asked is None or page is None:
        abort(400 if page else 404)
    action, is_sure = asked
    problem = page.refusal(action, is_sure=is_sure)
    if problem:
        return render_template("importers/run.html", page=page, problem=problem), 409
    _do(run_id, action, is_sure=is_sure)
    return redirect(url_for("imports.run", run_id=run_id), 303)


@blueprint.get("/<int(max=2147483647):run_id>/refus.csv")
def refused(run_id: int) -> Response:
    """Give the refused rows of a run as a file to correct."""
    rows = refused_rows(reading(), run_id)
    if not rows:
        abort(404)
    answer = Response(as_csv(rows), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"refus-import-{run_id}.csv")
    return answer


def _do(run_id: int, action: str, *, is_sure: bool = False) -> None:
    """Do what is quick here, and leave the rest to another process, that the page of the run follows."""
    tools = own_tools()
    with tools.sessions() as session:
        if action == "abandon":
            abandon(session, tools, run_id)
        else:
            remember_asked(tools.folder_of(run_id), session.get_one(Run, run_id), now())
        session.commit()
    if action in STARTED:
        start(tools, run_id, STARTED[action], is_sure=is_sure)


def _home(form: UploadForm) -> str:
    return render_template(
        "importers/home.html",
        form=form,
        sources=sources(reading()),
        runs=runs(reading(), own_tools(), now()),
        topics=topic_items(reading()),
        titles=sorted(own_titles(reading()).values()),
    )


def _opened(form: UploadForm, sent: Sequence[FileStorage]) -> int:
    """Open a run of the files that were sent, and give its number."""
    tools = own_tools()
    tools.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=tools.folder) as aside, tools.sessions() as session:
        given = list(_saved(sent, Path(aside)))
        run = open_run(
            session, tools.folder, form.source, given, is_partial=form.is_partial, at=now(), title=form.title
        )
        session.commit()
        return run.id


def _saved(sent: Iterable[FileStorage], folder: Path) -> Iterable[Given]:
    """Put files into `folder` under names of ours: theirs are only shown."""
    for rank, each in enumerate(sent):
        path = folder / str(rank)
        each.save(path)
        yield Given((each.filename or "").replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:], path)
