"""The configuration, read from the environment alone; each setting has a safe default."""

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask.cli import NoAppException

from directory.accounts.providers import Provider, SettingsError, own_provider
from directory.db import sqlite_url
from directory.geocoding import Geocoder, GeocoderError, own_geocoder
from directory.mail.mailers import Mailer, MailSettingError, own_mailer

ROOT = Path(__file__).resolve().parent.parent
OIDC = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
KEY_BYTES = 32
SHORTEST_KEY = 32
LARGEST_REQUEST = 256 * 1024
LARGEST_UPLOAD = 60 * 1024 * 1024
"""Bytes of a form that brings files: they go to disk as they come, and nothing of them stays in memory."""

MOST_FORM_PARTS = 400
OWN_PUBLIC_URL = "http://127.0.0.1:8000"
PUBLIC_URL = re.compile(r"(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1|\[::1\]))(:\d{1,5})?")
TILE_URL = re.compile(r"https://[a-z0-9.-]+(:\d+)?/[\w./{}?&=~%-]*")


class StartError(NoAppException):
    """Relais does not start. Commands print the sentence alone, without a traceback: this is Flask's way."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """A map background that an operator chose: the address of its images, and whom it is credited to."""

    url: str
    credit: str

    @property
    def origin(self) -> str:
        """The server that gives the images, and that sees the address of whoever looks at a map."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The name of that server."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class Config:
    """What the environment says, or its default.

    `data_dir` holds the database, and whatever else must outlive a restart.
    """

    root: Path
    data_dir: Path
    database_url: str
    secret_key: str
    mailer: Mailer
    public_url: str = OWN_PUBLIC_URL
    tiles: Tiles | None = None
    geocoder: Geocoder | None = None
    provider: Provider | None = None

    def flask_settings(self) -> dict[str, Any]:
        """Give what Flask needs to know."""
        return {
            "SECRET_KEY": self.secret_key,
            "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
            "LARGEST_UPLOAD": LARGEST_UPLOAD,
            "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
            "MAX_FORM_PARTS": MOST_FORM_PARTS,
            "TILES": self.tiles,
            "PUBLIC_URL": self.public_url,
        }


def read_config(environment: Mapping[str, str]) -> Config:
    """Read `RELAIS_DATA_DIR`, `RELAIS_DATABASE_URL`, `RELAIS_SECRET_KEY`; make what is missing. Read also
    `RELAIS_TILE_URL`, `RELAIS_TILE_CREDIT` and `RELAIS_GEOCODER_URL`: without them, Relais asks nobody; and
    `RELAIS_PUBLIC_URL`, `RELAIS_SMTP_URL`, `RELAIS_MAIL_FROM`: without them, letters are files; and
    `RELAIS_OIDC_ISSUER`, `RELAIS_OIDC_CLIENT_ID`, `RELAIS_OIDC_CLIENT_SECRET`: without them, no ProConnect.

    Raises:
        StartError: the data folder cannot be used, a secret key is too short to be one, or the address of a
            map background, of a geocoder, of a provider, of Relais itself or of mail cannot be accepted.
    """
    data_dir = Path(environment.get("RELAIS_DATA_DIR") or ROOT / "var")
    return Config(
        root=ROOT,
        data_dir=data_dir,
        database_url=environment.get("RELAIS_DATABASE_URL") or sqlite_url(data_dir),
        secret_key=_prepare(data_dir, environment.get("RELAIS_SECRET_KEY")),
        mailer=_mailer(environment, data_dir),
        public_url=_public_url(environment.get("RELAIS_PUBLIC_URL", "")),
        tiles=_tiles(environment.get("RELAIS_TILE_URL", ""), environment.get("RELAIS_TILE_CREDIT", "")),
        geocoder=_geocoder(environment.get("RELAIS_GEOCODER_URL", "")),
        provider=_provider(*(environment.get(f"RELAIS_OIDC_{each}", "") for each in OIDC)),
    )


def _provider(issuer: str, client_id: str, client_secret: str) -> Provider | None:
    try:
        return own_provider(issuer, client_id, client_secret)
    except SettingsError as error:
        raise StartError(str(error)) from error


def _geocoder(url: str) -> Geocoder | None:
    try:
        return own_geocoder(url)
    except GeocoderError as error:
        raise StartError(str(error)) from error


def _mailer(environment: Mapping[str, str], data_dir: Path) -> Mailer:
    url, sender = environment.get("RELAIS_SMTP_URL", ""), environment.get("RELAIS_MAIL_FROM", "")
    try:
        return own_mailer(url, sender, data_dir / "mail")
    except MailSettingError as error:
        raise StartError(str(error)) from error


def _public_url(given: str) -> str:
    """Give the address at which people open Relais, that letters carry: https, but on one's own machine."""
    url = given.lower().removesuffix("/")
    if url and not PUBLIC_URL.fullmatch(url):
        raise StartError(
            "RELAIS_PUBLIC_URL doit être l’adresse https à laquelle on ouvre Relais, sans chemin, "
            "par exemple « https://relais.exemple.fr » : elle est écrite dans les courriels."
        )
    return url or OWN_PUBLIC_URL


def _tiles(url: str, credit: str) -> Tiles | None:
    """Give the map background asked for. Its address goes into a header: it holds nothing but an address."""
    if not url:
        return None
    if not TILE_URL.fullmatch(url) or not all(url.count(part) == 1 for part in ("{z}", "{x}", "{y}")):
        raise StartError(
            f"RELAIS_TILE_URL : « {url} » n’est pas l’adresse d’un fond de carte. "
            "Il faut une adresse https qui contient {z}, {x} et {y}, par exemple "
            "https://tuiles.example.org/{z}/{x}/{y}.png. Sans elle, Relais dessine ses cartes lui-même."
        )
    tiles = Tiles(url, credit)
    return tiles if credit else replace(tiles, credit=tiles.host)


def _prepare(data_dir: Path, given_key: str | None) -> str:
    """Make the data folder, for its owner alone, and give the secret key: the one given, or the one kept."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = given_key or _kept_key(data_dir / "secret_key")
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(
            f"RELAIS_DATA_DIR : « {data_dir} » n’est pas un dossier où Relais peut lire et écrire. "
            "Donnez-en un autre, ou ses droits au compte qui lance Relais."
        ) from error
    if len(key) < SHORTEST_KEY:
        origin = "RELAIS_SECRET_KEY" if given_key else f"La clé gardée dans « {data_dir / 'secret_key'} »"
        raise StartError(
            f"{origin} est trop courte : {SHORTEST_KEY} caractères au moins, tirés au hasard. "
            "Sans elle, Relais en fait une et la garde."
        )
    return key


def _kept_key(path: Path) -> str:
    """Give the key kept at `path`, made at the first start and readable by its owner alone.

    Several workers may start at once: each writes a key whole in a file of its own, the first to give it the
    common name wins, and all read that one. None ever reads a key that is half written.
    """
    if not path.exists():
        descriptor, own = tempfile.mkstemp(dir=path.parent, prefix=".secret_key-")
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
        Path(own).unlink()
    return path.read_text(encoding="ascii").strip()
