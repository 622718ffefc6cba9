"""The configuration, read from the environment alone; each setting has a safe default."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from directory.db import sqlite_url

ROOT = Path(__file__).resolve().parent.parent
KEY_BYTES = 32
LARGEST_REQUEST = 256 * 1024
MOST_FORM_PARTS = 400


@dataclass(frozen=True, slots=True)
class Config:
    """What the environment says, or its default.

    `data_dir` holds the database, and whatever else must outlive a restart.
    """

    root: Path
    data_dir: Path
    database_url: str
    secret_key: str

    def flask_settings(self) -> dict[str, Any]:
        """Give what Flask needs to know."""
        return {
            "SECRET_KEY": self.secret_key,
            "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
            "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
            "MAX_FORM_PARTS": MOST_FORM_PARTS,
        }


def read_config(environment: Mapping[str, str]) -> Config:
    """Read `RELAIS_DATA_DIR`, `RELAIS_DATABASE_URL` and `RELAIS_SECRET_KEY`; make what is missing."""
    data_dir = Path(environment.get("RELAIS_DATA_DIR") or ROOT / "var")
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Config(
        root=ROOT,
        data_dir=data_dir,
        database_url=environment.get("RELAIS_DATABASE_URL") or sqlite_url(data_dir),
        secret_key=environment.get("RELAIS_SECRET_KEY") or _kept_key(data_dir / "secret_key"),
    )


def _kept_key(path: Path) -> str:
    """Give the key kept at `path`, made at the first start and readable by its owner alone.

    Several workers may start at once: the first to create the file wins, the others read it.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_hex(KEY_BYTES)
        file.write(key)
    return key
