"""Passwords: what is asked of them, and Argon2 at a cost that a small server bears."""

from threading import BoundedSemaphore

from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST, LONGEST = 12, 128
"""Characters. A longer one would be work for whoever wants the server busy."""

_HASHER = Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
"""19 MiB, two passes: about forty milliseconds here. The library's own choice takes four times as long."""

_AT_ONCE = BoundedSemaphore(2)
"""Hashes in flight in one worker: the others wait, and the pages of everybody else still answer."""

_NOBODYS = _HASHER.hash("the password of nobody")
"""What is verified where there is nothing to verify, so that it takes as long."""


class PasswordError(ValueError):
    """A password that cannot be taken; the sentence says what to choose."""


def check_new(password: str, *known: str) -> None:
    """Refuse a password too short, too long, or that is the name or the mail of who chooses it.

    Raises:
        PasswordError: with what to choose instead.
    """
    if len(password) < SHORTEST:
        raise PasswordError(
            f"Choisissez au moins {SHORTEST} caractères\u202f: quelques mots sans rapport suffisent."
        )
    if len(password) > LONGEST:
        raise PasswordError(f"Ce mot de passe est trop long\u202f: {LONGEST} caractères au plus.")
    folded = password.casefold().strip()
    if len(set(folded)) < 5 or any(word and folded in (word, word * 2) for word in map(str.casefold, known)):
        raise PasswordError(
            "Ce mot de passe se devine trop vite. Prenez quelques mots sans rapport entre eux."
        )


def hash_of(password: str) -> str:
    """Give what is kept of a password.

    Raises:
        PasswordError: it is too long to be hashed.
    """
    if len(password) > LONGEST:
        raise PasswordError(f"Ce mot de passe est trop long\u202f: {LONGEST} caractères au plus.")
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Say whether `kept` is the hash of `password`. Without `kept`, saying no takes as long.

    What is longer than any password is refused without being hashed.
    """
    if len(password) > LONGEST:
        return False
    with _AT_ONCE:
        try:
            return _HASHER.verify(password, kept or _NOBODYS) and kept is not None
        except UnknownHashError:
            return False
