"""A real SMTP server on loopback, that answers as one asks it to, and keeps what it took."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from directory.mail.mailers import SmtpMailer

SENDER = "Relais <relais@exemple.fr>"


class Taking:
    """Takes every letter, but for the answers given for some addresses."""

    def __init__(self, answers: dict[str, str] | None = None, data: str = "") -> None:
        self.answers, self.data = answers or {}, data
        self.taken: list[EmailMessage] = []
        self.recipients: list[list[str]] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data:
            return self.data
        self.recipients.append(list(envelope.rcpt_tos))
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        return "250 OK"


@contextmanager
def serving(handler: Taking, **options: Any) -> Iterator[int]:
    """Serve `handler` for real, and give its port."""
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    yield controller.port
    controller.stop()


@contextmanager
def speaking(line: bytes) -> Iterator[int]:
    """Serve something that is no mail server: it says `line` to whoever connects, then nothing."""
    listening = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = []

    def answer() -> None:
        try:
            while True:
                client, _ = listening.accept()
                kept.append(client)
                client.sendall(line)
        except OSError:
            return

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for client in kept:
        client.close()
    thread.join()


def free_port() -> int:
    """Give a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port


def mailer(port: int) -> SmtpMailer:
    """Give what hands letters to the server of `port`."""
    return SmtpMailer("127.0.0.1", port, SENDER)
