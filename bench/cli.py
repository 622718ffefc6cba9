"""Commands for measurements."""

import time
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from bench.generate import LARGEST, GenerationError, generate
from directory.db import NotReadyError, open_session


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(bench)


@click.group()
def bench() -> None:
    """Les mesures."""


@bench.command("generate")
@click.argument("size", type=click.IntRange(1, LARGEST), metavar="N")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Le même nombre refait le même annuaire."
)
@with_appcontext
def generate_directory(size: int, seed: int) -> None:
    """Écrit un annuaire inventé de N services, pour mesurer ; jamais parmi de vrais services."""
    began = time.perf_counter()
    # Midnight: what is written on the same day is the same.
    at = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    try:
        with open_session(current_app.extensions["sessions"]) as session:
            for _ in generate(session, size, at, seed):
                session.commit()
    except (NotReadyError, GenerationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{size} services inventés en {time.perf_counter() - began:.0f} s.")
    click.echo("Pour les chercher : « flask directory reindex ».")
