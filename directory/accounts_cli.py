"""Commands about accounts: invite, list, disable, reset. The first administrator comes in through them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.accounts import inviting, people, resetting
from directory.accounts.holding import place_named
from directory.accounts.people import ROLE_NAMES, AccountError
from directory.accounts.written_place import written_place
from directory.actors import COMMAND
from directory.audit import tell
from directory.db import NotReadyError, open_session
from directory.mail.composing import AddressError, checked
from directory.mail.sending import send_waiting
from directory.models import ROLES, Account, Passkey, RecoveryCode

COLUMNS = ("Courriel", "Nom", "Rôle", "Où")

accounts = AppGroup("accounts", help="Les comptes : inviter, lister, désactiver, réinitialiser.")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(accounts)


@accounts.command("invite")
@click.argument("mail")
@click.option("--role", required=True, help=f"Le rôle : {', '.join(ROLES)}.")
@click.option(
    "--territory",
    help="Où il vaut : 48, 244800405, le numéro d’une unité, ou everywhere (« toute la France »). "
    "Un partenaire n’en a pas ; un administrateur qui n’en a pas répond de toute la France.",
)
@click.option("--organization", type=int, help="Le numéro de l’organisation d’un partenaire.")
@click.option("--manager", is_flag=True, help="Le partenaire invite aussi ses collègues.")
@with_appcontext
def invite(mail: str, role: str, territory: str | None, organization: int | None, manager: bool) -> None:
    """Invite quelqu’un : affiche le lien de l’invitation, et l’envoie par courriel."""
    address, to = current_app.config["PUBLIC_URL"], mail.strip().lower()
    with _writing() as session:
        held = written_place(session, _role(role), territory, is_manager=manager)
        secret = inviting.invite(
            session,
            COMMAND,
            _mail(to),
            role,
            _now(),
            territory=held,
            organization_id=organization,
            is_manager=manager,
            base_url=address,
        )
        what, place = _role_named(role, is_manager=manager), place_named(session, held, organization)
    _send()
    click.echo(f"{to} est invité : {what} – {place}. Le lien, ouvert une heure :")
    click.echo(f"{address}/compte/invitation/{secret}")


@accounts.command("list")
@with_appcontext
def list_accounts() -> None:
    """Liste les comptes, leurs rôles et leurs territoires."""
    with _refusing(), open_session(current_app.extensions["readers"]) as session:
        found = session.scalars(select(Account).order_by(Account.email)).all()
        rows = [row for account in found for row in _rows(session, account)]
    if rows:
        click.echo("\n".join(_aligned([COLUMNS, *rows])))
    else:
        click.echo("Aucun compte. Pour le premier : « flask accounts invite MAIL --role administrator ».")


@accounts.command("disable")
@click.argument("mail")
@with_appcontext
def disable(mail: str) -> None:
    """Désactive un compte et ferme ses sessions. Ce qu’il a fait reste à son nom."""
    with _writing() as session:
        account = _account(session, mail)
        people.disable(session, account)
        tell(session, "disabled", COMMAND, _now(), told={"account": account.id})
    click.echo(f"Compte désactivé, sessions fermées : {account.email}.")


@accounts.command("reset")
@click.argument("mail")
@with_appcontext
def reset(mail: str) -> None:
    """Ferme les sessions, retire le second facteur, et envoie un lien pour un nouveau mot de passe."""
    with _writing() as session:
        account = _account(session, mail)
        if account.is_disabled:
            raise AccountError("Ce compte est désactivé : invitez de nouveau cette personne.")
        people.set_password(session, account, None)
        account.totp_secret = account.totp_step = None
        for kind in (Passkey, RecoveryCode):
            session.execute(delete(kind).where(kind.account_id == account.id))
        resetting.send_link(session, account, _now(), current_app.config["PUBLIC_URL"])
        tell(session, "reset", COMMAND, _now(), told={"account": account.id})
    _send()
    click.echo(f"Sessions fermées, second facteur retiré, lien envoyé à {account.email}.")


def _rows(session: Session, account: Account) -> Sequence[tuple[str, ...]]:
    """Give a row for each role of an account, or one that says that it has none."""
    who = account.email, account.name + (" [désactivé]" if account.is_disabled else "")
    held = [
        (
            *who,
            _role_named(grant.role, is_manager=grant.is_manager),
            place_named(session, people.right_of(grant).territory, grant.organization_id),
        )
        for grant in account.grants
    ]
    return held or [(*who, "aucun rôle", "")]


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Give rows as lines whose columns begin at the same place."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _role_named(role: str, *, is_manager: bool) -> str:
    return ROLE_NAMES[role] + (", responsable" if is_manager else "")


def _role(role: str) -> str:
    if role in ROLES:
        return role
    near = get_close_matches(role, ROLES, n=1, cutoff=0.4)
    shown = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
    raise AccountError(f"« {role} » n’est pas un rôle. {shown}Les rôles : {', '.join(ROLES)}.")


def _mail(mail: str) -> str:
    try:
        return checked(mail.strip().lower())
    except AddressError as error:
        raise AccountError(f"« {mail} » n’est pas une adresse de courriel.") from error


def _account(session: Session, mail: str) -> Account:
    account = people.find_account(session, mail)
    if account:
        return account
    near = get_close_matches(mail.lower(), session.scalars(select(Account.email)).all(), n=1, cutoff=0.6)
    shown = f" Le plus proche : {near[0]}." if near else ""
    raise AccountError(f"Aucun compte n’a l’adresse « {mail} ».{shown}")


def _send() -> None:
    """Send the letter now; where no server takes it, it waits, and the daily command sends it."""
    sent = send_waiting(current_app.extensions["sessions"], current_app.extensions["mailer"], _now())
    if sent.postponed or sent.refused:
        click.echo("Le courriel n’a pas pu partir : il sera envoyé plus tard.", err=True)


@contextmanager
def _writing() -> Iterator[Session]:
    """Give a session whose work is kept if all goes well; otherwise nothing is, and a sentence says why."""
    with _refusing(), open_session(current_app.extensions["sessions"]) as session:
        yield session
        session.commit()


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (AccountError, NotReadyError) as error:
        raise click.ClickException(str(error)) from error


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
