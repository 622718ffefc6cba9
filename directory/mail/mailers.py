"""Who carries mail: an SMTP server, or a folder of files where nobody has named one."""

import contextlib
import os
import smtplib
import ssl
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from directory.mail.composing import AddressError, checked, composed
from directory.mail.letters import Message

PATIENCE = 5.0
"""Seconds left to a server for each answer: past that, the letter waits for the next round."""

NOT_NOW = 400
NEVER = 500
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 25, "smtps": 465}
OWN_SENDER = "Relais <relais@localhost>"

NO_SERVER = (
    "RELAIS_SMTP_URL n’est pas l’adresse d’un serveur de courriel. Exemples : "
    "« smtps://compte:motdepasse@serveur:465 », « smtp://compte:motdepasse@serveur:587?starttls »."
)
"""The address itself is not repeated: it may hold a password."""

IN_CLEAR = (
    "RELAIS_SMTP_URL enverrait les courriels en clair, avec les liens qu’ils portent : "
    "ajoutez « ?starttls », ou prenez « smtps:// »."
)
NO_SENDER = (
    "RELAIS_MAIL_FROM doit dire de qui viennent les courriels, par exemple « Relais <relais@exemple.fr> »."
)


class MailSettingError(ValueError):
    """What the environment says of mail cannot be used."""


class MailError(Exception):
    """The letter has not left, and may leave later."""


class RefusedError(MailError):
    """The server will never take this letter, or never for this address."""


class UnreachableError(MailError):
    """No server takes any letter for now: it does not answer, or takes nothing from us."""


class Mailer(Protocol):
    """Who carries mail."""

    @property
    def is_at_hand(self) -> bool:
        """Whether carrying a letter takes so little time that a page may wait for it."""
        ...

    def send(self, message: Message, reference: str, at: datetime) -> None:
        """Carry a letter, that `reference` names among all. Raise MailError, or a kind of it."""
        ...


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """Writes each letter in a file: `<reference>.eml`. Nothing leaves the machine."""

    folder: Path
    sender: str = OWN_SENDER
    is_at_hand: bool = True

    def send(self, message: Message, reference: str, at: datetime) -> None:
        """Write the letter whole, or not at all."""
        mail = _composed(message, self.sender, reference, at)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, own = tempfile.mkstemp(dir=self.folder, prefix=".letter-")
            with os.fdopen(descriptor, "wb") as file:
                file.write(mail)
            Path(own).replace(self.folder / f"{at:%Y%m%dT%H%M%S}-{reference}.eml")
        except OSError as error:
            raise UnreachableError("Le dossier des courriels ne peut pas être écrit.") from error


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands each letter to an SMTP server. `password` is in no text that this class makes."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    is_starttls: bool = False
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    is_at_hand: bool = False

    def send(self, message: Message, reference: str, at: datetime) -> None:
        """Hand the letter over; once the server has taken it, nothing that it says after matters."""
        mail = _composed(message, self.sender, reference, at)
        server = self._open()
        try:
            self._hand(server, message.address, mail)
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError, ValueError):
                server.quit()
            server.close()

    def _open(self) -> smtplib.SMTP:
        try:
            if self.is_tls:
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=PATIENCE, context=self.context
                )
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _unreachable(error) from error
        try:
            if self.is_starttls:
                server.starttls(context=self.context)
            server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            server.close()
            raise _unreachable(error) from error
        return server

    def _hand(self, server: smtplib.SMTP, address: str, mail: bytes) -> None:
        try:
            server.sendmail(parseaddr(self.sender)[1], [address], mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise _answered(*error.recipients[address]) from error
        except smtplib.SMTPDataError as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _unreachable(error) from error


def _composed(message: Message, sender: str, reference: str, at: datetime) -> bytes:
    try:
        return composed(message, sender, reference, at).as_bytes()
    except (AddressError, MessageError, ValueError) as error:
        raise RefusedError(str(error)) from error


def _answered(code: int, said: bytes | str) -> MailError:
    """Tell a refusal for ever from one for now, with what the server says of it."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = RefusedError if code >= NEVER else MailError
    return kind(" ".join(f"{code} {text}".split())[:200])


def _unreachable(error: Exception) -> UnreachableError:
    return UnreachableError(f"Le serveur de courriel ne prend rien : {type(error).__name__}.")


def own_mailer(url: str, sender: str, folder: Path) -> Mailer:
    """Give the mailer of `RELAIS_SMTP_URL` and `RELAIS_MAIL_FROM`; that of `folder` where no server is named.

    Raises:
        MailSettingError: they cannot be used, or letters would travel in clear text.
    """
    if sender and not _is_sender(sender):
        raise MailSettingError(NO_SENDER)
    if not url:
        return FolderMailer(folder, sender or OWN_SENDER)
    if not sender:
        raise MailSettingError(NO_SENDER)
    return _smtp_mailer(url, sender)


def _smtp_mailer(url: str, sender: str) -> SmtpMailer:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise MailSettingError(NO_SERVER) from error
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme not in PORTS or not host or parts.path.strip("/") or options.keys() - {"starttls"}:
        raise MailSettingError(NO_SERVER)
    is_tls, is_starttls = parts.scheme == "smtps", "starttls" in options
    if not is_tls and not is_starttls and host not in LOOPBACK:
        raise MailSettingError(IN_CLEAR)
    return SmtpMailer(
        host=host,
        port=port or PORTS[parts.scheme],
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        is_starttls=is_starttls and not is_tls,
    )


def _is_sender(sender: str) -> bool:
    try:
        return bool(checked(parseaddr(sender)[1])) and sender.isprintable()
    except AddressError:
        return False
