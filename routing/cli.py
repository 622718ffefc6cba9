"""Commands on the rules: an answer for a situation written in a file, golden cases, the decision table."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from sqlalchemy.orm import Session

from directory.geo import Place, Resolution, Status, place, resolve
from directory.local_time import local, time_context, timezone_of
from routing.check import failures
from routing.engine import route
from routing.referral import Referral, refer
from routing.report import as_json, as_text, table_rows
from routing.rules import RuleBook
from routing.situation_files import SituationFileError, Written, read_cases, read_situation

PARIS = "75"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(routing)


@click.group()
def routing() -> None:
    """Les règles d’orientation."""


@routing.command()
@click.argument("file", type=FILE)
@click.option("--commune", metavar="CODE", help="Code INSEE de la commune, à la place de celle du fichier.")
@click.option("--at", metavar="ISO", help="Moment, à l’heure du lieu : 2026-11-27T22:00. Maintenant sinon.")
@click.option("--json", "is_json", is_flag=True, help="Répond en JSON.")
def suggest(file: Path, commune: str | None, at: str | None, is_json: bool) -> None:
    """Dit qui peut aider dans la situation écrite dans FILE."""
    try:
        written = read_situation(file)
        with _reading() as session:
            where = _place(session, {"insee": commune} if commune else written.place)
            referral = _refer(session, written, where, at)
            click.echo(
                json.dumps(as_json(referral), ensure_ascii=False, indent=2) if is_json else as_text(referral)
            )
    except SituationFileError as error:
        raise click.ClickException(str(error)) from error


@routing.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
def check(files: tuple[Path, ...]) -> None:
    """Vérifie que les règles répondent ce que les cas de FILES attendent."""
    passed = failed = 0
    for file in files:
        try:
            cases = read_cases(file)
        except SituationFileError as error:
            raise click.ClickException(str(error)) from error
        for case in cases:
            wrong = failures(case, _rules())
            passed, failed = passed + (not wrong), failed + bool(wrong)
            for sentence in wrong:
                click.echo(f"{file.name} {case.id} « {case.title} » : {sentence}")
    click.echo(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


@routing.command()
def table() -> None:
    """Écrit la table de décision, en Markdown, à relire sur papier."""
    for row in table_rows(_rules()):
        click.echo(row)


def _reading() -> Session:
    session: Session = current_app.extensions["readers"]()
    return session


def _rules() -> RuleBook:
    book: RuleBook = current_app.extensions["rules"]
    return book


def _place(session: Session, written: dict[str, str] | object) -> Place | None:
    """Find the commune written in the file; a doubtful name is said, never guessed."""
    named = dict(written) if isinstance(written, dict) else {}
    if "insee" in named:
        known = place(session, named["insee"].upper())
        if known is None:
            raise SituationFileError(f"Le code de commune « {named['insee']} » n’existe pas.")
        return known
    if "commune" not in named:
        return None
    found = resolve(session, f"{named['commune']} {named.get('department', '')}".strip())
    if found.status is not Status.FOUND:
        raise SituationFileError(_doubt(named["commune"], found))
    return found.candidates[0]


def _doubt(name: str, found: Resolution) -> str:
    choices = ", ".join(f"{known.label} : {known.code}" for known in found.candidates[:5])
    hint = f" Choisissez son code INSEE ({choices})." if choices else ""
    return f"La commune « {name} » n’est pas sûre.{hint}"


def _refer(session: Session, written: Written, where: Place | None, at: str | None) -> Referral:
    """Decide and refer at the moment asked for; the moment of the day follows it."""
    department = where.department if where else PARIS
    moment = _moment(at, department)
    situation = written.situation
    if at is not None or not situation.is_answered("time_context"):
        situation = situation.amended(time_context=time_context(moment, department))
    return refer(session, route(situation, _rules()), where, moment)


def _moment(at: str | None, department: str) -> datetime:
    if at is None:
        return local(datetime.now(UTC), department)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        sentence = f"« {at} » n’est pas un moment. Écrivez par exemple 2026-11-27T22:00."
        raise SituationFileError(sentence) from error
    return local(moment, department) if moment.tzinfo else moment.replace(tzinfo=timezone_of(department))
