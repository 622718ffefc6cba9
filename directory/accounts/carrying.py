"""A form that could not be taken yet, carried through the pages that ask who is sending it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

SECRET_FIELDS = ("proof", "carried", "suite")
"""Fields that are made again; those whose name speaks of a password or a code are typed again."""

SECRET_WORDS = ("password", "code")
MOST_FIELDS = 400


@dataclass(frozen=True, slots=True)
class Carried:
    """What was being sent: the path it goes to, and its fields in order, some of them several times."""

    path: str
    fields: tuple[tuple[str, str], ...]


def pack(path: str, fields: Iterable[tuple[str, str]]) -> str:
    """Write a form as one text, without what is secret in it."""
    kept = [[name, value] for name, value in fields if not _is_secret(name)]
    return json.dumps([path, kept], ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> Carried | None:
    """Read what `pack` wrote; None where it is something else."""
    try:
        path, fields = json.loads(text)
        pairs = tuple((name, value) for name, value in fields)
    except (ValueError, TypeError, RecursionError):
        return None
    if not isinstance(path, str) or len(pairs) > MOST_FIELDS:
        return None
    is_form = all(isinstance(name, str) and isinstance(value, str) for name, value in pairs)
    return Carried(path, pairs) if is_form else None


def _is_secret(name: str) -> bool:
    return name in SECRET_FIELDS or any(word in name for word in SECRET_WORDS)
