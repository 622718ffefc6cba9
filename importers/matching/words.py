"""The words by which names and addresses are compared, as `words.yaml` lists them."""

from collections.abc import Mapping
from pathlib import Path

from directory.yaml_files import Value, YamlFileError, read_yaml

_FILE = Path(__file__).with_name("words.yaml")


def _listed(value: Value) -> frozenset[str]:
    if not isinstance(value, list):
        raise YamlFileError(f"{_FILE.name} : une liste de mots est attendue.")
    return frozenset(map(str, value))


def _spellings(value: Value) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise YamlFileError(f"{_FILE.name} : « spellings » donne à chaque mot la liste de ses écritures.")
    return {spelling: word for word, spellings in value.items() for spelling in _listed(spellings)}


_WRITTEN = read_yaml(_FILE)
if not isinstance(_WRITTEN, dict):
    raise YamlFileError(f"{_FILE.name} : des listes de mots, chacune sous son nom, sont attendues.")

SPELLINGS = _spellings(_WRITTEN.get("spellings"))
"""What names spell in several ways -> the one word it is compared as."""

KINDS = _listed(_WRITTEN.get("kinds")) | frozenset(SPELLINGS.values())
"""Words that say what kind of service a name is about."""

RIVALS = _listed(_WRITTEN.get("rivals"))
"""Kinds that are never one place, even where one category holds both."""

HOSTS = _listed(_WRITTEN.get("hosts"))
"""Kinds of places that lodge other services."""

MARKS = _listed(_WRITTEN.get("marks"))
"""Words that tell one place from another of the same name."""

PLAIN = _listed(_WRITTEN.get("plain"))
"""Words of names that tell nothing."""

PLAIN_IN_STREETS = _listed(_WRITTEN.get("plain_in_streets"))
"""Words of addresses that tell nothing."""
