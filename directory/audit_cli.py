"""`flask audit verify`: says whether what was written down has been altered."""

import click
from flask import Flask
from flask.cli import with_appcontext

from directory.audit import Chain, holds, verify
from directory.cli import reading_database
from directory.wording import counted


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(audit)


@click.group()
def audit() -> None:
    """Le journal de ce qui s’est passé : qui, quoi, quand."""


@audit.command("verify")
@click.option("--since", default="", metavar="EMPREINTE", help="Une empreinte notée plus tôt, ailleurs.")
@with_appcontext
def verify_chain(since: str) -> None:
    """Relit tout le journal et dit où il a été altéré, s’il l’a été.

    Affiche le nombre d’événements et l’empreinte du dernier. Notez cette empreinte ailleurs que sur ce
    serveur, par exemple chaque semaine sur papier ou dans un courriel : qui tient la base peut réécrire
    le journal entier, ou en couper la fin, sans que rien ne le montre ici. Donnée ensuite à --since,
    l’empreinte notée doit se retrouver ; sinon le journal n’est plus celui que vous aviez vu.

    Se termine par le code 1 quand quelque chose ne va pas, en nommant le premier événement en cause.
    """
    with reading_database() as session:
        chain = verify(session)
        is_kept = not since or holds(session, since.strip().lower())
    click.echo(f"{counted(chain.count, 'événement')}, dernière empreinte : {chain.head}")
    if problem := _problem(chain, is_kept=is_kept):
        raise click.ClickException(problem)
    click.echo("Le journal est entier.")


def _problem(chain: Chain, *, is_kept: bool) -> str:
    if chain.broken_at is not None:
        return f"Le journal a été altéré : l’événement {chain.broken_at} ne tient pas à celui qui le précède."
    if not is_kept:
        return "Cette empreinte n’est pas dans le journal : il a été coupé ou réécrit depuis."
    return ""
