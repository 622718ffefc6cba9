"""Commands on the rules: an answer for a situation written in a file, golden cases, the decision table."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from directory.db import NotReadyError, open_session
from directory.geo import place, resolve
from directory.local_time import KNOWN_YEARS, PARIS, existing, local, time_context, timezone_of
from directory.places import Place
from routing.check import failures
from routing.engine import route
from routing.referral import Referral, refer
from routing.report import as_json, as_text, table_rows
from routing.rules import RuleBook
from routing.situation_files import SituationFileError, Written, read_cases, read_situation

MOST_CHOICES = 5
FILE = click.Path(path_type=Path)
"""Whether it exists is said by whoever reads it, in French."""


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
@with_appcontext
def suggest(file: Path, commune: str | None, at: str | None, is_json: bool) -> None:
    """Dit qui peut aider dans la situation écrite dans FILE."""
    try:
        written = read_situation(file)
        with open_session(current_app.extensions["readers"]) as session:
            where = _coded(session, commune, "--commune") if commune is not None else _place(session, written)
            referral = _refer(session, written, where, at)
    except (SituationFileError, NotReadyError) as error:
        raise click.ClickException(str(error)) from error
    answer = json.dumps(as_json(referral), ensure_ascii=False, indent=2) if is_json else as_text(referral)
    click.echo(answer)


@routing.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@with_appcontext
def check(files: tuple[Path, ...]) -> None:
    """Vérifie que les règles répondent ce que les cas de FILES attendent."""
    results = [wrong for file in files for wrong in _checked(file)]
    for sentence in chain.from_iterable(results):
        click.echo(sentence)
    failed = sum(map(bool, results))
    click.echo(f"{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _checked(file: Path) -> list[list[str]]:
    """Give what is wrong with each case of `file`; one that cannot be read counts as a case that fails."""
    try:
        cases = read_cases(file)
    except SituationFileError as error:
        return [[str(error)]]
    return [
        [f"{case.file} {case.id} « {case.title} » : {sentence}" for sentence in failures(case, _rules())]
        for case in cases
    ]


@routing.command()
@with_appcontext
def table() -> None:
    """Écrit la table de décision, en Markdown, à relire sur papier."""
    for row in table_rows(_rules()):
        click.echo(row)


def _rules() -> RuleBook:
    book: RuleBook = current_app.extensions["rules"]
    return book


def _place(session: Session, written: Written) -> Place | None:
    """Find the commune written in the file; a doubtful name is said, never guessed."""
    name, code = written.place.get("commune"), written.place.get("insee")
    if code:
        known = _coded(session, code, _at_line(written, "insee"))
        if name and known.code not in {meant.code for meant in resolve(session, name).candidates}:
            raise click.ClickException(
                f"{_at_line(written, 'insee')} : le code « {code} » est celui de {known.label}, "
                f"pas de « {name} ». Gardez l’un ou l’autre."
            )
        return known
    if not name:
        return None
    found = resolve(session, f"{name} {written.place.get('department', '')}".strip())
    if not found.place:
        sentence = f"{_at_line(written, 'commune')} : la commune « {name} » n’est pas sûre."
        raise click.ClickException(sentence + _choices(found.candidates))
    return found.place


def _at_line(written: Written, fact: str) -> str:
    return f"{written.file}, ligne {written.lines[fact]}"


def _coded(session: Session, code: str, where: str) -> Place:
    """Find a commune by its INSEE code; anything else is refused, with the codes of what it may mean."""
    known = place(session, code.strip().upper())
    if known is None:
        sentence = f"{where} : « {code} » n’est pas le code INSEE d’une commune."
        raise click.ClickException(sentence + _choices(resolve(session, code).candidates))
    return known


def _choices(candidates: Sequence[Place]) -> str:
    named = ", ".join(f"{known.label} : {known.code}" for known in candidates[:MOST_CHOICES])
    return f" Choisissez son code INSEE ({named})." if named else ""


def _refer(session: Session, written: Written, where: Place | None, at: str | None) -> Referral:
    """Decide and refer at the moment asked for; the moment of the day follows it."""
    department = where.department if where else PARIS
    now = local(datetime.now(UTC), department)
    moment = now if at is None else _moment(at, department)
    situation = written.situation
    if at is not None or not situation.is_answered("time_context"):
        situation = situation.amended(time_context=time_context(moment, department))
    return refer(session, route(situation, _rules()), where, moment, now.date())


def _moment(at: str, department: str) -> datetime:
    """Read the moment asked for, on the clocks of the place."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        sentence = f"--at : « {at} » n’est pas un moment. Écrivez par exemple 2026-11-27T22:00."
        raise click.ClickException(sentence) from error
    if moment.year not in KNOWN_YEARS:
        raise click.ClickException(f"--at : l’année doit être entre {KNOWN_YEARS[0]} et {KNOWN_YEARS[-1]}.")
    zone = timezone_of(department)
    return local(moment, department) if moment.tzinfo else existing(moment.replace(tzinfo=zone))
