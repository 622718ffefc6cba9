"""The words that a neutral card never says, read from `vocabulary/revealing_words.yaml`."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from directory.yaml_fields import read_entry

FILE = Path(__file__).parent / "vocabulary" / "revealing_words.yaml"

_ACCENTS = re.compile(r"[\u0300-\u036f]")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


class RevealingWordsError(ValueError):
    """The list of revealing words cannot be read, or is empty; the message says which line is wrong."""


def _plain(text: str) -> str:
    """Give `text` without capital, accent or sign; unlike the names of places, it keeps its little words."""
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _BETWEEN_WORDS.sub(" ", letters)


@cache
def pattern(path: Path = FILE) -> re.Pattern[str]:
    """Read the list at `path`, and give what finds any of its words in plain text.

    Raises:
        RevealingWordsError, YamlFileError: the list cannot be read.
    """
    problems: list[str] = []
    entry = read_entry(path, problems)
    entry.only(("words", "except"))
    beginnings, innocent = entry.words("words"), entry.words("except")
    if not beginnings:
        entry.refuse("la liste « words » est vide.", "words")
    if problems:
        raise RevealingWordsError("\n".join(problems))
    allowed = "".join(rf"(?!{re.escape(_plain(word))}\b)" for word in innocent)
    return re.compile(rf"\b{allowed}(?:{'|'.join(re.escape(_plain(word)) for word in beginnings)})\w*")


def revealing_words(text: str) -> tuple[str, ...]:
    """Give the words of `text`, plain, that would say that somebody asked for help, or why.

    Raises:
        RevealingWordsError, YamlFileError: the list cannot be read.
    """
    return tuple(pattern().findall(_plain(text)))
