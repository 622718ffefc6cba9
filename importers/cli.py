"""Commands that fill the directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from directory.db import NotReadyError, migrate, open_session
from directory.gazetteer import GazetteerError, load_gazetteer
from directory.hours import HoursError
from directory.phones import PhoneError
from importers.fill import LoadError
from importers.load import Loaded, load, load_files, unload, welcome_back
from importers.sources import demonstration, national_lines
from importers.statements import Origin

LINES = Origin(national_lines.NAME, national_lines.TITLE, national_lines.LICENCE, is_demonstration=False)
DEMONSTRATION = Origin(demonstration.NAME, demonstration.TITLE, demonstration.LICENCE, is_demonstration=True)
REFUSALS = (
    NotReadyError,
    GazetteerError,
    demonstration.DemonstrationError,
    HoursError,
    PhoneError,
    LoadError,
)
"""What may be wrong with the database or with a source, each in a sentence that needs no traceback."""


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(init)
    app.cli.add_command(demo)


@click.command()
@click.option("--no-demonstration", is_flag=True, help="Ne charge pas la démonstration.")
@with_appcontext
def init(no_demonstration: bool) -> None:
    """Prépare la base : tables, communes, lignes nationales, démonstration. Peut se relancer sans risque."""
    if migrate(current_app.extensions["engine"]):
        click.echo("Base : tables à jour.")
    with _writing() as session:
        if load_gazetteer(session):
            click.echo("Communes : chargées.")
        now = _now()
        _report("Lignes nationales", load(session, LINES, national_lines.records(), now))
        if not no_demonstration:
            _load_demonstration(session, now)
    if current_app.extensions["indexer"].bring_up_to_date():
        click.echo("Recherche : à jour.")


def _load_demonstration(session: Session, now: datetime) -> None:
    files = demonstration.FOLDER.glob("*.yaml")
    loaded = load_files(session, DEMONSTRATION, files, demonstration.records, now)
    _report("Démonstration", loaded)


@click.group()
def demo() -> None:
    """La démonstration : cinq territoires aux contacts inventés."""


@demo.command("remove")
@with_appcontext
def remove_demonstration() -> None:
    """Retire toute la démonstration ; « flask init » ne la remet pas."""
    with _writing() as session:
        count = unload(session, demonstration.NAME)
    current_app.extensions["indexer"].bring_up_to_date()
    click.echo(f"Démonstration : {count} services retirés.")


@demo.command("load")
@with_appcontext
def bring_demonstration_back() -> None:
    """Remet la démonstration après « flask demo remove »."""
    with _writing() as session:
        welcome_back(session, demonstration.NAME)
        _load_demonstration(session, _now())
    current_app.extensions["indexer"].bring_up_to_date()


@contextmanager
def _writing() -> Iterator[Session]:
    """Give a session whose work is kept if all goes well; otherwise nothing is, and a sentence says why."""
    try:
        with open_session(current_app.extensions["sessions"]) as session:
            yield session
            session.commit()
    except REFUSALS as error:
        raise click.ClickException(str(error)) from error


def _now() -> datetime:
    """Give the time in UTC, without zone: that is how the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def _report(name: str, loaded: Loaded) -> None:
    if loaded.added or loaded.changed or loaded.removed:
        click.echo(
            f"{name} : {loaded.added} services ajoutés, {loaded.changed} modifiés, {loaded.removed} retirés."
        )
