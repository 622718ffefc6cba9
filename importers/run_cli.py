"""Commands that import open data, see what was imported, and undo it."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from directory.db import NotReadyError, open_session
from directory.wording import counted
from importers.catalogue import SOURCES
from importers.locking import BusyError
from importers.models import Run
from importers.progress import Progress
from importers.running import RunError, Tools, abandon, condition, get_run, open_run
from importers.statements import Given
from importers.steps import apply_run, prepare, take_the_rest, undo_run
from importers.telling import bar, report_lines, run_line
from importers.undoing import UndoError

REFUSALS = (NotReadyError, RunError, UndoError, BusyError)
FILE = click.Path(path_type=Path)
KEPT_BACK = ("stamp", "examples")
"""What a report holds for the pages alone."""


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(imports)


@click.group("import")
def imports() -> None:
    """Importe des données ouvertes : ce qu’elles changeraient, l’appliquer, l’annuler."""


@imports.command("sources")
def list_sources() -> None:
    """Nomme les sources, leur licence et la page d’où elles viennent."""
    for slug, module in SOURCES.items():
        click.echo(f"{slug:<16} {module.ORIGIN.title} ({module.ORIGIN.licence})")
        if module.ORIGIN.page:
            click.echo(f"{'':<16} {module.ORIGIN.page}")


@imports.command("run")
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, et n’écrit rien.")
@click.option("--partial", is_flag=True, help="Laisse de côté les lignes refusées, et ne retire rien.")
@click.option("--yes", is_flag=True, help="Second oui : applique au-delà de 10 % retirées ou 30 % modifiées.")
@click.option(
    "--name", default="", help="Nom de votre tableau (source « spreadsheet ») ; sinon, celui du fichier."
)
@click.option("--json", "is_json", is_flag=True, help="Répond en JSON.")
@with_appcontext
def run_source(
    source: str,
    files: tuple[Path, ...],
    dry_run: bool,
    partial: bool,
    yes: bool,
    name: str,
    is_json: bool,
) -> None:
    """Importe les FILES de SOURCE : lit, dit ce qui changerait, puis l’applique en une fois."""
    with _refusing():
        run = _prepared(source, _given(files), partial, name)
        if run.state == "failed":
            raise RunError(run.problem or "")
        if not is_json:
            click.echo("\n".join(report_lines(run.report or {})))
        problem = "" if dry_run else _apply(run, yes, is_json)
        if dry_run or problem:
            _abandon(run.id)
        if is_json:
            click.echo(_json(_read(run.id)))
        if problem:
            raise RunError(problem)
        if not dry_run and not is_json:
            click.echo(
                f"Import n° {run.id} appliqué. Pour l’annuler, pendant 30 jours : flask import undo {run.id}"
            )


def _given(files: tuple[Path, ...]) -> list[Given]:
    for path in files:
        if not path.is_file():
            raise RunError(f"« {path} » n’est pas un fichier qui se lit : vérifiez son nom.")
    return [Given(path.name, path) for path in files]


def _prepared(source: str, given: list[Given], is_partial: bool, title: str) -> Run:
    tools = _tools()
    with open_session(tools.sessions) as session:
        run = open_run(session, tools.folder, source, given, is_partial=is_partial, at=_now(), title=title)
        session.commit()
    prepare(tools, run.id)
    _end_of_bar()
    return _read(run.id)


def _apply(run: Run, is_sure: bool, is_json: bool) -> str:
    """Apply a run whose report was shown, asking again where it stops; give what was in the way, if any."""
    stops = (run.report or {}).get("stops", ())
    if stops and not is_sure and not is_json and sys.stdin.isatty():
        is_sure = click.confirm(" ".join(stops) + " Appliquer quand même ?")
    try:
        is_done = apply_run(_tools(), run.id, _now(), is_sure=is_sure)
    except RunError as error:
        return str(error)
    _end_of_bar()
    if not is_done:
        return _read(run.id).problem or ""
    current_app.extensions["indexer"].bring_up_to_date()
    return ""


def _json(run: Run) -> str:
    report = {key: value for key, value in (run.report or {}).items() if key not in KEPT_BACK}
    return json.dumps({"run": run.id, "state": run.state, **report}, ensure_ascii=False, indent=2)


@imports.command("runs")
@with_appcontext
def list_runs() -> None:
    """Liste les imports, du plus récent au plus ancien."""
    tools = _tools()
    with _refusing(), open_session(tools.readers) as session:
        for run in session.scalars(select(Run).order_by(Run.id.desc())):
            click.echo(run_line(run, condition(tools, run)))


@imports.command("undo")
@click.argument("run_id", type=int, metavar="RUN")
@with_appcontext
def undo_one(run_id: int) -> None:
    """Annule l’import RUN : l’annuaire redevient comme avant, sauf ce qui a changé depuis."""
    with _refusing():
        with open_session(_tools().readers) as session:
            get_run(session, run_id)
        undone = undo_run(_tools(), run_id, _now())
        current_app.extensions["indexer"].bring_up_to_date()
    click.echo(f"Import n° {run_id} annulé : {counted(undone.restored, 'fiche')} comme avant.")
    if undone.left:
        click.echo(f"Laissées, car modifiées depuis : {counted(undone.left, 'fiche')}.")


@imports.command("key")
def give_key() -> None:
    """Dit comment ouvrir les pages d’import : il faut maintenant un compte d’administrateur."""
    raise click.ClickException(
        "Les pages d’import s’ouvrent maintenant avec un compte. Pour inviter un administrateur : "
        "« flask accounts invite prenom.nom@exemple.fr --role administrator ». "
        "La commande affiche le lien, et l’envoie par courriel."
    )


@imports.command("work", hidden=True)
@click.argument("run_id", type=int)
@click.argument("action", type=click.Choice(["prepare", "take-the-rest", "apply", "undo"]))
@click.option("--yes", is_flag=True)
@with_appcontext
def work(run_id: int, action: str, yes: bool) -> None:
    """Do one step of a run for the pages of the administrator, in a process of its own."""
    tools = _tools()
    with _refusing():
        if action == "take-the-rest":
            with tools.sessions.begin() as session:
                take_the_rest(session, run_id)
        if action in ("prepare", "take-the-rest"):
            prepare(tools, run_id)
            return
        if action == "apply":
            apply_run(tools, run_id, _now(), is_sure=yes)
        else:
            undo_run(tools, run_id, _now())
        current_app.extensions["indexer"].bring_up_to_date()


def _tools() -> Tools:
    tools: Tools = current_app.extensions["imports"]
    return replace(tools, listener=_tell) if sys.stderr.isatty() else tools


def _tell(progress: Progress) -> None:
    click.echo(f"\r{bar(progress):<79}", nl=False, err=True)


def _end_of_bar() -> None:
    """Let what is said next begin a line."""
    if sys.stderr.isatty():
        click.echo(err=True)


def _read(run_id: int) -> Run:
    with _tools().readers() as session:
        return session.get_one(Run, run_id)


def _abandon(run_id: int) -> None:
    tools = _tools()
    with tools.sessions.begin() as session:
        abandon(session, tools, run_id)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in one sentence what cannot be done."""
    try:
        yield
    except REFUSALS as error:
        raise click.ClickException(str(error)) from error


def _now() -> datetime:
    """Give the time in UTC, without zone: that is how the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
