"""Hours written in plain words and seen as they will be read; nothing of them is kept."""

from datetime import UTC, datetime

from flask import Flask, render_template, request

from directory.hours_page import TERRITORIES, HoursPage, hours_page, known_territory
from directory.local_time import local


def register(app: Flask) -> None:
    """Add the page to those of the directory."""
    app.add_url_rule("/horaires", "directory.hours", hours, methods=["GET", "POST"])


def hours() -> tuple[str, int]:
    """Show the hours that were typed as everybody will see them, or what to write instead."""
    page, status = HoursPage(), 200
    if request.method == "POST":
        department = known_territory(request.form.get("territory", ""))
        page = hours_page(request.form.get("hours", ""), department, local(datetime.now(UTC), department))
        status = 422 if page.problems else 200
    return render_template("directory/hours.html", page=page, territories=TERRITORIES), status
