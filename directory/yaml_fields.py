"""The fields of an entry of a YAML file: each read as what it should be, or a French sentence saying why not.

A file is read to its end before anything is refused, so that whoever wrote it sees every mistake at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from directory.typography import typeset
from directory.yaml_files import Value, YamlList, YamlMap, read_yaml

SHORTEST_BEGINNING = 4


def nearest(word: str, known: Collection[str]) -> str:
    """Give « Le mot le plus proche est … », or nothing where no known word looks like `word`.

    A known word that `word` begins is nearer than one that merely looks like it.
    """
    begun = [longer for longer in known if len(word) >= SHORTEST_BEGINNING and longer.startswith(word)]
    close = begun or get_close_matches(word, known, n=1, cutoff=0.5)
    return f" Le mot le plus proche est « {close[0]} »." if close else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a file, who it is (« règle R01 »), and the list where its mistakes are written."""

    values: YamlMap
    file: str
    who: str
    problems: list[str]

    def refuse(self, sentence: str, key: str = "") -> None:
        """Write down that this entry is wrong, at the line of `key` where it has one."""
        line = self.values.lines.get(key, self.values.line)
        who = f", {self.who}" if self.who else ""
        self.problems.append(typeset(f"{self.file}, ligne {line}{who} : {sentence}"))

    def named(self, who: str) -> "Entry":
        """Give the same entry under another name."""
        return Entry(self.values, self.file, who, self.problems)

    def only(self, known: Collection[str], noun: str = "champ") -> None:
        """Refuse every key that is not one of `known`."""
        for key in self.values:
            if key not in known:
                self.refuse(f"le {noun} « {key} » est inconnu.{nearest(key, known)}", key)

    def plain(self, key: str, *, required: bool = True) -> str:
        """Give the text of `key` as written, empty where it is missing."""
        value = self.values.get(key)
        if isinstance(value, bool | float | YamlMap | YamlList):
            self.refuse(f"« {key} » doit être un texte.", key)
            return ""
        text = "" if value is None else str(value).strip()
        if required and not text:
            self.refuse(f"« {key} » manque.", key)
        return text

    def text(self, key: str, *, required: bool = True) -> str:
        """Give the text of `key` as people read it."""
        return typeset(self.plain(key, required=required))

    def word(self, key: str, known: Collection[str], *, required: bool = True) -> str:
        """Give the word of `key`, one of `known`."""
        word = self.plain(key, required=required)
        if word and word not in known:
            self.refuse(f"« {word} » n'est pas un mot connu pour « {key} ».{nearest(word, known)}", key)
        return word

    def words(self, key: str, known: Collection[str] | None = None) -> tuple[str, ...]:
        """Give the words of `key` (one, several or none), each one of `known` where that is given."""
        value = self.values.get(key)
        given = value if isinstance(value, YamlList) else [] if value is None else [value]
        if any(isinstance(item, YamlMap | YamlList) or item is None for item in given):
            self.refuse(f"« {key} » doit être une liste de mots.", key)
            return ()
        words = tuple(str(item) for item in given)
        for word in words:
            if known is not None and word not in known:
                self.refuse(f"« {word} » n'est pas un mot connu pour « {key} ».{nearest(word, known)}", key)
        return words

    def number(self, key: str, least: int, most: int) -> int:
        """Give the whole number of `key`, between `least` and `most`."""
        value = self.values.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.refuse(f"« {key} » doit être un nombre entier de {least} à {most}.", key)
        return least

    def boolean(self, key: str) -> bool | None:
        """Give true, false, or None where nobody said."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.refuse(f"« {key} » doit être true, false ou null.", key)
        return None

    def day(self, key: str) -> date:
        """Give the date of `key`, written as 2026-11-22."""
        text = self.plain(key)
        try:
            return date.fromisoformat(text)
        except ValueError:
            if text:
                self.refuse(f"« {key} » doit être une date, comme 2026-11-22.", key)
            return date.min

    def entry(self, key: str) -> "Entry":
        """Give the mapping of `key`, empty where it is missing."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, YamlMap):
            self.refuse(f"« {key} » doit être un tableau de champs.", key)
        part = value if isinstance(value, YamlMap) else YamlMap(self.values.lines.get(key, self.values.line))
        return Entry(part, self.file, self.who, self.problems)

    def entries(self, key: str) -> list["Entry"]:
        """Give the mappings listed under `key`, none where it is missing."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, YamlList):
            self.refuse(f"« {key} » doit être une liste.", key)
        given = value if isinstance(value, YamlList) else []
        if not all(isinstance(item, YamlMap) for item in given):
            self.refuse(f"« {key} » doit être une liste de tableaux de champs.", key)
        maps = [item for item in given if isinstance(item, YamlMap)]
        return [Entry(item, self.file, self.who, self.problems) for item in maps]


def read_entry(path: Path, problems: list[str]) -> Entry:
    """Give the mapping that the file at `path` holds; its mistakes go to `problems`. Raise YamlFileError."""
    return _whole(read_yaml(path), path, problems).entry("")


def read_entries(path: Path, problems: list[str]) -> list[Entry]:
    """Give the mappings listed in the file at `path`; mistakes go to `problems`. Raise YamlFileError."""
    return _whole(read_yaml(path), path, problems).entries("")


def texts(entry: Entry) -> dict[str, str]:
    """Give an entry that is a closed list: word -> French text, every word with its text."""
    return {slug: entry.text(slug) for slug in entry.values}


def refuse_twice(entries: list[Entry], key: str) -> None:
    """Refuse every entry whose `key` another entry, of the same file or not, already has."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        word = entry.plain(key, required=False)
        if word in seen:
            first = seen[word]
            entry.refuse(f"« {word} » existe déjà, {first.file} ligne {first.values.line}.", key)
        seen.setdefault(word, entry)


def _whole(value: Value, path: Path, problems: list[str]) -> Entry:
    """Give a file's whole value as if it were the only field of an entry."""
    holder = YamlMap(1)
    holder[""] = value
    return Entry(holder, path.name, "", problems)
