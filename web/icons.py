"""Icons, drawn in the page itself: no request, no font."""

from functools import cache

from flask import Flask
from lucide.jinja import lucide


def register(app: Flask) -> None:
    """Make `lucide(name)` available to every template: a page draws the same few icons over and over."""
    app.jinja_env.globals["lucide"] = cache(lucide)
