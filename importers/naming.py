"""What names of services say plainly of them: `importers/mappings/names.yaml`.

Names only settle what codes leave open, and where they leave no doubt: a wrong category is worse than none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from directory.folding import fold
from directory.vocabulary import vocabulary
from directory.yaml_fields import Entry, read_entry, refuse_twice

FOLDER = Path(__file__).parent / "mappings"

_SPELLED = re.compile(r"\b(?:[A-Z]\.){2,}")
"""An acronym written letter by letter: « C.M.P. »."""


class MappingError(Exception):
    """A table that contradicts itself or the vocabulary; the message has one French sentence a line."""

    @classmethod
    def raise_for(cls, problems: Sequence[str]) -> None:
        """Raise it where there are `problems`."""
        if problems:
            raise cls("\n".join(problems))


def category_by_name(name: str) -> str:
    """Give the category that `name` says plainly, in whole words; empty where it says none, or several."""
    return _sayings().category_of(name)


@dataclass(frozen=True, slots=True)
class _Saying:
    """The words by which names say a category, and those beside which they do not."""

    category: str
    says: re.Pattern[str]
    unless: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Sayings:
    """Every saying, and the words that make any name unsure."""

    unsure: re.Pattern[str]
    each: tuple[_Saying, ...]

    def category_of(self, name: str) -> str:
        """Give the category that `name` says: see `category_by_name`."""
        folded = fold(_SPELLED.sub(lambda found: found[0].replace(".", ""), name))
        if self.unsure.search(folded):
            return ""
        said = {s.category for s in self.each if s.says.search(folded) and not s.unless.search(folded)}
        return said.pop() if len(said) == 1 else ""


@cache
def _sayings() -> Sayings:
    return read_sayings(FOLDER / "names.yaml")


def read_sayings(path: Path) -> Sayings:
    """Read a file of names; raise MappingError with all that is wrong."""
    problems: list[str] = []
    entry = read_entry(path, problems)
    entry.only({"unsure", "names"})
    unsure, entries = _any_of(entry.words("unsure")), entry.entries("names")
    refuse_twice(entries, "category")
    each = tuple(map(_saying, entries))
    MappingError.raise_for(problems)
    return Sayings(unsure, each)


def _saying(entry: Entry) -> _Saying:
    entry.only({"category", "says", "begins", "unless"})
    begins = [f"^{fold(words)}" for words in entry.words("begins")]
    says = [fold(words) for words in entry.words("says")]
    category = entry.word("category", vocabulary().categories)
    return _Saying(category, _one_of([*begins, *says]), _any_of(entry.words("unless")))


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    return _one_of([fold(words) for words in phrases])


def _one_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Match any of `patterns` in whole words of a folded text; match nothing where there is none."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z0-9])" if patterns else "(?!)")
