"""Commands on the search: asking it, keeping it true to the database, comparing both."""

import os
import time
from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from directory.cli import check_word, directory, place_coded, print_json, reading_database
from directory.db import NOT_READY, UNAVAILABLE
from directory.local_time import KNOWN_YEARS, PARIS, local
from directory.search.asking import FURTHEST, Filters, Search
from directory.search.indexer import Indexer
from directory.search.query import find_services
from directory.search.results import SERVES, Result, Results
from directory.search.verifying import differences
from directory.vocabulary import vocabulary
from directory.wording import counted

TURN = 0.2
"""Seconds between two looks at the outbox."""

REST = 5.0
"""Seconds left to a database that does not answer."""

MOMENTS = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"])


def register(_: Flask) -> None:
    """Add the commands to the group of the directory."""
    for command in (search, reindex, verify_index, follow):
        directory.add_command(command)


@click.command()
@click.argument("text", default="")
@click.option("--commune", metavar="CODE", help="Code INSEE de la commune.")
@click.option("--radius", type=click.FloatRange(0.1, 500), metavar="KM", help="Rayon autour de la commune.")
@click.option("--category", metavar="SLUG", help="Une catégorie, par exemple pmi.")
@click.option("--need", metavar="SLUG", help="Un besoin, par exemple safe-place-tonight.")
@click.option("--open-at", type=MOMENTS, metavar="ISO", help="Ouvert à ce moment : 2026-11-24T22:30.")
@click.option("--limit", type=click.IntRange(1, FURTHEST), default=20, show_default=True)
@click.option("--json", "is_json", is_flag=True, help="Répond en JSON.")
@with_appcontext
def search(
    text: str,
    commune: str | None,
    radius: float | None,
    category: str | None,
    need: str | None,
    open_at: datetime | None,
    limit: int,
    is_json: bool,
) -> None:
    """Cherche TEXT dans l’annuaire : un mot, un sigle, une phrase."""
    check_word(category, vocabulary().categories, "La catégorie")
    check_word(need, vocabulary().needs, "Le besoin")
    if radius is not None and commune is None:
        raise click.ClickException("Un rayon se compte autour d’une commune : ajoutez --commune CODE.")
    filters = Filters(
        categories=frozenset([category] if category else []),
        needs=frozenset([need] if need else []),
        is_open=open_at is not None,
    )
    with reading_database() as session:
        where = place_coded(session, commune) if commune else None
        now = local(datetime.now(UTC), where.department if where else PARIS)
        asked = Search(
            _moment(open_at, now),
            text=text,
            place=where,
            radius_km=radius,
            filters=filters,
            limit=limit,
            today=now.date(),
        )
        found = find_services(session, current_app.extensions["searcher"], asked)
    if is_json:
        print_json([_plain(result) for result in found.results])
    else:
        _tell(found)


def _moment(typed: datetime | None, now: datetime) -> datetime:
    """Give the moment typed, on the clocks of `now`, which it is where none was."""
    if typed is not None and typed.year not in KNOWN_YEARS:
        raise click.ClickException("L’année va de 2000 à 2099.")
    return now if typed is None else typed.replace(tzinfo=now.tzinfo)


def _plain(result: Result) -> dict[str, Any]:
    """Give a result as plain values: distance in km, null where nobody knows."""
    card = result.shown.card
    return {
        "id": card.id,
        "name": card.name,
        "organization": card.organization,
        "category": card.category,
        "commune": {"code": card.commune_code, "name": card.commune} if card.commune else None,
        "distance_km": None if result.distance_km is None else round(result.distance_km, 1),
        "competent": result.tie in SERVES if result.tie else None,
        "open": result.shown.opening.is_open,
        "score": round(result.score, 4),
        "matched": list(result.matched),
    }


def _tell(found: Results) -> None:
    click.echo(counted(found.total, "service"))
    for result in found.results:
        card = result.shown.card
        where = ", ".join(part for part in (result.why_here, result.distance, result.shown.state) if part)
        click.echo(f"{card.category_label} : {card.name}, {card.reached_by}, {where}")
    for word in found.understood.instead:
        click.echo(f"Essayez : {word}")


@click.command()
@with_appcontext
def reindex() -> None:
    """Relit tous les services, et refait l’instantané de la recherche."""
    try:
        is_done = _indexer().rebuild()
    except UNAVAILABLE as error:
        raise click.ClickException(NOT_READY) from error
    click.echo("Recherche : tout est relu." if is_done else "Recherche : tout va être relu.")


@click.command("verify-index")
@with_appcontext
def verify_index() -> None:
    """Compare la recherche à la base, service par service ; échoue si elles diffèrent."""
    with reading_database() as session:
        found = differences(session, _indexer().folder)
    for difference in found:
        click.echo(difference)
    if found:
        raise click.ClickException("La recherche et la base diffèrent : « flask directory reindex ».")
    click.echo("Recherche : la même que la base.")


@click.command()
@with_appcontext
def follow() -> None:
    """Tient la recherche à jour tant que le processus qui l’a lancé est là."""
    parent, indexer = os.getppid(), _indexer()
    indexer.distrust()
    while os.getppid() == parent:
        try:
            indexer.bring_up_to_date()
            indexer.read_ahead()
            time.sleep(TURN)
        except UNAVAILABLE as error:
            click.echo(f"Recherche : la base ne répond pas ({type(error).__name__}).", err=True)
            time.sleep(REST)
        except OSError as error:  # A full disk: what is on it still answers, and there may be room later.
            click.echo(f"Recherche : l’instantané ne s’écrit pas ({error.strerror}).", err=True)
            time.sleep(REST)
    click.echo("Recherche : plus rien ne la tient à jour, le processus qui l’a lancée est arrêté.", err=True)


def _indexer() -> Indexer:
    indexer: Indexer = current_app.extensions["indexer"]
    return indexer
