"""Commands on freshness: what is due, and what is done each day."""

from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from directory.accounts.holding import read_territory
from directory.accounts.people import AccountError
from directory.cli import reading_database
from directory.db import NOT_READY, UNAVAILABLE
from directory.freshness.daily import Done, run
from directory.freshness.due import DueItem, due, is_anyone_followed
from directory.local_time import PARIS, local
from directory.wording import counted, full_day

NOTHING_DUE = "Aucune fiche à vérifier."
NOBODY = (
    "Aucune structure n’a encore de contact : personne à rappeler. Invitez un partenaire : "
    "« flask accounts invite MAIL --role partner --organization NUMÉRO »."
)


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(freshness)


@click.group()
def freshness() -> None:
    """La fraîcheur : ce qui est à vérifier, et ce qui se fait chaque jour."""


@freshness.command("due")
@click.option("--territory", metavar="CODE", help="Un département (48) ou une intercommunalité (SIREN).")
@with_appcontext
def list_due(territory: str | None) -> None:
    """Liste les fiches à vérifier, la plus en retard d’abord."""
    today = local(datetime.now(UTC), PARIS).date()
    with reading_database() as session:
        items = due(session, today, _territory(session, territory) if territory is not None else None)
        nothing = NOTHING_DUE if items or is_anyone_followed(session) else NOBODY
    click.echo("\n".join(map(_line, items)) or nothing)


@freshness.command("run")
@with_appcontext
def run_daily() -> None:
    """Fait ce qui est dû aujourd’hui. Peut se relancer sans risque."""
    extensions, now = current_app.extensions, datetime.now(UTC).replace(tzinfo=None)
    try:
        done = run(extensions["sessions"], extensions["mailer"], current_app.config["PUBLIC_URL"], now)
    except UNAVAILABLE as error:
        raise click.ClickException(NOT_READY) from error
    click.echo(_said(done))


def _territory(session: Session, code: str) -> tuple[str, str]:
    """Give the département or EPCI of a code, or stop with a sentence."""
    try:
        found = read_territory(session, code)
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    if found[0] == "unit":
        raise click.ClickException(
            f"« {code} » est une unité : donnez un département (48) ou une intercommunalité (244800405)."
        )
    return found


def _line(item: DueItem) -> str:
    state = counted(item.reminders, "rappel") if item.is_reached else "courriel refusé, à appeler"
    return f"{item.service_id}  depuis le {full_day(item.due_on)}  {item.name} ({item.organization}), {state}"


def _said(done: Done) -> str:
    written = f"Campagne : {counted(done.asked, 'courriel')}. Rappels : {counted(done.reminded, 'courriel')}."
    mail = done.mail
    left = f"Courriels partis : {mail.sent}, remis à plus tard : {mail.postponed}, refusés : {mail.refused}."
    return "\n".join((f"Oublié : {counted(done.forgotten, 'ligne')}.", written, left))
