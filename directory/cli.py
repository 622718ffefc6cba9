"""Commands on the directory."""

import click
from flask import Flask, current_app
from sqlalchemy.orm import Session

from directory.geo import resolve


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(place)


@click.command()
@click.argument("text")
def place(text: str) -> None:
    """Dit quelle commune TEXT désigne : un nom, un code postal, un code INSEE."""
    session: Session = current_app.extensions["readers"]()
    with session:
        found = resolve(session, text)
    click.echo(found.status)
    for candidate in found.candidates:
        click.echo(f"{candidate.code}  {candidate.label} ({candidate.department_name})")
