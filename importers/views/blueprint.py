"""Where the pages of imports are, and what they work with."""

from flask import Blueprint, current_app

from importers.running import Tools

blueprint = Blueprint("imports", __name__, url_prefix="/imports")


def own_tools() -> Tools:
    """Give what runs work with."""
    given: Tools = current_app.extensions["imports"]
    return given
