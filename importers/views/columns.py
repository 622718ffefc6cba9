"""The screen where a person corrects what the columns of her list were taken for."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.views.reading import reading
from directory.views.signed_in import now
from importers.asked import remember_asked
from importers.background import start
from importers.columns import Columns
from importers.columns_page import ColumnsPage, chosen, columns_page
from importers.models import Run
from importers.own_lists import keep_columns
from importers.views.blueprint import blueprint, own_tools

Page = str | tuple[str, int]


@blueprint.get("/<int(max=2147483647):run_id>/colonnes")
def columns(run_id: int) -> Page:
    """Show each column with some of what it holds, and what it was taken for."""
    return _shown(_page(run_id))


@blueprint.post("/<int(max=2147483647):run_id>/colonnes")
def choose_columns(run_id: int) -> Page | Response:
    """Keep the answers under the name of the list, and have its file read again."""
    page = _page(run_id)
    said, problem = chosen(page, request.form.to_dict(flat=False))
    if problem:
        return _shown(page.with_columns(said), problem), 422
    _keep(run_id, said)
    start(own_tools(), run_id, "prepare")
    return redirect(url_for("imports.run", run_id=run_id), 303)


def _page(run_id: int) -> ColumnsPage:
    return columns_page(reading(), own_tools(), run_id) or abort(404)


def _keep(run_id: int, said: Columns) -> None:
    tools = own_tools()
    with tools.sessions() as session:
        run = session.get_one(Run, run_id)
        keep_columns(session, run.source_slug, said, now())
        remember_asked(tools.folder_of(run_id), run, now())
        session.commit()


def _shown(page: ColumnsPage, problem: str = "") -> str:
    return render_template("importers/columns.html", page=page, problem=problem)
