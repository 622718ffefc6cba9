"""Who may open what: every route is in `ACCESS`, on this page, or the application does not start."""

from typing import Literal

from flask import Flask, abort, request

from directory.views.visit import WITHIN, visit

Permission = Literal["public", "administrator"]
"""*public* asks for nothing and sets no cookie; *administrator* asks for a visit (`directory/passes.py`)."""

ACCESS: dict[str, Permission] = {
    "static": "public",
    "web.home": "public",
    "web.components": "public",
    "web.about": "public",
    "web.health": "public",
    "directory.communes": "public",
    "directory.competent": "public",
    "directory.hours": "public",
    "directory.lines": "public",
    "directory.search": "public",
    "directory.search_map": "public",
    "directory.service": "public",
    "directory.report": "public",
    "directory.units": "public",
    "directory.unit": "public",
    "map.departments": "public",
    "map.communes": "public",
    "map.service": "public",
    "leaflet.file": "public",
    "routing.situation": "public",
    "routing.orientation": "public",
    "routing.why": "public",
    "routing.card": "public",
    "routing.rules": "public",
    "imports.entrance": "public",
    "imports.come_in": "public",
    "imports.go_out": "administrator",
    "imports.home": "administrator",
    "imports.upload": "administrator",
    "imports.run": "administrator",
    "imports.act": "administrator",
    "imports.refused": "administrator",
    "imports.columns": "administrator",
    "imports.choose_columns": "administrator",
    "imports.questions": "administrator",
    "imports.topic": "administrator",
    "imports.answer": "administrator",
}
"""Endpoint -> permission. What is not here is refused."""


class AccessError(RuntimeError):
    """A route that nobody has given a permission."""


def register(app: Flask) -> None:
    """Refuse every request whose endpoint is not in `ACCESS`, or that has not the visit it asks for."""
    app.before_request(_refuse_by_default)


def is_for_administrator() -> bool:
    """Say whether this request asks for a page of the administrator, or for a way there that is none."""
    if request.endpoint is None:
        return f"{request.path}/".startswith(f"{WITHIN}/")
    return ACCESS.get(request.endpoint) == "administrator"


def _refuse_by_default() -> None:
    """Answer « not found », whatever the method: what nobody may open is not told to exist."""
    is_unknown = request.endpoint is not None and request.endpoint not in ACCESS
    if is_unknown or (is_for_administrator() and visit() is None):
        abort(404)


def check_every_route(app: Flask) -> None:
    """Stop the start-up when a route has no permission, or a permission no route.

    Raises:
        AccessError: with the endpoints concerned.
    """
    without = {rule.endpoint for rule in app.url_map.iter_rules()} ^ ACCESS.keys()
    if without:
        raise AccessError(
            f"web/access.py : {', '.join(sorted(without))} n’a pas de droit dans ACCESS, ou plus de page."
        )
