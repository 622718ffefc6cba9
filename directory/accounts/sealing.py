"""Small secrets that Relais must read again, sealed with its own key: the database alone gives none of them.

What is sealed for one purpose opens for no other: the seed of an account, moved to another, is refused.
"""

from base64 import urlsafe_b64encode
from calendar import timegm
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
LONG_AGO = timedelta(days=36500)
"""What has no limit still has one, that nobody meets."""


class SealError(ValueError):
    """What was sealed does not open: another key, another purpose, an altered value, or too late."""


def seal(key: str, purpose: str, value: str, at: datetime) -> str:
    """Give `value` so that `key` alone opens it, for `purpose` alone. `at` is kept with it, in clear."""
    return _box(key, purpose).encrypt_at_time(value.encode(), timegm(at.timetuple())).decode()


def unseal(key: str, purpose: str, sealed: str, at: datetime, lasts: timedelta = LONG_AGO) -> str:
    """Give what was sealed, if it was for `purpose`, less than `lasts` ago.

    Raises:
        SealError: it does not open.
    """
    try:
        opened = _box(key, purpose).decrypt_at_time(
            sealed.encode(), int(lasts.total_seconds()), timegm(at.timetuple())
        )
    except InvalidToken as error:
        raise SealError(
            "Relais ne peut plus lire ce secret : il a trop attendu, ou la clé du serveur a changé. "
            "Recommencez, ou servez-vous d’un code de secours."
        ) from error
    return opened.decode()


def _box(key: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"relais:{purpose}".encode()).derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
