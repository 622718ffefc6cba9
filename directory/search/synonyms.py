"""The words people use and what they lead to, from `vocabulary/synonyms/*.yaml` and from the vocabulary.

An *expression* leads to kinds of service and to needs, the best first. A *collision* is an acronym or a word
that means several things: what it means is asked, never guessed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from directory.search.analysis import stem, typed_forms
from directory.vocabulary import FOLDER as VOCABULARY
from directory.vocabulary import VocabularyError, vocabulary
from directory.words import Vocabulary
from directory.yaml_fields import Entry, read_entries
from directory.yaml_files import YamlFileError

FOLDER = VOCABULARY / "synonyms"

_BRACKETS = re.compile(r"\(.*?\)")
_NAMES = re.compile(r"\s+/\s+")
_NAMES_OR_LIST = re.compile(r"\s+/\s+|,\s+")
_AGE = re.compile("[0-9]{1,2}")
"""A number as short as 15 is an age more often than a line to call, which its own listing names."""

_DETAIL = re.compile(r"\s+[–-]\s.*")


@dataclass(frozen=True, slots=True)
class Expression:
    """What somebody says, and the slugs of the categories and of the needs meant, the best first."""

    said: str
    categories: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a collision, named in French; no target where the directory holds nothing of it."""

    label: str
    categories: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collision:
    """What is said of several things, and each of them."""

    said: str
    meanings: tuple[Sense, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Everything that is recognised in what people type; no two are the same words."""

    expressions: tuple[Expression, ...]
    collisions: tuple[Collision, ...]

    @property
    def said(self) -> list[str]:
        """What is recognised, as it is written."""
        return [each.said for each in self.expressions] + [each.said for each in self.collisions]


@cache
def synonyms() -> Synonyms:
    """Give the project's own synonyms, read once."""
    return load_synonyms()


@cache
def synonym_forms() -> frozenset[str]:
    """Give every word of the expressions and collisions, folded: what a beginning or a slip may stand for."""
    return frozenset(form for said in synonyms().said for form in typed_forms(said))


def load_synonyms(folder: Path = FOLDER) -> Synonyms:
    """Read the synonyms of `folder`, and add the vocabulary's own words where nothing else is said of them.

    Raise VocabularyError with all that is wrong, file and line.
    """
    problems: list[str] = []
    words = vocabulary()
    try:
        entries = [entry for path in sorted(folder.glob("*.yaml")) for entry in read_entries(path, problems)]
    except YamlFileError as error:
        raise VocabularyError(str(error)) from error
    written = _written(entries, words)
    if problems:
        raise VocabularyError("\n".join(problems))
    own = _own_words(words)
    found = [*written.values(), *(each for key, each in own.items() if key not in written)]
    return Synonyms(
        expressions=tuple(each for each in found if isinstance(each, Expression)),
        collisions=tuple(each for each in found if isinstance(each, Collision)),
    )


Said: TypeAlias = dict[frozenset[str], Expression | Collision]


def _key(said: str) -> frozenset[str]:
    """Give what is compared: two expressions of the same stems would be recognised in the same texts."""
    return frozenset(map(stem, typed_forms(said)))


def _written(entries: Iterable[Entry], words: Vocabulary) -> Said:
    """Read the entries, and refuse what is said twice.

    An entry may spell one thing in several ways: those that the analysis cannot tell apart count once.
    """
    found: Said = {}
    origin: dict[frozenset[str], Entry] = {}
    for entry in entries:
        for each in _read(entry, words):
            key = _key(each.said)
            if not key:
                entry.refuse(f"« {each.said} » n'a aucun mot.", "say")
            elif key in found and _is_said_twice(each.said, entry, found[key].said, origin[key]):
                where = f"{origin[key].file} ligne {origin[key].values.line}"
                entry.refuse(f"« {each.said} » est déjà dit, {where}, par « {found[key].said} ».", "say")
            found.setdefault(key, each)
            origin.setdefault(key, entry)
    return found


def _is_said_twice(said: str, entry: Entry, before: str, other: Entry) -> bool:
    return entry is not other or typed_forms(said) == typed_forms(before)


def _read(entry: Entry, words: Vocabulary) -> Iterator[Expression | Collision]:
    """Give one expression, or one collision, for each thing that the entry says."""
    entry.only({"say", "ask", "categories", "needs"})
    said = entry.words("say")
    if not said:
        entry.refuse("« say » manque.")
    if "ask" in entry.values:
        if "categories" in entry.values or "needs" in entry.values:
            entry.refuse("les cibles vont dans chaque sens de « ask ».", "ask")
        meanings = tuple(_sense(each, words) for each in entry.entries("ask"))
        if len(meanings) < 2:
            entry.refuse("« ask » donne au moins deux sens.", "ask")
        yield from (Collision(each, meanings) for each in said)
        return
    categories, needs = _targets(entry, words)
    if not categories and not needs:
        entry.refuse("il faut « categories » ou « needs ».")
    yield from (Expression(each, categories, needs) for each in said)


def _sense(entry: Entry, words: Vocabulary) -> Sense:
    entry.only({"label", "categories", "needs"})
    return Sense(entry.text("label"), *_targets(entry, words))


def _targets(entry: Entry, words: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return entry.words("categories", words.categories), entry.words("needs", words.needs)


def _own_words(words: Vocabulary) -> Mapping[frozenset[str], Expression]:
    """Give the labels and aliases of categories and needs; one that several share leads to each of them.

    A label of several words that come down to one says too little by itself: « Aide aux aidants » is « aid ».
    """
    found: dict[frozenset[str], Expression] = {}
    for said, categories, needs in _labelled(words):
        key = _key(said)
        if len(key) < min(2, len(typed_forms(said))):
            continue
        same = found.get(key, Expression(said, (), ()))
        found[key] = Expression(
            same.said,
            tuple(dict.fromkeys((*same.categories, *categories))),
            tuple(dict.fromkeys((*same.needs, *needs))),
        )
    return found


def _labelled(words: Vocabulary) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Give what the vocabulary says of each category and need, with its targets."""
    for category in words.categories.values():
        labels = (*_parts(category.label, _NAMES), *_parts(category.label_short, _NAMES))
        aliases = (alias for alias in category.aliases if not _AGE.fullmatch(alias))
        for said in (*labels, *aliases):
            yield said, (category.slug,), ()
    for need in words.needs.values():
        for said in _parts(need.label, _NAMES_OR_LIST):
            yield said, (), (need.slug,)


def _parts(label: str, between: re.Pattern[str]) -> list[str]:
    """Give the things that a label names: « CLIC / maison de l’autonomie » names two."""
    parts = between.split(_BRACKETS.sub("", label))
    return [named for part in parts if (named := _DETAIL.sub("", part).strip())]
