"""Home, the components page, what Relais is, and its health."""

from flask import Blueprint, Response, current_app, jsonify, render_template

from directory.db import ping

blueprint = Blueprint("web", __name__)


@blueprint.get("/")
def home() -> str:
    """Open on what to do, with the emergency numbers always there."""
    return render_template("web/home.html")


@blueprint.get("/composants")
def components() -> str:
    """Show every component of the visual language."""
    return render_template("web/components.html")


@blueprint.get("/a-propos")
def about() -> str:
    """Say what Relais is, where its information comes from, and what it keeps."""
    return render_template("web/about.html")


@blueprint.get("/sante")
def health() -> Response:
    """Say that the application answers and reaches its database."""
    ping(current_app.extensions["engine"])
    return jsonify({"status": "ok"})
