"""Icons, drawn in the page itself: no request, no font."""

from functools import cache

from flask import Flask
from lucide.jinja import lucide


def register(app: Flask) -> None:
    """Make `lucide(name)` available to every template.

    A page of results draws sixty icons of a dozen kinds: each is drawn once for the whole process.
    """
    app.jinja_env.globals["lucide"] = cache(lucide)
