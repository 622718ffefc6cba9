"""What Relais itself asks of an identity provider: little, over a safe way, and for a few seconds at most."""

from collections.abc import Callable
from io import BytesIO
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import HTTPAdapter

PATIENCE = 5.0
"""Seconds left to the provider for all that is asked of it while somebody waits for one page."""

LARGEST_ANSWER = 256 * 1024
PART = 8192
LOOPBACK = ("localhost", "127.0.0.1", "::1")

Answer = TypeVar("Answer")


class TooSlowError(RuntimeError):
    """What was asked has not come in time."""


def in_time(ask: Callable[[], Answer]) -> Answer:
    """Give what `ask` gives, or raise what it raises.

    The limit of a connection counts from one byte to the next: a provider that sends one every four seconds
    would hold a page for ever. So it is asked from a thread that nobody waits for beyond `PATIENCE`.

    Raises:
        TooSlowError: it takes too long.
    """
    outcome: SimpleQueue[Answer | Exception] = SimpleQueue()

    def answer() -> None:
        try:
            outcome.put(ask())
        except Exception as error:
            outcome.put(error)

    Thread(target=answer, daemon=True).start()
    try:
        found = outcome.get(timeout=PATIENCE)
    except Empty as error:
        raise TooSlowError from error
    if isinstance(found, Exception):
        raise found
    return found


def is_safe(address: str) -> bool:
    """Say whether what is sent to an address is hidden from everybody else: https, or this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def open_client(client_id: str, client_secret: str, back: str) -> OAuth2Session:
    """Give a client of a provider, to close after use; `back` is where browsers return."""
    client = OAuth2Session(
        client_id,
        client_secret,
        scope="openid",
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=PATIENCE,
    )
    # An answer that sends elsewhere is none: what is sent is for the provider that was configured.
    client.max_redirects = 0
    for scheme in ("https://", "http://"):
        client.mount(scheme, _ShortAnswers())
    return client


def get_object(client: OAuth2Session, address: str) -> dict[str, Any]:
    """Give the JSON object at an address.

    Raises:
        requests.RequestException, ValueError: there is none.
    """
    answer = client.get(address, withhold_token=True)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


class _ShortAnswers(HTTPAdapter):
    """Reads no more of an answer than an honest one holds."""

    def send(self, *asked: Any, **how: Any) -> requests.Response:
        response = super().send(*asked, **{**how, "stream": True})
        read = bytearray()
        for part in response.raw.stream(PART, decode_content=True):
            read += part
            if len(read) > LARGEST_ANSWER:
                raise requests.ConnectionError("too long")
        response.raw = BytesIO(read)
        return response
