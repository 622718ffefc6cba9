"""Icons, drawn in the page itself: no request, no font."""

from flask import Flask
from lucide.jinja import lucide


def register(app: Flask) -> None:
    """Make `lucide(name)` available to every template."""
    app.jinja_env.globals["lucide"] = lucide
