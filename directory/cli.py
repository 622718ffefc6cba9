"""Commands on the directory."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from directory.db import NotReadyError, reading
from directory.geo import resolve


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(place)


@click.command()
@click.argument("text")
@with_appcontext
def place(text: str) -> None:
    """Dit quelle commune TEXT désigne : un nom, un code postal, un code INSEE."""
    try:
        with reading(current_app.extensions["readers"]) as session:
            found = resolve(session, text)
    except NotReadyError as error:
        raise click.ClickException(str(error)) from error
    click.echo(found.status)
    for candidate in found.candidates:
        click.echo(f"{candidate.code}  {candidate.label} ({candidate.department_name})")
