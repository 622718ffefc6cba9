"""The words of days and hours, for every template."""

from flask import Flask

from directory import wording


def register(app: Flask) -> None:
    """Make these words available to every template."""
    app.jinja_env.filters.update(
        day=wording.day, full_day=wording.full_day, hour=wording.hour, slot=wording.slot_words
    )
