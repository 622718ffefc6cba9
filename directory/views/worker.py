"""Reaching the social worker of a unit or of a commune. Relais keeps nothing of it, and sends nothing."""

from datetime import UTC, datetime

from flask import Flask, abort, render_template, request

from directory.geo import Resolution, located
from directory.local_time import local
from directory.pages import unit_page
from directory.views.reading import reading
from directory.worker_page import WorkerLine, workers_of

Page = str | tuple[str, int]

NO_CONSENT = "Demandez d’abord à la personne : sans son accord, personne n’est saisi."


def register(app: Flask) -> None:
    """Add these pages to those of the directory."""
    app.add_url_rule("/saisir", "directory.worker", worker, methods=["GET", "POST"])
    rule = "/unites/<int(max=2147483647):unit_id>/saisir"
    app.add_url_rule(rule, "directory.ask_worker", ask_worker, methods=["POST"])


def worker() -> Page:
    """Ask for a commune, and give the social workers who serve it. The commune travels by POST."""
    typed = request.form.get("place", "")
    found = located(reading(), request.form.get("commune", ""), typed) if typed else None
    workers = _workers(found)
    return render_template("partner/worker.html", typed=typed, found=found, workers=workers)


def _workers(found: Resolution | None) -> tuple[WorkerLine, ...]:
    if found is None or found.place is None:
        return ()
    return workers_of(reading(), found.place, local(datetime.now(UTC), found.place.department))


def ask_worker(unit_id: int) -> Page:
    """Show how to reach the social worker of a unit, once the person agrees."""
    page = unit_page(reading(), unit_id, datetime.now(UTC))
    if page is None:
        abort(404)
    has_consent = request.form.get("consent") == "yes"
    problem = "" if has_consent else NO_CONSENT
    shown = render_template("partner/ask_worker.html", page=page, problem=problem)
    return shown, 200 if has_consent else 422
