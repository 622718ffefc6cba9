"""YAML files that people write: values that remember their lines, or a French sentence saying what is wrong.

The only module that knows YAML. Plain words are read as YAML 1.2 reads them: `no`, `on`, `oui`, `none` and
`2026-11-22` stay the text that was written, and so do `01004` and `10:30`; only true, false, null, whole and
decimal numbers are something else.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import yaml

from directory.typography import typeset

MAX_BYTES = 1_000_000
MAX_DEPTH = 30

Value: TypeAlias = "str | int | float | bool | YamlMap | YamlList | None"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN: tuple[tuple[re.Pattern[str], Callable[[str], Value]], ...] = (
    (re.compile("true|True|TRUE"), lambda _: True),
    (re.compile("false|False|FALSE"), lambda _: False),
    (re.compile("~|null|Null|NULL|"), lambda _: None),
    (re.compile("[-+]?(0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}"), float),
)


class YamlFileError(Exception):
    """A file that cannot be read as YAML; the message names the file, the line, and what to change."""

    def __init__(self, sentence: str) -> None:
        super().__init__(typeset(sentence))


class YamlMap(dict[str, Value]):
    """A mapping; `line` is where it starts and `lines` gives the line of each key, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class YamlList(list[Value]):
    """A list; `line` is where it starts and `lines` gives the line of each item, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def read_yaml(path: Path) -> Value:
    """Give the value written in the file at `path`, None where it is empty; raise YamlFileError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise YamlFileError(f"{path.name} : ce fichier n'existe pas.") from error
    except OSError as error:
        raise YamlFileError(f"{path.name} : ce fichier ne peut pas être ouvert.") from error
    return parse_yaml(_decoded(data, path.name), path.name)


def parse_yaml(text: str, name: str) -> Value:
    """Give the value written in `text`, None where it is empty; `name` is how error messages call it."""
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise YamlFileError(f"{name}, ligne {line} : caractère illisible, ce n'est pas un fichier de texte.")
    try:
        return _Builder(name).build(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        raise YamlFileError(_sentence(error, text, name)) from error


def _decoded(data: bytes, name: str) -> str:
    """Give the text of `data`, in UTF-8 with or without a byte order mark."""
    if len(data) > MAX_BYTES:
        raise YamlFileError(f"{name} : ce fichier est trop gros, un mégaoctet au plus.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlFileError(
            f"{name}, ligne {line} : ce n'est pas du texte en UTF-8. Enregistrer le fichier dans ce codage."
        ) from error


def _sentence(error: yaml.YAMLError, text: str, name: str) -> str:
    """Say in French where YAML stopped understanding, and the most likely reason."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return f"{name} : ce fichier n'est pas du YAML lisible."
    written = text.splitlines()[mark.line : mark.line + 1]
    if written and re.match(r"[ \-]*\t", written[0]):
        reason = "une tabulation sert de retrait, la remplacer par des espaces"
    else:
        reason = "le retrait, un deux-points ou un guillemet n'est pas à sa place"
    return f"{name}, ligne {mark.line + 1} : ce n'est pas du YAML lisible, {reason}."


def _line(event: yaml.Event) -> int:
    """Give the line where `event` starts, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


class _Builder:
    """Turns the events of one document into values, and refuses what a person would not write by hand."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Value = None
        self.documents = 0
        self.open: list[YamlMap | YamlList] = []
        self.keys: list[str | None] = []

    def build(self, events: Iterator[yaml.Event]) -> Value:
        for event in events:
            self.take(event)
        return self.root

    def refuse(self, event: yaml.Event, sentence: str) -> YamlFileError:
        return YamlFileError(f"{self.name}, ligne {_line(event)} : {sentence}")

    def take(self, event: yaml.Event) -> None:
        """Read one event; only those that carry a value or close one matter."""
        match event:
            case yaml.DocumentStartEvent():
                self.start_document(event)
            case yaml.AliasEvent():
                raise self.refuse(event, "les renvois (*, &) ne sont pas admis, écrire le texte en entier.")
            case yaml.ScalarEvent():
                self.add(event, self.scalar(event))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.start_collection(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.open.pop()
                self.keys.pop()

    def start_document(self, event: yaml.Event) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.refuse(event, "un seul document par fichier, retirer les tirets « --- ».")

    def start_collection(self, event: yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            raise self.refuse(event, f"l'étiquette « {event.tag} » n'est pas admise, la retirer.")
        if len(self.open) >= MAX_DEPTH:
            raise self.refuse(event, f"plus de {MAX_DEPTH} niveaux imbriqués, c'est trop.")
        line = _line(event)
        value = YamlMap(line) if isinstance(event, yaml.MappingStartEvent) else YamlList(line)
        self.add(event, value)
        self.open.append(value)
        self.keys.append(None)

    def scalar(self, event: yaml.ScalarEvent) -> Value:
        """Give the value of a word: what it means when written plainly, its text when quoted."""
        if event.tag is not None:
            raise self.refuse(event, f"l'étiquette « {event.tag} » n'est pas admise, la retirer.")
        text: str = event.value
        if event.implicit[0]:
            for pattern, meaning in _PLAIN:
                if pattern.fullmatch(text):
                    return meaning(text)
        return text

    def add(self, event: yaml.NodeEvent, value: Value) -> None:
        """Put `value` where the document has come to: its root, a key, the value of a key, or a list."""
        line = _line(event)
        if not self.open:
            self.root = value
        elif isinstance(parent := self.open[-1], YamlList):
            parent.append(value)
            parent.lines.append(line)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = new = self.key(event, parent)
            parent.lines[new] = line
        else:
            parent[key] = value
            self.keys[-1] = None

    def key(self, event: yaml.NodeEvent, parent: YamlMap) -> str:
        """Give the key that `event` writes, always a text, as it is written."""
        if not isinstance(event, yaml.ScalarEvent):
            raise self.refuse(event, "une clé est un mot, ni une liste ni un tableau.")
        key: str = event.value
        if key in parent.lines:
            first = parent.lines[key]
            raise self.refuse(event, f"« {key} » est déjà écrit ligne {first}, en garder un seul.")
        return key
