"""The entrance to the pages of the administrator: a link shows a button, the button opens a visit."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.passes import VISIT_LASTS, enter, leave, opens
from directory.views.reading import reading
from directory.views.visit import COOKIE, WITHIN, now, visit
from importers.running import Tools

blueprint = Blueprint("imports", __name__, url_prefix=WITHIN)


@blueprint.get("/entree/<key>")
def entrance(key: str) -> tuple[str, int]:
    """Show the button that enters. Opening the link changes nothing: readers of mail open links too."""
    is_live = opens(reading(), key, now())
    return render_template("importers/entrance.html", is_live=is_live), 200 if is_live else 404


@blueprint.post("/entree/<key>")
def come_in(key: str) -> Response | tuple[str, int]:
    """Exchange the link for a visit, in a cookie that only these pages are sent."""
    with current_app.extensions["sessions"]() as session:
        secret = enter(session, key, now())
        session.commit()
    if secret is None:
        return render_template("importers/entrance.html", is_live=False), 404
    answer = redirect(url_for("imports.home"), 303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=VISIT_LASTS,
        path=WITHIN,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )
    return answer


@blueprint.post("/sortie")
def go_out() -> Response:
    """End the visit here and in the database: a copied cookie opens nothing any more."""
    with current_app.extensions["sessions"]() as session:
        leave(session, visit() or "")
        session.commit()
    answer = redirect(url_for("web.home"), 303)
    answer.delete_cookie(COOKIE, path=WITHIN)
    return answer


def own_tools() -> Tools:
    """Give what runs work with."""
    given: Tools = current_app.extensions["imports"]
    return given
