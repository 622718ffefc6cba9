"""Commands on the directory: what a text names, who is competent somewhere, what is reported wrong."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from directory import geo
from directory.competent import CompetentService, competent_services
from directory.db import NotReadyError, open_session
from directory.local_time import local
from directory.models import REPORTED, Report
from directory.places import Place
from directory.reporting import standing_reports, withdraw
from directory.telling import reported
from directory.vocabulary import vocabulary


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(directory)


@click.group()
def directory() -> None:
    """L’annuaire : communes et services."""


@directory.command()
@click.argument("text")
@with_appcontext
def place(text: str) -> None:
    """Dit quelle commune TEXT désigne : un nom, un code postal, un code INSEE."""
    with reading_database() as session:
        found = geo.resolve(session, text)
    click.echo(found.status)
    for candidate in found.candidates:
        click.echo(f"{candidate.code}  {candidate.label} ({candidate.department_name})")


@directory.command()
@click.option("--commune", metavar="CODE", required=True, help="Code INSEE de la commune.")
@click.option("--category", metavar="SLUG", help="Une seule catégorie, par exemple pmi.")
@click.option("--json", "is_json", is_flag=True, help="Répond en JSON.")
@with_appcontext
def competent(commune: str, category: str | None, is_json: bool) -> None:
    """Dit qui est compétent pour une commune, à cette heure."""
    check_word(category, vocabulary().categories, "La catégorie")
    with reading_database() as session:
        where = place_coded(session, commune)
        groups = competent_services(session, where, local(datetime.now(UTC), where.department), category)
    found = [service for group in groups for part in group.categories for service in part.services]
    if is_json:
        print_json([_plain(service) for service in found])
    else:
        click.echo("\n".join(map(_line, found)))


@directory.command()
@click.option("--withdraw", "service_id", metavar="ID", type=int, help="Retire un signalement de ce service.")
@click.option("--about", metavar="MOT", help=f"Ce qui était signalé : {', '.join(REPORTED)}.")
@with_appcontext
def reports(service_id: int | None, about: str | None) -> None:
    """Liste les signalements qui tiennent, ou en retire un."""
    if (service_id is None) != (about is None):
        raise click.ClickException("Pour retirer un signalement, donnez --withdraw ID et --about MOT.")
    if service_id is None or about is None:
        with reading_database() as session:
            lines = list(map(_report_line, standing_reports(session)))
        click.echo("\n".join(lines) or "Aucun signalement.")
        return
    check_word(about, REPORTED, "Le mot")
    with _opened("sessions") as session:
        if not withdraw(session, service_id, about):
            raise click.ClickException(f"Rien de tel n’est signalé pour le service {service_id}.")
        session.commit()
    click.echo("Signalement retiré.")


def _report_line(held: Report) -> str:
    return f"{held.service_id}  {held.about}  {held.service.name}. {reported(held.about, held.reported_on)}"


@contextmanager
def _opened(maker: str) -> Iterator[Session]:
    """Give a session of the application's `maker`; a database that is not ready becomes a sentence."""
    try:
        with open_session(current_app.extensions[maker]) as session:
            yield session
    except NotReadyError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def reading_database() -> Iterator[Session]:
    """Give a session that reads; a database that is not ready becomes a sentence."""
    with _opened("readers") as session:
        yield session


def place_coded(session: Session, code: str) -> Place:
    """Give the commune of an INSEE code, or stop with a sentence."""
    where = geo.place(session, code.upper())
    if where is None:
        raise click.ClickException(f"Le code de commune « {code} » n’existe pas.")
    return where


def check_word(word: str | None, known: Collection[str], kind: str) -> None:
    """Stop with a sentence on a word that is in no closed list."""
    if word is not None and word not in known:
        raise click.ClickException(f"{kind} « {word} » n’existe pas.")


def print_json(value: Any) -> None:
    """Print plain values as JSON that a person can read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _line(service: CompetentService) -> str:
    card = service.shown.card
    return f"{card.category_label} : {card.name}, {card.reached_by}, {service.shown.state}"


def _plain(service: CompetentService) -> dict[str, Any]:
    """Give a service as plain values: distance in km, null where nobody knows."""
    card = service.shown.card
    return {
        "id": card.id,
        "name": card.name,
        "organization": card.organization,
        "category": card.category,
        "commune": card.commune or None,
        "phone": card.phones[0].shown if card.phones else None,
        "distance_km": None if service.distance_km is None else round(service.distance_km, 1),
        "competent": service.tie != "other-sector",
        "open": service.shown.opening.is_open,
        "verified": card.verified_on.isoformat() if card.verified_on else None,
        "demonstration": card.is_demonstration,
    }
