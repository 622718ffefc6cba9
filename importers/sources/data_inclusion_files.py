"""The files of data·inclusion, structures and services together or alone, into one row for each listing."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from importers.reading.documents import read_document, shape_of
from importers.reading.files import kind_of
from importers.reading.refusals import FileRefusedError
from importers.reading.tables import read_table
from importers.sources.corrections import corrections
from importers.sources.data_inclusion_kinds import group
from importers.sources.data_inclusion_v0 import element
from importers.statements import Given, Row

ARRAYS = ("items", "features", "structures", "services")
"""Where the elements stand in a document that is no list: an answer of the API, a GeoJSON."""

Packed = tuple[int, bytes]
"""The rank of an element, and the element, small: two national files stand in memory side by side."""


def read_files(files: Sequence[Given]) -> Iterator[Row]:
    """Give each listing with its structure and its services, as `{"structure": …, "services": […]}`."""
    structures: dict[str, Packed] = {}
    services: dict[str, list[Packed]] = {}
    for given in files:
        again = corrections(given, "structure", "services")
        if again is not None:
            yield from again
            continue
        for row in _elements(given):
            said = element(row.cells)
            owner, packed = said.get("structure_id"), (row.line, _packed(said))
            if owner:
                services.setdefault(owner, []).append(packed)
            else:
                structures[said.get("id") or f"#{given.name}{row.line}"] = packed
    for key in [*structures, *(owner for owner in services if owner not in structures)]:
        yield from _listings(structures.get(key), services.get(key, []))


def _elements(given: Given) -> Iterator[Row]:
    if kind_of(given) not in ("json", "tar"):
        yield from read_table(given)
        return
    keys = shape_of(given)
    arrays = [key for key in ARRAYS if key in keys]
    if keys and not arrays:
        raise FileRefusedError("aucune liste de structures ni de services n’y a été trouvée")
    for where in arrays or [""]:
        yield from read_document(given, where)


def _listings(structure: Packed | None, services: Sequence[Packed]) -> Iterator[Row]:
    """Give a row for each category of ours and each commune; a structure without service is one."""
    about = _unpacked(structure[1]) if structure else {}
    groups: dict[tuple[str, str], list[Any]] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, packed in services:
        service = _unpacked(packed)
        label = group(about, service)
        groups.setdefault(label, []).append(service)
        lines.setdefault(label, structure[0] if structure else line)
    for label, found in groups.items():
        yield Row(lines[label], {"structure": about, "services": found})
    if structure and not groups:
        yield Row(structure[0], {"structure": about, "services": []})


def _packed(said: Mapping[str, Any]) -> bytes:
    return zlib.compress(json.dumps(said, ensure_ascii=False).encode(), 1)


def _unpacked(packed: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(zlib.decompress(packed))
    return said
